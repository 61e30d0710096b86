/** Cohorts as they were known at any moment, from their figures read once. */
import type { Selectable } from 'kysely';
import { type Cohort, SEGMENTS } from '../core/cohort.ts';
import { knownAt, type Seen, sizeAt } from '../core/known.ts';
import { type Grain, type Period, periodOf, readyAt, shift } from '../core/period.ts';
import type { History } from '../ports/stores.ts';
import { trendSeries } from './figures.ts';
import type { Series, Tables } from './tables.ts';

type Row = Selectable<Tables['figures']>;

export function historyOf(grain: Grain, rows: readonly Row[]): History {
  const cohorts = [...Map.groupBy(rows, ({ first }) => first)].map(
    ([first, own]) => [first, cohortOf(periodOf(grain, first), own)] as const,
  );
  return {
    at(asOf) {
      const triangle = new Map<string, Cohort>();
      for (const [first, at] of cohorts) {
        const cohort = at(asOf);
        if (cohort) triangle.set(first, cohort);
      }
      return triangle;
    },
  };
}

type CohortAt = (asOf: Date) => Cohort | undefined;

/** Instants from which, and up to which, nothing changes. */
interface Stretch {
  readonly from: number;
  readonly until: number;
}

/** The same cohort for every moment between two in which something of it became known. */
function cohortOf(period: Period, rows: readonly Row[]): CohortAt {
  const makeAt = makerOf(period, rows);
  const turns = once(() => turnsOf(period, rows));
  let made: (Stretch & { readonly cohort: Cohort | undefined }) | undefined;
  return (asOf) => {
    const time = asOf.getTime();
    if (made && made.from <= time && time < made.until) return made.cohort;
    // Most ask for one moment alone: that needs no calendar.
    const stretch = made ? between(turns(), time) : { from: time, until: time + 1 };
    made = { ...stretch, cohort: makeAt(asOf) };
    return made.cohort;
  };
}

/** The moments in which something of a cohort may become known, in order. */
function turnsOf(period: Period, rows: readonly Row[]): readonly number[] {
  const returns = [...new Set(rows.map(({ offset }) => offset))].map((offset) =>
    readyAt(shift(period, offset)).getTime(),
  );
  const seen = rows.map(({ first_seen }) => Date.parse(first_seen));
  return [...new Set([...returns, ...seen])].sort((a, b) => a - b);
}

function between(turns: readonly number[], time: number): Stretch {
  return {
    from: turns.findLast((turn) => turn <= time) ?? Number.NEGATIVE_INFINITY,
    until: turns.find((turn) => turn > time) ?? Number.POSITIVE_INFINITY,
  };
}

/** Puts a cohort together as of a moment; undefined when none of it was known. */
function makerOf(period: Period, rows: readonly Row[]): CohortAt {
  const seen = seenOf(rows);
  const available = once(() => readyAt(period));
  const sizes = SEGMENTS.map((segment) => ({
    segment,
    own: seen(segment, 0),
    trend: seen(trendSeries(segment), 0),
  }));
  const offsets = new Set(rows.map(({ offset }) => offset).filter((offset) => offset > 0));
  const retained = [...offsets].flatMap((offset) => {
    const returned = once(() => readyAt(shift(period, offset)));
    return SEGMENTS.map((segment) => ({ segment, offset, returned, seen: seen(segment, offset) }));
  });
  return (asOf) => {
    const counts = { new: new Map<number, number>(), active: new Map<number, number>() };
    const known = sizes.flatMap(({ segment, own, trend }) => {
      const size = sizeAt(own, trend, available, asOf);
      return size ? [{ segment, ...size }] : [];
    });
    for (const { segment, people } of known) counts[segment].set(0, people);
    for (const one of retained) {
      const value = knownAt(one.seen, one.returned, asOf);
      if (value !== undefined) counts[one.segment].set(one.offset, value);
    }
    if (counts.new.size + counts.active.size === 0) return undefined;
    const ofTrend = known.filter(({ isOfTrend }) => isOfTrend);
    const trendSizes = new Set(ofTrend.map(({ segment }) => segment));
    return trendSizes.size > 0 ? { period, counts, trendSizes } : { period, counts };
  };
}

function seenOf(rows: readonly Row[]): (series: Series, offset: number) => readonly Seen[] {
  const seen = new Map<string, Seen[]>();
  for (const { segment, offset, value, first_seen } of rows) {
    const key = `${segment} ${offset}`;
    const one = { value, firstSeen: new Date(first_seen) };
    const others = seen.get(key);
    if (others) others.push(one);
    else seen.set(key, [one]);
  }
  return (series, offset) => seen.get(`${series} ${offset}`) ?? [];
}

/** Calendar arithmetic takes longer than all the rest: asked for once, if at all. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
