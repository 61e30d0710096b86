/** What every implementation of the stores promises; the shared part needs two handles on the same data. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Snapshot, Trend } from '../../src/core/cohort.ts';
import type { Chart } from '../../src/core/digest.ts';
import { type Grain, type Period, periodOf, readyAt, shift } from '../../src/core/period.ts';
import type { DeliveryClaim, Stores } from '../../src/ports/stores.ts';

export interface OpenedStores {
  readonly stores: Stores;
  close(): Promise<void>;
}

export interface SharedStores extends OpenedStores {
  /** A further handle on the same data, as another process would have it. */
  reopen(): Promise<Stores>;
}

const APP = 'wx1234567890abcdef';
const NEWEST = periodOf('day', '2026-11-21');
/** The morning on which NEWEST is the newest complete day. */
const MORNING = new Date('2026-11-22T01:30:00Z');
const HOUR = 3_600_000;
const MINUTE = 60_000;

export function storesContract(name: string, open: () => Promise<OpenedStores>): void {
  describe(`${name} as stores`, () => {
    let opened: OpenedStores;
    let stores: Stores;
    beforeEach(async () => {
      opened = await open();
      stores = opened.stores;
    });
    afterEach(() => opened.close());

    describe('snapshots', () => {
      const save = (
        period: Period,
        counts: Parameters<typeof snapshot>[1],
        newest = NEWEST,
        seen = MORNING,
      ) => stores.snapshots.save(APP, snapshot(period, counts), newest, seen);
      const known = async (period: Period, asOf: Date) =>
        (await stores.snapshots.triangle(APP, period.grain, period, asOf)).get(period.first);

      it('knows nothing of an app it never saw', async () => {
        expect(await stores.snapshots.asked(APP, 'day')).toEqual(new Map());
        expect(await stores.snapshots.hasPeople(APP, 'day')).toBe(false);
        const range = { first: '2020-01-01', last: '2030-01-01' };
        expect(await stores.snapshots.triangle(APP, 'day', range, MORNING)).toEqual(new Map());
      });

      it('hands out the very same cohorts until a figure changes, which any later moment sees', async () => {
        const cohort = shift(NEWEST, -2);
        const range = { first: shift(NEWEST, -9).first, last: NEWEST.first };
        const at = (moment: Date) => stores.snapshots.triangle(APP, 'day', range, moment);
        await save(cohort, { new: [[0, 500]] });
        const before = await at(MORNING);
        expect(await at(later(HOUR))).toBe(before);
        await save(cohort, { new: [[0, 500]] }, NEWEST, later(HOUR));
        expect(await at(later(2 * HOUR))).toBe(before);
        await save(cohort, { new: [[0, 501]] }, NEWEST, later(HOUR));
        const after = await at(later(2 * HOUR));
        expect(after.get(cohort.first)?.counts.new.get(0)).toBe(501);
        expect((await at(MORNING)).get(cohort.first)?.counts.new.get(0)).toBe(500);
        expect(await at(later(3 * HOUR))).toBe(after);
      });

      it('gives back the counts it was given, both segments, as they are', async () => {
        const cohort = shift(NEWEST, -2);
        await save(cohort, {
          new: [
            [0, 500],
            [1, 120],
            [2, 90],
          ],
          active: [
            [0, 9000],
            [1, 4000],
          ],
        });
        expect(await known(cohort, MORNING)).toEqual({
          period: cohort,
          counts: {
            new: new Map([
              [0, 500],
              [1, 120],
              [2, 90],
            ]),
            active: new Map([
              [0, 9000],
              [1, 4000],
            ]),
          },
        });
      });

      it.each(['day', 'week', 'month'] as const)(
        'remembers how far time had come when a %s was asked for',
        async (grain) => {
          const newest = shift(periodOf(grain, '2026-11-21'), -1);
          const older = shift(newest, -1);
          await save(older, { new: [[0, 1]] }, newest);
          expect(await stores.snapshots.asked(APP, grain)).toEqual(
            new Map([[older.first, { through: newest.last, outcome: 'answered' }]]),
          );
          const next = shift(newest, 1);
          await save(older, { new: [[0, 1]] }, next);
          expect(await stores.snapshots.asked(APP, grain)).toEqual(
            new Map([[older.first, { through: next.last, outcome: 'answered' }]]),
          );
        },
      );

      it('keeps apps and grains apart', async () => {
        const week = periodOf('week', '2026-11-09');
        const day = periodOf('day', week.first);
        await save(week, { new: [[0, 7]] });
        await stores.snapshots.save('other', snapshot(day, { new: [[0, 9]] }), NEWEST, MORNING);
        const grain = (app: string, one: Grain) =>
          stores.snapshots.triangle(app, one, week, MORNING);
        expect((await grain(APP, 'week')).get(week.first)?.counts.new).toEqual(new Map([[0, 7]]));
        expect((await grain('other', 'day')).get(day.first)?.counts.new).toEqual(new Map([[0, 9]]));
        expect(await grain(APP, 'day')).toEqual(new Map());
        expect(await grain('other', 'week')).toEqual(new Map());
        expect(await stores.snapshots.hasPeople('other', 'week')).toBe(false);
        expect(await stores.snapshots.asked('other', 'week')).toEqual(new Map());
      });

      it('drops figures that cannot be mature yet', async () => {
        await save(NEWEST, {
          new: [
            [0, 500],
            [1, 0],
          ],
          active: [
            [0, 800],
            [7, 3],
          ],
        });
        expect((await known(NEWEST, MORNING))?.counts).toEqual({
          new: new Map([[0, 500]]),
          active: new Map([[0, 800]]),
        });
      });

      it('tells a zero from nothing', async () => {
        const cohort = shift(NEWEST, -1);
        await save(cohort, { new: [[0, 0]], active: [[0, 10]] });
        const counts = (await known(cohort, MORNING))?.counts;
        expect(counts?.new.get(0)).toBe(0);
        expect(counts?.new.has(1)).toBe(false);
        expect(counts?.active.has(1)).toBe(false);
      });

      it('knows no cohort of an answer without figures, yet remembers that it was asked', async () => {
        await save(NEWEST, {});
        expect(await known(NEWEST, MORNING)).toBeUndefined();
        expect(await stores.snapshots.asked(APP, 'day')).toEqual(
          new Map([[NEWEST.first, { through: NEWEST.last, outcome: 'empty' }]]),
        );
      });

      it('has history once a cohort had people in it, not before', async () => {
        await save(NEWEST, { new: [[0, 0]], active: [[0, 0]] });
        expect(await stores.snapshots.hasPeople(APP, 'day')).toBe(false);
        await save(shift(NEWEST, -1), { active: [[0, 1]] });
        expect(await stores.snapshots.hasPeople(APP, 'day')).toBe(true);
        expect(await stores.snapshots.hasPeople(APP, 'week')).toBe(false);
      });

      it('remembers a refusal as asked, without any figure', async () => {
        const cohort = shift(NEWEST, -7);
        await stores.snapshots.refuse(APP, cohort, NEWEST, MORNING);
        expect(await stores.snapshots.asked(APP, 'day')).toEqual(
          new Map([[cohort.first, { through: NEWEST.last, outcome: 'refused' }]]),
        );
        expect(await known(cohort, MORNING)).toBeUndefined();
        expect(await stores.snapshots.hasPeople(APP, 'day')).toBe(false);
      });

      it('remembers what became of a cohort when it was asked for last', async () => {
        const cohort = shift(NEWEST, -2);
        const outcome = async () =>
          (await stores.snapshots.asked(APP, 'day')).get(cohort.first)?.outcome;
        await stores.snapshots.refuse(APP, cohort, NEWEST, MORNING);
        expect(await outcome()).toBe('refused');
        await save(cohort, { new: [[0, 0]], active: [[0, 0]] });
        expect(await outcome()).toBe('empty');
        await save(cohort, {
          new: [
            [0, 0],
            [1, 1],
          ],
        });
        expect(await outcome()).toBe('answered');
        // Zeros that the collector keeps as an answer alone: the figures stand, the answer was empty.
        await save(cohort, {});
        expect(await outcome()).toBe('empty');
        expect((await known(cohort, MORNING))?.counts.new.get(1)).toBe(1);
      });

      it('keeps the figures of a cohort that is refused later', async () => {
        const cohort = shift(NEWEST, -7);
        await save(cohort, { new: [[0, 44]] });
        await stores.snapshots.refuse(APP, cohort, shift(NEWEST, 1), later(24 * HOUR));
        expect((await known(cohort, later(25 * HOUR)))?.counts.new.get(0)).toBe(44);
      });

      it('gives the cohorts of a range, both ends included', async () => {
        for (const back of [0, 1, 2, 3]) await save(shift(NEWEST, -back), { new: [[0, back + 1]] });
        const range = { first: shift(NEWEST, -2).first, last: shift(NEWEST, -1).first };
        const cohorts = await stores.snapshots.triangle(APP, 'day', range, MORNING);
        expect([...cohorts.keys()].sort()).toEqual([range.first, range.last]);
      });

      it('counts a figure fetched late as known from the moment WeChat could have it', async () => {
        const cohort = shift(NEWEST, -30);
        await save(cohort, {
          new: [
            [0, 500],
            [7, 80],
          ],
        });
        const available = readyAt(shift(cohort, 7));
        const before = await known(cohort, new Date(available.getTime() - 1));
        expect(before?.counts.new).toEqual(new Map([[0, 500]]));
        const from = await known(cohort, available);
        expect(from?.counts.new.get(7)).toBe(80);
        const ready = readyAt(cohort);
        expect(await known(cohort, new Date(ready.getTime() - 1))).toBeUndefined();
        expect((await known(cohort, ready))?.counts.new).toEqual(new Map([[0, 500]]));
      });

      it('knows a figure from the moment it was seen, even before WeChat was expected to have it', async () => {
        const early = new Date(readyAt(NEWEST).getTime() - HOUR);
        await save(NEWEST, { new: [[0, 500]] }, NEWEST, early);
        expect(await known(NEWEST, new Date(early.getTime() - 1))).toBeUndefined();
        expect((await known(NEWEST, early))?.counts.new.get(0)).toBe(500);
      });

      it('keeps revisions: earlier moments know the value that was replaced', async () => {
        const cohort = shift(NEWEST, -3);
        await save(cohort, { new: [[0, 500]] });
        await save(cohort, { new: [[0, 510]] }, NEWEST, later(2 * HOUR));
        await save(cohort, { new: [[0, 500]] }, NEWEST, later(4 * HOUR));
        const at = async (hours: number) =>
          (await known(cohort, later(hours * HOUR)))?.counts.new.get(0);
        expect(await at(-24)).toBe(500);
        expect([await at(0), await at(1)]).toEqual([500, 500]);
        expect([await at(2), await at(3)]).toEqual([510, 510]);
        expect([await at(4), await at(99)]).toEqual([500, 500]);
      });

      it('holds the newest answer for true when the clock has gone backwards in between', async () => {
        const cohort = shift(NEWEST, -3);
        await save(cohort, { new: [[0, 500]] });
        await save(cohort, { new: [[0, 510]] }, NEWEST, later(-HOUR));
        expect((await known(cohort, later(MINUTE)))?.counts.new.get(0)).toBe(510);
        expect((await known(cohort, later(-2 * HOUR)))?.counts.new.get(0)).toBe(500);
      });

      it('loses no figure that a shorter answer leaves out', async () => {
        const cohort = shift(NEWEST, -3);
        await save(cohort, {
          new: [
            [0, 500],
            [1, 100],
          ],
        });
        await save(cohort, { new: [[0, 500]] }, NEWEST, later(HOUR));
        expect((await known(cohort, later(2 * HOUR)))?.counts.new.get(1)).toBe(100);
      });

      it('tells of any moment from one reading what it tells of that moment alone', async () => {
        const hours = fc.integer({ min: -24 * 9, max: 24 * 3 });
        const people = fc.constantFrom(0, 7, 500, 501);
        const counts = fc.array(fc.tuple(fc.integer({ min: 0, max: 7 }), people));
        const sizes = fc.record({ new: people, active: people }, { requiredKeys: [] });
        const answer = fc.record({
          back: fc.integer({ min: 0, max: 7 }),
          new: counts,
          active: counts,
          sizes: fc.option(sizes, { nil: undefined }),
          seen: hours,
        });
        let run = 0;
        await fc.assert(
          fc.asyncProperty(
            fc.array(answer, { maxLength: 12 }),
            fc.array(hours, { minLength: 1, maxLength: 8 }),
            async (answers, moments) => {
              run += 1;
              const app = `wx${run}`;
              for (const one of answers) {
                const trend = one.sizes && { trend: { sizes: one.sizes, raw: '{}' } };
                await stores.snapshots.save(
                  app,
                  { ...snapshot(shift(NEWEST, -one.back), one), ...trend },
                  NEWEST,
                  later(one.seen * HOUR),
                );
              }
              const range = { first: shift(NEWEST, -6).first, last: NEWEST.last };
              const history = await stores.snapshots.history(app, 'day', range);
              for (const moment of moments) {
                const asOf = later(moment * HOUR);
                expect(history.at(asOf)).toEqual(
                  await stores.snapshots.triangle(app, 'day', range, asOf),
                );
              }
            },
          ),
          { numRuns: 25 },
        );
      });

      describe('with the visit trend', () => {
        const cohort = shift(NEWEST, -3);
        const saveTrend = (
          counts: Parameters<typeof snapshot>[1],
          sizes: Trend['sizes'],
          { hours = 0, newest = NEWEST } = {},
        ) =>
          stores.snapshots.save(
            APP,
            {
              ...snapshot(cohort, counts),
              trend: { sizes, raw: JSON.stringify({ list: [sizes] }) },
            },
            newest,
            later(hours * HOUR),
          );
        const sizeAt = async (hours: number) => {
          const one = await known(cohort, later(hours * HOUR));
          return [one?.counts.new.get(0), one?.trendSizes?.has('new') ?? false];
        };

        it('takes its sizes where an answer has none, or zero, and says which', async () => {
          await saveTrend({ new: [[1, 90]], active: [[0, 0]] }, { new: 300, active: 900 });
          expect(await known(cohort, MORNING)).toEqual({
            period: cohort,
            counts: {
              new: new Map([
                [0, 300],
                [1, 90],
              ]),
              active: new Map([[0, 900]]),
            },
            trendSizes: new Set(['new', 'active']),
          });
        });

        it('lets a size that the cohort has itself go first', async () => {
          await saveTrend({ new: [[0, 290]], active: [[1, 90]] }, { new: 300, active: 900 });
          const one = await known(cohort, MORNING);
          expect(one?.counts.new.get(0)).toBe(290);
          expect(one?.counts.active.get(0)).toBe(900);
          expect(one?.trendSizes).toEqual(new Set(['active']));
        });

        it('holds a size of zero for none', async () => {
          await saveTrend({ new: [[0, 0]], active: [[1, 90]] }, { new: 0, active: 0 });
          const one = await known(cohort, MORNING);
          expect(one?.counts).toEqual({ new: new Map([[0, 0]]), active: new Map([[1, 90]]) });
          expect(one).not.toHaveProperty('trendSizes');
        });

        it('keeps a size it told before when a later answer comes without it', async () => {
          await saveTrend({ new: [[1, 90]] }, { new: 300 });
          await save(cohort, { new: [[2, 80]] }, NEWEST, later(HOUR));
          expect(await sizeAt(2)).toEqual([300, true]);
        });

        it('keeps its revisions: earlier moments know the size that was replaced', async () => {
          await saveTrend({ new: [[1, 90]] }, { new: 300 });
          await saveTrend({ new: [[1, 90]] }, { new: 310 }, { hours: 2 });
          expect([await sizeAt(-24), await sizeAt(0), await sizeAt(1)]).toEqual([
            [300, true],
            [300, true],
            [300, true],
          ]);
          expect([await sizeAt(2), await sizeAt(99)]).toEqual([
            [310, true],
            [310, true],
          ]);
        });

        it.each([
          ['zero', { new: [[0, 0]] as [number, number][] }],
          ['absent', {}],
        ])('knows it for the moments when the own size was still %s', async (_, before) => {
          await saveTrend(before, { new: 300 });
          await save(cohort, { new: [[0, 290]] }, NEWEST, later(2 * HOUR));
          expect([await sizeAt(-24), await sizeAt(1)]).toEqual([
            [300, true],
            [300, true],
          ]);
          expect(await sizeAt(2)).toEqual([290, false]);
        });

        it('drops its sizes while the period is not over', async () => {
          await saveTrend({}, { new: 300 }, { newest: shift(cohort, -1) });
          expect(await known(cohort, MORNING)).toBeUndefined();
          expect((await stores.snapshots.asked(APP, 'day')).get(cohort.first)?.outcome).toBe(
            'empty',
          );
        });

        it('does not count as history: whether zeros are late is for the retention answers to say', async () => {
          await saveTrend({ new: [[0, 0]] }, { new: 300 });
          expect((await stores.snapshots.asked(APP, 'day')).get(cohort.first)?.outcome).toBe(
            'answered',
          );
          expect(await stores.snapshots.hasPeople(APP, 'day')).toBe(false);
        });
      });

      it('takes many answers at once', async () => {
        const cohorts = Array.from({ length: 40 }, (_, back) => shift(NEWEST, -back));
        await Promise.all(cohorts.map((one, index) => save(one, { new: [[0, index + 1]] })));
        const range = { first: shift(NEWEST, -39).first, last: NEWEST.last };
        const stored = await stores.snapshots.triangle(APP, 'day', range, MORNING);
        expect(cohorts.map((one) => stored.get(one.first)?.counts.new.get(0))).toEqual(
          cohorts.map((_, index) => index + 1),
        );
      });
    });

    describe('ticks', () => {
      const at = (minutes: number) => new Date(MORNING.getTime() + minutes * MINUTE);
      const lease = at(10);

      it('sets the watermark at the first sight of a schedule and leaves it there', async () => {
        expect(await stores.ticks.watermark('daily', at(0))).toEqual(at(0));
        expect(await stores.ticks.watermark('daily', at(500))).toEqual(at(0));
        expect(await stores.ticks.watermark('weekly', at(7))).toEqual(at(7));
      });

      it('moves the watermark on to a planned tick, and never back', async () => {
        await stores.ticks.watermark('daily', at(0));
        await stores.ticks.plan('daily', at(5));
        expect(await stores.ticks.watermark('daily', at(9))).toEqual(at(5));
        await stores.ticks.plan('daily', at(3));
        expect(await stores.ticks.watermark('daily', at(9))).toEqual(at(5));
      });

      it('plans several at once: older ones end, and none of them ends another', async () => {
        await stores.ticks.watermark('daily', at(0));
        await stores.ticks.plan('daily', at(1));
        await stores.ticks.plan('daily', at(3), at(5));
        const open = async () =>
          (await stores.ticks.open('daily')).map(({ scheduledFor }) => scheduledFor);
        expect(await open()).toEqual([at(3), at(5)]);
        expect(await stores.ticks.watermark('daily', at(9))).toEqual(at(5));
        await stores.ticks.plan('daily', at(7));
        expect(await open()).toEqual([at(7)]);
      });

      it('plans a tick once, however often it is planned', async () => {
        await stores.ticks.watermark('daily', at(0));
        for (let time = 0; time < 3; time += 1) await stores.ticks.plan('daily', at(1));
        expect(await stores.ticks.claim(at(1), lease)).toEqual({
          schedule: 'daily',
          scheduledFor: at(1),
          attempt: 1,
          leaseUntil: lease,
        });
        expect(await stores.ticks.claim(at(1), lease)).toBeUndefined();
      });

      it('does not open a finished tick again when it is planned again', async () => {
        await stores.ticks.plan('daily', at(1));
        const tick = await claimed(stores, at(1), lease);
        await stores.ticks.settle(tick);
        await stores.ticks.plan('daily', at(1));
        expect(await stores.ticks.claim(at(99_999), at(100_000))).toBeUndefined();
      });

      it('hands out a tick when it is due, not before', async () => {
        await stores.ticks.plan('daily', at(1));
        expect(await stores.ticks.claim(new Date(at(1).getTime() - 1), lease)).toBeUndefined();
        expect(await stores.ticks.claim(at(1), lease)).toBeDefined();
      });

      it('hands out the oldest tick first, each once', async () => {
        await stores.ticks.plan('b', at(2));
        await stores.ticks.plan('a', at(1));
        await stores.ticks.plan('c', at(3));
        const order = [];
        for (let turn = 0; turn < 4; turn += 1)
          order.push((await stores.ticks.claim(at(3), lease))?.schedule);
        expect(order).toEqual(['a', 'b', 'c', undefined]);
      });

      it('hands out the ticks of one schedule one after the other, whoever asks', async () => {
        await stores.ticks.plan('daily', at(1), at(2));
        await stores.ticks.plan('weekly', at(2));
        const claims = await Promise.all([1, 2, 3].map(() => stores.ticks.claim(at(3), lease)));
        expect(claims.map((tick) => tick && nameOf(tick)).toSorted()).toEqual([
          `daily ${at(1).toISOString()}`,
          `weekly ${at(2).toISOString()}`,
          undefined,
        ]);
        const [older] = claims.filter((tick) => tick?.schedule === 'daily');
        if (!older) throw new Error('daily not claimed');
        await stores.ticks.settle(older);
        expect(nameOf(await claimed(stores, at(3), lease))).toBe(`daily ${at(2).toISOString()}`);
      });

      it('hands out no newer tick beside an older one whose lease was renewed by a clock that is ahead', async () => {
        await stores.ticks.plan('daily', at(1), at(2));
        const ahead = new Date(at(3).getTime() + 2000);
        const older = await claimed(stores, ahead, new Date(lease.getTime() + 2000));
        expect(await stores.ticks.claim(at(3), lease)).toBeUndefined();
        await stores.ticks.settle(older);
        expect(await stores.ticks.claim(at(3), lease)).toBeDefined();
      });

      it.each(['put off', 'handed back'])(
        'hands out a newer tick beside an older one that was %s',
        async (how) => {
          await stores.ticks.plan('daily', at(1), at(2));
          const older = await claimed(stores, at(3), lease);
          if (how === 'put off') await stores.ticks.settle(older, at(46));
          else await stores.ticks.release(older, at(3));
          const isLeft = (_: string, scheduledFor: Date) => scheduledFor <= at(1);
          const newer = await stores.ticks.claim(at(3), lease, isLeft);
          expect(newer && nameOf(newer)).toBe(`daily ${at(2).toISOString()}`);
        },
      );

      it('hands a leased tick to another once its lease is over, as the same attempt', async () => {
        await stores.ticks.plan('daily', at(1));
        await claimed(stores, at(1), lease);
        expect(await stores.ticks.claim(new Date(lease.getTime() - 1), at(20))).toBeUndefined();
        expect(await claimed(stores, lease, at(20))).toMatchObject({ attempt: 1 });
      });

      it('puts a tick off until the moment asked for, and counts that as an attempt', async () => {
        await stores.ticks.plan('daily', at(1));
        await stores.ticks.settle(await claimed(stores, at(1), lease), at(46));
        expect(await stores.ticks.claim(at(45), at(55))).toBeUndefined();
        const second = await claimed(stores, at(46), at(56));
        expect(second.attempt).toBe(2);
        await stores.ticks.settle(second, at(91));
        expect((await claimed(stores, at(91), at(101))).attempt).toBe(3);
      });

      it('takes back a tick that was cut short, as the same attempt', async () => {
        await stores.ticks.plan('daily', at(1));
        await stores.ticks.release(await claimed(stores, at(1), lease), at(2));
        expect(await stores.ticks.claim(at(1), at(11))).toBeUndefined();
        expect((await claimed(stores, at(2), at(12))).attempt).toBe(1);
      });

      it('keeps a tick for whoever renews its lease in time', async () => {
        await stores.ticks.plan('daily', at(1));
        const first = await claimed(stores, at(1), lease);
        const renewed = await stores.ticks.renew(first, at(20));
        expect(renewed).toEqual({ ...first, leaseUntil: at(20) });
        expect(await stores.ticks.claim(at(19), at(29))).toBeUndefined();
        expect((await claimed(stores, at(20), at(30))).attempt).toBe(1);
      });

      it('tells whoever comes too late that the tick is another’s, and lets them change nothing', async () => {
        await stores.ticks.plan('daily', at(1));
        const late = await claimed(stores, at(1), lease);
        const held = await claimed(stores, lease, at(20));
        expect(await stores.ticks.renew(late, at(40))).toBeUndefined();
        await stores.ticks.settle(late);
        await stores.ticks.settle(late, at(12));
        await stores.ticks.release(late, at(12));
        expect(await stores.ticks.claim(at(19), at(29))).toBeUndefined();
        expect(await stores.ticks.renew(held, at(30))).toEqual({ ...held, leaseUntil: at(30) });
      });

      it('renews no tick that a newer one ended', async () => {
        await stores.ticks.plan('daily', at(1));
        const held = await claimed(stores, at(1), lease);
        await stores.ticks.plan('daily', at(5));
        expect(await stores.ticks.renew(held, at(20))).toBeUndefined();
      });

      it('passes over a firing that is too old: nothing is open, and it is not found again', async () => {
        await stores.ticks.watermark('daily', at(0));
        await stores.ticks.plan('daily', at(1));
        await stores.ticks.pass('daily', at(5));
        expect(await stores.ticks.watermark('daily', at(9))).toEqual(at(5));
        expect(await stores.ticks.claim(at(99), at(100))).toBeUndefined();
        expect(await stores.ticks.last('daily')).toEqual({ scheduledFor: at(1), isDone: true });
      });

      it('gives a tick to one of twenty who want it', async () => {
        await stores.ticks.plan('daily', at(1));
        const claims = await Promise.all(racers(() => stores.ticks.claim(at(1), lease)));
        expect(claims.filter(Boolean)).toHaveLength(1);
      });
    });

    describe('deliveries', () => {
      const key = { channel: 'growth', subject: 'wx1 day 2026-11-21' };
      const at = (minutes: number) => new Date(MORNING.getTime() + minutes * MINUTE);
      const claim = (minutes: number, one = key) =>
        stores.deliveries.claim(one, at(minutes), at(minutes + 3));

      it('lets the first claim post, and everybody else wait', async () => {
        expect(await claim(0)).toMatchObject({ state: 'ours' });
        expect(await claim(1)).toEqual({ state: 'busy', until: at(3) });
      });

      it('names a delivery the same for the same channel and subject, and otherwise not', async () => {
        const first = ours(await claim(0));
        await stores.deliveries.failed(first, at(3), 'later', 'busy\0');
        expect(ours(await claim(1))).toBe(first);
        const others = [
          { ...key, channel: 'board' },
          { ...key, subject: 'welcome' },
        ];
        const ids = await Promise.all(others.map(async (one) => ours(await claim(1, one))));
        expect(new Set([first, ...ids]).size).toBe(3);
      });

      it('keeps what was posted, for ever', async () => {
        const posted = { channel: 'C1', ts: '1.5' };
        await stores.deliveries.sent(ours(await claim(0)), posted);
        expect(await claim(1)).toEqual({ state: 'sent', posted });
        expect(await claim(60 * 24 * 365)).toEqual({ state: 'sent', posted });
      });

      it('tells where a message stands that was sent, and of no other', async () => {
        const { posted } = stores.deliveries;
        expect(await posted(key)).toBeUndefined();
        const id = ours(await claim(0));
        expect(await posted(key)).toBeUndefined();
        await stores.deliveries.sent(id, { ts: '1.5' });
        expect(await posted(key)).toEqual({ ts: '1.5' });
        expect(await posted({ ...key, channel: 'board' })).toBeUndefined();
        expect(await posted({ ...key, subject: 'welcome' })).toBeUndefined();
      });

      it('does not forget a sent message because somebody slower failed', async () => {
        const id = ours(await claim(0));
        await stores.deliveries.sent(id, { ts: '1' });
        await stores.deliveries.failed(id, at(3), 'later', 'too late');
        expect(await claim(10)).toEqual({ state: 'sent', posted: { ts: '1' } });
      });

      it.each(['later', 'rejected'] as const)(
        'may be posted at once after a try that ended as %s',
        async (outcome) => {
          const id = ours(await claim(0));
          await stores.deliveries.failed(id, at(3), outcome, 'no');
          expect(await claim(1)).toEqual({ state: 'ours', id });
        },
      );

      it('is doubtful after an unknown outcome, since that try', async () => {
        const id = ours(await claim(0));
        await stores.deliveries.failed(id, at(3), 'unknown', 'timeout');
        const since = at(0);
        expect(await claim(1)).toEqual({ state: 'doubtful', id, since, wasOpen: false });
      });

      it('stays doubtful since the first try of unknown outcome', async () => {
        const id = ours(await claim(0));
        let lease = at(3);
        for (const minutes of [1, 6, 21]) {
          await stores.deliveries.failed(id, lease, 'unknown', 'timeout');
          expect(await claim(minutes)).toMatchObject({ state: 'doubtful', id, since: at(0) });
          lease = at(minutes + 3);
        }
      });

      it('is doubtful when whoever had it died', async () => {
        const id = ours(await claim(0));
        expect(await claim(2.9)).toEqual({ state: 'busy', until: at(3) });
        expect(await claim(3)).toEqual({ state: 'doubtful', id, since: at(0), wasOpen: true });
        expect(await claim(4)).toEqual({ state: 'busy', until: at(6) });
      });

      it('is kept by whoever renews its lease, and by nobody whose lease somebody else has', async () => {
        const { renew } = stores.deliveries;
        const id = ours(await claim(0));
        expect(await renew(id, at(3), at(4))).toBe(true);
        expect(await claim(3.5)).toEqual({ state: 'busy', until: at(4) });
        expect(await renew(id, at(3), at(5))).toBe(false);
        expect(await claim(4)).toMatchObject({ state: 'doubtful' });
        expect(await renew(id, at(4), at(8))).toBe(false);
        expect(await renew(id, at(7), at(8))).toBe(true);
      });

      it('is renewed by nobody once it has come to its end', async () => {
        const id = ours(await claim(0));
        await stores.deliveries.sent(id, { ts: '1' });
        expect(await stores.deliveries.renew(id, at(3), at(6))).toBe(false);
        expect(await stores.deliveries.renew('nothing', at(3), at(6))).toBe(false);
      });

      it.each(['later', 'rejected', 'unknown'] as const)(
        'is not called %s by whoever has lost it',
        async (outcome) => {
          const id = ours(await claim(0));
          await claim(3);
          await stores.deliveries.failed(id, at(3), outcome, 'too late');
          expect(await claim(4)).toEqual({ state: 'busy', until: at(6) });
        },
      );

      it('stands, though whoever says so has lost it', async () => {
        const id = ours(await claim(0));
        await claim(3);
        await stores.deliveries.sent(id, { ts: '1' });
        await stores.deliveries.failed(id, at(6), 'later', 'no');
        await stores.deliveries.sent(id, { ts: '2' });
        expect(await claim(20)).toEqual({ state: 'sent', posted: { ts: '1' } });
      });

      it('is not kept for hours by a clock that was set back', async () => {
        const id = ours(await claim(300));
        expect(await claim(0)).toEqual({ state: 'busy', until: at(3) });
        expect(await stores.deliveries.renew(id, at(303), at(304))).toBe(false);
        expect(await claim(2)).toEqual({ state: 'busy', until: at(3) });
        expect(await claim(3)).toMatchObject({ state: 'doubtful', wasOpen: true });
      });

      it('is kept by a process whose clock is a little ahead', async () => {
        const id = ours(await claim(1));
        expect(await claim(0)).toEqual({ state: 'busy', until: at(4) });
        expect(await stores.deliveries.renew(id, at(4), at(5))).toBe(true);
      });

      it('is listed by the reason that it failed for, since a moment', async () => {
        const { failed, failedFor } = stores.deliveries;
        const other = { ...key, subject: 'welcome' };
        await failed(ours(await claim(0)), at(3), 'rejected', 'restored');
        await failed(ours(await claim(1, other)), at(4), 'rejected', 'no');
        expect(await failedFor('restored', at(0))).toEqual([key]);
        expect(await failedFor('restored', at(1))).toEqual([]);
        await stores.deliveries.sent(ours(await claim(5)), { ts: '1' });
        expect(await failedFor('restored', at(0))).toEqual([]);
      });
    });

    describe('addresses', () => {
      it('remembers how to reach a chat and says whether it is new', async () => {
        const address = { serviceUrl: 'https://smba.example/teams/', 群: ['产品'] };
        expect(await stores.addresses.remember('teams', '19:a', address)).toBe(true);
        expect(await stores.addresses.remember('teams', '19:a', address)).toBe(false);
        expect(await stores.addresses.list('teams')).toEqual([
          { adapter: 'teams', id: '19:a', address, subscribed: false },
        ]);
      });

      it('refreshes an address without touching the subscription', async () => {
        await stores.addresses.remember('teams', '19:a', { v: 1 });
        await stores.addresses.subscribe('teams', '19:a', true);
        await stores.addresses.remember('teams', '19:a', { v: 2 });
        expect(await stores.addresses.list('teams')).toEqual([
          { adapter: 'teams', id: '19:a', address: { v: 2 }, subscribed: true },
        ]);
        await stores.addresses.subscribe('teams', '19:a', false);
        expect((await stores.addresses.list('teams'))[0]?.subscribed).toBe(false);
      });

      it('keeps the chats of one platform from the other', async () => {
        await stores.addresses.remember('teams', 'same', {});
        await stores.addresses.remember('slack', 'same', {});
        await stores.addresses.subscribe('slack', 'same', true);
        expect((await stores.addresses.list('teams')).map((one) => one.subscribed)).toEqual([
          false,
        ]);
        await stores.addresses.forget('slack', 'same');
        expect(await stores.addresses.list('slack')).toEqual([]);
        expect(await stores.addresses.list('teams')).toHaveLength(1);
      });

      it('forgets the subscription with the chat', async () => {
        await stores.addresses.remember('teams', '19:a', {});
        await stores.addresses.subscribe('teams', '19:a', true);
        await stores.addresses.forget('teams', '19:a');
        expect(await stores.addresses.remember('teams', '19:a', {})).toBe(true);
        expect((await stores.addresses.list('teams'))[0]?.subscribed).toBe(false);
      });
    });

    describe('charts', () => {
      it('keeps a chart by its id, nulls and all', async () => {
        await stores.charts.put('a1', CHART, MORNING);
        expect(await stores.charts.get('a1')).toEqual(CHART);
        expect(await stores.charts.get('a2')).toBeUndefined();
      });

      it('never changes what an id shows', async () => {
        await stores.charts.put('a1', CHART, MORNING);
        await stores.charts.put('a1', { ...CHART, title: 'another' }, MORNING);
        expect(await stores.charts.get('a1')).toEqual(CHART);
      });
    });
  });
}

