/** What was expected of cohorts, for the words and the chart of an alert. */

import { type Period, shift } from '../period.ts';
import { rateAt } from '../rate.ts';
import { type Interval, Z95 } from '../statistics.ts';
import type { AlertChange, Baseline, Finding, Series } from './alert.ts';
import { baselineOf } from './baseline.ts';
import type { AlertContext } from './tell-context.ts';

/** A cohort as a message shows it. */
export interface Shown {
  readonly cohort: Period;
  readonly size: number;
  readonly retained: number;
  readonly rate: number;
  /** Undefined where it cannot be judged. */
  readonly usual: Baseline | undefined;
}

/** Those of a series that are known, from `first` to `last`; no fall is part of what is usual. */
export function shownOf(
  item: { readonly app: string; readonly finding: Finding },
  series: Series,
  range: { readonly first: Period; readonly last: Period },
  ctx: AlertContext,
): Shown[] {
  const triangle = ctx.triangle(item.app, series.grain);
  if (!triangle) return [];
  const { segment, since } = item.finding;
  const memory = ctx.memory(item.app);
  const history = {
    triangle,
    calendar: ctx.calendar,
    // The memory may be that of a moment before the fall was found, or after it was over.
    excluded: [...(memory?.excluded ?? []), { segment, first: since, last: range.last.last }],
    // The level that is normal since this very fall is not what the fall was judged by.
    normal: (memory?.normal ?? []).filter((one) => one.segment !== segment || one.since < since),
  };
  const shown: Shown[] = [];
  for (let cohort = range.first; cohort.first <= range.last.first; cohort = shift(cohort, 1)) {
    const known = rateAt(triangle.get(cohort.first), segment, series.offset);
    if (!known) continue;
    const usual = baselineOf(history, series, cohort);
    shown.push({ cohort, ...known, usual: 'reason' in usual ? undefined : usual });
  }
  return shown;
}

/** Where 95 % of the rates of so many people lie while nothing has changed. */
export function rangeOf({ level, phi, people }: Baseline, size: number): Interval {
  const half = Z95 * Math.sqrt(phi * level * (1 - level) * (1 / size + 1 / people));
  return [Math.max(0, level - half), Math.min(1, level + half)];
}

export interface Item {
  readonly app: string;
  readonly change: AlertChange;
}
