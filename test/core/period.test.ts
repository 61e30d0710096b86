/** Periods and maturity: tables of the awkward dates, properties over twenty years, any host time zone. */
import fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  addDays,
  beijingDate,
  beijingMidnight,
  distance,
  endOf,
  GRAINS,
  isMature,
  isoWeekOf,
  matureOffsets,
  newestComplete,
  newestExpected,
  OFFSETS,
  periodOf,
  readyAt,
  shift,
} from '../../src/core/period.ts';

const DAY_MS = 86_400_000;
const FIRST = Date.UTC(2015, 0, 1) / DAY_MS;
const LAST = Date.UTC(2035, 11, 31) / DAY_MS;

/** Independent of the code under test: a count of days as a date. */
const dateOf = (day: number) => new Date(day * DAY_MS).toISOString().slice(0, 10);
const dayOf = (date: string) => Date.parse(`${date}T00:00:00Z`) / DAY_MS;
const days = fc.integer({ min: FIRST, max: LAST });
const dates = days.map(dateOf);
const grains = fc.constantFrom(...GRAINS);
const periods = fc.tuple(grains, dates).map(([grain, date]) => periodOf(grain, date));
const instants = fc
  .integer({ min: FIRST * DAY_MS, max: LAST * DAY_MS })
  .map((milliseconds) => new Date(milliseconds));

afterEach(() => vi.unstubAllEnvs());

describe('the period of a date', () => {
  test.each([
    ['day', '2024-02-29', '2024-02-29', '2024-02-29'],
    ['week', '2026-11-16', '2026-11-16', '2026-11-22'],
    ['week', '2026-11-22', '2026-11-16', '2026-11-22'],
    ['week', '2026-11-23', '2026-11-23', '2026-11-29'],
    // Across a leap day, and across the ends of years with 52 and 53 weeks.
    ['week', '2024-02-29', '2024-02-26', '2024-03-03'],
    ['week', '2021-01-01', '2020-12-28', '2021-01-03'],
    ['week', '2020-12-31', '2020-12-28', '2021-01-03'],
    ['week', '2027-01-01', '2026-12-28', '2027-01-03'],
    ['week', '2024-12-30', '2024-12-30', '2025-01-05'],
    ['month', '2024-02-01', '2024-02-01', '2024-02-29'],
    ['month', '2023-02-28', '2023-02-01', '2023-02-28'],
    ['month', '2100-02-28', '2100-02-01', '2100-02-28'],
    ['month', '2026-12-31', '2026-12-01', '2026-12-31'],
    ['month', '2026-04-30', '2026-04-01', '2026-04-30'],
  ] as const)('the %s of %s runs from %s to %s', (grain, date, first, last) => {
    expect(periodOf(grain, date)).toEqual({ grain, first, last });
  });

  test.each([
    '2026-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-1-1',
    '20260101',
    '2026-01-01T00:00:00Z',
    '',
  ])('%j is no date', (date) => {
    for (const grain of GRAINS) expect(() => periodOf(grain, date)).toThrow(RangeError);
  });

  test('holds its date, has the length of its grain, and is the same for each of its days', () => {
    fc.assert(
      fc.property(grains, dates, (grain, date) => {
        const { first, last } = periodOf(grain, date);
        expect(first <= date && date <= last).toBe(true);
        const length = dayOf(last) - dayOf(first) + 1;
        if (grain === 'day') expect(length).toBe(1);
        if (grain === 'week') {
          expect(length).toBe(7);
          expect(new Date(`${first}T00:00:00Z`).getUTCDay()).toBe(1);
        }
        if (grain === 'month') {
          expect(first.slice(8)).toBe('01');
          expect(addDays(last, 1).slice(8)).toBe('01');
          expect(first.slice(0, 7)).toBe(last.slice(0, 7));
        }
        expect(periodOf(grain, first)).toEqual(periodOf(grain, last));
      }),
    );
  });
});

test.each([
  ['2015-12-31', 2015, 53],
  ['2016-01-03', 2015, 53],
  ['2016-01-04', 2016, 1],
  ['2020-12-31', 2020, 53],
  ['2021-01-03', 2020, 53],
  ['2021-01-04', 2021, 1],
  ['2024-12-30', 2025, 1],
  ['2026-11-22', 2026, 47],
  ['2026-12-31', 2026, 53],
  ['2027-01-03', 2026, 53],
] as const)('%s lies in the ISO week of %i, number %i', (date, year, week) => {
  expect(isoWeekOf(periodOf('week', date))).toEqual({ year, week });
});

