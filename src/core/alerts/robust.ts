/** Centre and spread that one wild value does not move. */
import { MAD_TO_SD, mad } from '../statistics.ts';

/** Values further out, in standard deviations, count as if they were here. */
const CLIPPED = 2.5;
/** What clipping leaves of the variance of normal values. */
const LEFT = 0.97756;

/**
 * Of normal values with mean zero their variance. Their MAD says what is far out, and what
 * is far out is clipped: as blind to a wild value as the MAD, and more than twice as sure of the rest
 * (Huber's proposal 2, two steps).
 */
export function varianceOf(values: readonly number[]): number {
  const start = (MAD_TO_SD * mad(values)) ** 2;
  return clippedVariance(values, clippedVariance(values, start));
}

function clippedVariance(values: readonly number[], before: number): number {
  const most = CLIPPED ** 2 * before;
  return (
    values.reduce((sum, value) => sum + Math.min(value * value, most), 0) / values.length / LEFT
  );
}

/** The variance of the middle half's mean, as a multiple of the mean's own (normal values). */
export const MIDDLE_HALF = 1.2;

/** The middle half of what is sorted by a key: what lies outside moves nothing. */
export function middleHalf<T>(items: readonly T[], key: (item: T) => number): T[] {
  const cut = Math.floor(items.length / 4);
  return items.toSorted((a, b) => key(a) - key(b)).slice(cut, items.length - cut);
}
