/** Day types of real calendars, the years they hold for, and what the configuration adds. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type CalendarSettings, calendarOf, isCountry } from '../../src/calendar/index.ts';
import { dayTypeOf } from '../../src/core/calendar.ts';

const typesOf = (calendar: CalendarSettings | string, ...dates: readonly string[]) => {
  const made = calendarOf(calendar);
  return dates.map((date) => dayTypeOf(made, date));
};

describe('mainland China', () => {
  test('National Day 2026 is off from the 1st to the 7th, weekend included', () => {
    const week = Array.from({ length: 7 }, (_, day) => `2026-10-0${day + 1}`);
    expect(new Set(typesOf('CN', ...week))).toEqual(new Set(['holiday']));
    expect(typesOf('CN', '2026-09-30', '2026-10-08')).toEqual(['workday', 'workday']);
  });

  test('the weekends that are worked in 2026 are make-up workdays', () => {
    const dates = [
      '2026-01-04',
      '2026-02-14',
      '2026-02-28',
      '2026-05-09',
      '2026-09-20',
      '2026-10-10',
    ];
    expect(new Set(typesOf('CN', ...dates))).toEqual(new Set(['make-up workday']));
  });

  test('Spring Festival 2025 is off from January 28 to February 4', () => {
    const dates = ['2025-01-27', '2025-01-28', '2025-02-02', '2025-02-04', '2025-02-05'];
    expect(typesOf('CN', ...dates)).toEqual([
      'workday',
      'holiday',
      'holiday',
      'holiday',
      'workday',
    ]);
    expect(typesOf('CN', '2025-01-26', '2025-02-08')).toEqual([
      'make-up workday',
      'make-up workday',
    ]);
  });

  test('other days are what their weekday says', () => {
    expect(typesOf('CN', '2026-11-27', '2026-11-28', '2026-11-29')).toEqual([
      'workday',
      'saturday',
      'sunday',
    ]);
  });

  test('every year it claims has the holidays of each year, and no year besides is guessed', () => {
    const { years, special } = calendarOf('CN');
    expect(years?.first).toBe(2017);
    expect(years?.last).toBeGreaterThanOrEqual(2026);
    for (let year = 2017; year <= (years?.last ?? 0); year += 1) {
      for (const day of ['01-01', '05-01', '10-01', '10-02', '10-03'])
        expect(special.get(`${year}-${day}`), `${year}-${day}`).toBe('holiday');
      const made = [...special].filter(([date]) => date.startsWith(`${year}`));
      expect(made.filter(([, type]) => type === 'make-up workday').length).toBeGreaterThan(3);
    }
    expect(typesOf('CN', '2016-12-31', `${(years?.last ?? 0) + 1}-01-01`)).toEqual([
      undefined,
      undefined,
    ]);
  });
});

describe('wherever the process runs', () => {
  afterEach(() => vi.unstubAllEnvs());

  test.each(['America/Los_Angeles', 'Pacific/Kiritimati', 'UTC'])('%s', (zone) => {
    vi.stubEnv('TZ', zone);
    const around = ['2026-09-30', '2026-10-01', '2026-10-07', '2026-10-08'];
    expect(typesOf('CN', ...around)).toEqual(['workday', 'holiday', 'holiday', 'workday']);
    expect(typesOf('US', '2026-12-24', '2026-12-25')).toEqual(['workday', 'holiday']);
    expect(typesOf('HK', '2026-06-30', '2026-07-01', '2026-07-02')).toEqual([
      'workday',
      'holiday',
      'workday',
    ]);
  });
});

describe('another country', () => {
  test('has its own public holidays, and no make-up workdays', () => {
    expect(typesOf('JP', '2026-05-04', '2026-10-01', '2026-10-10')).toEqual([
      'holiday',
      'workday',
      'saturday',
    ]);
    const { special, years } = calendarOf('JP');
    expect([...special.values()]).not.toContain('make-up workday');
    expect(years).toEqual({ first: 2017, last: 2035 });
  });

  test('with a holiday of several days has each of them', () => {
    expect(typesOf('TR', '2026-05-27', '2026-05-28', '2026-05-29', '2026-05-30')).toEqual(
      Array(4).fill('holiday'),
    );
  });

  test('that nobody knows is refused by its name', () => {
    for (const known of ['CN', 'none', 'HK', 'US']) expect(isCountry(known)).toBe(true);
    for (const other of ['XX', 'cn', 'toString', '']) expect(isCountry(other)).toBe(false);
    expect(() => calendarOf('XX')).toThrow('There is no calendar of XX');
  });
});

test('without a country every day of every year is what its weekday says', () => {
  expect(calendarOf('none').years).toBeUndefined();
  expect(typesOf('none', '2026-10-01', '2026-10-10', '1999-01-03')).toEqual([
    'workday',
    'saturday',
    'sunday',
  ]);
});

describe('what the configuration adds', () => {
  const settings = (more: Partial<CalendarSettings>): CalendarSettings => ({
    country: 'CN',
    holidays: [],
    workdays: [],
    years: [],
    ...more,
  });
  const last = calendarOf('CN').years?.last ?? 0;
  /** A weekday and a Sunday of the first year without data. */
  const [friday, sunday] = [weekday(last + 1, 5), weekday(last + 1, 0)];

  test('fills in a year that the library lacks', () => {
    const more = { holidays: [friday], workdays: [sunday], years: [last + 1] };
    expect(calendarOf(settings(more)).years).toEqual({ first: 2017, last: last + 1 });
    expect(typesOf(settings(more), friday, sunday)).toEqual(['holiday', 'make-up workday']);
  });

  test('is nothing to a year that it doesn’t name, or that doesn’t follow on', () => {
    expect(typesOf(settings({ holidays: [friday] }), friday)).toEqual([undefined]);
    expect(calendarOf(settings({ years: [last + 2] })).years?.last).toBe(last);
  });

  test('goes before the library', () => {
    const more = { holidays: ['2026-11-27'], workdays: ['2026-10-01', '2026-10-03'] };
    expect(typesOf(settings(more), '2026-11-27', '2026-10-01', '2026-10-03')).toEqual([
      'holiday',
      'workday',
      'make-up workday',
    ]);
  });

  test('holds without a country as well', () => {
    const more = { country: 'none', holidays: ['2026-11-27'], workdays: ['2026-11-28'] };
    expect(typesOf(settings(more), '2026-11-27', '2026-11-28')).toEqual([
      'holiday',
      'make-up workday',
    ]);
  });
});

function weekday(year: number, day: number): string {
  const first = new Date(Date.UTC(year, 2, 1));
  const ahead = (day - first.getUTCDay() + 7) % 7;
  return new Date(first.getTime() + ahead * 86_400_000).toISOString().slice(0, 10);
}
