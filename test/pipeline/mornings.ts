/** A store that is told, morning by morning, what a world of known retention has become ripe with. */
import type { Triangle } from '../../src/core/cohort.ts';
import { addDays, newestExpected, OFFSETS, periodOf } from '../../src/core/period.ts';
import type { Stores } from '../../src/ports/stores.ts';

/** What a first morning finds there already. */
export async function tellHistory(stores: Stores, app: string, world: Triangle, seen: Date) {
  const newest = newestExpected('day', seen);
  for (const [first, cohort] of world)
    if (first <= newest.first) await tellOne(stores, app, cohort, seen);
}

/** What a morning adds: one more offset of ten cohorts. */
export async function tellMorning(stores: Stores, app: string, world: Triangle, seen: Date) {
  const newest = newestExpected('day', seen);
  for (const offset of OFFSETS.day) {
    const cohort = world.get(addDays(newest.first, -offset));
    if (cohort) await tellOne(stores, app, cohort, seen);
  }
}

export async function tellOne(
  stores: Stores,
  app: string,
  { period, counts }: { period: { first: string }; counts: Parameters<typeof rawOf>[0] },
  seen: Date,
) {
  const newest = newestExpected('day', seen);
  const snapshot = { period: periodOf('day', period.first), counts, raw: rawOf(counts) };
  await stores.snapshots.save(app, snapshot, newest, seen);
}

function rawOf(counts: { new: ReadonlyMap<number, number>; active: ReadonlyMap<number, number> }) {
  return JSON.stringify([[...counts.new], [...counts.active]]);
}
