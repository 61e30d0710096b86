/** Splits the change of a pooled rate into what its parts' shares did (mix) and what their rates did (statistics.md §5.11, Kitagawa). */

/** People, and how many of them came back. */
export interface Sample {
  readonly size: number;
  readonly retained: number;
}

export interface Part {
  readonly name: string;
  readonly before: Sample;
  readonly after: Sample;
}

/** Fractions, unrounded; `mix + rate` is `total`, exactly. */
export interface Decomposition {
  readonly mix: number;
  readonly rate: number;
  readonly total: number;
  readonly parts: readonly {
    readonly name: string;
    readonly mix: number;
    readonly rate: number;
  }[];
}

/** Undefined where nobody was there, before or after. */
export function decompose(parts: readonly Part[]): Decomposition | undefined {
  const [before, after] = [
    pooled(parts.map((one) => one.before)),
    pooled(parts.map((one) => one.after)),
  ];
  if (before.size === 0 || after.size === 0) return undefined;
  const effects = parts.map((one) => {
    const shares = [one.before.size / before.size, one.after.size / after.size] as const;
    return { name: one.name, ...effectsOf(shares, ratesOf(one)) };
  });
  const sum = (of: 'mix' | 'rate') => effects.reduce((total, one) => total + one[of], 0);
  const total = after.retained / after.size - before.retained / before.size;
  return { mix: sum('mix'), rate: sum('rate'), total, parts: effects };
}

/** Kitagawa's two effects of one part, from its share (or any weight) and its rate, before and after. */
export function effectsOf(
  [w0, w1]: readonly [number, number],
  [r0, r1]: readonly [number, number],
): { readonly mix: number; readonly rate: number } {
  return { mix: ((w1 - w0) * (r1 + r0)) / 2, rate: ((r1 - r0) * (w1 + w0)) / 2 };
}

export function pooled(samples: readonly Sample[]): Sample {
  return {
    size: samples.reduce((sum, { size }) => sum + size, 0),
    retained: samples.reduce((sum, { retained }) => sum + retained, 0),
  };
}

/** A part that was not there has no rate of its own: its coming or going is mix alone. */
function ratesOf({ before, after }: Part): readonly [number, number] {
  const rate = ({ size, retained }: Sample) => (size === 0 ? undefined : retained / size);
  const [r0, r1] = [rate(before), rate(after)];
  return [r0 ?? r1 ?? 0, r1 ?? r0 ?? 0];
}
