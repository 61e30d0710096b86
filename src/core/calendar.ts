/** What kind of day a Beijing date is; a calendar is data, made outside the core. */

export type DayType = 'workday' | 'saturday' | 'sunday' | 'holiday' | 'make-up workday';

export interface Calendar {
  /** 'CN', another country's code, or 'none'. */
  readonly country: string;
  /** Days that are something else than their weekday says. */
  readonly special: ReadonlyMap<string, 'holiday' | 'make-up workday'>;
  /** The first and the last year the data tell of; undefined where every day is what its weekday says. */
  readonly years: { readonly first: number; readonly last: number } | undefined;
}

/** Without holidays: every day is what its weekday says. */
export const NO_CALENDAR: Calendar = { country: 'none', special: new Map(), years: undefined };

/** Undefined for a year that the calendar has no data of: it is not guessed. */
export function dayTypeOf(
  { special, years }: Pick<Calendar, 'special' | 'years'>,
  date: string,
): DayType | undefined {
  const year = Number(date.slice(0, 4));
  if (years && (year < years.first || year > years.last)) return undefined;
  return special.get(date) ?? BY_WEEKDAY[new Date(`${date}T00:00:00Z`).getUTCDay()];
}

const BY_WEEKDAY: readonly DayType[] = [
  'sunday',
  ...Array.from({ length: 5 }, (): DayType => 'workday'),
  'saturday',
];
