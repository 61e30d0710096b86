/** Compares the newest mature cohorts of an app with those before them, at the same offset. */
import type { Cohort, Segment, Triangle } from './cohort.ts';
import { SEGMENTS } from './cohort.ts';
import { OFFSETS, type Period, shift } from './period.ts';
import { type Note, notesOn } from './quality.ts';
import { type Interval, isEnough, newcombe, wilson } from './statistics.ts';

export type Verdict = 'up' | 'down' | 'no clear change' | 'too few users' | 'no cohort';

/** The change against an earlier cohort at the same offset; rates and points are fractions, unrounded. */
export interface Delta {
  readonly cohort: Period;
  readonly size: number;
  readonly retained: number;
  readonly rate: number;
  /** Rate now minus rate then. */
  readonly points: number;
  /** Rate now over rate then, minus one; null when then was zero. */
  readonly relative: number | null;
  /** 95 % interval of `points` (Newcombe). */
  readonly interval: Interval;
}

export interface OffsetFigure {
  readonly offset: number;
  /** By calendar: the newest cohort that is mature at this offset. */
  readonly cohort: Period;
  readonly size: number | null;
  readonly retained: number | null;
  readonly rate: number | null;
  /** 95 % interval of `rate` (Wilson). */
  readonly interval: Interval | null;
  readonly previous: Delta | null;
  /** Days only. */
  readonly sameWeekday: Delta | null;
  readonly verdict: Verdict;
}

export interface SegmentFigures {
  readonly segment: Segment;
  /** People of `period` itself. */
  readonly size: number | null;
  readonly offsets: readonly OffsetFigure[];
}

export interface Comparison {
  readonly app: string;
  readonly period: Period;
  readonly segments: readonly SegmentFigures[];
  readonly notes: readonly Note[];
}

/** The comparison a delta is judged by: days against the same weekday, weeks and months against the one before. */
export function judged(figure: OffsetFigure): Delta | null {
  return figure.cohort.grain === 'day' ? figure.sameWeekday : figure.previous;
}

export function compare(app: string, period: Period, triangle: Triangle): Comparison {
  const segments = SEGMENTS.map((segment) => ({
    segment,
    size: triangle.get(period.first)?.counts[segment].get(0) ?? null,
    offsets: OFFSETS[period.grain]
      .filter((offset) => offset > 0)
      .map((offset) => figureAt(triangle, segment, shift(period, -offset), offset)),
  }));
  return { app, period, segments, notes: notesOn(period, triangle) };
}

/** Retained over size; undefined when either is missing, the size is zero, or they contradict each other. */
export function rateAt(cohort: Cohort | undefined, segment: Segment, offset: number) {
  const size = cohort?.counts[segment].get(0);
  const retained = cohort?.counts[segment].get(offset);
  if (!size || retained === undefined || retained > size) return undefined;
  return { size, retained, rate: retained / size };
}

function figureAt(triangle: Triangle, segment: Segment, cohort: Period, offset: number) {
  const counts = triangle.get(cohort.first)?.counts[segment];
  const now = rateAt(triangle.get(cohort.first), segment, offset);
  const against = (by: number) => deltaTo(triangle, segment, shift(cohort, by), offset, now);
  const figure = {
    offset,
    cohort,
    size: counts?.get(0) ?? null,
    retained: counts?.get(offset) ?? null,
    rate: now?.rate ?? null,
    interval: now ? wilson(now.retained, now.size) : null,
    previous: against(-1),
    sameWeekday: cohort.grain === 'day' ? against(-7) : null,
    verdict: 'no cohort' as Verdict,
  };
  return { ...figure, verdict: verdictOf(figure) };
}

function deltaTo(
  triangle: Triangle,
  segment: Segment,
  cohort: Period,
  offset: number,
  now: { size: number; retained: number; rate: number } | undefined,
): Delta | null {
  const then = rateAt(triangle.get(cohort.first), segment, offset);
  if (!now || !then) return null;
  return {
    cohort,
    ...then,
    points: now.rate - then.rate,
    relative: then.rate === 0 ? null : now.rate / then.rate - 1,
    interval: newcombe(now.retained, now.size, then.retained, then.size),
  };
}

function verdictOf(figure: OffsetFigure): Verdict {
  const delta = judged(figure);
  if (figure.size === null || figure.retained === null || !delta) return 'no cohort';
  if (!isEnough(figure.retained, figure.size, delta.retained, delta.size)) return 'too few users';
  if (delta.interval[0] > 0) return 'up';
  if (delta.interval[1] < 0) return 'down';
  return 'no clear change';
}
