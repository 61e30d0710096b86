/** One due firing: its apps' parts, wherever they run, and what is left to do once all have come to their end. */
import { errorOf } from '../core/errors.ts';
import type { Schedule } from '../core/schedule.ts';
import type { PartEnd, PartHandler } from '../ports/part-queue.ts';
import type { ClaimedTick } from '../ports/stores.ts';
import { afterCollection, type Brought } from './after-collection.ts';
import type { App, Bot, Destination } from './bot.ts';
import { endPart } from './part.ts';
import { failureOf, runEnded, runFailed, tellFaults } from './run-ends.ts';
import { isAway } from './tell-without-store.ts';
import { faultWait, soonest } from './waits.ts';

/** When to run the tick again, or undefined when it is done. */
export async function runTick(
  bot: Bot,
  schedule: Schedule,
  tick: ClaimedTick,
  signal: AbortSignal,
): Promise<Date | undefined> {
  try {
    const { apps, ends, wait, fault } = await run(bot, schedule, tick, signal);
    const whole = failureOf(ends);
    if (!whole) await tellFaults(bot, apps, ends, signal);
    const failure = whole ?? fault;
    if (failure) await runFailed(bot, { schedule, tick, ...failure }, signal);
    else await runEnded(bot, schedule, { ends, wait });
    return wait === undefined ? undefined : new Date(bot.clock.now().getTime() + wait);
  } catch (error) {
    // Cut short it has not ended, and whoever takes the tick over goes on with it.
    const isTold = isAway(error);
    if (!signal.aborted) await runFailed(bot, { schedule, tick, error, isTold }, signal);
    throw error;
  }
}

async function run(bot: Bot, schedule: Schedule, tick: ClaimedTick, signal: AbortSignal) {
  const apps = bot.apps.filter(
    ({ appid }) => schedule.apps === 'all' || schedule.apps.includes(appid),
  );
  const destinations = await bot.destinations(schedule.channels);
  const scheduledFor = tick.scheduledFor.toISOString();
  const { attempt } = tick;
  const jobs = apps.map(({ appid: app }) => ({
    schedule: schedule.key,
    scheduledFor,
    attempt,
    app,
  }));
  const here = partsHere({ bot, schedule, tick, destinations }, apps);
  const ends = await bot.parts.run(jobs, here, signal);
  signal.throwIfAborted();
  const noted = notedOf(apps, ends);
  const ended = { bot, schedule, tick, destinations, noted, signal };
  const waits = ends.map(({ fault, againMs }) => (fault ? faultWait(bot, tick) : againMs));
  const { againMs, fault } = await afterCollection(ended);
  return { apps, ends, fault, wait: soonest([...waits, againMs]) };
}

interface Here {
  readonly bot: Bot;
  readonly schedule: Schedule;
  readonly tick: ClaimedTick;
  readonly destinations: readonly Destination[];
}

function partsHere(here: Here, apps: readonly App[]): PartHandler {
  const byId = new Map(apps.map((app) => [app.appid, app]));
  return async (job, signal) => {
    const app = byId.get(job.app);
    return app ? endPart({ ...here, app }, signal) : { hasBrought: false };
  };
}

function notedOf(apps: readonly App[], ends: readonly PartEnd[]): Brought {
  const brought = apps.filter((_, index) => ends[index]?.hasBrought);
  const lost = apps.flatMap((app, index) => {
    const error = ends[index]?.lost;
    return error ? [{ app, error: errorOf(error) }] : [];
  });
  return { brought: new Set(brought), lost };
}
