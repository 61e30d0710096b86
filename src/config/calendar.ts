/** The calendar of the configuration; by default that of mainland China. */
import { type CalendarSettings, calendarOf, isCountry } from '../calendar/index.ts';
import { type Faults, readFields } from './fields.ts';
import { calendarSchema } from './file.ts';

const USUAL: CalendarSettings = { country: 'CN', holidays: [], workdays: [], years: [] };

/** @param file `calendar` of the file, as written: a country, or keys */
export function readCalendar(file: unknown, told: Faults): CalendarSettings {
  const { words, faults } = told;
  if (file === undefined) return USUAL;
  if (typeof file === 'string') {
    if (isCountry(file)) return { ...USUAL, country: file };
    faults.push(words.invalid({ name: 'calendar', expected: words.expected.country }));
    return USUAL;
  }
  const known = Object.keys(calendarSchema.shape);
  const { country, holidays, workdays, years } = readFields(
    calendarSchema,
    file,
    { key: 'calendar', known },
    told,
  );
  const settings: CalendarSettings = {
    country: country ?? USUAL.country,
    holidays: holidays ?? [],
    workdays: workdays ?? [],
    years: years ?? [],
  };
  for (const value of settings.workdays)
    if (settings.holidays.includes(value))
      faults.push(words.twice({ key: 'calendar.workdays', value }));
  faults.push(...yearFaults(settings, words));
  return settings;
}

/** What a calendar knows is one stretch of years, so a year beyond a gap would count for nothing. */
function yearFaults(settings: CalendarSettings, words: Faults['words']): string[] {
  const years = settings.years.length > 0 ? calendarOf(settings).years : undefined;
  if (!years) return [];
  return settings.years
    .filter((year) => year < years.first || year > years.last)
    .map((year) => words.yearGap({ key: 'calendar.years', year, ...years }));
}
