/** Firings missed while nothing ran: what is not too old is made up for, once a period, and the others are told once. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cronAt, type MissedFirings, type Schedule, schedule } from '../../src/core/schedule.ts';
import type { Clock } from '../../src/ports/runtime.ts';
import type { ClaimedTick, Stores } from '../../src/ports/stores.ts';
import { type Heartbeat, heartbeat } from '../../src/schedule/heartbeat.ts';
import type { CatchUp } from '../../src/schedule/plan-firings.ts';
import { openStores } from '../../src/store/index.ts';
import { keptLog, type LogLine } from '../doubles/host.ts';

const HOUR = 3_600_000;
const scheduled = (grain: 'day' | 'week', cron = cronAt(grain, '09:30')): Schedule =>
  schedule({ grain, cron, at: '09:30', zone: 'Asia/Shanghai', apps: 'all', channels: 'all' });
const DAILY = scheduled('day');
const WEEKLY = scheduled('week');
const HOURLY = scheduled('day', '30 * * * *');
/** 09:00 in Beijing, a Sunday. */
const SUNDAY = '2026-11-22T01:00:00Z';

let stores: Stores;
let now: number;
let log: LogLine[];
const clock: Clock = { now: () => new Date(now), sleep: () => Promise.reject(new Error('no')) };
beforeEach(async () => {
  stores = await openStores(':memory:');
  log = [];
});
afterEach(() => stores.close());

/** A process: what it ran, and what it told. */
function running(
  all: readonly Schedule[],
  tell: CatchUp['tell'] = async () => true,
  owner = 'one',
  hours = 24,
) {
  const told: (readonly MissedFirings[])[] = [];
  const ran: string[] = [];
  const heart: Heartbeat = heartbeat({
    schedules: async () => all,
    ticks: stores.ticks,
    clock,
    log: keptLog(log),
    catchUp: {
      withinMs: hours * HOUR,
      leases: stores.leases,
      owner,
      async tell(missed, signal) {
        told.push(missed);
        return tell(missed, signal);
      },
    },
    async run(_: Schedule, tick: ClaimedTick) {
      ran.push(tick.scheduledFor.toISOString());
      return undefined;
    },
  });
  return { heart, told, ran };
}

async function beatAt(time: string, ...hearts: Heartbeat[]): Promise<void> {
  now = Date.parse(time);
  await Promise.all(hearts.map((heart) => heart.beat()));
  await Promise.all(hearts.map((heart) => heart.idle()));
}

const times = (missed: MissedFirings | undefined) =>
  missed?.firings.map((firing) => firing.toISOString());

