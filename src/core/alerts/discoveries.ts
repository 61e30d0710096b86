/** How low a score must be so that few of those told in one run are chance. */
import { falseDiscovery, normalTail } from '../statistics.ts';

/** Of the falls told in a run, the share that may be chance. */
const RATE = 0.05;

/**
 * The highest score that is a discovery among all that were looked at; −Infinity where none is. With a few apps
 * a fall is told for its score alone; with hundreds one look in thousands is low by chance, and must be lower.
 */
export function discoveries(scores: readonly number[]): number {
  const adjusted = falseDiscovery(scores.map(normalTail));
  return scores.reduce(
    (highest, score, index) =>
      (adjusted[index] ?? 1) <= RATE ? Math.max(highest, score) : highest,
    Number.NEGATIVE_INFINITY,
  );
}
