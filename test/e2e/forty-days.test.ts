/** Ten apps over forty mornings: how often WeChat is asked when all is well, and that nothing is lost when it isn't. */
import { afterEach, describe, expect, test } from 'vitest';
import type { Cohort, Segment, Triangle } from '../../src/core/cohort.ts';
import { compare } from '../../src/core/comparison.ts';
import { compose } from '../../src/core/compose.ts';
import type { Digest } from '../../src/core/digest.ts';
import { formatter } from '../../src/core/format.ts';
import {
  addDays,
  distance,
  GRAINS,
  type Grain,
  isMature,
  newestExpected,
  type Period,
  shift,
} from '../../src/core/period.ts';
import { FIRST_WINDOW } from '../../src/core/plan.ts';
import { cronAt, type Schedule, schedule } from '../../src/core/schedule.ts';
import { textFor } from '../../src/core/text/index.ts';
import { SAMPLE_APPS, type SampleApp } from '../../src/demo/apps.ts';
import { failures } from '../../src/demo/failures.ts';
import type { SimulatedCall } from '../../src/demo/wechat-server.ts';
import { simulatedWorld } from '../../src/demo/world.ts';
import { runTick } from '../../src/pipeline/tick.ts';
import { UNLIMITED } from '../doubles/mini-program.ts';
import { destination, openRig, type Rig, type RigOptions } from '../pipeline/rig.ts';

/** A Sunday: the first collections come before the mornings that count. */
const EVE = '2026-10-04';
const DAYS = 40;
const APPS = Array.from({ length: 10 }, (_, index): SampleApp => {
  const sample = SAMPLE_APPS[index % SAMPLE_APPS.length] as SampleApp;
  const appid = `wx${String(index).padStart(4, '0')}`;
  const newUsers = sample.habits.newUsers + 31 * index;
  return { ...sample, appid, name: appid, habits: { ...sample.habits, newUsers } };
});
const WORLD = simulatedWorld({ apps: APPS, yesterday: addDays(EVE, DAYS + 20) });
const SCHEDULES: Record<Grain, Schedule> = {
  day: daily('day'),
  week: daily('week'),
  month: daily('month'),
};
const signal = new AbortController().signal;

function daily(grain: Grain): Schedule {
  const zone = 'Asia/Shanghai';
  return schedule({
    grain,
    cron: cronAt(grain, '09:30'),
    at: '09:30',
    zone,
    apps: 'all',
    channels: 'all',
  });
}

let rig: Rig;
afterEach(() => rig.close());

/** Every morning's ticks, each until it is done; what was posted, and what was asked after the eve. */
async function live(options: Partial<RigOptions>) {
  const { channel, destination: growth } = destination('growth');
  const { channel: told, destination: operators } = destination('operators');
  rig = await openRig({
    now: at(EVE),
    apps: APPS.map(({ appid }) => appid),
    world: WORLD,
    readyHour: 9,
    destinations: [growth],
    operators: [operators],
    limits: { ...UNLIMITED, inFlight: 32, inFlightPerApp: 2 },
    ...options,
  });
  for (const grain of GRAINS) await finish(SCHEDULES[grain], at(EVE));
  const eve = { posts: channel.messages.length, calls: rig.wechat.calls.length };
  for (let day = 1; day <= DAYS; day += 1) {
    const date = addDays(EVE, day);
    for (const grain of GRAINS) if (isDue(grain, date)) await finish(SCHEDULES[grain], at(date));
  }
  return {
    posts: channel.messages.slice(eve.posts).map(({ digest }) => digest),
    calls: rig.wechat.calls.slice(eve.calls),
    told: told.messages.map(({ digest }) => digest),
  };
}

async function finish(one: Schedule, firing: string): Promise<void> {
  let again: Date | undefined = new Date(firing);
  for (let attempt = 1; again; attempt += 1) {
    expect(attempt).toBeLessThan(24);
    // What one of the ticks waited for may have taken the others past their time.
    if (again > rig.clock.now()) rig.clock.set(again.toISOString());
    const tick = { schedule: one.key, scheduledFor: new Date(firing), attempt };
    again = await runTick(rig.bot, one, tick, signal);
  }
}

const at = (date: string) => `${date}T09:30:00+08:00`;
const isDue = (grain: Grain, date: string) =>
  grain === 'day' || (grain === 'week' ? new Date(date).getUTCDay() === 1 : date.endsWith('-01'));

/** Every digest that was due, each once, and every figure in it the truth. */
function expectTrue(posts: readonly Digest[], delayed: readonly string[] = []): void {
  const byTitle = new Map(posts.map((post) => [post.title, post]));
  expect(byTitle.size).toBe(posts.length);
  let due = 0;
  for (let day = 1; day <= DAYS; day += 1)
    for (const grain of GRAINS.filter((one) => isDue(one, addDays(EVE, day))))
      for (const { appid } of APPS) {
        due += 1;
        const firing = at(addDays(EVE, day));
        const period = newestExpected(grain, new Date(firing));
        const triangle = truth(appid, period, collectedBy(period));
        const remark = delayed.includes(`${appid} ${grain} ${period.first}`);
        const expected = compose(compare(appid, period, triangle), triangle, {
          appName: appid,
          locale: 'en',
          schedule: { at: new Date(firing), zone: 'Asia/Shanghai' },
          remarks: remark ? [textFor('en').digest.delayed({ due: dueWords(firing) })] : [],
        });
        expect(shown(byTitle.get(expected.title))).toEqual(shown(expected));
      }
  expect(posts).toHaveLength(due);
}