describe('after downtime', () => {
  it('a single firing missed within the window is made up for, and nobody is told', async () => {
    const one = running([DAILY]);
    await beatAt(SUNDAY, one.heart);
    await beatAt('2026-11-22T20:00:00Z', one.heart);
    expect(one.ran).toEqual(['2026-11-22T01:30:00.000Z']);
    expect(one.told).toEqual([]);
  });

  it('the newest of several is made up for, the others are told, from when to when', async () => {
    const one = running([DAILY]);
    await beatAt(SUNDAY, one.heart);
    await beatAt('2026-11-25T05:00:00Z', one.heart);
    expect(one.ran).toEqual(['2026-11-25T01:30:00.000Z']);
    expect(one.told).toHaveLength(1);
    const [missed] = one.told[0] ?? [];
    expect(times(missed)).toEqual([
      '2026-11-22T01:30:00.000Z',
      '2026-11-23T01:30:00.000Z',
      '2026-11-24T01:30:00.000Z',
    ]);
    expect(missed).toMatchObject({
      schedule: DAILY,
      madeUp: [new Date('2026-11-25T01:30:00Z')],
    });
    await beatAt('2026-11-25T05:01:00Z', one.heart);
    expect(one.told).toHaveLength(1);
  });

  it('each period within the window is made up for, oldest first, and only what is older is told', async () => {
    const one = running([DAILY], async () => true, 'one', 72);
    await beatAt(SUNDAY, one.heart);
    await beatAt('2026-11-27T01:30:00Z', one.heart);
    const made = ['2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27'];
    expect(one.ran).toEqual(made.map((date) => `${date}T01:30:00.000Z`));
    expect(times(one.told[0]?.[0])).toEqual([
      '2026-11-22T01:30:00.000Z',
      '2026-11-23T01:30:00.000Z',
    ]);
    await beatAt('2026-11-28T01:30:00Z', one.heart);
    expect(one.ran.slice(4)).toEqual(['2026-11-28T01:30:00.000Z']);
  });

  it('both days are made up for where the clocks went forward between them', async () => {
    const berlin = schedule({ ...DAILY, zone: 'Europe/Berlin' });
    const one = running([berlin]);
    await beatAt('2026-03-27T12:00:00Z', one.heart);
    await beatAt('2026-03-29T08:00:00Z', one.heart);
    expect(one.ran).toEqual(['2026-03-28T08:30:00.000Z', '2026-03-29T07:30:00.000Z']);
    expect(one.told).toEqual([]);
  });

  it('of an hourly schedule the newest of each period is made up for, and of a collection the newest', async () => {
    const collection = schedule({ ...HOURLY, channels: [] });
    const one = running([HOURLY, collection]);
    await beatAt('2026-11-21T22:00:00Z', one.heart);
    await beatAt('2026-11-22T05:00:00Z', one.heart);
    // At 09:00 in Beijing a day's figures are there.
    expect(one.ran.toSorted()).toEqual([
      '2026-11-22T00:30:00.000Z',
      '2026-11-22T04:30:00.000Z',
      '2026-11-22T04:30:00.000Z',
    ]);
  });

  it('what is made up for and put off is not ended by what is made up for beside it', async () => {
    const runs: string[] = [];
    const heart = heartbeat({
      ...{ schedules: async () => [DAILY], ticks: stores.ticks, clock, log: keptLog(log) },
      catchUp: {
        ...{ withinMs: 72 * HOUR, leases: stores.leases, owner: 'one', tell: async () => true },
      },
      async run(_: Schedule, { scheduledFor, attempt }: ClaimedTick) {
        runs.push(`${scheduledFor.toISOString().slice(0, 10)} ${attempt}`);
        return attempt === 1 ? new Date(now + HOUR) : undefined;
      },
    });
    await beatAt(SUNDAY, heart);
    await beatAt('2026-11-23T05:00:00Z', heart);
    await beatAt('2026-11-23T06:00:00Z', heart);
    expect(runs).toEqual(['2026-11-22 1', '2026-11-23 1', '2026-11-22 2', '2026-11-23 2']);
  });

  it('what is made up for runs one after the other, so that the chat reads them in their order', async () => {
    const seen: string[] = [];
    const heart = heartbeat({
      ...{ schedules: async () => [DAILY], ticks: stores.ticks, clock, log: keptLog(log) },
      catchUp: {
        ...{ withinMs: 72 * HOUR, leases: stores.leases, owner: 'one', tell: async () => true },
      },
      async run(_: Schedule, { scheduledFor }: ClaimedTick) {
        const date = scheduledFor.toISOString().slice(0, 10);
        seen.push(`${date} begun`);
        await new Promise(setImmediate);
        seen.push(`${date} ended`);
        return undefined;
      },
    });
    await beatAt(SUNDAY, heart);
    await beatAt('2026-11-24T05:00:00Z', heart);
    expect(seen).toEqual(
      ['2026-11-22', '2026-11-23', '2026-11-24'].flatMap((date) => [
        `${date} begun`,
        `${date} ended`,
      ]),
    );
  });

  /** A process that is killed at its run: its tick stays open, with the lease it had. */
  async function killedAt(time: string): Promise<void> {
    const heart = heartbeat({
      ...{ schedules: async () => [DAILY], ticks: stores.ticks, clock, log: keptLog(log) },
      run: () => new Promise<undefined>(() => {}),
    });
    now = Date.parse(time);
    await heart.beat();
  }

  it.each([
    ['is made up for beside the next one', 48, ['2026-11-22', '2026-11-23'], 0],
    ['is told where it is too old by then', 24, ['2026-11-23'], 1],
  ] as const)('a run that was cut by a kill %s', async (_, hours, ran, told) => {
    await beatAt(SUNDAY, running([DAILY]).heart);
    await killedAt('2026-11-22T01:30:00Z');
    const one = running([DAILY], async () => true, 'one', hours);
    await beatAt('2026-11-23T02:00:00Z', one.heart);
    expect(one.ran.map((at) => at.slice(0, 10))).toEqual(ran);
    expect(one.told.flatMap(([missed]) => times(missed))).toEqual(
      told === 0 ? [] : ['2026-11-22T01:30:00.000Z'],
    );
  });

  it('what is put off stays open beside newer firings, until it is too old', async () => {
    const heart = heartbeat({
      ...{ schedules: async () => [DAILY], ticks: stores.ticks, clock, log: keptLog(log) },
      catchUp: {
        ...{ withinMs: 72 * HOUR, leases: stores.leases, owner: 'one', tell: async () => true },
      },
      run: async () => new Date(now + HOUR),
    });
    const open = async () =>
      (await stores.ticks.open(DAILY.key)).map((one) => one.scheduledFor.getUTCDate());
    await beatAt(SUNDAY, heart);
    await beatAt('2026-11-24T01:29:00Z', heart);
    expect(await open()).toEqual([22, 23]);
    const seen: number[][] = [];
    for (const day of [24, 25, 26]) {
      await beatAt(`2026-11-${day}T01:29:00Z`, heart);
      await beatAt(`2026-11-${day}T01:30:01Z`, heart);
      seen.push(await open());
    }
    expect(seen).toEqual([
      [22, 23, 24],
      [23, 24, 25],
      [24, 25, 26],
    ]);
  });

  it('nothing is planned where the bot stops before it could tell: the next start tells', async () => {
    await beatAt(SUNDAY, running([DAILY]).heart);
    let heart: Heartbeat | undefined;
    const one = running([DAILY], async () => {
      void heart?.stop();
      return false;
    });
    heart = one.heart;
    await beatAt('2026-11-24T05:00:00Z', one.heart);
    expect(one.ran).toEqual([]);
    const next = running([DAILY], async () => true, 'two');
    await beatAt('2026-11-24T05:01:00Z', next.heart);
    expect(next.told).toHaveLength(1);
    expect(next.ran).toEqual(['2026-11-24T01:30:00.000Z']);
  });

  it('the newest is not run once the window is over, only told, and the next one is as ever', async () => {
    const one = running([WEEKLY]);
    await beatAt(SUNDAY, one.heart);
    // Due on Monday at 09:30; a second more than a day has gone by.
    await beatAt('2026-11-24T01:30:01Z', one.heart);
    expect(one.ran).toEqual([]);
    expect(one.told.map(([missed]) => times(missed))).toEqual([['2026-11-23T01:30:00.000Z']]);
    expect(one.told[0]?.[0]?.madeUp).toEqual([]);
    await beatAt('2026-11-30T01:30:00Z', one.heart);
    expect(one.ran).toEqual(['2026-11-30T01:30:00.000Z']);
    expect(one.told).toHaveLength(1);
  });

  it('the newest is run up to the very end of the window', async () => {
    const one = running([WEEKLY]);
    await beatAt(SUNDAY, one.heart);
    await beatAt('2026-11-24T01:30:00Z', one.heart);
    expect(one.ran).toEqual(['2026-11-23T01:30:00.000Z']);
  });

  it('one gap is told in one message, of all schedules', async () => {
    const one = running([DAILY, WEEKLY, HOURLY]);
    await beatAt(SUNDAY, one.heart);
    await beatAt('2026-11-25T05:00:00Z', one.heart);
    expect(one.told).toHaveLength(1);
    expect(one.told[0]?.map(({ schedule: { key } }) => key)).toEqual([
      DAILY.key,
      WEEKLY.key,
      HOURLY.key,
    ]);
    expect(one.told[0]?.[2]?.firings).toHaveLength(74);
  });

  it('processes that start together tell of it once', async () => {
    await beatAt(SUNDAY, running([DAILY, WEEKLY]).heart);
    const all = ['one', 'two', 'three'].map((owner) =>
      running([DAILY, WEEKLY], async () => true, owner),
    );
    const hearts = all.map(({ heart }) => heart);
    await beatAt('2026-11-25T05:00:00Z', ...hearts);
    await beatAt('2026-11-25T05:01:00Z', ...hearts);
    expect(all.flatMap(({ told }) => told)).toHaveLength(1);
    expect(all.flatMap(({ ran }) => ran)).toEqual(['2026-11-25T01:30:00.000Z']);
  });

  it('a process that dies while it tells leaves the gap to the next, with the same beginning', async () => {
    await beatAt(SUNDAY, running([DAILY]).heart);
    const dead = running([DAILY], () => new Promise(() => {}));
    now = Date.parse('2026-11-24T05:00:00Z');
    void dead.heart.beat();
    await expect.poll(() => dead.told.length).toBe(1);
    const next = running([DAILY], async () => true, 'two');
    await beatAt('2026-11-24T05:00:10Z', next.heart);
    expect(next.told).toEqual([]);
    await beatAt('2026-11-24T05:01:00Z', next.heart);
    expect(next.told[0]?.[0]?.firings[0]).toEqual(dead.told[0]?.[0]?.firings[0]);
    expect(next.ran).toEqual(['2026-11-24T01:30:00.000Z']);
  });

  it('what could not be told is told later, and keeps no digest waiting', async () => {
    let tries = 0;
    const one = running([DAILY], async () => {
      tries += 1;
      if (tries === 1) throw new Error('a bug');
      return tries > 2;
    });
    await beatAt(SUNDAY, one.heart);
    await beatAt('2026-11-24T05:00:00Z', one.heart);
    expect(one.ran).toEqual(['2026-11-24T01:30:00.000Z']);
    await beatAt('2026-11-24T05:01:00Z', one.heart);
    await beatAt('2026-11-24T05:02:00Z', one.heart);
    await beatAt('2026-11-24T05:03:00Z', one.heart);
    expect(tries).toBe(3);
    expect(one.told[2]).toEqual(one.told[0]);
  });

  it('an open tick is ended by a newer firing, also by one that is too old to be run', async () => {
    const put = new Date('2026-11-22T20:00:00Z');
    const waiting = heartbeat({
      schedules: async () => [DAILY],
      ticks: stores.ticks,
      clock,
      log: keptLog(log),
      run: async () => put,
    });
    await beatAt(SUNDAY, waiting);
    await beatAt('2026-11-22T01:30:00Z', waiting);
    const weekly = running([{ ...WEEKLY, key: DAILY.key }]);
    await beatAt('2026-11-29T02:00:00Z', weekly.heart);
    expect(weekly.ran).toEqual([]);
    expect(weekly.told).toHaveLength(1);
  });
});
