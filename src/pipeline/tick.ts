/** One due firing: collect, compose, deliver; what isn't ready or could not be sent asks for a later run. */
import { newestExpected } from '../core/period.ts';
import type { Schedule } from '../core/schedule.ts';
import { type Locale, textFor } from '../core/text/index.ts';
import type { ClaimedTick } from '../ports/stores.ts';
import { afterCollection } from './after-collection.ts';
import type { Bot } from './bot.ts';
import { compose, composeNewest, lateRemarks } from './compose.ts';
import type { Delivered } from './deliver.ts';
import { gather, type Noted, type Part } from './gather.ts';
import { postDigest } from './post-digest.ts';
import { isLate, revise } from './revise.ts';
import { tellOperators } from './tell-operators.ts';
import {
  BARRED_MS,
  faultWait,
  isGivenUp,
  lateWait,
  PATIENCE_MS,
  patienceEnd,
  postAgain,
  soonest,
} from './waits.ts';

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
  const noted: Noted = { brought: new Set(), lost: [] };
  // Every app comes to its end, whatever becomes of the others.
  const turn = turns();
  const ends = await Promise.allSettled(
    apps.map(async (app) => {
      await turn();
      return runPart({ bot, app, period, schedule, tick, destinations, noted, signal });
    }),
  );
  signal.throwIfAborted();
  const waits = ends.map((end, index) => {
    if (end.status === 'fulfilled') return end.value;
    // A fault of the bot's own with one app must not end the tick of the others.
    const fields = { app: apps[index]?.appid, tick: tick.scheduledFor.toISOString() };
    bot.log.error({ ...fields, err: end.reason }, 'part of a tick failed');
    return faultWait(bot, tick);
  });
  const ended = { bot, schedule, tick, destinations, noted, signal };
  const wait = soonest([...waits, await afterCollection(ended)]);
  return wait === undefined ? undefined : new Date(bot.clock.now().getTime() + wait);
}

/** One app in each turn of the event loop: a thousand at once would keep a command waiting for seconds. */
function turns(): () => Promise<void> {
  let last = Promise.resolve();
  return () => {
    last = last.then(() => new Promise((done) => setImmediate(done)));
    return last;
  };
}

/** Milliseconds to wait before it is tried again; undefined when it is done. */
async function runPart(part: Part): Promise<number | undefined> {
  const { bot, app, period, destinations, signal } = part;
  const late = await lateChats(part);
  const isOut = late.size > 0 && destinations.every(({ chat }) => late.has(chat));
  const gathered = await gather(part, isOut);
  if (typeof gathered === 'number') return gathered;
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
  const { bot, app, tick, signal } = part;
  const delivered = await report(part);
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
  const isDelayed =
    asOf.getTime() > Math.max(patienceEnd(part), tick.scheduledFor.getTime() + PATIENCE_MS);
  const remarks = (locale: Locale) => {
    if (!wanted.isReady) return lateRemarks(period, composed.comparison.period, locale);
    return isDelayed ? [textFor(locale).digest.delayed] : [];
  };
  return postDigest(
    bot,
    {
      app,
      period,
      composed,
      asOf,
      schedule: { at: tick.scheduledFor, zone: schedule.zone },
      remarks,
    },
    destinations,
    signal,
  );
}
