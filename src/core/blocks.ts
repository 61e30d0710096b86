/** Daily cohorts pooled in blocks of seven days, so that every weekday counts alike. */
import type { History } from './alerts/cells.ts';
import { type Calendar, dayTypeOf } from './calendar.ts';
import type { Segment } from './cohort.ts';
import type { Sample } from './decomposition.ts';
import { addDays, type Period } from './period.ts';
import { rateAt } from './rate.ts';

export interface DailySeries extends History {
  readonly segment: Segment;
}

/** First and last cohort, and the people of each offset asked for. */
export interface Block {
  readonly first: string;
  readonly last: string;
  readonly at: ReadonlyMap<number, Sample>;
}

/**
 * The block of seven cohorts that ends with `last`. Undefined where a figure is missing, a cohort
 * is of a confirmed fall, or its day or the one it returned on is no ordinary one: such weeks are like no others.
 */
export function blockOf(
  { triangle, calendar, excluded, segment }: DailySeries,
  last: Period,
  offsets: readonly number[],
): Block | undefined {
  const days = Array.from({ length: 7 }, (_, day) => addDays(last.first, day - 6));
  const isFallen = (day: string) =>
    excluded.some((one) => one.segment === segment && one.first <= day && day <= one.last);
  const at = new Map<number, Sample>();
  for (const offset of offsets) {
    const sum = { size: 0, retained: 0 };
    for (const day of days) {
      const known = rateAt(triangle.get(day), segment, offset);
      if (!known || isFallen(day) || !isOrdinary(calendar, day)) return undefined;
      if (!isOrdinary(calendar, addDays(day, offset))) return undefined;
      sum.size += known.size;
      sum.retained += known.retained;
    }
    at.set(offset, sum);
  }
  return { first: days[0] ?? last.first, last: last.first, at };
}

function isOrdinary(calendar: Calendar, date: string): boolean {
  const type = dayTypeOf(calendar, date);
  return type === 'workday' || type === 'saturday' || type === 'sunday';
}
