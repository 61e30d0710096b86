/** Days and periods as people name them, on Beijing's calendar. */
import {
  addDays,
  beijingDate,
  type Grain,
  isoWeekOf,
  type Period,
  periodOf,
  shift,
} from '../period.ts';
import type { CommandFault } from './command.ts';
import { type PartReader, phraseAt } from './said.ts';

/** A period, and the words that named it. */
export interface When {
  readonly word: string;
  readonly period: Period;
}

/** Reads a day or period at a place: "2026-11-20", "2026-W46", "last week", "11月20日". */
export function whenAt(now: Date, as: 'when' | 'other' = 'when'): PartReader {
  const today = beijingDate(now);
  return (words, at) => {
    // The longest first: "day before yesterday" is not "yesterday".
    for (const length of [4, 3, 2, 1]) {
      const word = phraseAt(words, at, length);
      if (word === '') continue;
      const relative = RELATIVE.get(word);
      if (relative) return { parts: { [as]: { word, period: relative(today) } }, length };
      const absolute = absoluteOf(word, today);
      if (absolute === 'no-date') return { parts: { fault: { kind: 'no-date', word } }, length };
      if (absolute) return { parts: { [as]: { word, period: absolute } }, length };
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

type Relative = (today: string) => Period;
const daysAgo =
  (days: number): Relative =>
  (today) =>
    periodOf('day', addDays(today, -days));
const ago =
  (grain: Grain, by: number): Relative =>
  (today) =>
    shift(periodOf(grain, today), -by);

const RELATIVE: ReadonlyMap<string, Relative> = new Map(
  (
    [
      [daysAgo(0), ['today', '今天', '今日']],
      [daysAgo(1), ['yesterday', '昨天', '昨日']],
      [daysAgo(2), ['day before yesterday', 'the day before yesterday', '前天', '前日']],
      [daysAgo(3), ['大前天']],
      [ago('week', 0), ['this week', '本周', '这周', '这个星期', '本星期']],
      [ago('week', 1), ['last week', 'previous week', '上周', '上星期', '上个星期', '上一周']],
      [ago('week', 2), ['week before last', 'the week before last', '上上周', '上上星期']],
      [ago('month', 0), ['this month', '本月', '这个月']],
      [ago('month', 1), ['last month', 'previous month', '上月', '上个月']],
      [ago('month', 2), ['month before last', 'the month before last', '上上月', '上上个月']],
    ] as const
  ).flatMap(([relative, words]) => words.map((word) => [word, relative] as const)),
);

/** For the search of names in unspaced Chinese. */
export const RELATIVE_WORDS = [...RELATIVE.keys()];

const DAY = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/u;
const COMPACT = /^(2\d{3})(\d{2})(\d{2})$/u;
const MONTH = /^(\d{4})[-/.](\d{1,2})$/u;
const WEEK = /^(?:(\d{4})[-/ ]?)?w(?:eek )?(\d{1,2})$/u;
const CHINESE_DAY = /^(?:(\d{4})年)?(\d{1,2})月(?:(\d{1,2})[日号])?$/u;
const CHINESE_WEEK = /^(?:(\d{4})年)?第(\d{1,2})周$/u;

/** Undefined where it doesn't look like a date at all. */
function absoluteOf(word: string, today: string): Period | 'no-date' | undefined {
  const day = DAY.exec(word);
  if (day) return dayOf(day[1], day[3], day[4], today);
  const compact = COMPACT.exec(word);
  if (compact) return dayOf(compact[1], compact[2], compact[3], today);
  const month = MONTH.exec(word);
  if (month) return dayOf(month[1], month[2], undefined, today);
  const chinese = CHINESE_DAY.exec(word);
  if (chinese) return dayOf(chinese[1], chinese[2], chinese[3], today);
  const week = WEEK.exec(word) ?? CHINESE_WEEK.exec(word);
  return week ? weekOf(week[1], Number(week[2]), today) : undefined;
}

/** Without a year the newest such day or month that is over. */
function dayOf(
  year: string | undefined,
  month = '',
  day: string | undefined,
  today: string,
): Period | 'no-date' {
  return newest(year, today, (one) => {
    const date = `${one}-${month.padStart(2, '0')}-${(day ?? '1').padStart(2, '0')}`;
    return periodIfAny(day === undefined ? 'month' : 'day', date);
  });
}

function weekOf(year: string | undefined, week: number, today: string): Period | 'no-date' {
  return newest(year, today, (one) => {
    // The 4th of January is always in week 1.
    const period = shift(periodOf('week', `${one}-01-04`), week - 1);
    const iso = isoWeekOf(period);
    return iso.year === one && iso.week === week ? period : undefined;
  });
}

/** 29 February and week 53 come back after eight years at the latest. */
const YEARS_BACK = 8;

function newest(
  named: string | undefined,
  today: string,
  of: (year: number) => Period | undefined,
): Period | 'no-date' {
  const thisYear = Number(today.slice(0, 4));
  if (named !== undefined) {
    const year = Number(named);
    // Years nobody means; far ones would break four-digit arithmetic besides.
    return (year >= 2000 && year < 2100 ? of(year) : undefined) ?? 'no-date';
  }
  for (let year = thisYear + 1; year >= thisYear - YEARS_BACK; year--) {
    const period = of(year);
    if (period && period.last < today) return period;
  }
  return 'no-date';
}

function periodIfAny(grain: Grain, date: string): Period | undefined {
  try {
    return periodOf(grain, date);
  } catch {
    return undefined;
  }
}
