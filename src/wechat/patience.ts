/** How long to wait for WeChat within one call, and when to leave it to the caller. */
import { AppError } from '../core/errors.ts';
import { quotaBack } from '../core/period.ts';
import type { Clock } from '../ports/runtime.ts';
import { type Gate, OWN_GATE } from './shared-gate.ts';
import { singleFlight } from './single-flight.ts';

export interface PatienceOptions {
  readonly app: string;
  readonly clock: Clock;
  /** 0 ≤ random < 1. */
  readonly random: () => number;
  /** Where processes tell each other that WeChat wants no more of the app's questions. */
  readonly gate?: Gate | undefined;
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
export function patience({ app, clock, random, gate = OWN_GATE }: PatienceOptions): Patience {
  let isSlowed = false;
  let spent: { readonly from: Date; readonly until: Date; readonly error: AppError } | undefined;
  const minute = singleFlight(async (signal) => {
    await pause(clock, MINUTE_MS, signal);
    isSlowed = false;
  });
  return async (attempt, signal) => {
    const tries = { failed: 0, slowed: 0 };
    for (;;) {
      await heed();
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

  /** What another process was told is told to all: by how long it lasts it is a minute, or the rest of the day. */
  async function heed(): Promise<void> {
    const until = await gate.closedUntil();
    if (!until) return;
    const from = clock.now();
    if (until.getTime() - from.getTime() <= MINUTE_MS) isSlowed = true;
    else if (spent?.until.getTime() !== until.getTime()) {
      const params = { app, detail: 'told to another process' };
      spent = { from, until, error: new AppError('quota_spent', params, { retry: 'tomorrow' }) };
    }
  }

  /** Returns when it is time for another try; throws when there is none. */
  async function bear(
    error: unknown,
    tries: { failed: number; slowed: number },
    signal: AbortSignal,
  ): Promise<void> {
    if (!(error instanceof AppError)) throw error;
    const now = clock.now();
    if (error.retry === 'tomorrow') {
      spent = { from: now, until: quotaBack(now), error };
      await gate.close(spent.until);
    }
    if (error.retry === 'slower' && tries.slowed < MOST_MINUTES) {
      tries.slowed += 1;
      isSlowed = true;
      await gate.close(new Date(now.getTime() + MINUTE_MS));
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
