/** Alerts through the whole pipeline on a real store: told once, in one thread per chat, whatever happens meanwhile. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Triangle } from '../../src/core/cohort.ts';
import { addDays, newestExpected, shift } from '../../src/core/period.ts';
import { schedule } from '../../src/core/schedule.ts';
import type { Bot } from '../../src/pipeline/bot.ts';
import { markLost } from '../../src/pipeline/lost-time.ts';
import { RESTORED } from '../../src/pipeline/post-once.ts';
import { morningOf } from '../../src/pipeline/replay.ts';
import { watch } from '../../src/pipeline/watch.ts';
import type { Stores } from '../../src/ports/stores.ts';
import { openStores } from '../../src/store/index.ts';
import { worldOf } from '../doubles/worlds.ts';
import { tellHistory, tellMorning, tellOne } from './mornings.ts';
import { APP, destination, OTHER, openRig, type Rig, type RigOptions } from './rig.ts';

const signal = new AbortController().signal;
const FIRST = '2026-03-01';
/** The first morning that is run. */
const START = '2026-07-20';
/** The first cohorts of which fewer come back. */
const FALL = '2026-07-25';
const HOUR_MS = 3_600_000;

let rig: Rig;
let folder: string;
let growth: ReturnType<typeof destination>;
let board: ReturnType<typeof destination>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'retention-watch-'));
  growth = destination('growth');
  board = destination('board', 'zh-CN');
});
afterEach(async () => {
  await rig.close();
  rmSync(folder, { recursive: true, force: true });
});

const world = (seed: number, drop?: { share: number; to?: string; from?: string }) =>
  worldOf({
    world: 1,
    users: 3000,
    first: FIRST,
    days: 260,
    seed,
    drop: drop && { by: 'cohort', from: FALL, ...drop },
  });
const step = (seed = 7) => world(seed, { share: 0.3, to: addDays(FALL, 29) });

async function open(options: Partial<RigOptions> = {}) {
  rig = await openRig({
    now: morningOf(START).toISOString(),
    path: join(folder, 'retention.db'),
    destinations: [growth.destination, board.destination],
    schedules: [daily('all')],
    ...options,
  });
}

function daily(apps: 'all' | string[], channels: 'all' | string[] = 'all') {
  return schedule({
    grain: 'day',
    cron: '30 9 * * *',
    at: '09:30',
    zone: 'Asia/Shanghai',
    apps,
    channels,
  });
}

const at = (date: string, hours = 0) =>
  rig.clock.set(new Date(morningOf(date).getTime() + hours * HOUR_MS).toISOString());

/** A morning of an app's: what is new, and the run after it. */
async function morning(date: string, truth: Triangle, bot: Bot = rig.bot, app = APP) {
  at(date);
  if (date === START) await tellHistory(bot.stores, app, truth, rig.clock.now());
  else await tellMorning(bot.stores, app, truth, rig.clock.now());
  return watch(bot, 1, signal);
}

async function mornings(from: string, to: string, truth: Triangle, bot?: Bot) {
  for (let date = from; date <= to; date = addDays(date, 1)) await morning(date, truth, bot);
}

/** Mornings until something is told. */
async function untilTold(truth: Triangle, from = START): Promise<string> {
  for (let date = from; date <= addDays(FALL, 20); date = addDays(date, 1)) {
    await morning(date, truth);
    if ((await rig.stores.alerts.unsettled()).length > 0 || growth.channel.tries.length > 0)
      return date;
  }
  throw new Error('nothing was told');
}

const threads = ({ channel }: typeof growth) =>
  channel.messages.map(({ under }) => under && Number(under['message']));
const kinds = async (stores: Stores = rig.stores) =>
  (await stores.alerts.records(APP)).map(({ ended }) => ended?.reason ?? 'open');

