/**
 * The simulated users behind the simulated WeChat. Everybody active on a day is new or returning, and
 * those who return come from earlier cohorts, so the figures agree with each other as WeChat's do.
 */
import type { Counts, Segment } from '../core/cohort.ts';
import { addDays, type Grain, OFFSETS, type Period, periodOf, shift } from '../core/period.ts';
import type { Habits, SampleApp } from './apps.ts';
import { type Noise, noiseOf } from './noise.ts';

export type Truth = Readonly<Record<Segment, Counts>>;

export interface World {
  /** A cohort's people at every offset, mature or not; undefined where WeChat keeps no history. */
  truth(app: string, period: Period): Truth | undefined;
}

export interface WorldOptions {
  readonly apps: readonly SampleApp[];
  /** Beijing date of the newest day that is over; campaigns end on it. */
  readonly yesterday: string;
  /** History begins with the month that lies this many days back. */
  readonly historyDays?: number;
}

/** So that three months are whole. */
const HISTORY_DAYS = 120;
/** After this many days a newcomer counts among the veterans. */
const NEWCOMER_DAYS = 60;
/** Veterans who come on a usual day, per new user of a usual day. */
const VETERANS = 1.2;
/** People seen in a period, per visit day of theirs. */
const DISTINCT: Record<Grain, number> = { day: 1, week: 0.42, month: 0.2 };
const DAYS: Record<Grain, number> = { day: 1, week: 7, month: 30 };
/** A week is a wider net than a day: what it catches, as a multiple of the day as many days away. */
const NEW_REACH: Record<Grain, number> = { day: 1, week: 2.1, month: 4.5 };
const LOYAL_REACH: Record<Grain, number> = { day: 1, week: 1.6, month: 1.9 };

/** Keys of the noise, one for each thing that varies. */
const [NEW, BACK, VETERAN, MOOD, LOYAL] = [1, 2, 3, 4, 5];
const GRAIN_KEY: Record<Grain, number> = { day: 1, week: 2, month: 3 };

export function simulatedWorld(options: WorldOptions): World {
  const { apps, yesterday, historyDays = HISTORY_DAYS } = options;
  const begins = periodOf('month', addDays(yesterday, 1 - historyDays)).first;
  const newest = dayNumber(yesterday);
  const people = new Map(apps.map((app) => [app.appid, population(app, newest)]));
  return {
    truth: (app, period) => (period.first < begins ? undefined : people.get(app)?.(period)),
  };
}

function population({ appid, habits }: SampleApp, newest: number): (period: Period) => Truth {
  const noise = noiseOf(appid);
  const days = dailyPeople(habits, noise, newest);
  const seen = (period: Period) => ({
    fresh: sum(daysOf(period), days.fresh),
    returning: Math.round(sum(daysOf(period), days.returning) * DISTINCT[period.grain]),
  });

  return (cohort) => {
    const own = seen(cohort);
    const counts = {
      new: new Map([[0, own.fresh]]),
      active: new Map([[0, own.fresh + own.returning]]),
    };
    for (const offset of OFFSETS[cohort.grain].filter((one) => one > 0)) {
      const target = shift(cohort, offset);
      // Nobody comes back who isn't among the returning of that period.
      const room = seen(target).returning;
      const back = Math.min(freshBack(cohort, target, offset, own.fresh), room);
      const loyal = Math.min(loyalBack(cohort, target, offset, own.returning), room - back);
      counts.new.set(offset, back);
      counts.active.set(offset, back + loyal);
    }
    return counts;
  };

  function freshBack(cohort: Period, target: Period, offset: number, size: number): number {
    const { grain } = cohort;
    const from = dayNumber(cohort.first);
    if (grain === 'day') return days.back(from, offset);
    const share = powerLaw(habits.curve, offset * DAYS[grain]) * NEW_REACH[grain];
    const quality = sum(daysOf(cohort), (day) => days.fresh(day) * days.quality(day)) / size;
    const on = dayNumber(target.first);
    return noise.people(size, share * quality, BACK, GRAIN_KEY[grain], from, on);
  }

  function loyalBack(cohort: Period, target: Period, offset: number, pool: number): number {
    const { grain } = cohort;
    const on = dayNumber(target.first);
    const appetite = grain === 'day' ? days.appetite(on) : 1;
    const share = powerLaw(habits.loyalty, offset * DAYS[grain]) * LOYAL_REACH[grain] * appetite;
    return noise.people(pool, share, LOYAL, GRAIN_KEY[grain], on, offset);
  }
}

/** One app's people day by day; days are numbered from 1970-01-01. */
function dailyPeople({ newUsers, curve, week, campaign }: Habits, noise: Noise, newest: number) {
  const known = new Map<number, number>();
  const inCampaign = (day: number) => (day === newest || day === newest - 1 ? campaign : undefined);
  return { fresh, returning, back, quality, appetite };

  function appetite(day: number): number {
    const weekday = week[(day + 3) % 7] ?? 1;
    return weekday * Math.exp(0.003 * noise.normal(MOOD, day));
  }

  function fresh(day: number): number {
    const season = 1 + 0.03 * Math.sin((2 * Math.PI * day) / 90);
    const level = newUsers * season * appetite(day) * (inCampaign(day)?.newUsers ?? 1);
    return Math.round(level * Math.exp(0.02 * noise.normal(NEW, day)));
  }

  /** How the newcomers of a day compare with the usual ones in coming back. */
  function quality(day: number): number {
    return inCampaign(day)?.curve ?? 1;
  }

  function back(cohort: number, offset: number): number {
    const share = powerLaw(curve, offset) * appetite(cohort + offset) * quality(cohort);
    return noise.people(fresh(cohort), share, BACK, cohort, offset);
  }

  function returning(day: number): number {
    const counted = known.get(day);
    if (counted !== undefined) return counted;
    const veterans =
      newUsers * VETERANS * appetite(day) * Math.exp(0.01 * noise.normal(VETERAN, day));
    const offsets = Array.from({ length: NEWCOMER_DAYS }, (_, index) => index + 1);
    const count = Math.round(veterans) + sum(offsets, (offset) => back(day - offset, offset));
    known.set(day, count);
    return count;
  }
}

function powerLaw({ scale, power }: Habits['curve'], offset: number): number {
  return scale * offset ** power;
}

function daysOf({ first, last }: Period): number[] {
  const from = dayNumber(first);
  return Array.from({ length: dayNumber(last) - from + 1 }, (_, index) => from + index);
}

function dayNumber(date: string): number {
  return Date.parse(date) / 86_400_000;
}

function sum(numbers: readonly number[], of: (number: number) => number): number {
  return numbers.reduce((total, one) => total + of(one), 0);
}
