/** Which day, week or month is meant by its figures, with the year left out or not. */
import { type Grain, isoWeekOf, type Period, periodOf, shift } from '../period.ts';

/** Without a year the newest such day or month that has begun: whoever names one not yet over is told so. */
export function dayOf(
  year: string | undefined,
  month: number,
  day: string | undefined,
  today: string,
): Period | 'no-date' {
  return newest(year, today, (one) => {
    const [mm, dd] = [String(month), day ?? '1'].map((part) => part.padStart(2, '0'));
    return periodIfAny(day === undefined ? 'month' : 'day', `${one}-${mm}-${dd}`);
  });
}

export function weekOf(year: string | undefined, week: number, today: string): Period | 'no-date' {
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
    if (period && period.first <= today) return period;
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
