/** What is judged, what is not, and what a judgement rests on. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AlertMemory, USUAL_ALERTS } from '../../../src/core/alerts/alert.ts';
import { baselineOf } from '../../../src/core/alerts/baseline.ts';
import { decide, deciding } from '../../../src/core/alerts/decide.ts';
import { judge } from '../../../src/core/alerts/judge.ts';
import { historyNeeded, smallestDrop } from '../../../src/core/alerts/power.ts';
import { type Calendar, NO_CALENDAR } from '../../../src/core/calendar.ts';
import type { Cohort, Triangle } from '../../../src/core/cohort.ts';
import { addDays, periodOf, shift } from '../../../src/core/period.ts';
import { NATIONAL_DAY, worldOf } from '../../doubles/worlds.ts';

const FIRST = '2026-01-05';
const NEWEST = addDays(FIRST, 119);
const triangle = worldOf({ world: 1, users: 1000, first: FIRST, days: 120, seed: 8 });
const D1 = { grain: 'day', segment: 'new', offset: 1 } as const;
const history = { triangle, calendar: NO_CALENDAR, excluded: [], normal: [] };

function judged(
  day: Triangle,
  newest = NEWEST,
  memory?: AlertMemory,
  calendar: Calendar = NO_CALENDAR,
) {
  return judge({
    app: 'wx1',
    triangles: { day, week: new Map(), month: new Map() },
    newest: {
      day: periodOf('day', newest),
      week: periodOf('week', newest),
      month: periodOf('month', newest),
    },
    calendar,
    memory,
  });
}

function decided(one: ReturnType<typeof judged>, memory?: AlertMemory) {
  const [found] = decide({
    at: new Date(`${addDays(NEWEST, 1)}T01:30:00Z`),
    settings: USUAL_ALERTS,
    apps: [{ judged: one, memory }],
  });
  if (!found) throw new Error('nothing decided');
  return found;
}

/** The same cohorts, one of them with other counts. */
function changed(
  date: string,
  counts: (cohort: Cohort) => Cohort['counts'],
  from = triangle,
): Triangle {
  return new Map(
    [...from].map(([key, one]) => [key, key === date ? { ...one, counts: counts(one) } : one]),
  );
}

const newestD1 = (one: ReturnType<typeof judged>) =>
  one.fresh.find(
    ({ segment, offset, returned }) => segment === 'new' && offset === 1 && returned === NEWEST,
  );

describe('a cell', () => {
  test('is judged once; a repeat on the same morning finds nothing', () => {
    const first = judged(triangle);
    expect(first.fresh.length).toBe(18 * 14);
    const { memory } = decided(first);
    const again = judged(triangle, NEWEST, memory);
    expect(again.fresh).toEqual([]);
    expect(again.revised).toEqual([]);
  });

  test('is judged by what was known before it: earlier or later cohorts of the morning change nothing', () => {
    const whole = judged(triangle).fresh;
    const { memory } = decided(judged(triangle, addDays(NEWEST, -1)));
    const newest = whole.filter(({ returned }) => returned === NEWEST);
    expect(judged(triangle, NEWEST, memory).fresh).toEqual(newest);
  });

  test('of fewer retained never scores higher', () => {
    const cohort = addDays(NEWEST, -1);
    const size = triangle.get(cohort)?.counts.new.get(0) ?? 0;
    const score = (retained: number) =>
      newestD1(
        judged(
          changed(cohort, ({ counts }) => ({
            ...counts,
            new: new Map([
              [0, size],
              [1, retained],
            ]),
          })),
        ),
      )?.score ?? Number.NaN;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: size }), (retained) => {
        expect(score(retained - 1)).toBeLessThan(score(retained));
      }),
      { numRuns: 10 },
    );
  });

  test('does not depend on the order cohorts come in', () => {
    const reversed = new Map([...triangle].reverse());
    expect(judged(reversed)).toEqual(judged(triangle));
  });

  test('that WeChat tells otherwise is judged anew', () => {
    const { memory } = decided(judged(triangle));
    const cohort = addDays(NEWEST, -3);
    const revised = judged(
      changed(cohort, ({ counts }) => ({ ...counts, new: new Map([...counts.new, [1, 1]]) })),
      NEWEST,
      memory,
    );
    expect(revised.fresh).toEqual([]);
    expect(revised.revised).toMatchObject([{ segment: 'new', offset: 1, retained: 1 }]);
  });
});