describe('a fall of thirty days', () => {
  it('is one message and what follows in its thread, on both chats, through a restart', async () => {
    await open();
    const truth = step();
    await mornings(START, addDays(FALL, 10), truth);
    expect(threads(growth)[0]).toBeUndefined();
    const again = await openStores(join(folder, 'retention.db'));
    try {
      await mornings(addDays(FALL, 11), addDays(FALL, 45), truth, rig.replica(again));
      for (const chat of [growth, board]) {
        expect(threads(chat).filter((under) => under === undefined)).toHaveLength(1);
        expect(
          threads(chat)
            .slice(1)
            .every((under) => under === 0),
        ).toBe(true);
        expect(threads(chat).length).toBeLessThanOrEqual(3);
        expect(threads(chat).length).toBeGreaterThanOrEqual(2);
      }
      expect(await kinds(again)).toEqual(['back']);
    } finally {
      await again.close();
    }
  });

  it('is told once, however often and by however many processes the morning is run', async () => {
    await open();
    const truth = step();
    const told = await untilTold(truth);
    const again = await openStores(join(folder, 'retention.db'));
    try {
      at(told, 1);
      await Promise.all([watch(rig.bot, 1, signal), watch(rig.replica(again), 1, signal)]);
      at(addDays(told, 1));
      await tellMorning(rig.stores, APP, truth, rig.clock.now());
      await Promise.all([watch(rig.bot, 1, signal), watch(rig.replica(again), 1, signal)]);
      expect(threads(growth).filter((under) => under === undefined)).toHaveLength(1);
      expect(growth.channel.tries).toHaveLength(growth.channel.messages.length);
    } finally {
      await again.close();
    }
  });

  it('is told when two processes find it at the same moment, by one of them', async () => {
    await open();
    const truth = step();
    await mornings(START, FALL, truth);
    const again = await openStores(join(folder, 'retention.db'));
    try {
      const replica = rig.replica(again);
      for (let date = addDays(FALL, 1); date <= addDays(FALL, 8); date = addDays(date, 1)) {
        at(date);
        await tellMorning(rig.stores, APP, truth, rig.clock.now());
        await Promise.all([watch(rig.bot, 1, signal), watch(replica, 1, signal)]);
      }
      for (const chat of [growth, board])
        expect(threads(chat).filter((under) => under === undefined)).toHaveLength(1);
    } finally {
      await again.close();
    }
  });

  it('is told again only where it could not be, and the memory waits for that', async () => {
    await open();
    board.channel.next('later');
    const truth = step();
    const told = await untilTold(truth);
    expect([growth, board].map(({ channel }) => channel.messages.length)).toEqual([1, 0]);
    expect(await rig.stores.alerts.get(APP)).toMatchObject({ isPending: true });
    at(told, 1);
    expect(await watch(rig.bot, 2, signal)).toBeUndefined();
    expect([growth, board].map(({ channel }) => channel.messages.length)).toEqual([1, 1]);
    expect(await rig.stores.alerts.get(APP)).toMatchObject({
      isPending: false,
      memory: { open: [{ segment: 'new' }] },
    });
  });

  it('is posted once where the process died before, or right after, the post', async () => {
    await open();
    growth.channel.next('throws');
    board.channel.next('unseen');
    const told = await untilTold(step());
    const again = await openStores(join(folder, 'retention.db'));
    try {
      at(told, 1);
      await watch(rig.replica(again), 1, signal);
      expect([growth, board].map(({ channel }) => channel.messages.length)).toEqual([1, 1]);
      expect(await again.alerts.unsettled()).toEqual([]);
    } finally {
      await again.close();
    }
  });

  it('is given up after half a day where a chat takes nothing, and the operators know', async () => {
    const operators = destination('operators');
    await open({ operators: [operators.destination] });
    board.channel.next(...Array.from({ length: 9 }, () => 'later' as const));
    const told = await untilTold(step());
    expect(operators.channel.messages).toEqual([]);
    at(told, 13);
    expect(await watch(rig.bot, 5, signal)).toBeUndefined();
    expect(operators.channel.messages).toHaveLength(1);
    expect(await rig.stores.alerts.unsettled()).toEqual([]);
  });

  it('that is muted says nothing of being worse, but that it is over', async () => {
    await open();
    const told = await untilTold(step());
    const [record] = await rig.stores.alerts.records(APP);
    await rig.stores.alerts.mute({
      number: record?.number ?? 0,
      chat: growth.destination.chat,
      until: morningOf('2026-12-31'),
      by: 'U1',
    });
    const deeper = world(7, { share: 0.6, to: addDays(FALL, 29) });
    await mornings(addDays(told, 1), addDays(FALL, 45), deeper);
    expect(threads(board)).toEqual([undefined, 0, 0]);
    expect(threads(growth)).toEqual([undefined, 0]);
    expect(await kinds()).toEqual(['back']);
    expect(await rig.stores.alerts.mutes(rig.clock.now())).toEqual([]);
  });

  it('that WeChat takes back is retracted in its thread', async () => {
    await open();
    const told = await untilTold(step());
    const before = JSON.stringify(growth.channel.messages[0]?.digest);
    at(addDays(told, 1));
    for (const [, cohort] of world(7)) {
      const isFallen = cohort.period.first >= FALL && cohort.period.first <= told;
      if (isFallen) await tellOne(rig.stores, APP, cohort, rig.clock.now());
    }
    await morning(addDays(told, 1), world(7));
    expect(threads(growth)).toEqual([undefined, 0]);
    expect(await kinds()).toEqual(['revised']);
    expect(JSON.stringify(growth.channel.messages[0]?.digest)).not.toBe(before);
  });
});

