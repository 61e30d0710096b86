/** The JSON report other programs read: a comparison with plain dates. */
import type { Segment } from './cohort.ts';
import type { BaselineDelta, Comparison, Delta, OffsetFigure, Verdict } from './comparison.ts';
import type { Grain, Period } from './period.ts';

interface Dates {
  first: string;
  last: string;
}

interface ReportDelta {
  cohort: Dates;
  size: number;
  retained: number;
  rate: number;
  points: number;
  relative: number | null;
  interval: [number, number];
}

/**
 * `cohort` reaches from the oldest to the newest cohort the baseline rests on, `size` is the people of
 * them all, `rate` its level and `retained` as many of them as make that level: no whole number.
 */
interface ReportBaseline extends ReportDelta {
  /** Cohorts of the same kind of day. */
  cohorts: number;
  /** Overdispersion: every interval of the figure is that of size/phi people. */
  phi: number;
  /** First day of a level that is normal since; null for the old one. */
  newNormalSince: string | null;
}

/** Rates, points and intervals are fractions, unrounded. */
export interface Report {
  app: string;
  grain: Grain;
  /** ISO instant. */
  asOf: string;
  /** The newest complete period. */
  period: Dates;
  segments: {
    segment: Segment;
    size: number | null;
    offsets: {
      offset: number;
      cohort: Dates;
      size: number | null;
      retained: number | null;
      rate: number | null;
      interval: [number, number] | null;
      previous: ReportDelta | null;
      sameWeekday: ReportDelta | null;
      /** What the verdict is by, where it is known: as far as history suffices. */
      baseline: ReportBaseline | null;
      verdict: Verdict;
    }[];
  }[];
  notes: string[];
}

export function toReport(comparison: Comparison, asOf: Date, notes: readonly string[]): Report {
  return {
    app: comparison.app,
    grain: comparison.period.grain,
    asOf: asOf.toISOString(),
    period: dates(comparison.period),
    segments: comparison.segments.map(({ segment, size, offsets }) => ({
      segment,
      size,
      offsets: offsets.map(figure),
    })),
    notes: [...notes],
  };
}

function figure(one: OffsetFigure) {
  return {
    offset: one.offset,
    cohort: dates(one.cohort),
    size: one.size,
    retained: one.retained,
    rate: one.rate,
    interval: one.interval ? ([...one.interval] as [number, number]) : null,
    previous: one.previous ? delta(one.previous) : null,
    sameWeekday: one.sameWeekday ? delta(one.sameWeekday) : null,
    baseline: one.baseline ? baseline(one.baseline) : null,
    verdict: one.verdict,
  };
}

function delta(one: Delta): ReportDelta {
  return {
    cohort: dates(one.cohort),
    size: one.size,
    retained: one.retained,
    rate: one.rate,
    points: one.points,
    relative: one.relative,
    interval: [...one.interval],
  };
}

function baseline(one: BaselineDelta): ReportBaseline {
  const { cohorts, phi, newNormalSince = null } = one;
  return { ...delta(one), cohorts, phi, newNormalSince };
}

function dates({ first, last }: Period): Dates {
  return { first, last };
}
