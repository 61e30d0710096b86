/** One due firing: collect, compose, deliver; what isn't ready or could not be sent asks for a later run. */
import { AppError } from '../core/errors.ts';
import {
  lateAt,
  newestExpected,
  nextMidnight,
  type Period,
  quotaBack,
  readyAt,
} from '../core/period.ts';
import type { Schedule } from '../core/schedule.ts';
import { type Catalogue, type Locale, textFor } from '../core/text/index.ts';
import type { ClaimedTick } from '../ports/stores.ts';
import type { App, Bot, Destination } from './bot.ts';
import { compose, composeNewest, olderRemark } from './compose.ts';
import { type Delivered, deliver } from './deliver.ts';
import { tellOperators } from './tell-operators.ts';

const MINUTE_MS = 60_000;
/** WeChat is usually late by minutes or hours, not seconds. */
const NOT_READY_MS = 45 * MINUTE_MS;
/** However late in Beijing's day a schedule fires, its digest is waited for so long before it goes out marked late. */
const PATIENCE_MS = 4 * 60 * MINUTE_MS;
/** Waits while WeChat can't be reached or is busy, by failure. */
const COLLECT_AGAIN_MS = [5, 15, 45].map((minutes) => minutes * MINUTE_MS);
/** With the newest period in the store, older cohorts that keep failing hold the digest up no longer than this many tries. */
const MOST_TRIES = 3;
/** Waits between tries to post, by attempt. */
const POST_AGAIN_MS = [1, 5, 15, 45].map((minutes) => minutes * MINUTE_MS);
/** Quotas start anew at midnight, hardly to the second. */
const AFTER_MIDNIGHT_MS = 5 * MINUTE_MS;
/** A message that could not be posted for so long is given up, and the operators know. */
const GIVE_UP_MS = 12 * 60 * MINUTE_MS;
/** What a spent quota held back until midnight has at least so long. */
const AFTER_QUOTA_MS = 4 * 60 * MINUTE_MS;

/** Which message an app's digest of a period is; two schedules never post the same one into one channel. */
export function digestSubject(app: App, period: Period): string {
  return `${app.appid} ${period.grain} ${period.first}`;
}

/** When to run the tick again, or undefined when it is done. */
export async function runTick(
  bot: Bot,
  schedule: Schedule,
  tick: ClaimedTick,
  signal: AbortSignal,
): Promise<Date | undefined> {
  const period = newestExpected(schedule.grain, tick.scheduledFor);
  const apps = bot.apps.filter(
    ({ appid }) => schedule.apps === 'all' || schedule.apps.includes(appid),
  );
  const destinations = await bot.destinations(schedule.channels);
  // Every app comes to its end, whatever becomes of the others.
  const turn = turns();
  const ends = await Promise.allSettled(
    apps.map(async (app) => {
      await turn();
      return runPart({ bot, app, period, schedule, tick, destinations, signal });
    }),
  );
  signal.throwIfAborted();
  const waits = ends.map((end, index) => {
    if (end.status === 'fulfilled') return end.value;
    // A fault of the bot's own with one app must not end the tick of the others.
    const fields = { app: apps[index]?.appid, tick: tick.scheduledFor.toISOString() };
    bot.log.error({ ...fields, err: end.reason }, 'part of a tick failed');
    return NOT_READY_MS;
  });
  const soonest = Math.min(...waits.filter((wait) => wait !== undefined));
  return Number.isFinite(soonest) ? new Date(bot.clock.now().getTime() + soonest) : undefined;
}

/** One app in each turn of the event loop: a thousand at once would keep a command waiting for seconds. */
function turns(): () => Promise<void> {
  let last = Promise.resolve();
  return () => {
    last = last.then(() => new Promise((done) => setImmediate(done)));
    return last;
  };
}

/** One app's part of a tick. */
interface Part {
  readonly bot: Bot;
  readonly app: App;
  readonly period: Period;
  readonly schedule: Schedule;
  readonly tick: ClaimedTick;
  readonly destinations: readonly Destination[];
  readonly signal: AbortSignal;
}

/** Milliseconds to wait before it is tried again; undefined when it is done. */
async function runPart(part: Part): Promise<number | undefined> {
  const { bot, app, tick, destinations, signal } = part;
  const gathered = await gather(part);
  if (gathered === 'stop') return undefined;
  if (gathered !== 'report') return gathered;
  if (destinations.length === 0) return undefined;
  const delivered = await report(part);
  const open = delivered.filter(({ state }) => ['later', 'unknown', 'busy'].includes(state));
  const isOver = bot.clock.now() > givenUpAt(tick, bot.clock.now());
  const lost = delivered.filter(
    (one) => one.state === 'rejected' || (isOver && one.error !== undefined),
  );
  for (const { error } of lost) await tellOperators(bot, app, error, [], signal);
  if (open.length === 0 || isOver) return undefined;
  return nth(POST_AGAIN_MS, tick.attempt);
}

