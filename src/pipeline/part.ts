/** One app's part of a tick, in whichever process: collect, compose, deliver; what isn't ready or could not be sent asks for a later run. */
import { formatter } from '../core/format.ts';
import { newestExpected } from '../core/period.ts';
import type { Schedule } from '../core/schedule.ts';
import { type Locale, textFor } from '../core/text/index.ts';
import type { PartEnd, PartHandler } from '../ports/part-queue.ts';
import type { ClaimedTick } from '../ports/stores.ts';
import type { App, Bot, Destination } from './bot.ts';
import { compose, composeNewest, lateRemarks } from './compose.ts';
import type { Delivered } from './deliver.ts';
import { gather, type Noted, type Part } from './gather.ts';
import { keptError } from './kept-error.ts';
import { postDigest } from './post-digest.ts';
import { isLate, revise } from './revise.ts';
import { tellOperators } from './tell-operators.ts';
import { BARRED_MS, DELAYED_MS, isGivenUp, lateWait, postAgain, soonest } from './waits.ts';

export interface PartOfTick {
  readonly bot: Bot;
  readonly schedule: Schedule;
  readonly tick: ClaimedTick;
  readonly app: App;
  readonly destinations: readonly Destination[];
}

/** Rejects when aborted alone: a fault of the bot's own with one app must not end the tick of the others. */
export async function endPart(of: PartOfTick, signal: AbortSignal): Promise<PartEnd> {
  const { bot, schedule, tick, app } = of;
  const noted: Noted = { hasBrought: false };
  const ended = () => ({
    hasBrought: noted.hasBrought,
    ...(noted.lost !== undefined && { lost: keptError(noted.lost) }),
    ...(noted.open !== undefined && { open: keptError(noted.open) }),
    ...(noted.isWaiting && { isWaiting: true as const }),
  });
  try {
    const period = newestExpected(schedule.grain, tick.scheduledFor);
    const againMs = await runPart({ ...of, period, noted, signal });
    // What was handed back on the way needs no waiting: another process goes on with it at once.
    signal.throwIfAborted();
    return { ...ended(), ...(againMs !== undefined && { againMs }) };
  } catch (err) {
    signal.throwIfAborted();
    const fields = { app: app.appid, tick: tick.scheduledFor.toISOString() };
    bot.log.error({ ...fields, err }, 'part of a tick failed');
    return { ...ended(), fault: keptError(err) };
  }
}

/** Runs the parts of other processes' ticks, from nothing but their names. */
export function partHandler(bot: Bot, schedules: () => Promise<readonly Schedule[]>): PartHandler {
  return async (job, signal) => {
    try {
      const schedule = (await schedules()).find(({ key }) => key === job.schedule);
      const app = bot.apps.find(({ appid }) => appid === job.app);
      const { attempt } = job;
      const tick = { schedule: job.schedule, scheduledFor: new Date(job.scheduledFor), attempt };
      // In a rolling restart the process that runs the tick may have another configuration.
      if (!(schedule && app)) return { hasBrought: false, isForeign: true };
      if (await isOver(bot, schedule, tick)) return { hasBrought: false };
      const destinations = await bot.destinations(schedule.channels);
      return await endPart({ bot, schedule, tick, app, destinations }, signal);
    } catch (err) {
      signal.throwIfAborted();
      bot.log.error({ app: job.app, tick: job.scheduledFor, err }, 'part of a tick failed');
      return { hasBrought: false, fault: keptError(err) };
    }
  };
}

/** A job may have waited while every process was down: its digest is of the past by then, and a newer one goes out. */
async function isOver(bot: Bot, { since }: Schedule, tick: ClaimedTick): Promise<boolean> {
  if (since && tick.scheduledFor <= since) return true;
  const open = await bot.stores.ticks.open(tick.schedule);
  return !open.some(({ scheduledFor }) => scheduledFor.getTime() === tick.scheduledFor.getTime());
}

