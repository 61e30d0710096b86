/** Two cohorts side by side at the same offset: of two apps, or of two periods. */
import type { Segment, Triangle } from './cohort.ts';
import type { SegmentFigures } from './comparison.ts';
import { type Grain, OFFSETS, type Period } from './period.ts';
import { rateAt } from './rate.ts';
import { type Interval, isEnough, newcombe } from './statistics.ts';

export type ContrastVerdict =
  | 'higher'
  | 'lower'
  | 'no clear difference'
  | 'too few users'
  | 'no cohort';

/** What there is of one of the two at an offset. */
export interface Side {
  readonly size: number;
  readonly retained: number;
  readonly rate: number;
  /** Overdispersion, where history tells: it is as certain as size/phi people. */
  readonly phi?: number | undefined;
}

/** The first against the second; rates and points are fractions, unrounded. */
export interface Contrast {
  readonly offset: number;
  readonly one: Side | undefined;
  readonly other: Side | undefined;
  readonly difference: Difference | undefined;
  readonly verdict: ContrastVerdict;
}

export interface Difference {
  readonly points: number;
  /** One rate over the other, minus one; null when the other is zero. */
  readonly relative: number | null;
  /** 95 % interval of `points` (Newcombe). */
  readonly interval: Interval;
}

/** What an answer shows of them. */
export interface ContrastShown {
  readonly title: string;
  /** Below the chart's title. */
  readonly subtitle: string;
  /** The two, as they are named: apps, or periods. */
  readonly names: readonly [string, string];
  /** The first, as the summary names it: with its app, where the two are periods. */
  readonly spoken: string;
  readonly grain: Grain;
  readonly segments: readonly ContrastedSegment[];
  /** Two apps: the period both are compared up to. */
  readonly upTo?: Period;
  /** Sentences on the quality of the data, worded already. */
  readonly notes: readonly string[];
}

export interface ContrastedSegment {
  readonly segment: Segment;
  readonly sizes: readonly [number | null, number | null];
  readonly contrasts: readonly Contrast[];
}

/** Two apps up to the same period: the same cohort of each at every offset. */
export function contrastApps(one: SegmentFigures, other: SegmentFigures): Contrast[] {
  const sideOf = ({ offsets }: SegmentFigures, wanted: number): Side | undefined => {
    const { size, retained, rate, phi } = offsets.find(({ offset }) => offset === wanted) ?? {};
    if (typeof size !== 'number' || typeof retained !== 'number' || typeof rate !== 'number')
      return undefined;
    return { size, retained, rate, phi };
  };
  return one.offsets.map(({ offset }) =>
    contrastOf(offset, sideOf(one, offset), sideOf(other, offset)),
  );
}

/** Two cohorts of one app, at the offsets that both have; `known` tells how much its rates spread. */
export function contrastPeriods(
  triangle: Triangle,
  [one, other]: readonly [Period, Period],
  segment: Segment,
  known?: SegmentFigures,
): Contrast[] {
  const sideOf = ({ first }: Period, wanted: number): Side | undefined => {
    const rate = rateAt(triangle.get(first), segment, wanted);
    return rate && { ...rate, phi: known?.offsets.find(({ offset }) => offset === wanted)?.phi };
  };
  return OFFSETS[one.grain]
    .filter((offset) => offset > 0)
    .map((offset) => contrastOf(offset, sideOf(one, offset), sideOf(other, offset)))
    .filter(({ difference }) => difference !== undefined);
}

function contrastOf(offset: number, one: Side | undefined, other: Side | undefined): Contrast {
  if (!one || !other) return { offset, one, other, difference: undefined, verdict: 'no cohort' };
  const [phi, otherPhi] = [one.phi ?? 1, other.phi ?? 1];
  const interval = newcombe(
    one.retained / phi,
    one.size / phi,
    other.retained / otherPhi,
    other.size / otherPhi,
  );
  const difference = {
    points: one.rate - other.rate,
    relative: other.rate === 0 ? null : one.rate / other.rate - 1,
    interval,
  };
  return { offset, one, other, difference, verdict: verdictOf(one, other, interval) };
}

function verdictOf(one: Side, other: Side, [low, high]: Interval): ContrastVerdict {
  if (!isEnough(one.retained, one.size, other.retained, other.size)) return 'too few users';
  if (low > 0) return 'higher';
  if (high < 0) return 'lower';
  return 'no clear difference';
}
