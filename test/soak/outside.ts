/** Everything outside the bot, in a process of its own, as what it keeps grows: a WeChat that is late and revises itself, and the chats. */
import { addDays, beijingDate, distance, periodOf } from '../../src/core/period.ts';
import { failures } from '../../src/demo/failures.ts';
import { startSimulatedWeChat } from '../../src/demo/wechat-server.ts';
import { simulatedWorld, type World } from '../../src/demo/world.ts';
import { openChats } from '../crash/chats.ts';
import { chance } from '../doubles/chance.ts';
import { worldOf } from '../doubles/worlds.ts';
import { APPS, FALLS, HISTORY, START } from './setting.ts';

export interface Outside {
  readonly wechat: string;
  readonly chats: string;
}

/** Since this process began. */
export interface Arrived {
  readonly posts: number;
  readonly edits: number;
  /** Questions to WeChat. */
  readonly calls: number;
}

/** Tells the time, or asks what arrived. */
export type Told = { readonly now: number } | 'arrived';

const MOST_DAYS = 400;

let now = new Date(`${START}T00:00:00+08:00`);
const cohorts = new Map(
  APPS.map(({ appid, habits }, index) => [
    appid,
    worldOf({
      world: 1,
      users: habits.newUsers,
      first: addDays(START, -HISTORY.day),
      days: HISTORY.day + MOST_DAYS,
      seed: 7 + index,
      drop: FALLS[index],
    }),
  ]),
);
const others = simulatedWorld({
  apps: APPS,
  yesterday: addDays(START, 40),
  historyDays: 40 + 31 * HISTORY.month,
});
const dayOf = (date: string) => distance(periodOf('day', START), periodOf('day', date));

/** Every fourth cohort is told otherwise from its third morning on, so that a digest is edited. */
function isRevised(first: string): boolean {
  return dayOf(first) % 4 === 0 && beijingDate(now) >= addDays(first, 3);
}

const world: World = {
  truth(app, period) {
    if (period.grain !== 'day') return others.truth(app, period);
    const counts = cohorts.get(app)?.get(period.first)?.counts;
    if (!counts || !isRevised(period.first)) return counts;
    return { ...counts, new: new Map(counts.new).set(1, (counts.new.get(1) ?? 0) - 40) };
  },
};
/** By the day a period ends on: most are there at nine, some in the afternoon, some only after all patience. */
function readyHour({ last }: { readonly last: string }): number {
  const day = dayOf(last);
  if (day % 10 === 6) return 21;
  return day % 5 === 2 ? 14 : 9;
}

const draw = chance(20_260_615);
const [wechat, chats] = await Promise.all([
  startSimulatedWeChat({
    ...failures({ minusOne: 0.02 }, () => draw.uniform()),
    apps: APPS,
    world,
    now: () => now,
    readyHour,
  }),
  openChats(),
]);
process.on('message', (told: Told) => {
  if (told === 'arrived') {
    const { messages, edits } = chats;
    const arrived: Arrived = { posts: messages.length, edits, calls: wechat.calls.length };
    process.send?.(arrived);
  } else {
    now = new Date(told.now);
    process.send?.({});
  }
});
process.on('disconnect', () => process.exit());
process.send?.({ wechat: wechat.url, chats: chats.url } satisfies Outside);
