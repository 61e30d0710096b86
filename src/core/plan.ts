/** Which cohorts are worth asking WeChat for. */
import { distance, type Grain, OFFSETS, type Period, periodOf, shift } from './period.ts';

/** Cohorts a first digest rests on: D30 of the newest and of the same weekday a week before it, and so on. */
export const FIRST_WINDOW: Record<Grain, number> = { day: 38, week: 6, month: 3 };

/** Cohorts fetched in the background afterwards. */
export const HISTORY_WINDOW: Record<Grain, number> = { day: 120, week: 20, month: 12 };

/**
 * The cohorts to ask for when `newest` is the newest complete period, newest first: those of the
 * window never asked, and those asked of which an offset has matured since. An answer repeats a
 * cohort's earlier offsets, so in steady state this is one cohort per offset and nothing on a repeat.
 *
 * @param asked first day of every cohort ever asked → last day of the newest complete period then
 */
export function worthAsking(
  newest: Period,
  asked: ReadonlyMap<string, string>,
  window: number,
): Period[] {
  const inWindow = Array.from({ length: window }, (_, back) => shift(newest, -back));
  const older = [...asked.keys()]
    .map((first) => periodOf(newest.grain, first))
    .filter((cohort) => distance(cohort, newest) >= window)
    .sort((a, b) => (a.first < b.first ? 1 : -1));
  return [...inWindow, ...older].filter((cohort) => {
    const through = asked.get(cohort.first);
    if (through === undefined) return true;
    const ageThen = distance(cohort, periodOf(newest.grain, through));
    const age = distance(cohort, newest);
    return OFFSETS[newest.grain].some((offset) => ageThen < offset && offset <= age);
  });
}
