/** The public holidays of a country other than mainland China; they come from rules, which hold for years ahead. */
import { createRequire } from 'node:module';
import type Holidays from 'date-holidays';

const YEARS = { first: 2017, last: 2035 };
const DAY_MS = 86_400_000;

export function publicHolidays(country: string) {
  return {
    years: YEARS,
    special: () => {
      const library = new (loaded())(country, { types: ['public'] });
      const days = new Map<string, 'holiday' | 'make-up workday'>();
      for (let year = YEARS.first; year <= YEARS.last; year += 1)
        for (const one of library.getHolidays(year))
          for (const date of datesOf(one)) days.set(date, 'holiday');
      return days;
    },
  };
}

export function hasHolidays(country: string): boolean {
  return Object.hasOwn(new (loaded())().getCountries(), country);
}

/** When it is needed: most bots live by the calendar of mainland China, and it takes a while to read. */
function loaded(): typeof Holidays {
  const require = createRequire(import.meta.url);
  return require('date-holidays');
}

/** In the country's own time: its start and end are instants, its date isn't. */
function datesOf({ date, start, end }: { date: string; start: Date; end: Date }): string[] {
  const first = Date.parse(`${date.slice(0, 10)}T00:00:00Z`);
  const length = Math.max(1, Math.round((end.getTime() - start.getTime()) / DAY_MS));
  return Array.from({ length }, (_, day) =>
    new Date(first + day * DAY_MS).toISOString().slice(0, 10),
  );
}
