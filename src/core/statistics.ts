/** Intervals for one rate and for the difference of two; pure, unrounded. */

/** Standard normal quantile for a two-sided 95 % interval. */
const Z95 = 1.959963984540054;

export type Interval = readonly [low: number, high: number];

/** Wilson score interval without continuity correction (Newcombe 1998a, method 3); `n` > 0. */
export function wilson(x: number, n: number): Interval {
  const p = x / n;
  const z2 = Z95 * Z95;
  const centre = (p + z2 / (2 * n)) / (1 + z2 / n);
  const half = (Z95 * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n))) / (1 + z2 / n);
  return [x === 0 ? 0 : Math.max(0, centre - half), x === n ? 1 : Math.min(1, centre + half)];
}

/** Hybrid score interval for x1/n1 − x2/n2 (Newcombe 1998b, method 10); both n > 0. */
export function newcombe(x1: number, n1: number, x2: number, n2: number): Interval {
  const [p1, p2] = [x1 / n1, x2 / n2];
  const [l1, u1] = wilson(x1, n1);
  const [l2, u2] = wilson(x2, n2);
  const d = p1 - p2;
  return [d - Math.hypot(p1 - l1, u2 - p2), d + Math.hypot(u1 - p1, p2 - l2)];
}

/** Whether both samples are large enough to judge: at least five people expected in each of the four cells. */
export function isEnough(x1: number, n1: number, x2: number, n2: number): boolean {
  const [stayed, all] = [x1 + x2, n1 + n2];
  // Multiplied out: in whole numbers the boundary is exact.
  return Math.min(n1, n2) * Math.min(stayed, all - stayed) >= 5 * all;
}