describe('the first run of an app', () => {
  it('tells once what has been open for days', async () => {
    await open();
    const truth = step();
    at(addDays(FALL, 12));
    await tellHistory(rig.stores, APP, truth, rig.clock.now());
    await watch(rig.bot, 1, signal);
    await mornings(addDays(FALL, 13), addDays(FALL, 16), truth);
    expect(threads(growth)).toEqual([undefined]);
  });

  it('tells nothing of a fall that is over', async () => {
    await open();
    at(addDays(FALL, 25));
    const truth = world(7, { share: 0.3, to: addDays(FALL, 9) });
    await tellHistory(rig.stores, APP, truth, rig.clock.now());
    await watch(rig.bot, 1, signal);
    expect(growth.channel.tries).toEqual([]);
  });

  it('judges nothing before there is history', async () => {
    await open();
    at(START);
    const young = new Map([...world(7)].filter(([first]) => first > addDays(START, -5)));
    await tellHistory(rig.stores, APP, young, rig.clock.now());
    await watch(rig.bot, 1, signal);
    expect(await rig.stores.alerts.get(APP)).toBeUndefined();
  });
});

describe('an app whose history is still being fetched', () => {
  /** What the first collection brings; the older cohorts come in the background. */
  const young = (truth: Triangle, before: string) =>
    new Map([...truth].filter(([first]) => first > addDays(before, -39)));

  it('is judged once that is there, and its fall is told once', async () => {
    await open();
    const truth = step();
    const today = addDays(FALL, 24);
    at(today);
    await tellHistory(rig.stores, APP, young(truth, today), rig.clock.now());
    await watch(rig.bot, 1, signal);
    expect(await rig.stores.alerts.get(APP)).toBeUndefined();
    await tellHistory(rig.stores, APP, truth, rig.clock.now());
    await watch(rig.bot, 1, signal);
    expect(threads(growth)).toEqual([undefined]);
    await mornings(addDays(today, 1), addDays(FALL, 45), truth);
    expect(threads(growth)).toEqual([undefined, 0]);
  });

  it('is judged by what there is where the rest never comes', async () => {
    await open();
    const truth = young(world(7), START);
    await mornings(START, addDays(START, 1), truth);
    expect(await rig.stores.alerts.get(APP)).toBeUndefined();
    await morning(addDays(START, 2), truth);
    expect(await rig.stores.alerts.get(APP)).toMatchObject({ isPending: false });
    expect(growth.channel.tries).toEqual([]);
  });

  it('has all of it where WeChat keeps no more', async () => {
    await open();
    at(START);
    await tellHistory(rig.stores, APP, young(world(7), START), rig.clock.now());
    const newest = newestExpected('day', rig.clock.now());
    for (let back = 38; back < 43; back += 1)
      await rig.stores.snapshots.refuse(APP, shift(newest, -back), newest, rig.clock.now());
    await watch(rig.bot, 1, signal);
    expect(await rig.stores.alerts.get(APP)).toMatchObject({ isPending: false });
  });

  it('is remembered though the newest day is of a kind that can’t be judged yet', async () => {
    await open();
    const sunday = '2026-07-27';
    at(sunday);
    const cohorts = [...step()].filter(([first]) => first > addDays(sunday, -33));
    await tellHistory(rig.stores, APP, new Map(cohorts), rig.clock.now());
    const newest = newestExpected('day', rig.clock.now());
    for (let back = 32; back < 37; back += 1)
      await rig.stores.snapshots.refuse(APP, shift(newest, -back), newest, rig.clock.now());
    await watch(rig.bot, 1, signal);
    const { memory } = (await rig.stores.alerts.get(APP)) ?? {};
    expect(memory?.judged.length).toBeGreaterThan(0);
    expect(memory?.judged.some(({ returned }) => returned === newest.first)).toBe(false);
  });
});

