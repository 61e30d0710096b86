/** Makes the calendar that days are typed by, from maintained libraries and what the configuration adds. */
import { type Calendar, dayTypeOf } from '../core/calendar.ts';
import { mainlandChina } from './mainland-china.ts';
import { hasHolidays, publicHolidays } from './public-holidays.ts';

export interface CalendarSettings {
  /** 'CN', another country's ISO 3166 code, or 'none'. */
  readonly country: string;
  /** Days that the library has not, or has otherwise: "2027-01-01". */
  readonly holidays: readonly string[];
  readonly workdays: readonly string[];
  /** Years without data that the two tell the whole of. */
  readonly years: readonly number[];
}

/** @param wanted one for which `isCountry` holds */
export function calendarOf(wanted: CalendarSettings | string): Calendar {
  const settings =
    typeof wanted === 'string'
      ? { country: wanted, holidays: [], workdays: [], years: [] }
      : wanted;
  const { country } = settings;
  if (country === 'none') return { country, special: added(new Map(), settings), years: undefined };
  if (!isCountry(country)) throw new Error(`There is no calendar of ${country}`);
  const { years, special } = country === 'CN' ? mainlandChina() : publicHolidays(country);
  let whole: Calendar['special'] | undefined;
  return {
    country,
    years: extended(years, settings.years),
    // When it is asked for: a lunar calendar takes the better part of a second.
    get special() {
      whole ??= added(special(), settings);
      return whole;
    },
  };
}

export function isCountry(country: string): boolean {
  return country === 'none' || country === 'CN' || hasHolidays(country);
}

function added(
  special: ReadonlyMap<string, 'holiday' | 'make-up workday'>,
  { holidays, workdays }: CalendarSettings,
): Calendar['special'] {
  const all = new Map(special);
  for (const date of holidays) all.set(date, 'holiday');
  for (const date of workdays) {
    all.delete(date);
    if (dayTypeOf({ special: all, years: undefined }, date) !== 'workday')
      all.set(date, 'make-up workday');
  }
  return all;
}

/** A year counts only where it joins those before it: what lies between is known of neither. */
function extended(
  { first, last }: { readonly first: number; readonly last: number },
  years: readonly number[],
) {
  let end = last;
  while (years.includes(end + 1)) end += 1;
  return { first, last: end };
}
