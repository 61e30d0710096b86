/** Days and months by their English names: "Nov 20", "20th of November 2026", "October". */

export interface NamedDate {
  readonly year: string | undefined;
  /** 1 to 12. */
  readonly month: number;
  readonly day: string | undefined;
}

const NAMES = [
  ...['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august'],
  ...['september', 'october', 'november', 'december'],
];
const MONTHS: ReadonlyMap<string, number> = new Map([
  ['sept', 9],
  ...NAMES.flatMap((name, index) =>
    [name, name.slice(0, 3)].map((word) => [word, index + 1] as const),
  ),
]);

const YEAR = '(?:,? (\\d{4}))?';
const DAY = '(\\d{1,2})(?:st|nd|rd|th)?';
const MONTH_FIRST = new RegExp(`^([a-z]{3,9})\\.?(?: ${DAY})?${YEAR}$`, 'u');
const DAY_FIRST = new RegExp(`^${DAY} (?:of )?([a-z]{3,9})\\.?${YEAR}$`, 'u');

/** Undefined where no month is named. */
export function namedDate(phrase: string): NamedDate | undefined {
  const [, first = '', after, yearAfter] = MONTH_FIRST.exec(phrase) ?? [];
  const [, before, second = '', yearBefore] = DAY_FIRST.exec(phrase) ?? [];
  const month = MONTHS.get(first || second);
  if (month === undefined) return undefined;
  return { year: yearAfter ?? yearBefore, month, day: after ?? before };
}
