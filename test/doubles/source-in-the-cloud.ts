/** Run as a function by `function-runner.ts`: the bot's own source in this process's environment, as main.ts opens it. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { env } from 'node:process';
import { AppError } from '../../src/core/errors.ts';
import { type Grain, periodOf } from '../../src/core/period.ts';
import type { Access } from '../../src/ports/access.ts';
import { miniProgram } from '../../src/wechat/index.ts';
import { throttle } from '../../src/wechat/throttle.ts';
import { UNLIMITED } from './mini-program.ts';

export interface Outcome {
  readonly snapshot?: { readonly new: [number, number][]; readonly active: [number, number][] };
  readonly raw?: string;
  readonly fault?: { readonly code: string; readonly retry: string; readonly message: string };
  /** Waits between tries, in milliseconds; nobody really waits. */
  readonly waited: readonly number[];
  readonly logged: readonly string[];
}

/** One cohort, by a source of its own. */
export async function fetchCohort(
  grain: Grain,
  date: string,
  access: Access = { transport: 'cloud-call' },
  baseUrl?: string,
): Promise<Outcome> {
  const waited: number[] = [];
  const logged: string[] = [];
  const keep = (fields: object, message: string) => {
    logged.push(JSON.stringify({ ...fields, message }));
  };
  const { source } = miniProgram({
    app: 'wx1234567890abcdef',
    access,
    baseUrl,
    missingSize: 'none',
    cloud: { env },
    lane: throttle(UNLIMITED)(),
    clock: {
      now: () => new Date('2026-11-22T02:00:00Z'),
      sleep: async (ms) => void waited.push(ms),
    },
    log: { debug: keep, info: keep, warn: keep, error: keep },
    random: () => 0.5,
  });
  try {
    const { counts, raw } = await source.fetch(periodOf(grain, date), new AbortController().signal);
    return {
      snapshot: { new: [...counts.new], active: [...counts.active] },
      raw,
      waited,
      logged,
    };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { code, retry, message } = error;
    return { fault: { code, retry, message }, waited, logged };
  }
}

/** Whether anybody in this process has loaded a package. */
export function isLoaded(name: string): boolean {
  const { cache } = createRequire(import.meta.url);
  return Object.keys(cache).some((file) => file.includes(join('node_modules', name, 'index.js')));
}