/** Milliseconds to wait before it is tried again; undefined when it is done. */
async function runPart(part: Part): Promise<number | undefined> {
  const { bot, app, period, destinations, signal } = part;
  const late = await lateChats(part);
  const isOut = late.size > 0 && destinations.every(({ chat }) => late.has(chat));
  const gathered = await gather(part, isOut);
  if (typeof gathered === 'number') {
    part.noted.isWaiting = true;
    return gathered;
  }
  // Where it did not get to in all that time, it was given up.
  const isPostable = destinations.length > 0 && !(late.size > 0 && isGivenUp(part));
  const again = gathered === 'report' && isPostable ? await post(part) : undefined;
  const revised = await revise(bot, app, period.grain, signal);
  const isWaiting = revised.some(
    (one) =>
      one.isLate &&
      one.first === period.first &&
      destinations.some(({ chat }) => chat === one.chat),
  );
  const edits = isGivenUp(part) ? [] : revised.map(({ againMs }) => againMs);
  return soonest([again, ...edits, isWaiting ? lateWait(part) : undefined]);
}

/** The chats in which the digest stands without the period it is of. */
async function lateChats({ bot, app, period, destinations }: Part): Promise<ReadonlySet<string>> {
  if (destinations.length === 0) return new Set();
  const { deliveries } = bot.stores;
  const standing = await deliveries.standing(app.appid, period.grain, period.first);
  const late = standing.filter(({ shown }) => shown.first === period.first && isLate(shown));
  return new Set(late.map(({ channel }) => channel));
}

/** Milliseconds to wait before what could not be posted is tried again. */
async function post(part: Part): Promise<number | undefined> {
  const { bot, app, tick, noted, signal } = part;
  const delivered = await report(part);
  const isNowhere = !delivered.some(({ state }) => STANDS.has(state));
  noted.open = delivered.find((one) => one.error && (isNowhere || isOpen(one)))?.error;
  const isOver = isGivenUp(part);
  const lost = delivered.filter((one) => isErrand(one) || (isOver && one.error && isOpen(one)));
  for (const { error, chat, isNewPause } of lost) {
    const isTold = await tellOperators(bot, app, error, [], signal, chat);
    // Refused again, it is a new pause, and told.
    if (!isTold && isNewPause) await bot.stores.pauses.resume(chat);
  }
  if (isOver) return undefined;
  return soonest(
    delivered.map((one) => {
      if (isBarred(one)) return BARRED_MS;
      if (!isOpen(one)) return undefined;
      return Math.max(postAgain(tick.attempt), one.retryAfterMs ?? 0);
    }),
  );
}

/** Refused whatever it says: a person may mend that, and today's digest is not lost. */
function isBarred({ state, isNewPause }: Delivered): boolean {
  return state === 'paused' || isNewPause !== undefined;
}

/** What was held back the operators have been told of. */
const STANDS: ReadonlySet<Delivered['state']> = new Set(['sent', 'already', 'heldBack']);

function isOpen({ state }: Delivered): boolean {
  return state === 'later' || state === 'unknown' || state === 'busy';
}

/** Whether a person must see to it who hasn't been told: of a chat paused for its refusals they have. */
function isErrand({ state, isNewPause, mayBeTwice }: Delivered): boolean {
  if (state === 'rejected') return isNewPause !== false;
  return state === 'unsettled' || mayBeTwice === true;
}

async function report(part: Part): Promise<Delivered[]> {
  const { bot, app, period, schedule, tick, destinations, signal } = part;
  const asOf = bot.clock.now();
  const wanted = await compose(bot, app, period, asOf);
  // Never empty figures: a digest that is late shows the newest period there is, and says so.
  const composed = wanted.isReady ? wanted : await composeNewest(bot, app, period, asOf);
  if (!composed) {
    bot.log.error({ app: app.appid, period: period.first }, 'nothing to report');
    return [];
  }
  const due = tick.scheduledFor;
  const isDelayed = asOf.getTime() - due.getTime() > DELAYED_MS;
  const remarks = (locale: Locale) => {
    if (!wanted.isReady) return lateRemarks(period, composed.comparison.period, locale);
    if (!isDelayed) return [];
    return [textFor(locale).digest.delayed({ due: formatter(locale).moment(due, schedule.zone) })];
  };
  return postDigest(
    bot,
    {
      app,
      period,
      composed,
      asOf,
      schedule: { at: due, zone: schedule.zone },
      remarks,
    },
    destinations,
    signal,
  );
}
