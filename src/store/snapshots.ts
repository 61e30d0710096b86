/** Keeps every answer and every figure, and tells what was known when. */
import { createHash } from 'node:crypto';
import { type Cohort, type Counts, SEGMENTS, type Segment } from '../core/cohort.ts';
import { knownAt } from '../core/known.ts';
import { isMature, type Period, periodOf, readyAt, shift } from '../core/period.ts';
import type { SnapshotStore } from '../ports/stores.ts';
import type { Database } from './database.ts';

export function snapshotStore(db: Database): SnapshotStore {
  return {
    async asked(app, grain) {
      const rows = await db
        .selectFrom('cohorts')
        .select(['first', 'through'])
        .where('app', '=', app)
        .where('grain', '=', grain)
        .execute();
      return new Map(rows.map((row) => [row.first, row.through]));
    },

    async save(app, { period, counts, raw }, newest, seen) {
      await db.transaction().execute(async (trx) => {
        await markAsked(trx, app, period, newest, seen, 'answered');
        await keepAnswer(trx, app, period, raw, seen);
        for (const segment of SEGMENTS)
          for (const [offset, value] of counts[segment])
            if (isMature(period, offset, newest))
              await keepFigure(trx, { app, period, segment, offset }, value, seen);
      });
    },

    async refuse(app, cohort, newest, seen) {
      await markAsked(db, app, cohort, newest, seen, 'refused');
    },

    async triangle(app, grain, range, asOf) {
      const rows = await db
        .selectFrom('figures')
        .selectAll()
        .where('app', '=', app)
        .where('grain', '=', grain)
        .where('first', '>=', range.first)
        .where('first', '<=', range.last)
        .execute();
      const cells = Map.groupBy(rows, (row) => `${row.first} ${row.segment} ${row.offset}`);
      const triangle = new Map<string, Cohort & { counts: Record<Segment, Map<number, number>> }>();
      for (const revisions of cells.values()) {
        const [cell] = revisions;
        if (!cell) continue;
        const period = periodOf(grain, cell.first);
        const value = knownAt(
          revisions.map((row) => ({ value: row.value, firstSeen: new Date(row.first_seen) })),
          readyAt(shift(period, cell.offset)),
          asOf,
        );
        if (value === undefined) continue;
        const cohort = triangle.get(cell.first) ?? {
          period,
          counts: { new: new Map(), active: new Map() },
        };
        cohort.counts[cell.segment as Segment].set(cell.offset, value);
        triangle.set(cell.first, cohort);
      }
      return triangle as ReadonlyMap<string, { period: Period; counts: Record<Segment, Counts> }>;
    },

    async hasHistory(app, grain) {
      const row = await db
        .selectFrom('figures')
        .select('value')
        .where('app', '=', app)
        .where('grain', '=', grain)
        .where('value', '>', 0)
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },
  };
}

async function markAsked(
  db: Database,
  app: string,
  cohort: Period,
  newest: Period,
  seen: Date,
  outcome: 'answered' | 'refused',
) {
  const asked = { through: newest.last, outcome, asked_at: seen.toISOString() };
  await db
    .insertInto('cohorts')
    .values({ app, grain: cohort.grain, first: cohort.first, ...asked })
    .onConflict((c) => c.columns(['app', 'grain', 'first']).doUpdateSet(asked))
    .execute();
}

async function keepAnswer(db: Database, app: string, period: Period, raw: string, seen: Date) {
  const at = seen.toISOString();
  await db
    .insertInto('answers')
    .values({
      app,
      grain: period.grain,
      first: period.first,
      hash: createHash('sha256').update(raw).digest('hex'),
      raw,
      first_seen: at,
      last_seen: at,
    })
    .onConflict((c) => c.columns(['app', 'grain', 'first', 'hash']).doUpdateSet({ last_seen: at }))
    .execute();
}

interface Cell {
  app: string;
  period: Period;
  segment: Segment;
  offset: number;
}

async function keepFigure(db: Database, cell: Cell, value: number, seen: Date) {
  const at = seen.toISOString();
  const key = {
    app: cell.app,
    grain: cell.period.grain,
    first: cell.period.first,
    segment: cell.segment,
    offset: cell.offset,
  };
  const newest = await db
    .selectFrom('figures')
    .select(['value', 'first_seen'])
    .where((row) => row.and(key))
    .orderBy('first_seen', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (newest?.value === value) {
    await db
      .updateTable('figures')
      .set({ last_seen: at })
      .where((row) => row.and({ ...key, first_seen: newest.first_seen }))
      .execute();
    return;
  }
  await db
    .insertInto('figures')
    .values({ ...key, first_seen: at, last_seen: at, value })
    .onConflict((c) =>
      c
        .columns(['app', 'grain', 'first', 'segment', 'offset', 'first_seen'])
        .doUpdateSet({ value, last_seen: at }),
    )
    .execute();
}