describe('nothing is told', () => {
  const { memory } = decided(judged(triangle, addDays(NEWEST, -1)));

  test('of a day of zeros alone', () => {
    const zeros = new Map(
      [...triangle].map(([date, one]): [string, Cohort] => {
        const blank = (counts: ReadonlyMap<number, number>) =>
          new Map(
            [...counts].map(([offset, people]) => [
              offset,
              offset > 0 && addDays(date, offset) === NEWEST ? 0 : people,
            ]),
          );
        return [
          date,
          { ...one, counts: { new: blank(one.counts.new), active: blank(one.counts.active) } },
        ];
      }),
    );
    const found = judged(zeros, NEWEST, memory);
    expect(found.fresh).toEqual([]);
    expect(found.not.filter(({ grain }) => grain === 'day').map(({ why }) => why.reason)).toEqual(
      Array(18).fill('figure'),
    );
    expect(decided(found, memory).changes).toEqual([]);
  });

  test('of a hole', () => {
    const hole = changed(addDays(NEWEST, -1), () => ({ new: new Map(), active: new Map() }));
    const found = judged(hole, NEWEST, memory);
    expect(newestD1(found)).toBeUndefined();
    expect(found.not).toContainEqual(expect.objectContaining({ ...D1, why: { reason: 'figure' } }));
  });

  test('of a year that the calendar has no data of', () => {
    const found = judged(triangle, NEWEST, memory, {
      ...NATIONAL_DAY,
      years: { first: 2020, last: 2025 },
    });
    expect(found.fresh).toEqual([]);
    expect(found.not[0]?.why).toEqual({ reason: 'calendar', year: 2026 });
  });

  test('of a holiday on one side only', () => {
    const first = '2026-06-01';
    const world = worldOf({ world: 3, users: 3000, first, days: 130, seed: 9 });
    const found = judged(world, '2026-10-02', undefined, NATIONAL_DAY);
    const types = new Set(found.fresh.map(({ type }) => type));
    for (const type of types) expect(type.match(/holiday/g)?.length ?? 2).toBe(2);
    expect(found.fresh.every(({ returned }) => returned < '2026-10-01')).toBe(true);
  });
});

test('apps are decided apart: their order changes nothing', () => {
  const apps = [8, 9, 10].map((seed) => ({
    judged: judged(worldOf({ world: 1, users: 1000, first: FIRST, days: 120, seed })),
    memory: undefined,
  }));
  const at = new Date(`${addDays(NEWEST, 1)}T01:30:00Z`);
  const run = (some: typeof apps) => decide({ at, settings: USUAL_ALERTS, apps: some });
  expect(run(apps.toReversed())).toEqual(run(apps).toReversed());
});

test('a thousand apps can be decided with others let in before each of them', () => {
  const one = judged(triangle);
  const apps = [1, 2, 3].map(() => ({ judged: one, memory: undefined }));
  const run = { at: new Date(`${addDays(NEWEST, 1)}T01:30:00Z`), settings: USUAL_ALERTS, apps };
  // Once to look at it, once more when all were looked at.
  expect([...deciding(run)]).toHaveLength(2 * apps.length);
  const steps = deciding(run);
  let step = steps.next();
  while (!step.done) step = steps.next();
  expect(step.value).toEqual(decide(run));
});

