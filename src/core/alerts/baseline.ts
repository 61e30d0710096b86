/** What a series' rate usually is, for cells of one type, and how much it usually varies. */
import type { Segment } from '../cohort.ts';
import { type Grain, type Period, shift } from '../period.ts';
import type { Baseline, NotJudged, Series } from './alert.ts';
import { type Cell, cellAt, type History, isExcluded, type Past, pastOf } from './cells.ts';
import { FEWEST_CELLS, isLopsided, type Level, levelAt, levelsOf } from './level.ts';
import { varianceOf } from './robust.ts';

/** Periods of return that a baseline rests on. */
const WINDOW: Record<Grain, number> = { day: 56, week: 8, month: 12 };
/** Further back a type is given the eight cells that holidays took from it, so that weekends are judged after one. */
export const SPAN: Record<Grain, number> = { day: 84, week: 16, month: 12 };
const USUAL_CELLS = 8;
/** How far back all of that is looked for, where confirmed falls lie between. */
const REACH: Record<Grain, number> = { day: 126, week: 26, month: 24 };
/** Periods back that must be known to judge what returned `back` ago at an offset. */
export const reachOf = (grain: Grain, offset: number, back: number) =>
  REACH[grain] + offset + back + 1;

/** How a series usually was before a period of return. */
export interface Usual {
  /** The cells it rests on. */
  readonly window: readonly Cell[];
  readonly levels: ReadonlyMap<string, Level>;
  readonly phi: number;
  /** As estimated: chance may make it less than 1. */
  readonly rawPhi: number;
  readonly residuals: readonly Residual[];
}

/** A cell against its level. */
export interface Residual {
  /** Periods since its cohort's, and since the one it returned in. */
  readonly back: number;
  readonly returned: number;
  /** Rate over level, minus one; and its variance, overdispersion included. */
  readonly relative: number;
  readonly variance: number;
}

export function baselineOf(history: History, series: Series, cohort: Period): Baseline | NotJudged {
  const { grain, offset } = series;
  return baselineIn(pastOf(history, shift(cohort, offset), reachOf(grain, offset, 0)), series);
}

/** The same of what came back in the newest period of a past, by what is usual then. */
export function baselineIn(past: Past, series: Series, known?: Usual): Baseline | NotJudged {
  const { offset, segment } = series;
  const [cell, cohort] = [cellAt(past, segment, offset, offset), past.periods[offset]];
  if (!cell || !cohort) return whyNot(past, series, offset);
  const usual = known ?? usualOf(past, segment, offset, 0);
  const level = levelAt(usual.levels, cell.type, weekdayOf(past, cell.back));
  if (!level) return tooShort(usual, cell.type);
  return {
    level: level.rate,
    phi: usual.phi,
    cohorts: level.cells.length,
    people: level.cells.reduce((sum, { size }) => sum + size, 0),
    first: past.periods[level.cells.at(-1)?.back ?? 0] ?? cohort,
    last: past.periods[level.cells[0]?.back ?? 0] ?? cohort,
    newNormalSince: sinceOf(past, segment, cohort),
  };
}

/** How a series was before what returned `returned` periods ago: that judges it, and nothing later does. */
export function usualOf(past: Past, segment: Segment, offset: number, returned: number): Usual {
  const window = windowOf(past, segment, offset, returned);
  const levels = levelsOf(window, (cell) => weekdayOf(past, cell.back));
  const cells = [...levels.values()].flatMap((level) => level.cells);
  const found = cells.flatMap((cell) => {
    const level = levelAt(levels, cell.type, weekdayOf(past, cell.back));
    if (!level || level.rate === 0 || level.rate === 1) return [];
    const relative = cell.rate / level.rate - 1;
    const chance = (1 - level.rate) / (level.rate * cell.size);
    // A level that rests on the cell itself lies nearer to it than to a new one.
    return [{ back: cell.back, relative, chance: chance * (1 - level.share - level.weekdayShare) }];
  });
  const rawPhi = varianceOf(found.map(({ relative, chance }) => relative / Math.sqrt(chance))) || 0;
  const phi = Math.max(1, rawPhi);
  const residuals = found.map(({ back, relative, chance }) => ({
    back,
    returned: back - offset,
    relative,
    variance: phi * chance,
  }));
  return { window, levels, phi, rawPhi, residuals };
}

/** The cells a baseline may rest on, the newest first: those before that return, but those of confirmed falls. */
function windowOf(past: Past, segment: Segment, offset: number, returned: number): Cell[] {
  const cells: Cell[] = [];
  const newest = returned + offset + 1;
  const since = sinceOf(past, segment, past.periods[newest - 1]) ?? '';
  const ofType = new Map<string, number>();
  for (let back = newest, age = 0; back < newest + REACH[past.grain]; back += 1) {
    const [cohort, host] = [past.periods[back], past.periods[back - offset]];
    if (!cohort || !host || age === SPAN[past.grain] || cohort.first < since) break;
    if (isExcluded(past, segment, cohort) || isExcluded(past, segment, host)) continue;
    age += 1;
    const cell = cellAt(past, segment, offset, back);
    const before = (cell && ofType.get(cell.type)) ?? 0;
    if (!cell || (age > WINDOW[past.grain] && before >= USUAL_CELLS)) continue;
    ofType.set(cell.type, before + 1);
    cells.push(cell);
  }
  return cells;
}

/** Why what returned so long ago cannot be judged for want of cells of its type. */
export function tooShort({ window: cells }: Pick<Usual, 'window'>, type: string): NotJudged {
  return {
    reason: 'history',
    cells: isLopsided(type) ? 0 : cells.filter((cell) => cell.type === type).length,
    needed: FEWEST_CELLS,
  };
}

/** Why there is no cell. */
export function whyNot(past: Past, { segment, offset }: Series, back: number): NotJudged {
  for (const one of [back, back - offset]) {
    const period = past.periods[one];
    if (period && past.kinds[one] === undefined)
      return { reason: 'calendar', year: Number(period.last.slice(0, 4)) };
  }
  const counts = past.cohorts[back]?.counts[segment];
  const [size, retained] = [counts?.get(0), counts?.get(offset)];
  if (!size || retained === undefined || retained > size) return { reason: 'figure' };
  return { reason: 'users', size, needed: 30 };
}

export function weekdayOf({ weekdays }: Past, back: number): number {
  return weekdays[back] ?? 0;
}

/** Since when the level is one that was taken for normal, if the cohort is of it. */
function sinceOf({ history }: Past, segment: Segment, cohort: Period | undefined) {
  return history.normal.findLast(
    (one) => one.segment === segment && cohort && one.since <= cohort.first,
  )?.since;
}
