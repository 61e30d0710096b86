/** The series of a finding as a message shows them: all days since it began, taken together. */
import { type Grain, newestExpected, type Period, periodOf, shift } from '../period.ts';
import { type Interval, Z95 } from '../statistics.ts';
import type { Judgement, Series } from './alert.ts';
import type { AlertContext } from './tell-context.ts';
import { type Item, type Shown, shownOf } from './tell-usual.ts';

export interface Fallen {
  readonly series: Series;
  readonly first: Period;
  readonly last: Period;
  readonly size: number;
  readonly retained: number;
  readonly rate: number;
  readonly expected: number;
  readonly interval: Interval;
}

/**
 * The most telling first. A single day says little of a fall that was found in several, so days are
 * pooled; a rule is broken by one figure, weeks and months stand alone.
 */
export function fallenOf({ app, change }: Item, at: string, ctx: AlertContext): Fallen[] {
  const { finding } = change;
  return change.cells
    .map((cell) => {
      if (cell.grain !== 'day' || finding.rule) return alone(cell);
      const range = {
        first: periodOf('day', finding.since),
        last: newestAt('day', cell.offset, at),
      };
      const all = pooled(cell, shownOf({ app, finding }, cell, range, ctx));
      // Of one day there is nothing to pool, and every list shows it as it was judged.
      const isOne = all?.first.first === cell.cohort.first && all.last.first === cell.cohort.first;
      return all && !isOne ? all : alone(cell);
    })
    .sort((a, b) => scoreOf(a) - scoreOf(b));
}

/** The newest days of the leading series, for what is over. */
export function newestOf({ app, change }: Item, at: string, ctx: AlertContext): Fallen | undefined {
  const [cell] = change.cells;
  if (!cell) return undefined;
  const last = newestAt(cell.grain, cell.offset, at);
  const first = shift(last, cell.grain === 'day' ? -2 : 0);
  return pooled(cell, shownOf({ app, finding: change.finding }, cell, { first, last }, ctx));
}

/** The newest cohort that was mature at the moment: what came later is not this message's. */
export function newestAt(grain: Grain, offset: number, at: string): Period {
  return shift(newestExpected(grain, new Date(at)), -offset);
}

function alone(cell: Judgement): Fallen {
  const { grain, segment, offset, cohort } = cell;
  return { ...cell, series: { grain, segment, offset }, first: cohort, last: cohort };
}

function pooled({ grain, segment, offset }: Series, cohorts: readonly Shown[]): Fallen | undefined {
  const judged = cohorts.flatMap((one) => (one.usual ? [{ ...one, usual: one.usual }] : []));
  const [first, last] = [judged.at(0), judged.at(-1)];
  if (!first || !last) return undefined;
  const sum = (of: (one: (typeof judged)[number]) => number) =>
    judged.reduce((total, one) => total + of(one), 0);
  const size = sum((one) => one.size);
  const retained = sum((one) => one.retained);
  const expected = sum((one) => one.size * one.usual.level) / size;
  const chance = sum(({ usual, ...one }) => one.size * usual.phi * usual.level * (1 - usual.level));
  // Days share what they are judged by, so its error doesn't shrink with their number.
  const level =
    sum(
      ({ usual, ...one }) =>
        (one.size * usual.phi * usual.level * (1 - usual.level)) / usual.people,
    ) / size;
  const half = Z95 * Math.sqrt(chance / size ** 2 + level);
  return {
    series: { grain, segment, offset },
    first: first.cohort,
    last: last.cohort,
    size,
    retained,
    rate: retained / size,
    expected,
    interval: [Math.max(0, expected - half), Math.min(1, expected + half)],
  };
}

function scoreOf({ rate, expected, interval }: Fallen): number {
  return (rate - expected) / (interval[1] - interval[0]);
}
