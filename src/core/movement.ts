/** What is behind a fall of an app: more or fewer new users, or users who come back less. */
import type { Segment, Triangle } from './cohort.ts';
import { type Decomposition, decompose, pooled, type Sample } from './decomposition.ts';
import { addDays, type Period, shift } from './period.ts';
import { rateAt } from './rate.ts';

/** Of new users as a multiple, beyond which their number is part of the story. */
const NOTABLE_VOLUME = 1.5;
/** A change of the returning users' rate within which they come back as they did. */
const SAME_RATE = 0.03;
/** Each fallen cohort is held against those of the same weekday in so many weeks before the fall. */
const WEEKS = 4;
const MOST_DAYS = 28;

/** A stretch of daily cohorts before a fall and since, on the same weekdays, at one offset. */
export interface Movement {
  readonly offset: number;
  /** New users a day. */
  readonly volume: { readonly before: number; readonly after: number };
  readonly isVolumeNotable: boolean;
  readonly samples: Readonly<Record<Segment, { readonly before: Sample; readonly after: Sample }>>;
  /** Active users who were not new. */
  readonly returning: { readonly before: Sample; readonly after: Sample };
  /** Of the active users' rate, by new and returning users. */
  readonly active: Decomposition;
  /** Whether returning users come back as they did. */
  readonly isLoyal: boolean;
}

/**
 * @param since Beijing date of the first cohort that fell
 * @param cohort the newest that is mature at `offset`
 */
export function movementOf(
  triangle: Triangle,
  {
    since,
    cohort,
    offset,
  }: { readonly since: string; readonly cohort: Period; readonly offset: number },
): Movement | undefined {
  const fallen = Array.from({ length: MOST_DAYS }, (_, back) => shift(cohort, -back)).filter(
    ({ first }) => first >= since,
  );
  const after = fallen.flatMap((day) => samplesOf(triangle, day, offset));
  const before = fallen
    .flatMap((day) => sameWeekdays(day, since))
    .flatMap((day) => samplesOf(triangle, day, offset));
  const both = (of: Segment | 'returning') => ({
    before: pooled(before.map((one) => one[of])),
    after: pooled(after.map((one) => one[of])),
  });
  const [fresh, active, returning] = [both('new'), both('active'), both('returning')];
  const split = decompose([
    { name: 'new', ...fresh },
    { name: 'returning', ...returning },
  ]);
  if (!split || returning.before.size === 0 || returning.after.size === 0) return undefined;
  const volume = {
    before: fresh.before.size / before.length,
    after: fresh.after.size / after.length,
  };
  const times = volume.after / volume.before;
  return {
    offset,
    volume,
    isVolumeNotable: times >= NOTABLE_VOLUME || times <= 1 / NOTABLE_VOLUME,
    samples: { new: fresh, active },
    returning,
    active: split,
    isLoyal: Math.abs(rateOf(returning.after) / rateOf(returning.before) - 1) < SAME_RATE,
  };
}

export function rateOf({ size, retained }: Sample): number {
  return retained / size;
}

/** The four weeks that ended before the fall began. */
function sameWeekdays(day: Period, since: string): Period[] {
  const weeksBack = Math.ceil((Date.parse(day.first) - Date.parse(addDays(since, -1))) / WEEK_MS);
  return Array.from({ length: WEEKS }, (_, week) => shift(day, -7 * (weeksBack + week)));
}

const WEEK_MS = 7 * 86_400_000;

/** Active users hold the new ones: what is left are those who had been there. */
function samplesOf(triangle: Triangle, { first }: Period, offset: number) {
  const fresh = rateAt(triangle.get(first), 'new', offset);
  const active = rateAt(triangle.get(first), 'active', offset);
  if (!fresh || !active || active.size < fresh.size || active.retained < fresh.retained) return [];
  const returning = {
    size: active.size - fresh.size,
    retained: active.retained - fresh.retained,
  };
  return [{ new: fresh, active, returning }];
}
