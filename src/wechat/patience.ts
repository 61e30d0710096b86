/** How long to wait for WeChat within one call, and when to leave it to the caller. */
import { AppError } from '../core/errors.ts';
import type { Clock } from '../ports/runtime.ts';

export interface Patience {
  readonly clock: Clock;
  /** 0 ≤ random < 1. */
  readonly random: () => number;
}

const TRIES = 3;
const BACKOFF_MS = 1000;
const MINUTE_MS = 60_000;

/** Repeats what fails for the moment: after a jittered wait, or once after a minute where WeChat asks for fewer calls. */
export async function patiently<T>(
  attempt: () => Promise<T>,
  { clock, random }: Patience,
  signal: AbortSignal,
): Promise<T> {
  let failures = 0;
  let slowed = false;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (isSlower(error) && !slowed) {
        slowed = true;
        await pause(clock, MINUTE_MS, signal);
      } else if (isMomentary(error) && failures < TRIES - 1) {
        failures += 1;
        await pause(clock, random() * BACKOFF_MS * 2 ** failures, signal);
      } else {
        throw error;
      }
    }
  }
}

function isSlower(error: unknown): boolean {
  return error instanceof AppError && error.retry === 'slower';
}

/** Not `not_ready`: that takes WeChat half an hour, not a second. */
function isMomentary(error: unknown): boolean {
  return error instanceof AppError && error.retry === 'later' && error.code !== 'not_ready';
}

async function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  try {
    await clock.sleep(ms, signal);
  } catch (error) {
    throw signal.aborted ? new AppError('aborted', {}) : error;
  }
}
