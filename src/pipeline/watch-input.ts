/** What a run looks at to judge an app: its cohorts as known at a moment, back to where baselines reach. */
import type { WatchInput } from '../core/alerts/alert.ts';
import { reachOf } from '../core/alerts/baseline.ts';
import { GRAINS, type Grain, newestExpected, OFFSETS, type Period, shift } from '../core/period.ts';
import type { History } from '../ports/stores.ts';
import type { Bot } from './bot.ts';

/** Periods after which a late figure is judged no more. */
const LATE = 14;

export function newestAt(at: Date): WatchInput['newest'] {
  return byGrain((grain) => newestExpected(grain, at));
}

export async function triangles(
  { stores: { snapshots } }: Pick<Bot, 'stores'>,
  app: string,
  newest: WatchInput['newest'],
  asOf: Date,
): Promise<WatchInput['triangles']> {
  const [day, week, month] = await Promise.all(
    GRAINS.map((grain) =>
      snapshots.triangle(app, grain, rangeOf(newest[grain], newest[grain]), asOf),
    ),
  );
  if (!day || !week || !month) throw new RangeError('A grain without cohorts');
  return { day, week, month };
}

/** The same for every moment between two, from one reading. */
export async function histories(
  { stores: { snapshots } }: Pick<Bot, 'stores'>,
  app: string,
  from: Date,
  to: Date,
): Promise<(asOf: Date) => WatchInput['triangles']> {
  const [first, last] = [newestAt(from), newestAt(to)];
  const read: History[] = await Promise.all(
    GRAINS.map((grain) => snapshots.history(app, grain, rangeOf(first[grain], last[grain]))),
  );
  const [day, week, month] = read;
  if (!day || !week || !month) throw new RangeError('A grain without cohorts');
  return (asOf) => ({ day: day.at(asOf), week: week.at(asOf), month: month.at(asOf) });
}

function rangeOf(first: Period, last: Period): { first: string; last: string } {
  const { grain } = first;
  const back = reachOf(grain, Math.max(...OFFSETS[grain]), LATE);
  return { first: shift(first, -back).first, last: last.first };
}

function byGrain<T>(make: (grain: Grain) => T): Record<Grain, T> {
  return { day: make('day'), week: make('week'), month: make('month') };
}
