/** What WeChat knows of a cohort: counts of people by offset, never rates. */
import type { Period } from './period.ts';

export type Segment = 'new' | 'active';
export const SEGMENTS = ['new', 'active'] as const satisfies readonly Segment[];

/** Offset → people. Immature is absent, not zero. */
export type Counts = ReadonlyMap<number, number>;

/** One answer of WeChat for one cohort, as it came (`raw`) and as understood. */
export interface Snapshot {
  readonly period: Period;
  readonly counts: Readonly<Record<Segment, Counts>>;
  /** The answer's JSON text, kept whole. */
  readonly raw: string;
  /** Sizes this answer lacks, as the visit trend tells them; absent where none had to be asked for. */
  readonly trend?: Trend | undefined;
}

/** What the visit trend says of a period: people who came in it, by segment. */
export interface Trend {
  readonly sizes: Readonly<Partial<Record<Segment, number>>>;
  /** That answer's JSON text, kept whole. */
  readonly raw: string;
}

/** A cohort as the store knew it at some moment. */
export interface Cohort {
  readonly period: Period;
  readonly counts: Readonly<Record<Segment, Counts>>;
  /** Segments whose size is the visit trend's, because the retention answer lacks it. */
  readonly trendSizes?: ReadonlySet<Segment> | undefined;
}

/** The cohorts of one app and grain, by the first day of each. */
export type Triangle = ReadonlyMap<string, Cohort>;

/** Whether an answer holds nothing to report: no figures, or zeros alone (WeChat's way of being late). */
export function isBlank(counts: Readonly<Record<Segment, Counts>>): boolean {
  return [...counts.new.values(), ...counts.active.values()].every((value) => value === 0);
}
