/** Days and periods counted from today: "last week", 上周三, "3 days ago". */
import { addDays, type Grain, type Period, periodOf, shift } from '../period.ts';
import { NUMERAL, numberIn } from './numerals.ts';

type Relative = (today: string) => Period;

/** Undefined where it isn't said that way. */
export function relativeOf(word: string, today: string): Period | undefined {
  return (RELATIVE.get(word) ?? WEEKDAYS.get(word) ?? agoOf(word))?.(today);
}

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
      // "compare last week with the week before".
      [ago('week', 2), ['week before', 'the week before']],
      [ago('month', 0), ['this month', '本月', '这个月']],
      [ago('month', 1), ['last month', 'previous month', '上月', '上个月']],
      [ago('month', 2), ['month before last', 'the month before last', '上上月', '上上个月']],
      [ago('month', 2), ['month before', 'the month before']],
    ] as const
  ).flatMap(([relative, words]) => words.map((word) => [word, relative] as const)),
);

/** For the search of names in unspaced Chinese, and of slips. */
export const RELATIVE_WORDS = [...RELATIVE.keys()];

/** The newest one that is over: on a Monday, "Monday" is a week ago. */
const newestOf =
  (weekday: number): Relative =>
  (today) => {
    const inThisWeek = addDays(periodOf('week', today).first, weekday);
    return periodOf('day', inThisWeek < today ? inThisWeek : addDays(inThisWeek, -7));
  };
const ofWeek =
  (weeksAgo: number, weekday: number): Relative =>
  (today) =>
    periodOf('day', addDays(periodOf('week', today).first, weekday - 7 * weeksAgo));

const WEEKDAYS: ReadonlyMap<string, Relative> = new Map(
  (
    [
      ['monday', '一'],
      ['tuesday', '二'],
      ['wednesday', '三'],
      ['thursday', '四'],
      ['friday', '五'],
      ['saturday', '六'],
      ['sunday', '日', '天'],
    ] as const
  ).flatMap(([english, ...chinese], weekday) => [
    ...[english, `last ${english}`].map((word) => [word, newestOf(weekday)] as const),
    ...chinese.flatMap((one) =>
      ['周', '星期', '礼拜'].flatMap((week) => [
        [`${week}${one}`, newestOf(weekday)] as const,
        [`上${week}${one}`, ofWeek(1, weekday)] as const,
        [`本${week}${one}`, ofWeek(0, weekday)] as const,
        [`这${week}${one}`, ofWeek(0, weekday)] as const,
      ]),
    ),
  ]),
);

/** For unspaced Chinese; so close to each other and to 周报 that no slip is told from another. */
export const WEEKDAY_WORDS = [...WEEKDAYS.keys()];

const COUNTED = ['a', 'two', 'three', 'four', 'five', 'six', 'seven'];
const AGO = new RegExp(`^(\\d{1,3}|one|an|${COUNTED.join('|')}) (day|week|month)s? ago$`, 'u');
const CHINESE_AGO = new RegExp(`^(${NUMERAL})个?(天|日|周|星期|月)之?前$`, 'u');
const UNITS: ReadonlyMap<string, Grain> = new Map<string, Grain>([
  ['day', 'day'],
  ['天', 'day'],
  ['日', 'day'],
  ['week', 'week'],
  ['周', 'week'],
  ['星期', 'week'],
  ['month', 'month'],
  ['月', 'month'],
]);

function agoOf(word: string): Relative | undefined {
  const [, count, unit = ''] = AGO.exec(word) ?? CHINESE_AGO.exec(word) ?? [];
  const grain = UNITS.get(unit);
  if (count === undefined || !grain) return undefined;
  const spoken = Math.max(1, COUNTED.indexOf(count) + 1);
  const by = /^[a-z]/u.test(count) ? spoken : numberIn(count);
  return Number.isNaN(by) ? undefined : ago(grain, by);
}