describe('moving by periods', () => {
  test.each([
    ['month', '2026-01-31', 1, '2026-02-01', '2026-02-28'],
    ['month', '2024-01-31', 1, '2024-02-01', '2024-02-29'],
    ['month', '2026-03-31', -1, '2026-02-01', '2026-02-28'],
    ['month', '2026-01-15', -1, '2025-12-01', '2025-12-31'],
    ['week', '2020-12-31', 1, '2021-01-04', '2021-01-10'],
    ['week', '2021-01-04', -1, '2020-12-28', '2021-01-03'],
    ['day', '2024-02-28', 1, '2024-02-29', '2024-02-29'],
    ['day', '2026-03-01', -1, '2026-02-28', '2026-02-28'],
  ] as const)('the %s of %s moved by %i', (grain, date, by, first, last) => {
    expect(shift(periodOf(grain, date), by)).toEqual({ grain, first, last });
  });

  test('there and back is where one was, and the distance is the way gone', () => {
    fc.assert(
      fc.property(periods, fc.integer({ min: -200, max: 200 }), (period, by) => {
        const moved = shift(period, by);
        expect(shift(moved, -by)).toEqual(period);
        expect(distance(period, moved)).toBe(by);
        expect(distance(moved, period)).toBe(by === 0 ? 0 : -by);
      }),
    );
  });

  test('neighbours touch without a gap', () => {
    fc.assert(
      fc.property(periods, (period) => {
        expect(shift(period, 1).first).toBe(addDays(period.last, 1));
        expect(endOf(period)).toEqual(beijingMidnight(shift(period, 1).first));
      }),
    );
  });

  test('days are counted without leap or summer-time slips', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: -1000, max: 1000 }), (day, by) => {
        expect(addDays(dateOf(day), by)).toBe(dateOf(day + by));
      }),
    );
  });
});

describe('the Beijing calendar', () => {
  test.each([
    ['2026-11-21T15:59:59.999Z', '2026-11-21'],
    ['2026-11-21T16:00:00.000Z', '2026-11-22'],
    ['2024-02-28T16:00:00.000Z', '2024-02-29'],
    ['2025-12-31T16:00:00.000Z', '2026-01-01'],
    ['2025-12-31T15:59:59.999Z', '2025-12-31'],
  ])('at %s it is %s in Beijing', (instant, date) => {
    expect(beijingDate(new Date(instant))).toBe(date);
  });

  test('a date begins at 16:00 UTC of the day before', () => {
    expect(beijingMidnight('2026-03-01')).toEqual(new Date('2026-02-28T16:00:00Z'));
    fc.assert(
      fc.property(dates, (date) => {
        const midnight = beijingMidnight(date);
        expect(beijingDate(midnight)).toBe(date);
        expect(beijingDate(new Date(midnight.getTime() - 1))).toBe(addDays(date, -1));
      }),
    );
  });
});

