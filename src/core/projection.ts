/** What a young cohort's later rate will be, from its earlier one and what became of cohorts before it (statistics.md §5.12). */
import { blockOf, type DailySeries } from './blocks.ts';
import type { Sample } from './decomposition.ts';
import { type Period, shift } from './period.ts';
import type { Interval } from './statistics.ts';

/** Weeks whose later rate is known. */
const WEEKS = 8;
const FEWEST_WEEKS = 6;
/** Weeks looked through for them: those with holidays are left out. */
const REACH = 16;
/** Student's t for 95 %, by degrees of freedom. */
const T95: Readonly<Record<number, number>> = { 5: 2.571, 6: 2.447, 7: 2.365 };

export interface Projection {
  /** First and last day of the seven cohorts. */
  readonly first: string;
  readonly last: string;
  readonly early: number;
  readonly late: number;
  readonly rate: number;
  /** Where it will lie 95 times in a hundred, if cohorts go on to age as they did. */
  readonly interval: Interval;
  readonly weeks: number;
  readonly people: number;
}

/** Of the seven newest cohorts whose early offset is mature; undefined where too little is known, or nobody came back. */
export function projectionOf(
  series: DailySeries,
  newest: Period,
  { early, late }: { readonly early: number; readonly late: number },
): Projection | undefined {
  const end = shift(newest, -early);
  const young = blockOf(series, end, [early]);
  const now = young?.at.get(early);
  if (!young || !now || now.retained === 0) return undefined;
  const ratios: number[] = [];
  for (let back = 1; back <= REACH && ratios.length < WEEKS; back += 1) {
    const block = blockOf(series, shift(end, -7 * back), [late, early]);
    const [before, after] = [block?.at.get(early), block?.at.get(late)];
    if (before && after && before.retained > 0 && after.retained > 0)
      ratios.push(Math.log(rateOf(after) / rateOf(before)));
  }
  const t = T95[ratios.length - 1];
  if (ratios.length < FEWEST_WEEKS || t === undefined) return undefined;
  const centre = ratios.reduce((sum, one) => sum + one, 0) / ratios.length;
  const rate = rateOf(now) * Math.exp(centre);
  const spread = ratios.reduce((sum, one) => sum + (one - centre) ** 2, 0) / (ratios.length - 1);
  // Few weeks may happen to lie close together: never narrower than chance in this cohort's two rates.
  const chance = varianceOfLog(rateOf(now), now.size) + varianceOfLog(rate, now.size);
  const half = t * Math.sqrt(Math.max(spread, chance) * (1 + 1 / ratios.length));
  const interval: Interval = [rate * Math.exp(-half), Math.min(1, rate * Math.exp(half))];
  const { first, last } = young;
  return { first, last, early, late, rate, interval, weeks: ratios.length, people: now.size };
}

function rateOf({ size, retained }: Sample): number {
  return retained / size;
}

function varianceOfLog(rate: number, size: number): number {
  return (1 - rate) / (rate * size);
}
