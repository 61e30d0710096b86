/** One call in flight for any number of waiters. */
import { AppError } from '../core/errors.ts';
import { unlessAborted } from './unless-aborted.ts';

interface Flight<T> {
  readonly result: Promise<T>;
  readonly stop: AbortController;
  waiters: number;
}

/**
 * Waiters share the call that is under way. One that gives up leaves the others waiting; when all
 * have given up, the call is aborted and the next waiter starts another.
 */
export function singleFlight<T>(
  load: (signal: AbortSignal) => Promise<T>,
): (signal: AbortSignal) => Promise<T> {
  let current: Flight<T> | undefined;
  return async (signal) => {
    if (signal.aborted) throw new AppError('aborted', {});
    current ??= start();
    const flight = current;
    flight.waiters += 1;
    try {
      return await unlessAborted(flight.result, signal);
    } finally {
      flight.waiters -= 1;
      if (flight.waiters === 0) {
        clear(flight);
        flight.stop.abort();
      }
    }
  };

  function start(): Flight<T> {
    const stop = new AbortController();
    const result = load(stop.signal).finally(() => clear(flight));
    const flight: Flight<T> = { result, stop, waiters: 0 };
    return flight;
  }

  function clear(flight: Flight<T>): void {
    if (current === flight) current = undefined;
  }
}
