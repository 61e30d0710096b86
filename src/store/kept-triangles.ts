/** Cohorts as they were read last, for as long as nobody has changed their figures: most ask for the same ones again. */
import { LRUCache } from 'lru-cache';
import type { Triangle } from '../core/cohort.ts';
import type { Database } from './database.ts';
import { type Read, type Stretch, triangleAt } from './triangle.ts';

/** Apps' grains, and of each grain stretches and cohorts in them: a cohort takes about a kilobyte. */
const MOST = 60;
const STRETCHES = {
  max: 6,
  maxSize: 1_000,
  // Longer than any digest or alert reads; a trend of a whole year is read again.
  maxEntrySize: 250,
  sizeCalculation: ({ triangle }: Read) => triangle.size + 1,
};

interface Kept {
  readonly version: number;
  readonly stretches: LRUCache<string, Read>;
}

export function keptTriangles(db: Database): (stretch: Stretch, asOf: Date) => Promise<Triangle> {
  const all = new LRUCache<string, Kept>({ max: MOST });
  return async (stretch, asOf) => {
    const { app, grain, first, last } = stretch;
    // Before the figures: what is written in between is found by whoever asks next.
    const version = await versionOf(stretch);
    const { stretches } = keptAt(`${app} ${grain}`, version);
    const name = `${first} ${last}`;
    const before = stretches.get(name);
    const known = asOf.toISOString();
    if (before && before.seen <= known) return before.triangle;
    const read = await triangleAt(db, stretch, asOf);
    if (read.seen <= known) stretches.set(name, read);
    return read.triangle;
  };

  /** What was read at another version is of no use to anybody. */
  function keptAt(name: string, version: number): Kept {
    const before = all.get(name);
    if (before?.version === version) return before;
    const kept = { version, stretches: new LRUCache<string, Read>(STRETCHES) };
    all.set(name, kept);
    return kept;
  }

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