describe('the newest period', () => {
  test.each([
    // The calendar turns at Beijing midnight; figures are expected from 09:00 on.
    ['day', '2026-11-21T15:59:59.999Z', '2026-11-20', '2026-11-20'],
    ['day', '2026-11-21T16:00:00.000Z', '2026-11-21', '2026-11-20'],
    ['day', '2026-11-22T00:59:59.999Z', '2026-11-21', '2026-11-20'],
    ['day', '2026-11-22T01:00:00.000Z', '2026-11-21', '2026-11-21'],
    ['week', '2026-11-22T15:59:59.999Z', '2026-11-09', '2026-11-09'],
    ['week', '2026-11-22T16:00:00.000Z', '2026-11-16', '2026-11-09'],
    ['week', '2026-11-23T00:59:59.999Z', '2026-11-16', '2026-11-09'],
    ['week', '2026-11-23T01:00:00.000Z', '2026-11-16', '2026-11-16'],
    ['month', '2026-12-31T15:59:59.999Z', '2026-11-01', '2026-11-01'],
    ['month', '2026-12-31T16:00:00.000Z', '2026-12-01', '2026-11-01'],
    ['month', '2027-01-01T00:59:59.999Z', '2026-12-01', '2026-11-01'],
    ['month', '2027-01-01T01:00:00.000Z', '2026-12-01', '2026-12-01'],
    ['month', '2024-02-29T16:00:00.000Z', '2024-02-01', '2024-01-01'],
  ] as const)('%s at %s: over %s, expected %s', (grain, instant, complete, expected) => {
    const now = new Date(instant);
    expect(newestComplete(grain, now).first).toBe(complete);
    expect(newestExpected(grain, now).first).toBe(expected);
  });

  test('is over and the next one is not; likewise for the one expected', () => {
    fc.assert(
      fc.property(grains, instants, (grain, now) => {
        const complete = newestComplete(grain, now);
        expect(endOf(complete) <= now && endOf(shift(complete, 1)) > now).toBe(true);
        const expected = newestExpected(grain, now);
        expect(readyAt(expected) <= now && readyAt(shift(expected, 1)) > now).toBe(true);
        expect([0, 1]).toContain(distance(expected, complete));
      }),
    );
  });

  test('figures are expected nine hours after the end', () => {
    expect(readyAt(periodOf('day', '2026-11-21'))).toEqual(new Date('2026-11-22T01:00:00Z'));
    expect(readyAt(periodOf('week', '2026-11-21'))).toEqual(new Date('2026-11-23T01:00:00Z'));
    expect(readyAt(periodOf('month', '2026-11-21'))).toEqual(new Date('2026-12-01T01:00:00Z'));
  });
});

describe('maturity', () => {
  test.each([
    ['day', '2026-08-01', 7, '2026-08-07', false],
    ['day', '2026-08-01', 7, '2026-08-08', true],
    ['day', '2026-01-31', 30, '2026-03-01', false],
    ['day', '2026-01-31', 30, '2026-03-02', true],
    ['day', '2024-01-30', 30, '2024-02-28', false],
    ['day', '2024-01-30', 30, '2024-02-29', true],
    ['week', '2020-12-28', 1, '2021-01-03', false],
    ['week', '2020-12-28', 1, '2021-01-10', true],
    ['month', '2026-01-31', 1, '2026-01-31', false],
    ['month', '2026-01-31', 1, '2026-02-28', true],
  ] as const)('%s %s, offset %i, newest complete %s: %s', (grain, date, offset, newest, mature) => {
    expect(isMature(periodOf(grain, date), offset, periodOf(grain, newest))).toBe(mature);
  });

  test('offset k of a cohort is mature exactly from k periods later on', () => {
    fc.assert(
      fc.property(periods, fc.integer({ min: -3, max: 40 }), (cohort, later) => {
        const newest = shift(cohort, later);
        const { grain } = cohort;
        expect(matureOffsets(cohort, newest)).toEqual(
          OFFSETS[grain].filter((offset) => offset <= later),
        );
        for (const offset of OFFSETS[grain])
          expect(isMature(cohort, offset, newest)).toBe(offset <= later);
      }),
    );
  });
});

describe('the host’s time zone', () => {
  /** In steps that wander through hours, weekdays, months, leap days and changes of summer time. */
  const seen = () =>
    Array.from({ length: 200 }, (_, index) => {
      const now = new Date(Date.UTC(2015, 0, 1) + index * 919 * 3_600_000);
      return GRAINS.map((grain) => {
        const newest = newestExpected(grain, now);
        const older = shift(newest, -5);
        return [
          newest,
          newestComplete(grain, now),
          beijingDate(now),
          isoWeekOf(newest),
          distance(older, newest),
          matureOffsets(older, newest),
          readyAt(older).toISOString(),
        ];
      });
    });

  function seenIn(zone: string) {
    vi.stubEnv('TZ', zone);
    // The change took effect, or this would prove nothing.
    expect(new Intl.DateTimeFormat().resolvedOptions().timeZone).toBe(zone);
    return seen();
  }

  let inUtc: ReturnType<typeof seen>;
  beforeAll(() => {
    inUtc = seenIn('UTC');
  });

  test.each([
    'Asia/Shanghai',
    'America/Los_Angeles',
    'Pacific/Apia',
    'Australia/Lord_Howe',
    'Africa/Cairo',
    'America/St_Johns',
  ])('changes nothing: %s', (zone) => {
    expect(seenIn(zone)).toEqual(inUtc);
  });
});
