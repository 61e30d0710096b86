/** The cells of an app's series, each with its type, as baselines need them: by periods back from the newest. */
import { type Calendar, dayTypeOf } from '../calendar.ts';
import type { Cohort, Segment, Triangle } from '../cohort.ts';
import { addDays, type Grain, type Period, shift } from '../period.ts';
import { rateAt } from '../rate.ts';
import type { AlertMemory } from './alert.ts';

/** What a baseline rests on. */
export interface History {
  readonly triangle: Triangle;
  readonly calendar: Calendar;
  readonly excluded: AlertMemory['excluded'];
  readonly normal: AlertMemory['normal'];
}

/** Cohorts of a grain: index 0 is the newest complete period, 1 the one before it, and so on. */
export interface Past {
  readonly grain: Grain;
  readonly history: History;
  readonly periods: readonly Period[];
  readonly cohorts: readonly (Cohort | undefined)[];
  /** Of each period; undefined for a year that the calendar has no data of. */
  readonly kinds: readonly (string | undefined)[];
  readonly weekdays: readonly number[];
}

/** A rate of a cohort that is `back` periods old. */
export interface Cell {
  readonly back: number;
  readonly size: number;
  readonly retained: number;
  readonly rate: number;
  readonly type: string;
}

/** Below it a rate says next to nothing. */
const FEWEST_USERS = 30;

export function pastOf(history: History, newest: Period, length: number): Past {
  const facts = factsOf(history.calendar, newest.grain);
  const past = { periods: [] as Period[], kinds: [] as Fact['kind'][], weekdays: [] as number[] };
  for (let period = newest; past.periods.length < length; ) {
    const fact = facts.get(period.first) ?? factOf(period, history.calendar);
    facts.set(period.first, fact);
    past.periods.push(period);
    past.kinds.push(fact.kind);
    past.weekdays.push(fact.weekday);
    period = fact.before;
  }
  const cohorts = past.periods.map(({ first }) => history.triangle.get(first));
  return { grain: newest.grain, history, cohorts, ...past };
}

/** What never changes of a period; worked out once, as a run of many apps asks for the same thousands of times. */
interface Fact {
  readonly before: Period;
  readonly kind: string | undefined;
  readonly weekday: number;
}

const FACTS = new WeakMap<Calendar, Record<Grain, Map<string, Fact>>>();

function factsOf(calendar: Calendar, grain: Grain): Map<string, Fact> {
  const known = FACTS.get(calendar) ?? { day: new Map(), week: new Map(), month: new Map() };
  FACTS.set(calendar, known);
  return known[grain];
}

function factOf(period: Period, calendar: Calendar): Fact {
  const weekday = new Date(`${period.first}T00:00:00Z`).getUTCDay();
  return {
    before: shift(period, -1),
    kind: kindOf(period, calendar),
    // Of longer periods there is none.
    weekday: period.grain === 'day' ? weekday : 0,
  };
}

/** Undefined where there is no rate, too few users, or no type. */
export function cellAt(
  { cohorts, kinds }: Past,
  segment: Segment,
  offset: number,
  back: number,
): Cell | undefined {
  const [kind, kindOfReturn] = [kinds[back], kinds[back - offset]];
  if (kind === undefined || kindOfReturn === undefined) return undefined;
  const known = rateAt(cohorts[back], segment, offset);
  if (!known || known.size < FEWEST_USERS) return undefined;
  return { back, ...known, type: `${kind}>${kindOfReturn}` };
}

/** Whether a period lies in a confirmed fall of its segment. */
export function isExcluded({ history: { excluded } }: Past, segment: Segment, period: Period) {
  return excluded.some(
    (one) => one.segment === segment && one.first <= period.last && period.first <= one.last,
  );
}

/**
 * A day is its day type. A week is as special as it has days off or made up for: few others are like
 * it. Months all count as alike, as nearly every one has its holidays.
 */
function kindOf({ grain, first }: Period, calendar: Calendar): string | undefined {
  if (grain === 'month') return grain;
  if (grain === 'day') return dayTypeOf(calendar, first);
  const types = Array.from({ length: 7 }, (_, day) => dayTypeOf(calendar, addDays(first, day)));
  if (types.includes(undefined)) return undefined;
  const count = (type: string) => types.filter((one) => one === type).length;
  return `${count('holiday')}+${count('make-up workday')}`;
}
