/** Which cohorts are worth asking WeChat for. */
import {
  distance,
  type Grain,
  newestComplete,
  OFFSETS,
  type Period,
  periodOf,
  shift,
} from './period.ts';

/** Cohorts a first digest rests on: D30 of the newest and of the same weekday a week before it, and so on. */
export const FIRST_WINDOW: Record<Grain, number> = { day: 38, week: 6, month: 3 };

/** Cohorts fetched in the background afterwards. */
export const HISTORY_WINDOW: Record<Grain, number> = { day: 120, week: 20, month: 12 };

/** The day WeChat opened Mini Programs: nobody can have come before. */
const FIRST_DAY = '2017-01-09';

/** Every cohort there can be, up to the newest over at an instant. */
export function wholeHistory(grain: Grain, now: Date): number {
  return distance(periodOf(grain, FIRST_DAY), newestComplete(grain, now)) + 1;
}

/** What became of a cohort when it was asked for last. */
export interface LastAsk {
  /** Last day of the newest complete period then. */
  readonly through: string;
  /** `empty`: an answer without any figure above zero. */
  readonly outcome: 'answered' | 'empty' | 'refused';
}

/** Single days well inside WeChat's history were seen to be refused, so that one alone means nothing. */
const REFUSALS_THAT_END = 5;
/** Zeros need more patience: a tiny app may have a quiet week, hardly thirty quiet days in a row. */
const BLANKS_THAT_END = 30;

/**
 * The cohorts to ask for when `newest` is the newest complete period, newest first: those of the
 * window never asked, and those asked of which an offset has matured since. An answer repeats a
 * cohort's earlier offsets, so in steady state this is one cohort per offset and nothing on a repeat.
 *
 * @param asked first day of every cohort ever asked → what became of it
 */
export function worthAsking(
  newest: Period,
  asked: ReadonlyMap<string, LastAsk>,
  window: number,
): Period[] {
  const inWindow = Array.from({ length: window }, (_, back) => shift(newest, -back));
  const older = [...asked.keys()]
    .map((first) => periodOf(newest.grain, first))
    .filter((cohort) => distance(cohort, newest) >= window)
    .sort((a, b) => (a.first < b.first ? 1 : -1));
  return [...inWindow, ...older].filter((cohort) => {
    const before = asked.get(cohort.first);
    if (!before) return true;
    const ageThen = distance(cohort, periodOf(newest.grain, before.through));
    const age = distance(cohort, newest);
    return OFFSETS[newest.grain].some((offset) => ageThen < offset && offset <= age);
  });
}

/**
 * Whether asking still further back is in vain. WeChat names no limit to its history; it refuses what
 * lies beyond, or answers zeros.
 *
 * @param outcomes of consecutive cohorts, back in time
 */
export function isBeyondHistory(outcomes: readonly LastAsk['outcome'][]): boolean {
  const ends = (count: number, test: (outcome: LastAsk['outcome']) => boolean) =>
    outcomes.length >= count && outcomes.slice(-count).every(test);
  return (
    ends(REFUSALS_THAT_END, (outcome) => outcome === 'refused') ||
    ends(BLANKS_THAT_END, (outcome) => outcome !== 'answered')
  );
}

/** What became of the cohorts between the newest and this one, as many as `isBeyondHistory` looks at, back in time. */
export function outcomesAfter(
  cohort: Period,
  newest: Period,
  asked: ReadonlyMap<string, LastAsk>,
): LastAsk['outcome'][] {
  const reach = Math.min(BLANKS_THAT_END, distance(cohort, newest));
  // One that failed for the moment says nothing of WeChat's history.
  return Array.from(
    { length: reach },
    (_, index) => asked.get(shift(cohort, reach - index).first)?.outcome ?? 'answered',
  );
}
