/** How long a tick waits, and until when. */
import { lateAt, nextMidnight, type Period, quotaBack, readyAt } from '../core/period.ts';
import type { Schedule } from '../core/schedule.ts';
import type { ClaimedTick } from '../ports/stores.ts';
import type { Bot } from './bot.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** WeChat is usually late by minutes or hours, not seconds. */
export const NOT_READY_MS = 45 * MINUTE_MS;
/** However late in Beijing's day a schedule fires, its digest is waited for so long before it goes out marked late. */
const PATIENCE_MS = 4 * HOUR_MS;
/** So long after its time a digest says when it was due, whyever it is late. */
export const DELAYED_MS = HOUR_MS;
/** Waits while WeChat can't be reached or is busy, by failure. */
const COLLECT_AGAIN_MS = [5, 15, 45].map((minutes) => minutes * MINUTE_MS);
/** Waits between tries to post, by attempt. */
const POST_AGAIN_MS = [1, 5, 15, 45].map((minutes) => minutes * MINUTE_MS);
/** Between tries to post where a chat refuses everything until somebody mends that. */
export const BARRED_MS = 45 * MINUTE_MS;
/** Quotas start anew at midnight, hardly to the second. */
const AFTER_MIDNIGHT_MS = 5 * MINUTE_MS;
/** A message that could not be posted for so long is given up, and the operators know. */
export const GIVE_UP_MS = 12 * HOUR_MS;
const FEWEST_TRIES = 3;
/** What a spent quota held back until midnight has at least so long. */
const AFTER_QUOTA_MS = 4 * HOUR_MS;
/** Figures that a digest went out without are asked for as long as it may be edited. */
const LATE_FOR_MS = 7 * 24 * HOUR_MS;
const LATE_MOST_MS = 2 * HOUR_MS;
const FAULT_MS = 5 * MINUTE_MS;

/** What is waited for: a period's figures, by a tick of a schedule. */
export interface Waiting {
  readonly bot: Pick<Bot, 'nextFiring' | 'clock'>;
  readonly period: Period;
  readonly schedule: Schedule;
  readonly tick: ClaimedTick;
}

/** Of the period, not of the firing: an hourly schedule would wait for ever. */
export function patienceEnd({ bot, period, schedule, tick }: Waiting): number {
  const expected = new Date(readyAt(period).getTime() - 1);
  const first = bot.nextFiring(schedule, expected) ?? tick.scheduledFor;
  return Math.max(lateAt(period).getTime(), first.getTime() + PATIENCE_MS);
}

/** After the digest went out without them: the longer they are late, the less often they are asked for. */
export function lateWait(waiting: Waiting): number | undefined {
  const now = waiting.bot.clock.now().getTime();
  if (now >= waiting.tick.scheduledFor.getTime() + LATE_FOR_MS) return undefined;
  const lateness = now - patienceEnd(waiting);
  return Math.min(Math.max(lateness / 2, NOT_READY_MS), LATE_MOST_MS);
}

/** After a fault of the bot's own: a database that was away is soon back, a full disk is not. */
export function faultWait({ clock }: Pick<Bot, 'clock'>, tick: ClaimedTick): number | undefined {
  const age = clock.now().getTime() - tick.scheduledFor.getTime();
  return age >= LATE_FOR_MS ? undefined : Math.min(Math.max(age / 2, FAULT_MS), LATE_MOST_MS);
}

/** Taken up only when all patience is over, as after all machines were down: a moment's fault is not its end. */
export function hasJustBegun({ attempt, scheduledFor }: ClaimedTick, now: Date): boolean {
  return attempt <= FEWEST_TRIES && now.getTime() - scheduledFor.getTime() > DELAYED_MS;
}

export function isGivenUp({ bot, tick }: Waiting): boolean {
  const now = bot.clock.now();
  if (hasJustBegun(tick, now)) return false;
  return now.getTime() > Math.max(tick.scheduledFor.getTime() + GIVE_UP_MS, afterQuota(tick, now));
}

/** Until when what a spent quota held back is waited for, once its midnight has come. */
export function afterQuota({ scheduledFor }: ClaimedTick, now: Date): number {
  const midnight = nextMidnight(scheduledFor).getTime();
  return now.getTime() < midnight ? 0 : midnight + AFTER_QUOTA_MS;
}

export function untilQuota(now: Date): number {
  return quotaBack(now).getTime() + AFTER_MIDNIGHT_MS - now.getTime();
}

export function soonest(waits: readonly (number | undefined)[]): number | undefined {
  const soon = Math.min(...waits.filter((wait) => wait !== undefined));
  return Number.isFinite(soon) ? soon : undefined;
}

export function collectAgain(failures: number): number {
  return nth(COLLECT_AGAIN_MS, failures);
}

export function postAgain(attempt: number): number {
  return nth(POST_AGAIN_MS, attempt);
}

function nth(waits: readonly number[], number: number): number {
  return waits[Math.min(number, waits.length) - 1] ?? NOT_READY_MS;
}