describe('what follows an alert', () => {
  it('goes where that stands, wherever alerts go by then, and nowhere else', async () => {
    await open({ schedules: [daily('all', ['growth'])] });
    const truth = step();
    const told = await untilTold(truth);
    const moved = { ...rig.bot, alerts: { ...rig.bot.alerts, channels: ['board'] } };
    await mornings(addDays(told, 1), addDays(FALL, 45), truth, moved);
    expect(threads(growth)).toEqual([undefined, 0]);
    expect(board.channel.tries).toEqual([]);
    expect(await kinds()).toEqual(['back']);
  });

  it('goes nowhere where the chat is gone, and the finding ends', async () => {
    await open({ schedules: [daily('all', ['growth'])] });
    const truth = step();
    const told = await untilTold(truth);
    const gone = { ...rig.bot, destinations: async () => [board.destination] };
    await mornings(addDays(told, 1), addDays(FALL, 45), truth, gone);
    expect(threads(growth)).toEqual([undefined]);
    expect(board.channel.tries).toEqual([]);
    expect(await kinds()).toEqual(['back']);
  });
});

it('an alert that can’t be worded is given up after half a day, and its app is judged again', async () => {
  const operators = destination('operators');
  await open({ operators: [operators.destination] });
  const { alerts } = rig.stores;
  const broken = {
    ...rig.bot,
    stores: {
      ...rig.stores,
      alerts: { ...alerts, numbers: () => Promise.reject(new TypeError()) },
    },
  };
  const truth = step();
  await mornings(START, FALL, truth);
  let date = FALL;
  while ((await alerts.unsettled()).length === 0) {
    date = addDays(date, 1);
    await morning(date, truth, broken);
  }
  at(date, 2);
  expect(await watch(broken, 2, signal)).toBeGreaterThan(0);
  expect(operators.channel.messages).toEqual([]);
  at(date, 13);
  expect(await watch(broken, 3, signal)).toBeUndefined();
  expect(operators.channel.messages).toHaveLength(1);
  expect(await alerts.get(APP)).toMatchObject({ isPending: false });
});

