/** Runs collections one at a time per app and grain, so that two ticks never ask the same thing. */
import type { Grain, Period } from '../core/period.ts';
import { FIRST_WINDOW } from '../core/plan.ts';
import type { App } from './app.ts';
import { type CollectDeps, type Collected, collect } from './collect.ts';

/** A period that isn't ready is not asked for again within this time, however many ticks want it. */
const QUIET_MS = 10 * 60_000;

interface CollectorOptions {
  /** How many cohorts back a first run reaches. */
  readonly window?: number;
  readonly untilHistoryEnds?: boolean;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface Collector {
  /** Collects up to `newest`, after whatever of the same app and grain is under way. */
  collect(
    app: App,
    newest: Period,
    signal: AbortSignal,
    options?: CollectorOptions,
  ): Promise<Collected>;
}

export function collector(deps: CollectDeps): Collector {
  const tails = new Map<string, Promise<unknown>>();
  const notReady = new Map<string, { newest: string; until: number; collected: Collected }>();

  async function run(
    app: App,
    newest: Period,
    signal: AbortSignal,
    { window = FIRST_WINDOW[newest.grain], ...options }: CollectorOptions,
  ): Promise<Collected> {
    const key = lane(app, newest.grain);
    const lately = notReady.get(key);
    if (lately?.newest === newest.first && deps.clock.now().getTime() < lately.until)
      return { ...lately.collected, asked: 0 };
    const collected = await collect(app.source, newest, deps, { window, signal, ...options });
    if (collected.state === 'not-ready') {
      const until = deps.clock.now().getTime() + QUIET_MS;
      notReady.set(key, { newest: newest.first, until, collected });
    }
    return collected;
  }

  return {
    collect(app, newest, signal, options = {}) {
      const key = lane(app, newest.grain);
      const before = tails.get(key) ?? Promise.resolve();
      const next = before.then(() => run(app, newest, signal, options));
      // The next in line waits for the end, however it ends.
      tails.set(
        key,
        next.catch(() => undefined),
      );
      return next;
    },
  };
}

function lane(app: App, grain: Grain): string {
  return `${app.appid} ${grain}`;
}
