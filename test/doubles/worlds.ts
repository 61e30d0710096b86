/** Apps whose retention is known: what chance does to it is drawn from a seed. */
import type { Calendar } from '../../src/core/calendar.ts';
import { type Cohort, SEGMENTS, type Segment, type Triangle } from '../../src/core/cohort.ts';
import { addDays, OFFSETS, periodOf } from '../../src/core/period.ts';
import { type Chance, chance } from './chance.ts';

export interface World {
  /** 1: a shock per cohort, shared by its offsets; 2: one per cell instead; 3: 1 with a National Day week. */
  readonly world: 1 | 2 | 3;
  /** New users a day. */
  readonly users: number;
  /** First and last cohort; offsets mature as if time went on for ever. */
  readonly first: string;
  readonly days: number;
  readonly seed: number;
  /** Rates that fall by a share, of cohorts or of return days between two dates. */
  readonly drop?: Drop | undefined;
  /** Whether National Day lowers the rates of those who came or of those who might come back. */
  readonly holidayBy?: Drop['by'];
  /** Multiplies the new users of a day. */
  readonly volume?: (date: string) => number;
}

export interface Drop {
  readonly share: number;
  readonly by: 'cohort' | 'return';
  readonly from: string;
  readonly to?: string;
  readonly segment?: Segment;
}

/** From Sunday on. */
const CAME = [1.08, 0.98, 0.95, 0.96, 0.99, 1.03, 1.1];
const RETURNED = [0.94, 1.02, 1.01, 1, 0.99, 0.98, 0.93];
const CURVE = { new: { first: 0.3, power: 0.5 }, active: { first: 0.42, power: 0.25 } };
const RHO = 0.002;

/** The week of World 3, as the State Council has ordered it. */
export const NATIONAL_DAY: Calendar = {
  country: 'CN',
  special: new Map([
    ...['25', '26', '27'].map((day) => [`2026-09-${day}`, 'holiday'] as const),
    ...['01', '02', '03', '04', '05', '06', '07'].map(
      (day) => [`2026-10-${day}`, 'holiday'] as const,
    ),
    ['2026-09-20', 'make-up workday'],
    ['2026-10-10', 'make-up workday'],
  ]),
  years: { first: 2025, last: 2027 },
};

/** Every cohort with all its offsets; who reads them must know what is mature. */
export function worldOf(world: World): Triangle {
  const random = chance(world.seed);
  const triangle = new Map<string, Cohort>();
  for (let day = 0; day < world.days; day += 1) {
    const date = addDays(world.first, day);
    const sizes = sizesOf(world, date, random);
    const counts = { new: new Map<number, number>(), active: new Map<number, number>() };
    for (const segment of SEGMENTS) {
      const size = sizes[segment];
      const shock = world.world === 2 ? 1 : Math.exp(0.03 * random.normal());
      counts[segment].set(0, size);
      for (const offset of OFFSETS.day.filter((one) => one > 0)) {
        const rate = Math.min(0.99, shock * rateOf(world, segment, date, offset));
        const own = world.world === 2 ? random.beta(rate, RHO) : rate;
        counts[segment].set(offset, random.binomial(size, own));
      }
    }
    triangle.set(date, { period: periodOf('day', date), counts });
  }
  return triangle;
}

/** The true rate, before the cohort's own shock. */
export function rateOf(world: World, segment: Segment, cohort: string, offset: number): number {
  const host = addDays(cohort, offset);
  const { first, power } = CURVE[segment];
  const isFree = world.world === 3 && isHoliday(world.holidayBy === 'cohort' ? cohort : host);
  return (
    first *
    offset ** -power *
    (RETURNED[weekday(host)] ?? 1) *
    (isFree ? 0.8 : 1) *
    left(world.drop)
  );

  function left(drop: Drop | undefined): number {
    if (!drop || (drop.segment ?? 'new') !== segment) return 1;
    const date = drop.by === 'cohort' ? cohort : host;
    return date >= drop.from && date <= (drop.to ?? '9999') ? 1 - drop.share : 1;
  }
}

function sizesOf({ world, users, volume }: World, date: string, random: Chance) {
  const base = users * (CAME[weekday(date)] ?? 1) * (world === 3 && isHoliday(date) ? 0.6 : 1);
  const fresh = Math.round(base * (volume?.(date) ?? 1) * Math.exp(0.08 * random.normal()));
  return { new: fresh, active: fresh + Math.round(3 * base * Math.exp(0.05 * random.normal())) };
}

function isHoliday(date: string): boolean {
  return date >= '2026-10-01' && date <= '2026-10-07';
}

function weekday(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay();
}
