/** Collects for a tick: whether there is something to report, or how long to wait for it. */
import { AppError } from '../core/errors.ts';
import type { App, Bot, Destination } from './bot.ts';
import { compose } from './compose.ts';
import { tellOperators } from './tell-operators.ts';
import {
  afterQuota,
  collectAgain,
  hasJustBegun,
  NOT_READY_MS,
  patienceEnd,
  untilQuota,
  type Waiting,
} from './waits.ts';

/** With the newest period in the store, older cohorts that keep failing hold the digest up no longer than this many tries. */
const MOST_TRIES = 3;

/** One app's part of a tick. */
export interface Part extends Waiting {
  readonly bot: Bot;
  readonly app: App;
  readonly destinations: readonly Destination[];
  readonly noted: Noted;
  readonly signal: AbortSignal;
}

/** What a part leaves to be looked at once all of its tick have come to their end. */
export interface Noted {
  /** Whether something new is known. */
  hasBrought: boolean;
  /** Why nothing was collected, though all patience is over and nobody was told. */
  lost?: unknown;
  /** Why it is not done, though it is tried again: WeChat is out of reach, or a chat. */
  open?: unknown;
  /** Whether WeChat hasn't the figures yet. */
  isWaiting?: boolean;
}

/**
 * Says whether to report, to stop, or how many milliseconds to wait and try again.
 *
 * @param isOut whether the digest stands in its chats already, without the period it is of
 */
export async function gather(part: Part, isOut: boolean): Promise<'report' | 'stop' | number> {
  const { bot, app, period, tick, signal } = part;
  const collected = await bot.collector.collect(app, period, signal);
  const { state, failures = 0 } = collected;
  const error = state === 'complete' ? collected.late : collected.error;
  if (state === 'complete' && collected.asked > 0) part.noted.hasBrought = true;
  if (error === undefined) return 'report';
  bot.log.warn({ app: app.appid, period: period.first, state, err: error }, 'not collected');
  const now = bot.clock.now();
  const patience = isOut ? 0 : Math.max(patienceEnd(part), afterQuota(tick, now)) - now.getTime();
  if (state === 'failed') {
    const next = await afterFailure(part, { error, failures, patience, isOut });
    if (typeof next === 'number') part.noted.open = error;
    return next;
  }
  // An older cohort that WeChat is late with holds the digest up for a few tries; then its gap is named.
  if (patience <= 0 || (state === 'complete' && failures >= MOST_TRIES)) return 'report';
  // The last wait ends with patience, not after it.
  return Math.min(NOT_READY_MS, patience);
}

interface Failure {
  readonly error: unknown;
  readonly failures: number;
  readonly patience: number;
  readonly isOut: boolean;
}

async function afterFailure(
  { bot, app, period, tick, destinations, noted, signal }: Part,
  { error, failures, patience, isOut }: Failure,
): Promise<'report' | 'stop' | number> {
  const now = bot.clock.now();
  const { isReady } = await compose(bot, app, period, now);
  const retry = error instanceof AppError ? error.retry : 'never';
  // A spent quota is a person's errand at once.
  const isPersons = retry === 'never' || retry === 'tomorrow';
  const isWorthIt = patience > 0 || (hasJustBegun(tick, now) && !isOut);
  const mayMend = retry !== 'never' && isWorthIt && !(isReady && failures >= MOST_TRIES);
  if (isPersons) await tellOperators(bot, app, error, destinations, signal);
  // What mends itself is nobody's errand until patience ends, nor once the digest is out; then of all apps at once.
  else if (!(mayMend || isOut)) noted.lost = error;
  // Until midnight every question is in vain; then the digest goes out whole, if late.
  if (retry === 'tomorrow') return untilQuota(now);
  if (mayMend) return collectAgain(failures);
  // Empty figures are not a digest, and an older one would say that WeChat was late.
  return isReady ? 'report' : 'stop';
}
