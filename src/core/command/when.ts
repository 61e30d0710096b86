/** Days and periods as people name them, on Beijing's calendar. */
import { beijingDate, type Grain, type Period, periodOf } from '../period.ts';
import { dayOf, weekOf } from './calendar.ts';
import type { CommandFault } from './command.ts';
import { namedDate } from './month-names.ts';
import { NUMERAL, numberIn } from './numerals.ts';
import { relativeOf } from './relative.ts';
import { type PartReader, phraseAt, type When } from './said.ts';

/** Reads a day or period at a place: "2026-11-20", "2026-W46", "last week", "11月20日". */
export function whenAt(now: Date, as: 'when' | 'other' = 'when'): PartReader {
  const today = beijingDate(now);
  return (words, at) => {
    // The longest first: "day before yesterday" is not "yesterday".
    for (const length of [4, 3, 2, 1]) {
      const word = phraseAt(words, at, length);
      const period = word && (relativeOf(word, today) ?? absoluteOf(word, today));
      if (period === 'no-date') return { parts: { fault: { kind: 'no-date', word } }, length };
      if (period) return { parts: { [as]: { word, period } }, length };
    }
    return undefined;
  };
}

/** The period meant by what was named, of the grain asked for where one was: "weekly 2026-11-20" is a week. */
export function settle(
  { word, period }: When,
  grain: Grain | undefined,
  now: Date,
): Period | CommandFault {
  const wanted = grain ?? period.grain;
  if (period.grain !== wanted && period.grain !== 'day')
    return { kind: 'other-grain', word, grain: wanted };
  const meant = periodOf(wanted, period.first);
  return meant.last >= beijingDate(now) ? { kind: 'not-over', period: meant } : meant;
}

export function isPeriod(settled: Period | CommandFault): settled is Period {
  return 'first' in settled;
}

const DAY = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/u;
const COMPACT = /^(2\d{3})(\d{2})(\d{2})$/u;
const MONTH = /^(\d{4})[-/.](\d{1,2})$/u;
/** The month first, as in the other forms. */
const MONTH_DAY = /^(\d{1,2})[-/.](\d{1,2})$/u;
const WEEK = /^(?:(\d{4})[-/ ]?)?(?:c?w|wk ?|week ?)(\d{1,2})$/u;
const CHINESE_DAY = new RegExp(`^(?:(\\d{4})年)?(${NUMERAL})月份?(?:(\\d{1,2})[日号])?$`, 'u');
const CHINESE_WEEK = /^(?:(\d{4})年)?第(\d{1,2})周$/u;

/** Undefined where it doesn't look like a date at all. */
function absoluteOf(word: string, today: string): Period | 'no-date' | undefined {
  const day = DAY.exec(word);
  if (day) return dayOf(day[1], Number(day[3]), day[4], today);
  const compact = COMPACT.exec(word);
  if (compact) return dayOf(compact[1], Number(compact[2]), compact[3], today);
  const month = MONTH.exec(word);
  if (month) return dayOf(month[1], Number(month[2]), undefined, today);
  const yearless = MONTH_DAY.exec(word);
  if (yearless) return dayOf(undefined, Number(yearless[1]), yearless[2], today);
  const named = namedDate(word);
  if (named) return dayOf(named.year, named.month, named.day, today);
  const chinese = CHINESE_DAY.exec(word);
  if (chinese) return dayOf(chinese[1], numberIn(chinese[2] ?? ''), chinese[3], today);
  const week = WEEK.exec(word) ?? CHINESE_WEEK.exec(word);
  return week ? weekOf(week[1], Number(week[2]), today) : undefined;
}
