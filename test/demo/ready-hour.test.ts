/** When the figures of a day are ready, with the jitter that WeChat has. */
import { expect, it } from 'vitest';
import { addDays, periodOf } from '../../src/core/period.ts';
import { failures } from '../../src/demo/failures.ts';

const hourOf = () => {
  const { readyHour } = failures({ readyHour: 'jitter' }, () => 0);
  return typeof readyHour === 'function' ? readyHour : expect.unreachable();
};
const year = () => {
  const hour = hourOf();
  return Array.from({ length: 365 }, (_, day) => hour(periodOf('day', addDays('2026-01-01', day))));
};

it('is between 09:00 and 10:30, another every day, and sometimes 15:30', () => {
  const hours = year();
  const usual = hours.filter((hour) => hour >= 9 && hour <= 10.5);
  expect(hours.filter((hour) => hour === 15.5).length + usual.length).toBe(365);
  expect(usual.length).toBeGreaterThan(300);
  expect(usual.length).toBeLessThan(350);
  expect(new Set(usual).size).toBe(usual.length);
});

it('is the same whoever asks', () => {
  expect(year()).toEqual(year());
});

it('of a week or month is that of its last day', () => {
  const hour = hourOf();
  for (const period of [periodOf('week', '2026-11-15'), periodOf('month', '2026-10-01')])
    expect(hour(period)).toBe(hour(periodOf('day', period.last)));
});
