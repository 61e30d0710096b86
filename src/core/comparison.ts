/** Compares the newest mature cohorts of an app with those before them, at the same offset. */
import { baselineIn, reachOf, usualOf } from './alerts/baseline.ts';
import { type History, type Past, pastOf } from './alerts/cells.ts';
import { MIDDLE_HALF } from './alerts/robust.ts';
import { NO_CALENDAR } from './calendar.ts';
import { SEGMENTS, type Segment, type Triangle } from './cohort.ts';
import { OFFSETS, type Period, shift } from './period.ts';
import { type Note, notesOn } from './quality.ts';
import { rateAt } from './rate.ts';
import { phiOf } from './spread.ts';
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

/**
 * `cohort` reaches from the oldest to the newest cohort the baseline rests on, `size` is the people of
 * them all, `rate` its level and `retained` as many of them as make that level: no whole number.
 */
export interface BaselineDelta extends Delta {
  /** Cohorts of the same kind of day. */
  readonly cohorts: number;
  readonly phi: number;
  /** First day of a level that is normal since; undefined for the old one. */
  readonly newNormalSince: string | undefined;
}

export interface OffsetFigure {
  readonly offset: number;
  /** By calendar: the newest cohort that is mature at this offset. */
  readonly cohort: Period;
  readonly size: number | null;
  readonly retained: number | null;
  readonly rate: number | null;
  /** Overdispersion: every interval of this figure is that of size/phi people. 1 until history tells. */
  readonly phi: number;
  /** 95 % interval of `rate` (Wilson). */
  readonly interval: Interval | null;
  readonly previous: Delta | null;
  /** Days only. */
  readonly sameWeekday: Delta | null;
  /** Against what this series usually is, which stands in the place of a cohort's rate; null until history suffices. */
  readonly baseline: BaselineDelta | null;
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

/** What baselines rest on beside the figures. */
export type Circumstances = Omit<History, 'triangle'>;

/** No holidays, no falls, no new levels. */
export const UNEVENTFUL: Circumstances = { calendar: NO_CALENDAR, excluded: [], normal: [] };

/** The comparison a figure is judged by: what is usual, as alerts are; a single cohort until that is known. */
export function judged(figure: OffsetFigure): Delta | null {
  return figure.baseline ?? earlier(figure);
}

/** The one cohort it is compared with: days with the same weekday, weeks and months with the one before. */
export function earlier(figure: OffsetFigure): Delta | null {
  return figure.cohort.grain === 'day' ? figure.sameWeekday : figure.previous;
}

/**
 * The triangle reaches as far back as baselines do, where they are wanted.
 * @param usual NOTHING_USUAL where they are not
 */
export function compare(
  app: string,
  period: Period,
  triangle: Triangle,
  circumstances: Circumstances = UNEVENTFUL,
  usual: Usually = usualAt,
): Comparison {
  const reach = reachOf(period.grain, Math.max(...OFFSETS[period.grain]), 0);
  const past = pastOf({ triangle, ...circumstances }, period, reach);
  const segments = SEGMENTS.map((segment) => ({
    segment,
    size: triangle.get(period.first)?.counts[segment].get(0) ?? null,
    offsets: OFFSETS[period.grain]
      .filter((offset) => offset > 0)
      .map((offset) => figureAt(past, segment, shift(period, -offset), offset, usual)),
  }));
  return { app, period, segments, notes: [...notesOn(period, triangle), ...calendarNotes(past)] };
}

/** In place of what is usual, where rates alone are asked for: finding it takes longer than all the rest. */
export const NOTHING_USUAL: Usually = () => ({ phi: 1, baseline: null });

type Usually = (
  past: Past,
  segment: Segment,
  offset: number,
  now: Rate | undefined,
) => { readonly phi: number; readonly baseline: BaselineDelta | null };

/** One figure of such a comparison alone. */
export function compareAt(
  period: Period,
  { segment, offset }: { readonly segment: Segment; readonly offset: number },
  triangle: Triangle,
  circumstances: Circumstances = UNEVENTFUL,
): OffsetFigure {
  const past = pastOf({ triangle, ...circumstances }, period, reachOf(period.grain, offset, 0));
  return figureAt(past, segment, shift(period, -offset), offset);
}

/** Whatever returned in the newest period, or came then. */
function calendarNotes({ periods, kinds, cohorts }: Past): Note[] {
  const [newest] = periods;
  if (!newest || kinds[0] !== undefined || cohorts.every((cohort) => !cohort)) return [];
  return [{ kind: 'no-calendar', year: Number(newest.last.slice(0, 4)) }];
}

function figureAt(
  past: Past,
  segment: Segment,
  cohort: Period,
  offset: number,
  usual: Usually = usualAt,
): OffsetFigure {
  const { triangle } = past.history;
  const counts = triangle.get(cohort.first)?.counts[segment];
  const now = rateAt(triangle.get(cohort.first), segment, offset);
  const { phi, baseline } = usual(past, segment, offset, now);
  const against = (by: number) => {
    const then = shift(cohort, by);
    return deltaTo(now, rateAt(triangle.get(then.first), segment, offset), then, phi);
  };
  const figure = {
    offset,
    cohort,
    size: counts?.get(0) ?? null,
    retained: counts?.get(offset) ?? null,
    rate: now?.rate ?? null,
    phi,
    interval: now ? wilson(now.retained, now.size, phi) : null,
    previous: against(-1),
    sameWeekday: cohort.grain === 'day' ? against(-7) : null,
    baseline,
    verdict: 'no cohort' as Verdict,
  };
  return { ...figure, verdict: verdictOf(figure) };
}

type Rate = NonNullable<ReturnType<typeof rateAt>>;

/** What came back in the newest period, against what usually does. */
function usualAt(
  past: Past,
  segment: Segment,
  offset: number,
  now: Rate | undefined,
): { readonly phi: number; readonly baseline: BaselineDelta | null } {
  const usual = usualOf(past, segment, offset, 0);
  // Other kinds of days tell how much rates vary even where this one is rare.
  const phi = phiOf(usual);
  const found = now && baselineIn(past, { grain: past.grain, segment, offset }, usual);
  if (!found || 'reason' in found) return { phi, baseline: null };
  const { level: rate, people: size, cohorts, first, last, newNormalSince } = found;
  const then = { size, retained: size * rate, rate };
  const span = { ...first, last: last.last };
  const delta = deltaTo(now, then, span, phi, MIDDLE_HALF);
  return { phi, baseline: delta && { ...delta, cohorts, phi, newNormalSince } };
}

/** `spread`: how much wider than a rate of as many people the one it is held against varies. */
function deltaTo(
  now: Rate | undefined,
  then: Rate | undefined,
  cohort: Period,
  phi: number,
  spread = 1,
): Delta | null {
  if (!now || !then) return null;
  return {
    cohort,
    ...then,
    points: now.rate - then.rate,
    relative: then.rate === 0 ? null : now.rate / then.rate - 1,
    interval: newcombe(now.retained, now.size, then.retained / spread, then.size / spread, phi),
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