describe('a baseline', () => {
  test('is not moved by one wild cohort', () => {
    const usual = baselineOf(history, D1, periodOf('day', addDays(NEWEST, -1)));
    const wild = changed(addDays(NEWEST, -8), ({ counts }) => ({
      ...counts,
      new: new Map([...counts.new, [1, 0]]),
    }));
    const moved = baselineOf(
      { ...history, triangle: wild },
      D1,
      periodOf('day', addDays(NEWEST, -1)),
    );
    if ('reason' in usual || 'reason' in moved) throw new Error('not judged');
    expect(Math.abs(moved.level / usual.level - 1)).toBeLessThan(0.02);
    expect(moved.phi / usual.phi).toBeLessThan(1.3);
    expect(usual.phi).toBeGreaterThanOrEqual(1);
  });

  test('needs six cells of its type, and says on which day there will be', () => {
    const short = new Map([...triangle].slice(-10));
    const cohort = periodOf('day', addDays(NEWEST, -1));
    const some = { ...history, triangle: short };
    expect(
      baselineOf({ ...history, triangle: new Map([...triangle].slice(-4)) }, D1, cohort),
    ).toMatchObject({ reason: 'history', needed: 6 });
    const needed = historyNeeded(
      { ...history, triangle: new Map([...triangle].slice(-4)) },
      D1,
      periodOf('day', NEWEST),
    );
    expect('on' in needed && needed.on && needed.on > NEWEST).toBe(true);
    expect(historyNeeded(history, D1, periodOf('day', NEWEST))).toHaveProperty('since');
    expect(
      historyNeeded({ ...some, triangle: new Map() }, D1, periodOf('day', NEWEST)),
    ).toMatchObject({ on: null });
  });

  test('leaves out the cohorts of a confirmed fall, and everything before a new normal', () => {
    const cohort = periodOf('day', addDays(NEWEST, -1));
    const excluded = [
      { segment: 'new', first: addDays(NEWEST, -20), last: addDays(NEWEST, -2) },
    ] as const;
    const without = baselineOf({ ...history, excluded }, D1, cohort);
    if ('reason' in without) throw new Error('not judged');
    expect(without.last.first < excluded[0].first).toBe(true);
    const since = addDays(NEWEST, -50);
    const after = baselineOf({ ...history, normal: [{ segment: 'new', since }] }, D1, cohort);
    if ('reason' in after) throw new Error('not judged');
    expect(after.newNormalSince).toBe(since);
    expect(after.first.first >= since).toBe(true);
  });

  test('of weeks is that of weeks as special', () => {
    const weeks = new Map(
      Array.from({ length: 14 }, (_, back): [string, Cohort] => {
        const period = shift(periodOf('week', '2026-09-21'), -back);
        const counts = new Map([
          [0, 9000 + back],
          [1, 3000 + back * 7],
        ]);
        return [period.first, { period, counts: { new: counts, active: counts } }];
      }),
    );
    const series = { grain: 'week', segment: 'new', offset: 1 } as const;
    const of = (date: string) =>
      baselineOf(
        { ...history, triangle: weeks, calendar: NATIONAL_DAY },
        series,
        periodOf('week', date),
      );
    expect(of('2026-08-31')).toMatchObject({ phi: expect.any(Number) });
    expect(of('2026-09-14')).toMatchObject({ reason: 'history' });
  });
});

test('the smallest visible fall shrinks with people, and with none there is none', () => {
  const drop = (users: number) =>
    smallestDrop(
      { ...history, triangle: worldOf({ world: 1, users, first: FIRST, days: 120, seed: 8 }) },
      D1,
      periodOf('day', NEWEST),
    ) ?? 1;
  expect(drop(100)).toBeGreaterThan(drop(500));
  expect(drop(500)).toBeGreaterThan(drop(3000));
  expect(smallestDrop({ ...history, triangle: new Map() }, D1, periodOf('day', NEWEST))).toBeNull();
});
