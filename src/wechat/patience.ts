/** How long to wait for WeChat within one call, and when to leave it to the caller. */
import { AppError } from '../core/errors.ts';
import { quotaBack } from '../core/period.ts';
import type { Clock } from '../ports/runtime.ts';
import { singleFlight } from './single-flight.ts';

export interface PatienceOptions {
  readonly clock: Clock;
  /** 0 ≤ random < 1. */
  readonly random: () => number;
}

export type Patience = <T>(attempt: () => Promise<T>, signal: AbortSignal) => Promise<T>;

const TRIES = 5;
const BACKOFF_MS = 1000;
const MINUTE_MS = 60_000;
/** The limit is one a minute, so three of them on end mean something else. */
const MOST_MINUTES = 3;

/**
 * One app's patience. What fails for the moment is repeated after a jittered wait; where WeChat asks
 * for fewer calls all of the app's wait out a minute; a spent quota refuses every call without asking,
 * until it starts anew at Beijing midnight.
 */
export function patience({ clock, random }: PatienceOptions): Patience {
  let isSlowed = false;
  let spent: { readonly from: Date; readonly until: Date; readonly error: AppError } | undefined;
  const minute = singleFlight(async (signal) => {
    await pause(clock, MINUTE_MS, signal);
    isSlowed = false;
  });
  return async (attempt, signal) => {
    const tries = { failed: 0, slowed: 0 };
    for (;;) {
      // A clock that went backwards must not keep it closed for longer.
      if (spent && spent.from <= clock.now() && clock.now() < spent.until) throw spent.error;
      if (isSlowed) await minute(signal);
      try {
        return await attempt();
      } catch (error) {
        await bear(error, tries, signal);
      }
    }
  };

  /** Returns when it is time for another try; throws when there is none. */
  async function bear(
    error: unknown,
    tries: { failed: number; slowed: number },
    signal: AbortSignal,
  ): Promise<void> {
    if (!(error instanceof AppError)) throw error;
    const now = clock.now();
    if (error.retry === 'tomorrow') spent = { from: now, until: quotaBack(now), error };
    if (error.retry === 'slower' && tries.slowed < MOST_MINUTES) {
      tries.slowed += 1;
      isSlowed = true;
    } else if (isMomentary(error) && tries.failed < TRIES - 1) {
      tries.failed += 1;
      await pause(clock, random() * BACKOFF_MS * 2 ** tries.failed, signal);
    } else throw error;
  }
}

/** Not `not_ready`: that takes WeChat half an hour, not a second. */
function isMomentary(error: AppError): boolean {
  return error.retry === 'later' && error.code !== 'not_ready';
}

async function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  try {
    await clock.sleep(ms, signal);
  } catch (error) {
    throw signal.aborted ? new AppError('aborted', {}) : error;
  }
}
