import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compare } from '../../src/core/comparison.ts';
import { addDays, GRAINS, OFFSETS, type Period, periodOf, shift } from '../../src/core/period.ts';
import { SAMPLE_APPS } from '../../src/demo/apps.ts';
import { simulatedWorld, type Truth, type World } from '../../src/demo/world.ts';

const YESTERDAY = '2026-11-21';
const WORLD = simulatedWorld({ apps: SAMPLE_APPS, yesterday: YESTERDAY });
const apps = SAMPLE_APPS.map(({ appid }) => appid);
const [reading = '', store = ''] = apps;
const recent = fc.integer({ min: 0, max: 119 }).map((days) => addDays(YESTERDAY, -days));

describe('the simulated users', () => {
  it('agree with each other as WeChat’s do', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...apps),
        fc.constantFrom(...GRAINS),
        recent,
        (app, grain, date) => {
          const cohort = periodOf(grain, date);
          const truth = WORLD.truth(app, cohort);
          // A week may begin before the history does.
          fc.pre(truth !== undefined);
          const [size, people] = [at(truth, 'new', 0), at(truth, 'active', 0)];
          expect(size).toBeGreaterThan(0);
          for (const offset of OFFSETS[grain]) {
            const [fresh, active] = [at(truth, 'new', offset), at(truth, 'active', offset)];
            expect(fresh).toBeGreaterThanOrEqual(0);
            expect(Number.isSafeInteger(fresh) && Number.isSafeInteger(active)).toBe(true);
            expect(fresh).toBeLessThanOrEqual(size);
            expect(active).toBeGreaterThanOrEqual(fresh);
            expect(active).toBeLessThanOrEqual(people);
            expect(active).toBeLessThanOrEqual(at(known(app, shift(cohort, offset)), 'active', 0));
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  it('of a week are the new users of its days, and more people than on any of them', () => {
    for (const app of apps) {
      const week = periodOf('week', '2026-10-14');
      const days = Array.from({ length: 7 }, (_, day) =>
        known(app, periodOf('day', addDays(week.first, day))),
      );
      const total = (segment: 'new' | 'active') =>
        days.reduce((sum, day) => sum + at(day, segment, 0), 0);
      expect(at(known(app, week), 'new', 0)).toBe(total('new'));
      expect(at(known(app, week), 'active', 0)).toBeLessThan(total('active'));
      for (const day of days)
        expect(at(known(app, week), 'active', 0)).toBeGreaterThan(at(day, 'active', 0));
    }
  });

  it('come back more often within a week than on its first day', () => {
    for (const app of apps) {
      const w1 = rate(known(app, periodOf('week', '2026-10-14')), 1);
      const d7 = rate(known(app, periodOf('day', '2026-10-14')), 7);
      expect(w1 / d7).toBeGreaterThan(1.4);
      expect(w1 / d7).toBeLessThan(2.9);
    }
  });

  it('are the same whenever and in whatever order they are counted', () => {
    const other = simulatedWorld({ apps: [...SAMPLE_APPS].reverse(), yesterday: '2026-11-25' });
    fc.assert(
      fc.property(fc.constantFrom(...apps), fc.integer({ min: 40, max: 110 }), (app, days) => {
        const day = periodOf('day', addDays(YESTERDAY, -days));
        expect(other.truth(app, day)).toEqual(WORLD.truth(app, day));
      }),
    );
  });

  it('number some thousands a day', () => {
    for (const app of apps) {
      const size = at(known(app, periodOf('day', '2026-10-14')), 'new', 0);
      expect(size).toBeGreaterThan(1500);
      expect(size).toBeLessThan(9000);
    }
  });

  it('reach back 120 days and at least three whole months, and no further', () => {
    for (let day = 0; day < 62; day += 1) {
      const yesterday = addDays(YESTERDAY, day);
      const world = simulatedWorld({ apps: SAMPLE_APPS, yesterday });
      expect(world.truth(reading, periodOf('day', addDays(yesterday, -119)))).toBeDefined();
      expect(world.truth(reading, periodOf('day', addDays(yesterday, -151)))).toBeUndefined();
      const newest = shift(periodOf('month', addDays(yesterday, 1)), -1);
      for (const months of [0, -1, -2])
        expect(world.truth(reading, shift(newest, months))).toBeDefined();
    }
  });

  it('of an unknown app are unknown', () => {
    expect(WORLD.truth('wx-unknown', periodOf('day', YESTERDAY))).toBeUndefined();
  });
});

describe('a demo on any day', () => {
  it('shows one app whose D1 has fallen, and another that is mostly steady', () => {
    let loud = 0;
    for (let day = 0; day < 60; day += 1) {
      const yesterday = periodOf('day', addDays(YESTERDAY, day));
      const world = simulatedWorld({ apps: SAMPLE_APPS, yesterday: yesterday.last });
      expect(verdict(world, reading, yesterday, 1)).toBe('down');
      if (verdict(world, store, yesterday, 1) !== 'no clear change') loud += 1;
    }
    // A 95 % interval calls 3 of 60 by chance alone.
    expect(loud).toBeLessThan(9);
  });
});

function verdict(world: World, app: string, period: Period, offset: number) {
  const cohorts = Array.from({ length: 10 }, (_, days) => shift(period, -days));
  const triangle = new Map(
    cohorts.map((cohort) => [cohort.first, { period: cohort, counts: known(app, cohort, world) }]),
  );
  const fresh = compare(app, period, triangle).segments.find(({ segment }) => segment === 'new');
  return fresh?.offsets.find((figure) => figure.offset === offset)?.verdict;
}

function known(app: string, period: Period, world: World = WORLD): Truth {
  return world.truth(app, period) ?? expect.unreachable(`no history of ${period.first}`);
}

function at(truth: Truth, segment: 'new' | 'active', offset: number): number {
  return truth[segment].get(offset) ?? expect.unreachable(`no figure at ${offset}`);
}

function rate(truth: Truth, offset: number): number {
  return at(truth, 'new', offset) / at(truth, 'new', 0);
}
