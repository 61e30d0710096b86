/** Years that the calendar knows nothing of are a note of `doctor`. */
import { expect, it } from 'vitest';
import { NO_CALENDAR } from '../../src/core/calendar.ts';
import { checkCalendar } from '../../src/pipeline/doctor-calendar.ts';

const calendar = { country: 'CN', special: new Map(), years: { first: 2020, last: 2026 } };
const lacking = async (now: string, known: Parameters<typeof checkCalendar>[0]['calendar']) => {
  const clock = { now: () => new Date(now), sleep: () => Promise.resolve() };
  const checks = await checkCalendar({ calendar: known, clock }, 'en');
  return checks.map(({ status, message }) => `${status} ${/\d{4}/u.exec(message)?.[0]}`);
};

it('is told of the current year, and from December of the next', async () => {
  expect(await lacking('2026-11-30T15:59:00Z', calendar)).toEqual([]);
  expect(await lacking('2026-11-30T16:00:00Z', calendar)).toEqual(['note 2027']);
  expect(await lacking('2027-03-01T00:00:00Z', calendar)).toEqual(['note 2027']);
});

it('is nothing where every day is what its weekday says', async () => {
  expect(await lacking('2026-12-30T00:00:00Z', NO_CALENDAR)).toEqual([]);
});
