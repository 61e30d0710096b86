/** The level of a type of cells, with what its weekdays differ by. */
import type { Cell } from './cells.ts';
import { MIDDLE_HALF, middleHalf } from './robust.ts';

/** Cells of one type; fewer make no level. */
export const FEWEST_CELLS = 6;

export interface Level {
  readonly rate: number;
  /** The level's error, as a multiple of a cell's variance: what all its cells share, and what one weekday's do. */
  readonly share: number;
  readonly weekdayShare: number;
  /** The cells of the type, the newest first. */
  readonly cells: readonly Cell[];
  readonly weekdays: ReadonlyMap<number, { readonly rate: number; readonly weekdayShare: number }>;
}

/** Of every type that has cells enough. */
export function levelsOf(cells: readonly Cell[], weekdayOf: (cell: Cell) => number) {
  const levels = new Map<string, Level>();
  for (const [type, own] of grouped(cells, ({ type }) => type))
    if (own.length >= FEWEST_CELLS && !isLopsided(type)) levels.set(type, levelOf(own, weekdayOf));
  return levels;
}

/** Those who came on a holiday and those who might come back on one are never judged by each other's days. */
export function isLopsided(type: string): boolean {
  const [cohort, returned] = type.split('>');
  return (cohort === 'holiday') !== (returned === 'holiday');
}

export function levelAt(levels: ReadonlyMap<string, Level>, type: string, weekday: number) {
  const level = levels.get(type);
  return level && { ...level, ...level.weekdays.get(weekday) };
}

function levelOf(cells: readonly Cell[], weekdayOf: (cell: Cell) => number): Level {
  const whole = rateOf(cells);
  return { ...whole, weekdayShare: 0, cells, weekdays: weekdaysOf(cells, whole, weekdayOf) };
}

function rateOf(cells: readonly Cell[]) {
  const middle = middleHalf(cells, ({ rate }) => rate);
  const people = middle.reduce((sum, { size }) => sum + size, 0);
  const retained = middle.reduce((sum, one) => sum + one.retained, 0);
  return { rate: retained / people, share: MIDDLE_HALF / cells.length };
}

/**
 * Inside a type weekdays differ a little. Their own levels are noisy, so each is drawn towards the
 * type's by what their variance owes to noise (empirical Bayes).
 */
function weekdaysOf(
  cells: readonly Cell[],
  whole: { rate: number; share: number },
  weekdayOf: (cell: Cell) => number,
) {
  const days = [...grouped(cells, weekdayOf)]
    .filter(([, own]) => own.length >= 4)
    .map(([weekday, own]) => ({ weekday, own, ...rateOf(own) }));
  if (days.length < 2) return new Map();
  const within =
    days.flatMap(({ own, rate }) => own.map((cell) => (cell.rate - rate) ** 2)).reduce(add, 0) /
    days.reduce((sum, { own }) => sum + own.length - 1, 0);
  const noise = days.reduce((sum, { share }) => sum + share * within, 0) / days.length;
  const between =
    days.reduce((sum, { rate }) => sum + (rate - whole.rate) ** 2, 0) / (days.length - 1);
  const trust = Math.max(0, 1 - noise / between) || 0;
  return new Map(
    days.map(({ weekday, rate, share }) => [
      weekday,
      {
        rate: whole.rate + trust * (rate - whole.rate),
        weekdayShare: trust * Math.max(0, share - whole.share),
      },
    ]),
  );
}

const add = (a: number, b: number) => a + b;

function grouped<K>(cells: readonly Cell[], key: (cell: Cell) => K): Map<K, Cell[]> {
  const groups = new Map<K, Cell[]>();
  for (const cell of cells) {
    const own = groups.get(key(cell));
    if (own) own.push(cell);
    else groups.set(key(cell), [cell]);
  }
  return groups;
}
