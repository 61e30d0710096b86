/** How much the rates of a cohort, or of a return day, vary together. */
import type { Residual } from './baseline.ts';

/** Residuals further out count as if they were here: one wild cohort is not a habit. */
const CLIPPED = 3;
/** Pairs of residuals; fewer say too little. */
const FEWEST_PAIRS = 100;

/**
 * The variance, relative to the level squared, that residuals with the same key have in common: the
 * mean product of two of them, each weighted by how certain it is. What chance alone does to two
 * cells is independent, so that its products average out.
 */
export function sharedOf(residuals: readonly Residual[], keyOf: (one: Residual) => number): number {
  const groups = new Map<number, { sum: number; squares: number; weights: number; own: number }>();
  let pairs = 0;
  const counts = new Map<number, number>();
  for (const one of residuals) {
    const weight = 1 / one.variance;
    const sd = Math.sqrt(one.variance);
    const value = weight * Math.max(-CLIPPED * sd, Math.min(CLIPPED * sd, one.relative));
    const key = keyOf(one);
    const group = groups.get(key) ?? { sum: 0, squares: 0, weights: 0, own: 0 };
    group.sum += value;
    group.squares += value * value;
    group.weights += weight;
    group.own += weight * weight;
    groups.set(key, group);
    const before = counts.get(key) ?? 0;
    pairs += before;
    counts.set(key, before + 1);
  }
  if (pairs < FEWEST_PAIRS) return 0;
  let [products, weights] = [0, 0];
  for (const { sum, squares, weights: total, own } of groups.values()) {
    products += sum * sum - squares;
    weights += total * total - own;
  }
  return Math.max(0, products / weights);
}
