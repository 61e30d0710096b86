/** Clocks: the machine's, one that stands still at `--as-of`, and one that never is before a given moment. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from './ports/runtime.ts';

const sleep: Clock['sleep'] = (ms, signal) => wait(ms, undefined, { signal });

export const systemClock: Clock = { now: () => new Date(), sleep };

/** Time as a parameter: what a command would have done at that moment. */
export function clockAt(instant: Date): Clock {
  return { now: () => instant, sleep };
}

/** Runs with the machine's clock, but stands at `earliest` until that has come. */
export function clockNotBefore(earliest: Date): Clock {
  return {
    now: () => new Date(Math.max(earliest.getTime(), systemClock.now().getTime())),
    sleep,
  };
}
