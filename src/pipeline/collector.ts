/** Runs collections one at a time per app and grain, so that two ticks never ask the same thing. */
import { AppError } from '../core/errors.ts';
import type { Grain, Period } from '../core/period.ts';
import { FIRST_WINDOW } from '../core/plan.ts';
import type { App } from './app.ts';
import { type CollectDeps, type Collected, collect } from './collect.ts';
import { type CollectTurns, OWN_TURNS } from './collect-turns.ts';

/** A period that isn't ready is not asked for again within this time, however many ticks want it. */
const QUIET_MS = 10 * 60_000;

/** Of an app and grain; more than ticks are made up for at once. */
const MOST_NEWEST = 32;

interface CollectorOptions {
  /** How many cohorts back a first run reaches. */
  readonly window?: number;
  readonly untilHistoryEnds?: boolean;
  readonly onProgress?: (done: number, total: number) => void;
}

/** What became of a collection. */
export type Collection = Collected & {
  /** How many runs on end have failed, or left an older cohort, for this newest period; absent where the last did not. */
  readonly failures?: number | undefined;
};

export interface Collector {
  /** Collects up to `newest`, after whatever of the same app and grain is under way. */
  collect(
    app: App,
    newest: Period,
    signal: AbortSignal,
    options?: CollectorOptions,
  ): Promise<Collection>;
}

/** @param turns what keeps other processes from asking the same */
export function collector(deps: CollectDeps, turns: CollectTurns = OWN_TURNS): Collector {
  /** The last in line of each app and grain, while it waits or runs. */
  const tails = new Map<string, { end: Promise<Run | undefined> }>();
  const notReady = byNewest<{ until: number; collected: Collected }>();
  const failures = byNewest<number>();

  async function run(
    app: App,
    newest: Period,
    signal: AbortSignal,
    { window = FIRST_WINDOW[newest.grain], ...options }: CollectorOptions,
  ): Promise<Collection> {
    const key = keyOf(app, newest.grain);
    const lately = notReady.get(key, newest.first);
    const left = (lately?.until ?? 0) - deps.clock.now().getTime();
    // Longer than it was meant to be, it is from before the clock was set back.
    if (lately && left > 0 && left <= QUIET_MS) return { ...lately.collected, asked: 0 };
    const what = `${key} ${newest.first}`;
    const collected = await turns.alone(
      key,
      async (): Promise<Collected> => {
        if (await turns.isQuiet(what)) return quiet(app);
        const ended = await collect(app.source, newest, deps, { window, signal, ...options });
        if (ended.state !== 'not-ready') return ended;
        const until = deps.clock.now().getTime() + QUIET_MS;
        notReady.set(key, newest.first, { until, collected: ended });
        await turns.quiet(what, new Date(until));
        return ended;
      },
      signal,
    );
    return counted(key, newest, collected);
  }

  /** Lateness of the newest period is none: it must not use up what a failure may. */
  function counted(key: string, newest: Period, collected: Collected): Collection {
    const isWhole = collected.state === 'complete' && !collected.late;
    if (isWhole || collected.state === 'not-ready') {
      failures.set(key, newest.first, 0);
      return collected;
    }
    const count = (failures.get(key, newest.first) ?? 0) + 1;
    failures.set(key, newest.first, count);
    return { ...collected, failures: count };
  }

  return {
    collect(app, newest, signal, options = {}) {
      const key = keyOf(app, newest.grain);
      const before = tails.get(key)?.end ?? Promise.resolve(undefined);
      const next = before
        .then((earlier) =>
          // Whoever waited for the same answers has heard the same: asked again at once, they would not be there either.
          earlier?.newest === newest.first && earlier.collected.state === 'failed'
            ? { ...earlier.collected, asked: 0 }
            : run(app, newest, signal, options),
        )
        .finally(() => {
          if (tails.get(key) === tail) tails.delete(key);
        });
      // The next in line waits for the end, however it ends.
      const end = next.then(
        (collected): Run => ({ newest: newest.first, collected }),
        () => undefined,
      );
      const tail = { end };
      tails.set(key, tail);
      return next;
    },
  };
}

interface Run {
  readonly newest: string;
  readonly collected: Collection;
}

/** What is known of an app and grain up to each of the newest periods asked for last: ticks made up for ask side by side. */
function byNewest<T>() {
  const all = new Map<string, Map<string, T>>();
  return {
    get: (key: string, newest: string) => all.get(key)?.get(newest),
    set(key: string, newest: string, value: T) {
      const known = all.get(key) ?? new Map<string, T>();
      known.delete(newest);
      all.set(key, known.set(newest, value));
      const [oldest] = known.keys();
      if (oldest !== undefined && known.size > MOST_NEWEST) known.delete(oldest);
    },
  };
}

/** As another process has heard. */
function quiet({ appid }: App): Collected {
  const params = { app: appid, detail: 'told to another process' };
  return {
    state: 'not-ready',
    asked: 0,
    error: new AppError('not_ready', params, { retry: 'later' }),
  };
}

function keyOf(app: App, grain: Grain): string {
  return `${app.appid} ${grain}`;
}
