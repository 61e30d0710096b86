/** Runs collections one at a time per app and grain, so that two ticks never ask the same thing. */
import type { Grain, Period } from '../core/period.ts';
import { FIRST_WINDOW } from '../core/plan.ts';
import type { App } from './app.ts';
import { type CollectDeps, type Collected, collect } from './collect.ts';

export interface Collector {
  /** Collects up to `newest`, after whatever of the same app and grain is under way. */
  collect(
    app: App,
    newest: Period,
    signal: AbortSignal,
    options?: { window?: number; onProgress?: (done: number, total: number) => void },
  ): Promise<Collected>;
}

export function collector(deps: CollectDeps): Collector {
  const tails = new Map<string, Promise<unknown>>();
  return {
    collect(app, newest, signal, options = {}) {
      const key = lane(app, newest.grain);
      const before = tails.get(key) ?? Promise.resolve();
      const run = before.then(() =>
        collect(app.source, newest, deps, {
          window: options.window ?? FIRST_WINDOW[newest.grain],
          signal,
          ...(options.onProgress && { onProgress: options.onProgress }),
        }),
      );
      // The next in line waits for the end, however it ends.
      tails.set(
        key,
        run.catch(() => undefined),
      );
      return run;
    },
  };
}

function lane(app: App, grain: Grain): string {
  return `${app.appid} ${grain}`;
}
