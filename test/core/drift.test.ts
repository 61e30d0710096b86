/** Slow change found in weeks, and the outlook for young cohorts, on worlds whose truth is known. */
import { describe, expect, test } from 'vitest';
import { NO_CALENDAR } from '../../src/core/calendar.ts';
import type { Cohort, Triangle } from '../../src/core/cohort.ts';
import { outlookLines, outlookOf } from '../../src/core/compose-insights.ts';
import { driftOf } from '../../src/core/drift.ts';
import { addDays, matureOffsets, type Period, periodOf } from '../../src/core/period.ts';
import { projectionOf } from '../../src/core/projection.ts';
import { cochranArmitage } from '../../src/core/trend.ts';
import { worldOf } from '../doubles/worlds.ts';

const PLAIN = { calendar: NO_CALENDAR, excluded: [], normal: [] };
const FIRST = '2026-01-01';
const DAYS = 150;
const NEWEST = periodOf('day', addDays(FIRST, DAYS - 1));

/** What is mature, with new users' rates falling by a share every week from a day on. */
function seen(
  triangle: Triangle,
  newest: Period,
  weekly = 0,
  from = addDays(FIRST, DAYS - 56),
): Triangle {
  return new Map(
    [...triangle].map(([first, cohort]): [string, Cohort] => {
      const weeks = Math.max(0, (Date.parse(first) - Date.parse(from)) / (7 * 86_400_000));
      const left = (1 - weekly) ** weeks;
      const mature = new Set(matureOffsets(cohort.period, newest));
      const kept = (counts: ReadonlyMap<number, number>, share: number) =>
        new Map(
          [...counts]
            .filter(([offset]) => mature.has(offset))
            .map(([offset, people]) => [
              offset,
              offset === 0 ? people : Math.round(people * share),
            ]),
        );
      const counts = { new: kept(cohort.counts.new, left), active: kept(cohort.counts.active, 1) };
      return [first, { ...cohort, counts }];
    }),
  );
}

const world = (seed: number, users = 3000) =>
  worldOf({ world: 1, users, first: FIRST, days: DAYS, seed });

test('the trend test agrees with the published Mantel–Haenszel figure', () => {
  const n = [61, 58, 111, 124, 135];
  const x = [8, 10, 11, 22, 6];
  const z = cochranArmitage(
    n.map((size, index) => ({ size, retained: x[index] ?? 0, score: index + 1 })),
  );
  const people = n.reduce((sum, one) => sum + one, 0);
  expect(z * Math.sqrt(people / (people - 1))).toBeCloseTo(-1.79, 3);
});

describe('slow change', () => {
  test('of two per cent a week is found in eight weeks in four apps of five', () => {
    const found = Array.from({ length: 60 }, (_, seed) =>
      driftOf({ triangle: seen(world(seed), NEWEST, 0.02), ...PLAIN, segment: 'new' }, NEWEST, 1),
    ).filter((drift) => drift && drift.to < drift.from);
    expect(found.length).toBeGreaterThanOrEqual(48);
  });

  test('is told less than once a year and app where nothing changes', () => {
    // 60 apps, eight Mondays each: nine app-years of looks.
    let told = 0;
    for (let seed = 100; seed < 160; seed += 1) {
      const triangle = world(seed);
      for (let week = 0; week < 8; week += 1) {
        const newest = periodOf('day', addDays(NEWEST.first, -7 * week));
        const outlook = outlookOf({ triangle: seen(triangle, newest), ...PLAIN }, newest);
        told += outlook.drifts.length > 0 ? 1 : 0;
      }
    }
    expect(told).toBeLessThanOrEqual(9);
  });

  test('is not what a level was that fell at once, and is normal since', () => {
    const since = addDays(NEWEST.first, -32);
    const drop = { by: 'cohort', share: 0.25, from: since } as const;
    const triangle = seen(
      worldOf({ world: 1, users: 3000, first: FIRST, days: DAYS, seed: 1, drop }),
      NEWEST,
    );
    const normal = [{ segment: 'new' as const, since }];
    expect(outlookOf({ triangle, ...PLAIN }, NEWEST).drifts).not.toEqual([]);
    expect(outlookOf({ triangle, ...PLAIN, normal }, NEWEST).drifts).toEqual([]);
  });

  test('is not told of users of whom a fall is told', () => {
    const history = { triangle: seen(world(1), NEWEST, 0.03), ...PLAIN };
    expect(outlookOf(history, NEWEST, ['active']).drifts).not.toEqual([]);
    expect(outlookOf(history, NEWEST, ['new']).drifts).toEqual([]);
  });

  test('is not looked for across a week of holidays', () => {
    const special = new Map(
      Array.from({ length: 56 }, (_, back) => [addDays(NEWEST.first, -back), 'holiday'] as const),
    );
    const calendar = { country: 'CN', special, years: { first: 2026, last: 2026 } };
    const triangle = seen(world(1), NEWEST, 0.02);
    expect(driftOf({ triangle, ...PLAIN, calendar, segment: 'new' }, NEWEST, 1)).toBeUndefined();
  });
});

describe('the outlook', () => {
  const hits = Array.from({ length: 150 }, (_, seed) => {
    const whole = world(1000 + seed, 1000);
    const newest = periodOf('day', addDays(NEWEST.first, -30));
    const one = projectionOf({ triangle: seen(whole, newest), ...PLAIN, segment: 'new' }, newest, {
      early: 7,
      late: 30,
    });
    if (!one) return undefined;
    let [size, retained] = [0, 0];
    for (let day = one.first; day <= one.last; day = addDays(day, 1)) {
      size += whole.get(day)?.counts.new.get(0) ?? 0;
      retained += whole.get(day)?.counts.new.get(30) ?? 0;
    }
    const truth = retained / size;
    return { isWithin: one.interval[0] <= truth && truth <= one.interval[1], one };
  });

  test('is there once eight weeks have ripened', () => {
    expect(hits.every((hit) => hit?.one.weeks === 8)).toBe(true);
  });

  test('holds what came in at least nine cases of ten', () => {
    expect(hits.filter((hit) => hit?.isWithin).length).toBeGreaterThanOrEqual(0.9 * hits.length);
  });

  test('is absent where too little is known', () => {
    const triangle = worldOf({ world: 1, users: 1000, first: FIRST, days: 60, seed: 3 });
    const newest = periodOf('day', addDays(FIRST, 59));
    const series = {
      triangle: seen(triangle, newest),
      ...PLAIN,
      segment: 'new',
    } as const;
    expect(projectionOf(series, newest, { early: 7, late: 30 })).toBeUndefined();
  });

  test('says that it is no measurement', () => {
    const triangle = seen(world(5), NEWEST);
    const lines = outlookLines(outlookOf({ triangle: triangle, ...PLAIN }, NEWEST), 'en');
    expect(lines.length).toBeGreaterThanOrEqual(2);
    expect(lines.join()).toMatch(/projected from their D7: \d+\.\d% .*no measured figure\./);
  });
});