export function sharedStoresContract(name: string, open: () => Promise<SharedStores>): void {
  describe(`${name} shared by two processes`, () => {
    let opened: SharedStores;
    let other: Stores;
    beforeEach(async () => {
      opened = await open();
      other = await opened.reopen();
    });
    afterEach(async () => {
      await other.close();
      await opened.close();
    });

    it('hands out no figure that another process has replaced', async () => {
      const range = { first: NEWEST.first, last: NEWEST.first };
      const tell = (size: number, seen: Date, by: Stores) =>
        by.snapshots.save(APP, snapshot(NEWEST, { new: [[0, size]] }), NEWEST, seen);
      const sizes = async (asOf: Date) =>
        Promise.all(
          [opened.stores, other].map(async ({ snapshots }) =>
            (await snapshots.triangle(APP, 'day', range, asOf))
              .get(NEWEST.first)
              ?.counts.new.get(0),
          ),
        );
      await tell(500, MORNING, opened.stores);
      expect(await sizes(MORNING)).toEqual([500, 500]);
      // At the very moment of the figure before.
      await tell(501, MORNING, other);
      expect(await sizes(MORNING)).toEqual([501, 501]);
      await tell(502, later(HOUR), other);
      expect(await sizes(later(HOUR))).toEqual([502, 502]);
      expect(await sizes(MORNING)).toEqual([501, 501]);
    });

    it('gives a delivery to one of twenty, over both handles', async () => {
      const key = { channel: 'growth', subject: 'wx1 day 2026-11-21' };
      const lease = new Date(MORNING.getTime() + 3 * MINUTE);
      const claims = await Promise.all(
        racers((index) => pick(index).deliveries.claim(key, MORNING, lease)),
      );
      const states = claims.map(({ state }) => state).sort();
      expect(states).toEqual([...Array.from({ length: 19 }, () => 'busy'), 'ours']);
    });

    it.each(['later', 'unknown', 'rejected'] as const)(
      'gives a delivery that ended as %s to one of twenty',
      async (outcome) => {
        const key = { channel: 'growth', subject: 'welcome' };
        const lease = new Date(MORNING.getTime() + 3 * MINUTE);
        const id = ours(await opened.stores.deliveries.claim(key, MORNING, lease));
        await opened.stores.deliveries.failed(id, lease, outcome, '');
        const claims = await Promise.all(
          racers((index) => pick(index).deliveries.claim(key, MORNING, lease)),
        );
        expect(claims.filter(({ state }) => state !== 'busy')).toHaveLength(1);
      },
    );

    it('gives an orphaned delivery to one of twenty, to be looked for first', async () => {
      const key = { channel: 'growth', subject: 'welcome' };
      const [lease, after] = [later(3 * MINUTE), later(6 * MINUTE)];
      await opened.stores.deliveries.claim(key, MORNING, lease);
      const claims = await Promise.all(
        racers((index) => pick(index).deliveries.claim(key, lease, after)),
      );
      expect(claims.filter(({ state }) => state === 'doubtful')).toHaveLength(1);
      expect(claims.filter(({ state }) => state === 'busy')).toHaveLength(19);
    });

    it('plans and hands out each tick once', async () => {
      const times = Array.from({ length: 5 }, (_, index) => later(index * MINUTE));
      await Promise.all(
        racers((index) =>
          Promise.all(times.map((time) => pick(index).ticks.plan(`schedule ${index % 3}`, time))),
        ),
      );
      const taken: string[] = [];
      for (let rest = true; rest; ) {
        const claims = await Promise.all(
          racers((index) => pick(index).ticks.claim(later(HOUR), later(2 * HOUR))),
        );
        const held = claims.flatMap((tick) => tick ?? []);
        expect(new Set(held.map(({ schedule }) => schedule)).size).toBe(held.length);
        taken.push(...held.map(nameOf));
        await Promise.all(held.map((tick, index) => pick(index).ticks.settle(tick)));
        rest = held.length > 0;
      }
      expect(new Set(taken).size).toBe(taken.length);
      // Older firings may have been ended by then; the newest of each schedule never is.
      const newest = later(4 * MINUTE).toISOString();
      for (const number of [0, 1, 2]) expect(taken).toContain(`schedule ${number} ${newest}`);
    });

    it('sets one watermark, whoever comes first', async () => {
      const marks = await Promise.all(
        racers((index) => pick(index).ticks.watermark('daily', later(index * MINUTE))),
      );
      expect(new Set(marks.map((mark) => mark.getTime())).size).toBe(1);
    });

    it('says once that a chat is new', async () => {
      const news = await Promise.all(
        racers((index) => pick(index).addresses.remember('teams', '19:a', { index })),
      );
      expect(news.filter(Boolean)).toHaveLength(1);
    });

    it('shows each what the other wrote, and keeps it when all have closed', async () => {
      await opened.stores.snapshots.save(
        APP,
        snapshot(NEWEST, { new: [[0, 500]] }),
        NEWEST,
        MORNING,
      );
      await opened.stores.ticks.watermark('daily', MORNING);
      await opened.stores.ticks.plan('daily', later(MINUTE));
      const key = { channel: 'growth', subject: 'welcome' };
      const claim = await opened.stores.deliveries.claim(key, MORNING, later(3 * MINUTE));
      await opened.stores.deliveries.sent(ours(claim), { ts: '1' });
      await opened.stores.addresses.remember('teams', '19:a', { v: 1 });
      await opened.stores.charts.put('a1', CHART, MORNING);
      await expectAll(other);
      const third = await opened.reopen();
      await expectAll(third);
      await third.close();
    });

    function pick(index: number): Stores {
      return index % 2 === 0 ? opened.stores : other;
    }

    async function expectAll(stores: Stores): Promise<void> {
      const stored = await stores.snapshots.triangle(APP, 'day', NEWEST, MORNING);
      expect(stored.get(NEWEST.first)?.counts.new.get(0)).toBe(500);
      expect(await stores.ticks.watermark('daily', later(HOUR))).toEqual(later(MINUTE));
      const key = { channel: 'growth', subject: 'welcome' };
      const claim = await stores.deliveries.claim(key, later(HOUR), later(2 * HOUR));
      expect(claim).toEqual({ state: 'sent', posted: { ts: '1' } });
      expect(await stores.addresses.list('teams')).toHaveLength(1);
      expect(await stores.charts.get('a1')).toEqual(CHART);
    }
  });
}

