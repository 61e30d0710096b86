/** How often an unchanged app is told to have fallen, and how often a fall is found within seven days. */
import { NO_CALENDAR } from '../../../src/core/calendar.ts';
import { addDays } from '../../../src/core/period.ts';
import { type Drop, NATIONAL_DAY, type World, worldOf } from '../../doubles/worlds.ts';
import { live } from './runs.ts';
import { isTold, ratesOf, type SimpleRule, sameWeekday, vsYesterday } from './simple-rules.ts';

export interface Setting {
  readonly world: World['world'];
  readonly users: number;
  /** Falls of the new users' rates to be found. */
  readonly shares: readonly number[];
  readonly by?: Drop['by'];
  /** Apps, each of a seed of its own from here on. */
  readonly apps: number;
  readonly seed: number;
  /** Whether the simple rules are measured too. */
  readonly beside?: boolean;
}

/** Counts, so that parts can be added up. */
export interface Counts {
  readonly apps: number;
  /** Messages in 30 days in which nothing fell: falls, and their ends. */
  readonly alarms: number;
  readonly ends: number;
  readonly simpleAlarms: readonly number[];
  /** For each share: found, and the mornings that took in all. */
  readonly found: readonly { readonly usual: number; readonly days: number }[];
}

const SIMPLE: readonly SimpleRule[] = [vsYesterday, sameWeekday];

/** World 3 begins its 30 days on the first of October. */
const FIRST = '2026-05-04';
const HISTORY = 150;
const WARM_UP = 28;
const QUIET = 30;
const SOON = 7;

export function measure(setting: Setting): Counts {
  let counts: Counts = none(setting);
  for (let app = 0; app < setting.apps; app += 1)
    counts = sum(counts, oneApp(setting, setting.seed + app));
  return counts;
}

export function sum(a: Counts, b: Counts): Counts {
  return {
    apps: a.apps + b.apps,
    alarms: a.alarms + b.alarms,
    ends: a.ends + b.ends,
    simpleAlarms: added(a.simpleAlarms, b.simpleAlarms),
    found: a.found.map((one, index) => ({
      usual: one.usual + (b.found[index]?.usual ?? 0),
      days: one.days + (b.found[index]?.days ?? 0),
    })),
  };
}

function none({ shares }: Setting): Counts {
  const simple = SIMPLE.map(() => 0);
  return {
    apps: 0,
    alarms: 0,
    ends: 0,
    simpleAlarms: simple,
    found: shares.map(() => ({ usual: 0, days: 0 })),
  };
}

function oneApp({ world, users, shares, by = 'cohort', beside }: Setting, seed: number): Counts {
  const calendar = world === 3 ? NATIONAL_DAY : NO_CALENDAR;
  const unchanged: World = {
    world,
    users,
    first: FIRST,
    days: HISTORY + QUIET + 2 * SOON + 2,
    seed,
  };
  const triangle = worldOf(unchanged);
  const day = (count: number) => addDays(FIRST, count);
  const warm = live({ triangle, calendar, first: day(HISTORY - WARM_UP), last: day(HISTORY - 1) });
  const last = day(HISTORY + QUIET - 1);
  const quiet = live({ triangle, calendar, memory: warm.memory, first: day(HISTORY), last });
  const alarms = quiet.told.filter(({ kind }) => isAlarm(kind)).length;
  // Falls begin on every weekday in turn.
  const from = day(HISTORY + QUIET + (seed % SOON));
  const seen = by === 'cohort' ? addDays(from, 1) : from;
  const found = shares.map((share) => {
    const drop: Drop = { share, by, from };
    const fallen = worldOf({ ...unchanged, drop });
    const end = addDays(seen, SOON - 1);
    const { told } = live({
      triangle: fallen,
      calendar,
      memory: quiet.memory,
      first: addDays(last, 1),
      last: end,
    });
    const hit = told.find(
      ({ kind, segment, newest }) => isAlarm(kind) && segment === 'new' && newest >= seen,
    );
    const mornings = Array.from({ length: SOON }, (_, index) => addDays(seen, index));
    return {
      usual: hit ? 1 : 0,
      days: hit ? mornings.indexOf(hit.newest) + 1 : 0,
    };
  });
  const rates = ratesOf(triangle);
  return {
    apps: 1,
    alarms,
    ends: quiet.told.length - alarms,
    simpleAlarms: SIMPLE.map((rule) =>
      beside ? countFrom(HISTORY, QUIET, (morning) => isTold(rule, rates, morning)) : 0,
    ),
    found,
  };
}

function countFrom(first: number, count: number, test: (morning: number) => boolean): number {
  return Array.from({ length: count }, (_, index) => first + index).filter(test).length;
}

function isAlarm(kind: string): boolean {
  return kind === 'drop' || kind === 'worse';
}

function added(a: readonly number[], b: readonly number[]): number[] {
  return a.map((one, index) => one + (b[index] ?? 0));
}
