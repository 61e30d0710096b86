/** The morning that is measured: its apps, its time, and what WeChat knows then. */
import { matureOffsets, newestExpected, periodOf, shift } from '../../../src/core/period.ts';

/** A Wednesday in the middle of a month, so that days alone are due. */
export const NOW = new Date('2026-10-14T09:30:00+08:00');
export const NEWEST = newestExpected('day', NOW);
export const THE_DAY_BEFORE = new Date('2026-10-13T09:30:00+08:00');

export const APPS = Array.from(
  { length: 1000 },
  (_, index) => `wx${String(index).padStart(16, '0')}`,
);
/** One for each offset of a day: a cohort is asked again when another of them has matured. */
export const COHORTS_AN_APP = 10;
export const LATENCY_MS = 50;

/** As WeChat prints it; of every app the same, and without revisions. */
export function answerOf(date: string, newest = NEWEST): object {
  const cohort = periodOf('day', date);
  const people = (size: number) =>
    matureOffsets(cohort, newest).map((key) => ({ key, value: Math.round(size / (1 + key)) }));
  return {
    ref_date: date.replaceAll('-', ''),
    visit_uv_new: people(900),
    visit_uv: people(5400),
  };
}

/** What had been collected by the day before knew a day less. */
export const NEWEST_BEFORE = shift(NEWEST, -1);
