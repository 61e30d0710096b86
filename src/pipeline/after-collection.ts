/** What a tick does once it has collected: alerts are judged from what it brought, and operators told what it didn't. */
import type { Schedule } from '../core/schedule.ts';
import type { ClaimedTick } from '../ports/stores.ts';
import type { App, Bot, Destination } from './bot.ts';
import { tellNotices } from './notices.ts';
import { isKnown } from './notices-find.ts';
import type { Failure } from './run-ends.ts';
import { tellUnreached, type Unreached } from './tell-operators.ts';
import { isAway } from './tell-without-store.ts';
import { faultWait, soonest } from './waits.ts';
import { watch } from './watch.ts';

/** What the parts of a tick left. */
export interface Brought {
  /** Of which something new is known. */
  readonly brought: ReadonlySet<App>;
  /** Not collected though all patience is over, and nobody was told. */
  readonly lost: readonly Unreached[];
}

interface Ended {
  readonly bot: Bot;
  readonly schedule: Schedule;
  readonly tick: ClaimedTick;
  readonly destinations: readonly Destination[];
  readonly noted: Brought;
  readonly signal: AbortSignal;
}

interface AfterCollection {
  /** Milliseconds after which what could not be told is worth another try. */
  readonly againMs: number | undefined;
  /** Why alerts were not judged. */
  readonly fault?: Failure;
}

export async function afterCollection(ended: Ended): Promise<AfterCollection> {
  const { bot, schedule, tick, destinations, noted, signal } = ended;
  try {
    const { noticed, others } = await partsOf(bot, schedule, noted.lost);
    await tellUnreached(bot, others, destinations, signal);
    if (noticed.length === 0 && !(await isTurn(ended))) return { againMs: undefined };
    // Notices do not depend on what was judged.
    const { againMs, ...judged } = await judge(ended);
    return { ...judged, againMs: soonest([againMs, await tellNotices(bot, tick.attempt, signal)]) };
  } catch (error) {
    return faulty(ended, error);
  }
}

async function judge(ended: Ended): Promise<AfterCollection> {
  const { bot, tick, signal } = ended;
  try {
    return { againMs: await watch(bot, tick.attempt, signal) };
  } catch (error) {
    return faulty(ended, error);
  }
}

function faulty({ bot, tick, signal }: Ended, error: unknown): AfterCollection {
  signal.throwIfAborted();
  bot.log.error({ err: error }, 'alerts not judged');
  return { againMs: faultWait(bot, tick), fault: { error, isTold: isAway(error) } };
}

/** Of a newest day that isn't there one notice tells, of all apps and schedules. */
async function partsOf(bot: Bot, { grain }: Schedule, lost: readonly Unreached[]) {
  const noticed: Unreached[] = [];
  const others: Unreached[] = [];
  for (const one of lost) {
    const isNoticed = grain === 'day' && bot.operators.length > 0 && !(await isKnown(bot, one.app));
    (isNoticed ? noticed : others).push(one);
  }
  return { noticed, others };
}

/**
 * The collection's, which posts no digest: it has all apps, and what is judged together is one family.
 * Afterwards any tick's that brings what was missed, and that tick's again for what could not be posted.
 */
async function isTurn({ bot, schedule, tick, noted }: Ended): Promise<boolean> {
  if (schedule.channels.length === 0) return true;
  const { alerts, notices } = bot.stores;
  if (tick.attempt > 1 && (await alerts.unsettled()).length > 0) return true;
  if (noted.brought.size === 0) return false;
  const missed = new Set((await notices.list()).map(({ key }) => key));
  return [...noted.brought].some(({ appid }) => missed.has(appid));
}
