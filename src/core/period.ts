/** Periods and maturity on WeChat's calendar, which is always Asia/Shanghai (UTC+8, no DST). */
import dayjs from 'dayjs';
import isoWeek from 'dayjs/plugin/isoWeek.js';
import utc from 'dayjs/plugin/utc.js';

dayjs.extend(utc);
dayjs.extend(isoWeek);

export type Grain = 'day' | 'week' | 'month';
export const GRAINS = ['day', 'week', 'month'] as const satisfies readonly Grain[];

/** A day, an ISO week or a calendar month; `first` and `last` are inclusive Beijing dates, YYYY-MM-DD. */
export interface Period {
  readonly grain: Grain;
  readonly first: string;
  readonly last: string;
}

/** WeChat's keys for each grain; 0 is the cohort itself. */
export const OFFSETS: Record<Grain, readonly number[]> = {
  day: [0, 1, 2, 3, 4, 5, 6, 7, 14, 30],
  week: [0, 1, 2, 3, 4],
  month: [0, 1],
};

const DAY_MS = 86_400_000;
const BEIJING_MS = 8 * 3_600_000;
/** Staff say a day is normally ready after 09:00 Beijing time; the same is assumed of weeks and months. */
const READY_MS = 9 * 3_600_000;
const LATE_MS = 18 * 3_600_000;
const HALF_HOUR_MS = 1_800_000;

/** The Beijing date at an instant. */
export function beijingDate(instant: Date): string {
  return dateOf(Math.floor((instant.getTime() + BEIJING_MS) / DAY_MS));
}

/** The instant a Beijing date begins. */
export function beijingMidnight(date: string): Date {
  return new Date(dayNumber(date) * DAY_MS - BEIJING_MS);
}

/** The instant the next Beijing day begins. */
export function nextMidnight(now: Date): Date {
  return beijingMidnight(addDays(beijingDate(now), 1));
}

/**
 * When a spent quota is worth another call: at Beijing midnight, when it starts anew. Refused in the
 * first half hour of a day it is the old day's, not started anew to the second; then a quarter of an
 * hour later.
 */
export function quotaBack(now: Date): Date {
  const isEarly = now.getTime() - beijingMidnight(beijingDate(now)).getTime() < HALF_HOUR_MS;
  return isEarly ? new Date(now.getTime() + HALF_HOUR_MS / 2) : nextMidnight(now);
}

/** The period of a grain that holds a Beijing date. Throws a RangeError when there is no such date. */
export function periodOf(grain: Grain, date: string): Period {
  const day = dayNumber(date);
  switch (grain) {
    case 'day':
      return { grain, first: date, last: date };
    case 'week': {
      // Day 0 was a Thursday.
      const monday = day - ((((day + 3) % 7) + 7) % 7);
      return { grain, first: dateOf(monday), last: dateOf(monday + 6) };
    }
    case 'month': {
      const month = dayjs.utc(date);
      return {
        grain,
        first: month.startOf('month').format(ISO),
        last: month.endOf('month').format(ISO),
      };
    }
  }
}

/** The period `by` periods later (earlier when negative). */
export function shift(period: Period, by: number): Period {
  const { grain, first, last } = period;
  if (grain === 'month') return periodOf(grain, dayjs.utc(first).add(by, grain).format(ISO));
  const days = by * (grain === 'week' ? 7 : 1);
  return { grain, first: addDays(first, days), last: addDays(last, days) };
}

/** A Beijing date moved by days. */
export function addDays(date: string, days: number): string {
  return dateOf(dayNumber(date) + days);
}

/** How many periods `later` lies after `earlier`; both of one grain. */
export function distance(earlier: Period, later: Period): number {
  const { grain } = earlier;
  if (grain === 'month') return dayjs.utc(later.first).diff(dayjs.utc(earlier.first), grain);
  return (dayNumber(later.first) - dayNumber(earlier.first)) / (grain === 'week' ? 7 : 1);
}

/** The instant a period is over. */
export function endOf(period: Period): Date {
  return beijingMidnight(addDays(period.last, 1));
}

/** The instant WeChat is expected to have a period's figures. */
export function readyAt(period: Period): Date {
  return new Date(endOf(period).getTime() + READY_MS);
}

/** 18:00 Beijing time of the day a period should have been ready: from then on it is late, and no longer waited for. */
export function lateAt(period: Period): Date {
  return new Date(endOf(period).getTime() + LATE_MS);
}

/** The newest period that is over at an instant. */
export function newestComplete(grain: Grain, now: Date): Period {
  return shift(periodOf(grain, beijingDate(now)), -1);
}

/** The newest period whose figures are expected at an instant: over, and nine hours past its end. */
export function newestExpected(grain: Grain, now: Date): Period {
  return newestComplete(grain, new Date(now.getTime() - READY_MS));
}

/** Whether the figure at `offset` can exist when `newest` is the newest complete period. */
export function isMature(cohort: Period, offset: number, newest: Period): boolean {
  return shift(cohort, offset).last <= newest.last;
}

/** The offsets of a cohort that can exist when `newest` is the newest complete period. */
export function matureOffsets(cohort: Period, newest: Period): number[] {
  return OFFSETS[cohort.grain].filter((offset) => isMature(cohort, offset, newest));
}

/** ISO week number of a period's first day, for titles such as "W47". */
export function isoWeekOf(period: Period): { year: number; week: number } {
  const day = dayjs.utc(period.first);
  return { year: day.isoWeekYear(), week: day.isoWeek() };
}

const ISO = 'YYYY-MM-DD';

/** A digest counts thousands of days, most of them again and again. */
const numbers = new Map<string, number>();
const dates = new Map<number, string>();
/** Half a century; days beyond are counted anew each time. */
const MOST_KEPT = 20_000;

/** Days since 1970-01-01. */
function dayNumber(date: string): number {
  const known = numbers.get(date);
  if (known !== undefined) return known;
  const day = Date.parse(`${date}T00:00:00Z`) / DAY_MS;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || Number.isNaN(day) || dateOf(day) !== date)
    throw new RangeError(`Not a calendar date: ${date}`);
  if (numbers.size < MOST_KEPT) numbers.set(date, day);
  return day;
}

function dateOf(day: number): string {
  const known = dates.get(day);
  if (known !== undefined) return known;
  const date = new Date(day * DAY_MS).toISOString().slice(0, 10);
  if (dates.size < MOST_KEPT) dates.set(day, date);
  return date;
}
