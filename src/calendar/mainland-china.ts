/** The days off and the make-up workdays of mainland China, as the State Council announces them for each year. */
import { createRequire } from 'node:module';

/** Mini Programs began in it: nothing older is ever judged. */
const FIRST = 2017;

type Days = Record<'holidays' | 'workdays', Readonly<Record<string, string>>>;

export function mainlandChina() {
  const require = createRequire(import.meta.url);
  // Its data alone: its functions read "2026-10-01" in the process's time zone, west of Greenwich a day early.
  const days: Days = require('chinese-days/dist/chinese-days.json');
  const { holidays, workdays } = days;
  let last = FIRST;
  // A year is announced as a whole, and each has its National Day.
  while (`${last + 1}-10-01` in holidays) last += 1;
  return {
    years: { first: FIRST, last },
    special: () =>
      new Map<string, 'holiday' | 'make-up workday'>([
        ...Object.keys(holidays).map((date) => [date, 'holiday'] as const),
        ...Object.keys(workdays).map((date) => [date, 'make-up workday'] as const),
      ]),
  };
}
