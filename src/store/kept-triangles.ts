/** Cohorts as they were read last, for as long as nobody has changed their figures: most ask for the same ones again. */
import { LRUCache } from 'lru-cache';
import type { Triangle } from '../core/cohort.ts';
import type { Database } from './database.ts';
import { type Read, type Stretch, triangleAt } from './triangle.ts';

/** About a hundred kilobytes each. */
const MOST = 200;

export function keptTriangles(db: Database): (stretch: Stretch, asOf: Date) => Promise<Triangle> {
  const kept = new LRUCache<string, Read & { readonly version: number }>({ max: MOST });
  return async (stretch, asOf) => {
    const { app, grain, first, last } = stretch;
    const key = [app, grain, first, last].join(' ');
    // Before the figures: what is written in between is found by whoever asks next.
    const version = await versionOf(stretch);
    const one = kept.get(key);
    const known = asOf.toISOString();
    if (one?.version === version && one.seen <= known) return one.triangle;
    const read = await triangleAt(db, stretch, asOf);
    if (read.seen <= known) kept.set(key, { ...read, version });
    return read.triangle;
  };

  async function versionOf({ app, grain }: Stretch): Promise<number> {
    const row = await db
      .selectFrom('figure_versions')
      .select('version')
      .where('app', '=', app)
      .where('grain', '=', grain)
      .executeTakeFirst();
    return row?.version ?? 0;
  }
}
