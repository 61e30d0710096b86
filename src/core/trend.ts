/** The test for a trend in proportions. */
import type { Sample } from './decomposition.ts';

/** Cochran–Armitage z of samples in order of their scores; positive where the rate rises with the score. */
export function cochranArmitage(samples: readonly (Sample & { readonly score: number })[]): number {
  const people = samples.reduce((sum, { size }) => sum + size, 0);
  const mean = samples.reduce((sum, { retained }) => sum + retained, 0) / people;
  const middle = samples.reduce((sum, { size, score }) => sum + size * score, 0) / people;
  const along = samples.reduce(
    (sum, { size, retained, score }) => sum + (retained - size * mean) * (score - middle),
    0,
  );
  const across = samples.reduce((sum, { size, score }) => sum + size * (score - middle) ** 2, 0);
  return along / Math.sqrt(mean * (1 - mean) * across);
}
