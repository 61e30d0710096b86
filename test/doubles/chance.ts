/** Chance from a seed: the same draws on every machine. */

export interface Chance {
  /** Between 0 and 1. */
  uniform(): number;
  normal(): number;
  /** Successes in `n` tries. */
  binomial(n: number, p: number): number;
  /** A rate around `mean`; `rho` is the correlation it gives to two tries. */
  beta(mean: number, rho: number): number;
}

export function chance(seed: number): Chance {
  const uniform = sfc32(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const gamma = (shape: number) => gammaOf(shape, uniform, normal);
  return {
    uniform,
    normal,
    binomial: (n, p) =>
      p > 0.5 ? n - binomialOf(n, 1 - p, uniform, normal) : binomialOf(n, p, uniform, normal),
    beta: (mean, rho) => {
      const [a, b] = [gamma((mean * (1 - rho)) / rho), gamma(((1 - mean) * (1 - rho)) / rho)];
      return a / (a + b);
    },
  };
}

/** Chris Doty-Humphrey's small fast counter, 32 bits. */
function sfc32(seed: number): () => number {
  let [a, b, c, counter] = [seed | 0, (seed / 2 ** 32) | 0, 0x9e3779b9, 1];
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let round = 0; round < 15; round += 1) next();
  return next;
}

/** By inversion where few succeed; else normal, with its skew (Cornish and Fisher), exact to a fraction of a person. */
function binomialOf(n: number, p: number, uniform: () => number, normal: () => number): number {
  const mean = n * p;
  if (mean > 40) {
    const z = normal();
    const sd = Math.sqrt(mean * (1 - p));
    return Math.max(0, Math.min(n, Math.round(mean + sd * z + ((1 - 2 * p) * (z * z - 1)) / 6)));
  }
  let [left, x, density] = [uniform(), 0, (1 - p) ** n];
  while (left > density && x < n) {
    left -= density;
    density *= ((n - x) / (x + 1)) * (p / (1 - p));
    x += 1;
  }
  return x;
}

/** Marsaglia and Tsang 2000, for shapes of one and more. */
function gammaOf(shape: number, uniform: () => number, normal: () => number): number {
  const d = shape - 1 / 3;
  for (;;) {
    const z = normal();
    const v = (1 + z / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - uniform()) < z * z * 0.5 + d - d * v + d * Math.log(v)) return d * v;
  }
}