describe('several apps', () => {
  it('that fall together are one message to those who read of both', async () => {
    await open({ apps: [APP, OTHER] });
    const worlds = [step(7), step(8)] as const;
    for (let date = START; date <= addDays(FALL, 4); date = addDays(date, 1)) {
      at(date);
      for (const [index, app] of [APP, OTHER].entries()) {
        const truth = worlds[index] ?? worlds[0];
        if (date === START) await tellHistory(rig.stores, app, truth, rig.clock.now());
        else await tellMorning(rig.stores, app, truth, rig.clock.now());
      }
      await watch(rig.bot, 1, signal);
      if (growth.channel.messages.length > 0) break;
    }
    expect(threads(growth)).toEqual([undefined]);
  });

  it('are judged when their figures come, and those that came before are left alone', async () => {
    await open({ apps: [APP, OTHER] });
    at(START);
    await tellHistory(rig.stores, APP, world(7), rig.clock.now());
    await watch(rig.bot, 1, signal);
    const early = await rig.stores.alerts.get(APP);
    expect(await rig.stores.alerts.get(OTHER)).toBeUndefined();
    at(START, 3);
    await tellHistory(rig.stores, OTHER, world(8), rig.clock.now());
    await watch(rig.bot, 2, signal);
    expect(await rig.stores.alerts.get(OTHER)).toMatchObject({ isPending: false });
    expect(await rig.stores.alerts.get(APP)).toEqual(early);
  });

  it('are judged though one of them cannot be, which is told last', async () => {
    await open({ apps: [APP, OTHER] });
    at(START);
    for (const [index, app] of [APP, OTHER].entries())
      await tellHistory(rig.stores, app, world(7 + index), rig.clock.now());
    const fault = new Error('its memory cannot be read');
    const { alerts } = rig.stores;
    const get = (app: string) => (app === APP ? Promise.reject(fault) : alerts.get(app));
    const faulty = { ...rig.bot, stores: { ...rig.stores, alerts: { ...alerts, get } } };
    await expect(watch(faulty, 1, signal)).rejects.toBe(fault);
    expect(await alerts.get(OTHER)).toMatchObject({ isPending: false });
    expect(await alerts.get(APP)).toBeUndefined();
    await watch(rig.bot, 1, signal);
    expect(await alerts.get(APP)).toMatchObject({ isPending: false });
  });

  it('are told of to those who read of them alone', async () => {
    await open({
      apps: [APP, OTHER],
      schedules: [daily([APP], ['growth']), daily([OTHER], ['board'])],
    });
    await mornings(START, addDays(FALL, 6), step());
    expect(growth.channel.messages.length).toBeGreaterThan(0);
    expect(board.channel.messages).toEqual([]);
  });

  it('are told of in the chats that are named for alerts, wherever digests go', async () => {
    await open({ schedules: [daily('all', ['growth'])], alerts: { channels: ['board'] } });
    await mornings(START, addDays(FALL, 6), step());
    expect(growth.channel.messages).toEqual([]);
    expect(board.channel.messages.length).toBeGreaterThan(0);
  });
});

describe('a database restored from a copy that is days old', () => {
  it('tells no fall again that was told meanwhile, and remembers it', async () => {
    await open();
    const truth = step();
    const [path, copy] = [join(folder, 'shared.db'), join(folder, 'copy.db')];
    let stores = await openStores(path);
    await mornings(START, addDays(FALL, -1), truth, rig.replica(stores));
    await stores.close();
    copyFileSync(path, copy);
    stores = await openStores(path);
    let last = addDays(FALL, -1);
    while (growth.channel.messages.length === 0) {
      last = addDays(last, 1);
      await morning(last, truth, rig.replica(stores));
    }
    await stores.close();

    const restored = await openStores(copy);
    try {
      at(last, 2);
      await markLost(restored, morningOf(addDays(FALL, -1)), rig.clock.now());
      at(last, 3);
      for (let date = FALL; date <= last; date = addDays(date, 1))
        await tellMorning(restored, APP, truth, morningOf(date));
      await watch(rig.replica(restored), 1, signal);
      expect(growth.channel.messages).toHaveLength(1);
      expect(board.channel.messages).toHaveLength(1);
      expect(await kinds(restored)).toEqual(['open']);
      expect(await restored.alerts.unsettled()).toEqual([]);
      const held = await restored.deliveries.failedFor(RESTORED, morningOf(START));
      expect(held.map(({ channel }) => channel)).toEqual(['test:board', 'test:growth']);
      // What falls later is news.
      await mornings(addDays(last, 1), addDays(FALL, 45), truth, rig.replica(restored));
      expect(await kinds(restored)).toEqual(['back']);
      expect(growth.channel.messages).toHaveLength(1);
    } finally {
      await restored.close();
    }
  });
});
