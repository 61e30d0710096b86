/** What a series is blind to: the smallest fall it would find, and since when it can be judged at all. */
import { addDays, OFFSETS, type Period, shift } from '../period.ts';
import type { NotJudged, Sensitivity, Series } from './alert.ts';
import { reachOf, SPAN, usualOf, weekdayOf } from './baseline.ts';
import { cellAt, type History, pastOf } from './cells.ts';
import { FEWEST_CELLS, levelAt } from './level.ts';
import { FLOOR, THRESHOLDS } from './opening.ts';

/** Normal quantile of the power 0.8. */
const POWER = 0.8416;
/** Cells of a series within the seven days that a fall is to be found in. */
const CELLS = { day: 7, week: 1, month: 1 };

/**
 * The smallest fall, relative to what is usual, that would be found within seven days (of weeks and
 * months: at the next one) four times in five if this series alone fell. Null where it cannot be judged, or not
 * even everybody leaving would be found. Offsets that fall together are found far earlier.
 */
export function smallestDrop(
  history: History,
  series: Series,
  newest: Period,
  sensitivity: Sensitivity = 'normal',
): number | null {
  const { grain, segment, offset } = series;
  const past = pastOf(history, newest, reachOf(grain, offset, 7));
  // The newest that is of a type with history: a holiday says nothing of ordinary days.
  for (let returned = 0; returned < 7; returned += 1) {
    const cell = cellAt(past, segment, offset, returned + offset);
    const { levels, phi } = usualOf(past, segment, offset, returned);
    const level = cell && levelAt(levels, cell.type, weekdayOf(past, cell.back));
    if (!level || level.rate === 0) continue;
    const cellVariance = (phi * (1 - level.rate)) / (level.rate * cell.size);
    const error = Math.sqrt(
      cellVariance * (1 / CELLS[grain] + level.share + level.weekdayShare / CELLS[grain]),
    );
    const drop = Math.max(FLOOR, (POWER - THRESHOLDS[sensitivity].series) * error);
    return drop < 1 ? drop : null;
  }
  return null;
}

/** Whether a series has history enough, and if not, the Beijing date on which its first cell can be judged if nothing is missing. */
export function historyNeeded(
  history: History,
  series: Series,
  newest: Period,
): { readonly since: string } | { readonly needed: NotJudged; readonly on: string | null } {
  const { grain, offset, segment } = series;
  const ahead = SPAN[grain] + Math.max(...OFFSETS[grain]) + 7;
  const past = pastOf(history, shift(newest, ahead), ahead + reachOf(grain, offset, 0));
  const oldest = past.cohorts.findLastIndex((cohort) => cohort?.counts[segment].get(0));
  const needed = { reason: 'history', cells: 0, needed: FEWEST_CELLS } as const;
  if (oldest < 0) return { needed, on: null };
  const typeAt = (back: number) => `${past.kinds[back]}>${past.kinds[back - offset]}`;
  const cellsBefore = (back: number) => {
    const first = Math.min(oldest, back + SPAN[grain]);
    let cells = 0;
    for (let one = back + 1; one <= first; one += 1) if (typeAt(one) === typeAt(back)) cells += 1;
    return cells;
  };
  for (let returned = ahead; returned >= 0; returned -= 1) {
    if (cellsBefore(returned + offset) < FEWEST_CELLS) continue;
    const day = addDays(past.periods[returned]?.last ?? newest.last, 1);
    if (returned === ahead) return { since: day };
    return { needed: { ...needed, cells: cellsBefore(ahead + offset) }, on: day };
  }
  return { needed, on: null };
}
