/** Chance that depends on its key alone, so that the same day always tells the same numbers. */

export interface Noise {
  /** 0 < even < 1, each as likely as the other. */
  even(...key: number[]): number;
  /** Standard normal. */
  normal(...key: number[]): number;
  /** How many of `n` do what each does with probability `share`; about binomial. */
  people(n: number, share: number, ...key: number[]): number;
}

export function noiseOf(seed: string): Noise {
  const base = [...seed].reduce(
    (hash, letter) => mix(hash, letter.codePointAt(0) ?? 0),
    0x9e3779b9,
  );
  return { even, normal, people };

  function even(...key: number[]): number {
    return unit(key.reduce(mix, base));
  }

  function normal(...key: number[]): number {
    const hash = key.reduce(mix, base);
    const [u, v] = [unit(mix(hash, 1)), unit(mix(hash, 2))];
    return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v);
  }

  function people(n: number, share: number, ...key: number[]): number {
    const p = Math.min(Math.max(share, 0), 1);
    const drawn = n * p + normal(...key) * Math.sqrt(n * p * (1 - p));
    return Math.min(Math.max(Math.round(drawn), 0), n);
  }
}

/** Murmur3's finalizer over the running hash and one more integer. */
function mix(hash: number, value: number): number {
  let h = (hash ^ Math.imul(value + 0x7f4a7c15, 0x85ebca6b)) >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** 0 < unit < 1. */
function unit(hash: number): number {
  return (hash + 0.5) / 2 ** 32;
}