const dueWords = (firing: string) => formatter('en').moment(new Date(firing), 'Asia/Shanghai');

/** Cohorts known since the eve: what is usual rests on them. */
function collectedBy(newest: Period): number {
  const { grain } = newest;
  return FIRST_WINDOW[grain] + distance(newestExpected(grain, new Date(at(EVE))), newest);
}

/** All but the buttons, and the picture, which reaches further back than the first collection. */
function shown(digest: Digest | undefined) {
  if (!digest) return undefined;
  const sections = digest.sections.filter(({ kind }) => kind !== 'chart');
  return { ...digest, sections, actions: [] };
}

function truth(app: string, newest: Period, back = 40): Triangle {
  const cohorts = Array.from({ length: back }, (_, index) => shift(newest, -index));
  return new Map(
    cohorts.flatMap((period): [string, Cohort][] => {
      const people = WORLD.truth(app, period);
      if (!people) return [];
      const grown = (segment: Segment) =>
        new Map([...people[segment]].filter(([offset]) => isMature(period, offset, newest)));
      return [[period.first, { period, counts: { new: grown('new'), active: grown('active') } }]];
    }),
  );
}

/** Every cohort asked for since the eve stands in the store as the world knows it. */
async function expectWhole(): Promise<void> {
  for (const grain of GRAINS) {
    const newest = newestExpected(grain, new Date(at(addDays(EVE, DAYS))));
    const back = { day: DAYS, week: 8, month: 3 }[grain];
    const range = { first: shift(newest, 1 - back).first, last: newest.last };
    for (const { appid } of APPS) {
      const stored = await rig.stores.snapshots.triangle(appid, grain, range, rig.clock.now());
      const counts = [...stored].map(([first, cohort]) => [first, cohort.counts]);
      const expected = [...truth(appid, newest, back)].map(([first, cohort]) => [
        first,
        cohort.counts,
      ]);
      expect(new Map(counts as never)).toEqual(new Map(expected as never));
    }
  }
}

const isDatacube = ({ endpoint }: SimulatedCall) => GRAINS.some((grain) => grain === endpoint);

/** 10 a day, 5 on Mondays, 2 on the 1st, of every app. */
const FLOOR =
  APPS.length *
  Array.from({ length: DAYS }, (_, index) => addDays(EVE, index + 1))
    .map((date) => 10 + (isDue('week', date) ? 5 : 0) + (isDue('month', date) ? 2 : 0))
    .reduce((sum, calls) => sum + calls, 0);

describe('forty mornings of ten apps', () => {
  test('take exactly the fewest calls there can be, when nothing fails', async () => {
    const { posts, calls, told } = await live({});
    expect(calls.filter(isDatacube)).toHaveLength(FLOOR);
    for (const { appid } of APPS)
      expect(calls.filter((call) => call.app === appid && isDatacube(call))).toHaveLength(
        FLOOR / APPS.length,
      );
    expectTrue(posts);
    await expectWhole();
    expect(told).toEqual([]);
  }, 120_000);

  test('lose nothing and storm nobody when WeChat is busy, hangs, resets tokens and spends a quota', async () => {
    const [unlucky] = APPS;
    const chance = random(20_261_004);
    const knobs = failures({ minusOne: 0.05, hang: 0.01, overwrittenEvery: 50 }, chance);
    let spent = 0;
    const isSpent = (call: SimulatedCall) =>
      call.app === unlucky?.appid &&
      isDatacube(call) &&
      call.at >= new Date(at('2026-10-20')) &&
      call.at < new Date('2026-10-21T00:00:00+08:00') &&
      ++spent > 4;
    const { posts, calls, told } = await live({
      // Long enough for a busy machine, short enough for a hundred hangs.
      program: { deadlineMs: 250 },
      wechat: {
        ...knobs,
        intercept: (call) =>
          isSpent(call)
            ? { body: { errcode: 45009, errmsg: 'reach max api daily quota limit rid: 1-2' } }
            : knobs.intercept?.(call),
      },
    });
    expectTrue(posts, [`${unlucky?.appid} day 2026-10-19`]);
    await expectWhole();
    // Said once, and then not asked again until midnight.
    expect(told.map(({ summary }) => summary)).toEqual([expect.stringContaining('45009')]);
    expect(spent).toBe(5);
    const asked = calls.filter(isDatacube).length;
    expect(asked).toBeGreaterThan(FLOOR * 1.04);
    expect(asked).toBeLessThanOrEqual(FLOOR * 1.3);
    // Tokens included, it is still no storm.
    expect(calls.length).toBeLessThanOrEqual(FLOOR * 1.45);
  }, 120_000);
});

/** Chance that comes out the same every time (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
