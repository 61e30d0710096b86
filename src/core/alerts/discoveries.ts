/** How low a score must be so that few of those told in one run are chance (Benjamini & Hochberg 1995). */
import { normalTail } from '../statistics.ts';

/** Of the falls told in a run, the share that may be chance. */
const RATE = 0.05;

/** The highest score that is a discovery among all that were looked at; −Infinity where none is. */
export function discoveries(scores: readonly number[]): number {
  const sorted = scores.toSorted((a, b) => a - b);
  for (let rank = sorted.length; rank > 0; rank -= 1) {
    const score = sorted[rank - 1] ?? 0;
    if (normalTail(score) <= (rank * RATE) / sorted.length) return score;
  }
  return Number.NEGATIVE_INFINITY;
}
