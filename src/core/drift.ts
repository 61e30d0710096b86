/** Slow change: a trend in a rate over weeks, too small from day to day to be an alert (statistics.md §5.12). */
import { blockOf, type DailySeries } from './blocks.ts';
import type { Sample } from './decomposition.ts';
import { type Period, shift } from './period.ts';
import { cochranArmitage } from './trend.ts';

/** Weeks looked at, and how many of them must be ordinary and known. */
const WEEKS = 10;
const FEWEST_WEEKS = 7;
/** Student's t: about one series in five hundred drifts so much by chance. */
const FEWEST_T = 4;
/** Less over all these weeks is no news. */
const FEWEST_CHANGE = 0.05;

export interface Drift {
  readonly offset: number;
  /** First day of the oldest cohort, last day of the newest. */
  readonly first: string;
  readonly last: string;
  /** The line's ends, as rates. */
  readonly from: number;
  readonly to: number;
  /** Users of the cohorts it rests on. */
  readonly people: number;
}

/** The trend of the weeks up to the newest whose offset is mature; undefined where there is none beyond chance. */
export function driftOf(series: DailySeries, newest: Period, offset: number): Drift | undefined {
  const end = shift(newest, -offset);
  const since = sinceOf(series, end);
  const blocks = Array.from({ length: WEEKS }, (_, back) => back).flatMap((back) => {
    const block = blockOf(series, shift(end, -7 * back), [offset]);
    const sample = block?.at.get(offset);
    return block && sample && block.first >= since ? [{ ...block, ...sample, week: -back }] : [];
  });
  const [newestBlock, oldest] = [blocks.at(0), blocks.at(-1)];
  if (!newestBlock || !oldest || blocks.length < FEWEST_WEEKS) return undefined;
  const line = lineThrough(blocks);
  const spread = Math.sqrt(Math.max(1, line.dispersion));
  const t = cochranArmitage(blocks.map(({ week, ...one }) => ({ ...one, score: week }))) / spread;
  const [from, to] = [line.at(oldest.week), line.at(0)];
  if (Math.abs(t) < FEWEST_T || Math.abs(to / from - 1) < FEWEST_CHANGE) return undefined;
  return {
    offset,
    first: oldest.first,
    last: newestBlock.last,
    from,
    to,
    people: blocks.reduce((sum, { size }) => sum + size, 0),
  };
}

/** The first day of the level that is normal now: a step to it is no trend. */
function sinceOf({ normal, segment }: DailySeries, { first }: Period): string {
  return normal.findLast((one) => one.segment === segment && one.since <= first)?.since ?? '';
}

/** Weighted by people; `dispersion` is what the weeks vary around it, over what chance alone would. */
function lineThrough(weeks: readonly (Sample & { readonly week: number })[]) {
  const people = weeks.reduce((sum, { size }) => sum + size, 0);
  const mean = weeks.reduce((sum, { retained }) => sum + retained, 0) / people;
  const middle = weeks.reduce((sum, { size, week }) => sum + size * week, 0) / people;
  const across = weeks.reduce((sum, { size, week }) => sum + size * (week - middle) ** 2, 0);
  const along = weeks.reduce(
    (sum, { size, retained, week }) => sum + (retained - size * mean) * (week - middle),
    0,
  );
  const at = (week: number) => mean + (along / across) * (week - middle);
  const dispersion =
    weeks.reduce(
      (sum, { size, retained, week }) => sum + (retained - size * at(week)) ** 2 / size,
      0,
    ) /
    (mean * (1 - mean)) /
    (weeks.length - 2);
  return { at, dispersion };
}
