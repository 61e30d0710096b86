/** How much more than chance an app's rates spread, as the intervals of its figures need it. */
import type { Usual } from './alerts/baseline.ts';
import { Z95 } from './statistics.ts';

/**
 * Overdispersion for a 95 % interval, never below 1. It is itself an estimate, from few cells: as Student's t for
 * the normal quantile, it is taken for so much larger as keeps the interval right 95 times in a hundred.
 */
export function phiOf({ rawPhi, levels, residuals }: Usual): number {
  const freedom = residuals.length - levels.size;
  return freedom > 0 ? Math.max(1, rawPhi * (student(freedom) / Z95) ** 2) : 1;
}

/** Its 97.5 % quantile, by the first terms of Cornish and Fisher (Abramowitz and Stegun 26.7.5). */
function student(freedom: number): number {
  const z = Z95;
  return (
    z +
    (z ** 3 + z) / 4 / freedom +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96 / freedom ** 2 +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384 / freedom ** 3
  );
}