/** Collects; says whether to report, to stop, or how many milliseconds to wait and try again. */
async function gather(part: Part): Promise<'report' | 'stop' | number> {
  const { bot, app, period, tick, signal } = part;
  const collected = await bot.collector.collect(app, period, signal);
  const { state, failures = 0 } = collected;
  const error = state === 'complete' ? collected.late : collected.error;
  if (error === undefined) return 'report';
  bot.log.warn({ app: app.appid, period: period.first, state, err: error }, 'not collected');
  const now = bot.clock.now();
  const patience = Math.max(patienceEnd(part), afterQuota(tick, now)) - now.getTime();
  if (state === 'failed') return afterFailure(part, error, failures, patience > 0);
  // An older cohort that WeChat is late with holds the digest up for a few tries; then its gap is named.
  if (patience <= 0 || (state === 'complete' && failures >= MOST_TRIES)) return 'report';
  // The last wait ends with patience, not after it.
  return Math.min(NOT_READY_MS, patience);
}

async function afterFailure(
  { bot, app, period, destinations, signal }: Part,
  error: unknown,
  failures: number,
  isPatient: boolean,
): Promise<'report' | 'stop' | number> {
  const now = bot.clock.now();
  const { isReady } = await compose(bot, app, period, now);
  const retry = error instanceof AppError ? error.retry : 'never';
  const mayMend = retry !== 'never' && isPatient && !(isReady && failures >= MOST_TRIES);
  // What mends itself is nobody's errand until patience ends; a spent quota is one at once.
  if (!mayMend || retry === 'tomorrow') await tellOperators(bot, app, error, destinations, signal);
  // Until midnight every question is in vain; then the digest goes out whole, if late.
  if (retry === 'tomorrow') return untilQuota(now);
  if (mayMend) return nth(COLLECT_AGAIN_MS, failures);
  // Empty figures are not a digest, and an older one would say that WeChat was late.
  return isReady ? 'report' : 'stop';
}

/** Of the period, not of the firing: an hourly schedule would wait for ever. */
function patienceEnd({ bot, period, schedule, tick }: Part): number {
  const expected = new Date(readyAt(period).getTime() - 1);
  const first = bot.nextFiring(schedule, expected) ?? tick.scheduledFor;
  return Math.max(lateAt(period).getTime(), first.getTime() + PATIENCE_MS);
}

function givenUpAt(tick: ClaimedTick, now: Date): Date {
  return new Date(Math.max(tick.scheduledFor.getTime() + GIVE_UP_MS, afterQuota(tick, now)));
}

/** Until when what a spent quota held back is waited for, once its midnight has come. */
function afterQuota({ scheduledFor }: ClaimedTick, now: Date): number {
  const midnight = nextMidnight(scheduledFor).getTime();
  return now.getTime() < midnight ? 0 : midnight + AFTER_QUOTA_MS;
}

function untilQuota(now: Date): number {
  return quotaBack(now).getTime() + AFTER_MIDNIGHT_MS - now.getTime();
}

function nth(waits: readonly number[], number: number): number {
  return waits[Math.min(number, waits.length) - 1] ?? NOT_READY_MS;
}

async function report(part: Part): Promise<Delivered[]> {
  const { bot, app, period, schedule, tick, destinations, signal } = part;
  const now = bot.clock.now();
  const wanted = await compose(bot, app, period, now);
  // Never empty figures: a digest that is late shows the newest period there is, and says so.
  const composed = wanted.isReady ? wanted : await composeNewest(bot, app, period, now);
  if (!composed) {
    bot.log.error({ app: app.appid, period: period.first }, 'nothing to report');
    return [];
  }
  const shown = composed.comparison.period;
  const lateness = (words: Catalogue['digest'], locale: Locale) => {
    if (!wanted.isReady) return [words.late, ...olderRemark(period, shown, locale)];
    const isDelayed =
      now.getTime() > Math.max(patienceEnd(part), tick.scheduledFor.getTime() + PATIENCE_MS);
    return isDelayed ? [words.delayed] : [];
  };
  return deliver(
    bot,
    destinations,
    digestSubject(app, period),
    (locale) =>
      composed.digest(locale, {
        remarks: lateness(textFor(locale).digest, locale),
        schedule: { at: tick.scheduledFor, zone: schedule.zone },
      }),
    signal,
  );
}
