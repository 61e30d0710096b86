/** Intervals and tests for one rate and for two; pure, unrounded. */

/** Standard normal quantile for a two-sided 95 % interval. */
export const Z95 = 1.959963984540054;

export type Interval = readonly [low: number, high: number];

/**
 * Wilson score interval without continuity correction (Newcombe 1998a, method 3); `size` > 0. Rates that
 * spread more than chance alone (`phi` > 1) are as certain as those of size/phi people.
 */
export function wilson(x: number, size: number, phi = 1): Interval {
  const p = x / size;
  const n = size / phi;
  const z2 = Z95 * Z95;
  const centre = (p + z2 / (2 * n)) / (1 + z2 / n);
  const half = (Z95 * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n))) / (1 + z2 / n);
  return [x === 0 ? 0 : Math.max(0, centre - half), x === size ? 1 : Math.min(1, centre + half)];
}

/** Hybrid score interval for x1/n1 − x2/n2 (Newcombe 1998b, method 10); both n > 0. */
export function newcombe(x1: number, n1: number, x2: number, n2: number, phi = 1): Interval {
  const [p1, p2] = [x1 / n1, x2 / n2];
  const [l1, u1] = wilson(x1, n1, phi);
  const [l2, u2] = wilson(x2, n2, phi);
  const d = p1 - p2;
  return [d - Math.hypot(p1 - l1, u2 - p2), d + Math.hypot(u1 - p1, p2 - l2)];
}

/** Whether both samples are large enough to judge: at least five people expected in each of the four cells. */
export function isEnough(x1: number, n1: number, x2: number, n2: number): boolean {
  const [stayed, all] = [x1 + x2, n1 + n2];
  // Multiplied out: in whole numbers the boundary is exact.
  return Math.min(n1, n2) * Math.min(stayed, all - stayed) >= 5 * all;
}

/** Half of the values lie below it; NaN of none. */
export function median(values: readonly number[]): number {
  const inOrder = Float64Array.from(values).sort();
  const half = inOrder.length >> 1;
  const upper = inOrder[half] ?? Number.NaN;
  return inOrder.length % 2 ? upper : ((inOrder[half - 1] ?? Number.NaN) + upper) / 2;
}

/** Median absolute deviation from the median, unscaled. */
export function mad(values: readonly number[]): number {
  const centre = median(values);
  return median(values.map((value) => Math.abs(value - centre)));
}

/** Makes a MAD a standard deviation, of normal values. */
export const MAD_TO_SD = 1.4826022185056018;

/**
 * The chance that a standard normal value is below `z`; relative precision 1e-12 as far out as doubles reach, because
 * alarms are decided there.
 */
export function normalTail(z: number): number {
  if (z > 0) return 1 - normalTail(-z);
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  return z > -3 ? 0.5 - density * tailSeries(-z) : density * tailFraction(-z);
}

/** Adjusted by Benjamini and Hochberg (1995, step-up), in the order given. */
export function falseDiscovery(chances: readonly number[]): number[] {
  const order = chances.map((_, index) => index).sort((a, b) => at(chances, b) - at(chances, a));
  const adjusted = new Array<number>(chances.length);
  let least = 1;
  for (const [back, index] of order.entries()) {
    least = Math.min(least, (at(chances, index) * chances.length) / (chances.length - back));
    adjusted[index] = least;
  }
  return adjusted;
}

/** Marsaglia 2004: Φ(x) − ½ over the density, for small x. */
function tailSeries(x: number): number {
  let [sum, term] = [x, x];
  for (let k = 3; term > sum * 1e-17; k += 2) {
    term *= (x * x) / k;
    sum += term;
  }
  return sum;
}

/** Mills' ratio by Laplace's continued fraction, from its far end. */
function tailFraction(x: number): number {
  let fraction = x;
  for (let k = 200; k > 0; k--) fraction = x + k / fraction;
  return 1 / fraction;
}

function at(values: readonly number[], index: number): number {
  return values[index] ?? Number.NaN;
}