export function snapshot(
  period: Period,
  counts: { new?: [number, number][]; active?: [number, number][] },
): Snapshot {
  const raw = JSON.stringify({ ref_date: period.first, ...counts });
  return {
    period,
    counts: { new: new Map(counts.new ?? []), active: new Map(counts.active ?? []) },
    raw,
  };
}

function later(ms: number): Date {
  return new Date(MORNING.getTime() + ms);
}

function racers<T>(run: (index: number) => Promise<T>): Promise<T>[] {
  return Array.from({ length: 20 }, (_, index) => run(index));
}

async function claimed(stores: Stores, now: Date, lease: Date) {
  const tick = await stores.ticks.claim(now, lease);
  if (!tick) throw new Error('no tick to claim');
  return tick;
}

function nameOf({ schedule, scheduledFor }: { schedule: string; scheduledFor: Date }): string {
  return `${schedule} ${scheduledFor.toISOString()}`;
}

/** The id of a delivery that is ours to post. */
function ours(claim: DeliveryClaim): string {
  if (claim.state !== 'ours') throw new Error(`not ours but ${claim.state}`);
  return claim.id;
}

const CHART: Chart = {
  kind: 'line',
  title: '晨读时光',
  subtitle: 'D1 … D30',
  alt: 'falling from 30% to 5%',
  locale: 'zh-CN',
  labels: ['D1', 'D2'],
  series: [{ name: 'now', role: 'now', values: [0.3, null] }],
};
