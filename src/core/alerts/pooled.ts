/** The fall that several cells have in common, and its error. */
import type { Judgement } from './alert.ts';

/** How far cells lie from what was expected of them, relatively; below zero for a fall. */
export interface Pooled {
  readonly cells: readonly Judgement[];
  readonly depth: number;
  readonly error: number;
  readonly score: number;
}

/**
 * The best estimate of one fall common to all cells: within a cohort each weighs by its own variance,
 * among cohorts each by that and what its offsets have in common. What several cells share does not
 * average out among them, so that it is added up before it is squared: the shock of a cohort, the day
 * they returned, and the errors of the levels they are judged by.
 */
export function pooled(cells: readonly Judgement[]): Pooled {
  const weights = weightsOf(cells);
  const common = new Map<string, number>();
  let [depth, variance] = [0, 0];
  for (const [index, cell] of cells.entries()) {
    const weight = weights[index] ?? 0;
    depth += weight * (cell.rate / cell.expected - 1);
    variance += weight * weight * cell.spread.own;
    for (const [whom, deviation] of partsOf(cell))
      common.set(whom, (common.get(whom) ?? 0) + weight * deviation);
  }
  for (const sum of common.values()) variance += sum * sum;
  const error = Math.sqrt(variance);
  return { cells, depth, error, score: depth / error };
}

/** They add up to one. */
function weightsOf(cells: readonly Judgement[]): number[] {
  const cohorts = new Map<string, number>();
  for (const { cohort, spread } of cells)
    cohorts.set(cohort.first, (cohorts.get(cohort.first) ?? 0) + 1 / spread.own);
  const raw = cells.map(
    ({ cohort, spread }) => 1 / spread.own / (1 + spread.cohort * (cohorts.get(cohort.first) ?? 0)),
  );
  const total = raw.reduce((sum, one) => sum + one, 0);
  return raw.map((one) => one / total);
}

type Part = readonly [whom: string, deviation: number];

/** A cell is in many windows of a run. */
const PARTS = new WeakMap<Judgement, readonly Part[]>();

/** What a cell's variance shares with others, by whom it shares it with. */
function partsOf(cell: Judgement): readonly Part[] {
  const known = PARTS.get(cell);
  if (known) return known;
  const { grain, offset, cohort, returned, type, spread } = cell;
  const series = `${grain} ${offset} ${type}`;
  const kind = type.slice(0, type.indexOf('>'));
  const weekday = grain === 'day' ? new Date(`${cohort.first}T00:00:00Z`).getUTCDay() : 0;
  const chance = spread.own + spread.returned;
  const variances: readonly Part[] = [
    [`of ${cohort.first}`, spread.cohort],
    [`on ${returned}`, spread.returned],
    [series, spread.level * chance],
    [`${series} ${weekday}`, spread.weekday * chance],
    // A shock of a cohort that the levels of several offsets rest on is in all of them.
    [kind, spread.level * spread.cohort],
    [`${kind} ${weekday}`, spread.weekday * spread.cohort],
  ];
  const parts = variances
    .filter(([, variance]) => variance > 0)
    .map(([whom, variance]): Part => [whom, Math.sqrt(variance)]);
  PARTS.set(cell, parts);
  return parts;
}
