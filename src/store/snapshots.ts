/** Keeps every answer and every figure, and tells what was known when. */
import { createHash } from 'node:crypto';
import { SEGMENTS } from '../core/cohort.ts';
import type { Period } from '../core/period.ts';
import type { LastAsk } from '../core/plan.ts';
import type { SnapshotStore } from '../ports/stores.ts';
import type { Database } from './database.ts';
import { figuresOf, keepFigures } from './figures.ts';
import { historyOf } from './history.ts';
import { keptTriangles } from './kept-triangles.ts';
import { together } from './together.ts';

export function snapshotStore(db: Database): SnapshotStore {
  const write = together(db);
  const triangles = keptTriangles(db);
  return {
    async asked(app, grain) {
      const rows = await db
        .selectFrom('cohorts')
        .select(['first', 'through', 'outcome'])
        .where('app', '=', app)
        .where('grain', '=', grain)
        .execute();
      return new Map(rows.map(({ first, ...asked }) => [first, asked]));
    },

    save(app, snapshot, newest, seen) {
      const { period, raw, trend } = snapshot;
      const figures = figuresOf(snapshot, newest);
      const outcome = figures.some(({ value }) => value > 0) ? 'answered' : 'empty';
      return write(async (all) => {
        // First: on SQLite a lock taken for reading can't become one for writing while another process writes,
        // and on PostgreSQL the cohort's row keeps out whoever else saves the same cohort.
        await markAsked(all, app, period, newest, seen, outcome);
        for (const answer of trend ? [raw, trend.raw] : [raw])
          await keepAnswer(all, app, period, answer, seen);
        await keepFigures(all, app, period, figures, seen);
      });
    },

    async refuse(app, cohort, newest, seen) {
      await markAsked(db, app, cohort, newest, seen, 'refused');
    },

    triangle(app, grain, { first, last }, asOf) {
      return triangles({ app, grain, first, last }, asOf);
    },

    async history(app, grain, range) {
      const rows = await db
        .selectFrom('figures')
        .selectAll()
        .where('app', '=', app)
        .where('grain', '=', grain)
        .where('first', '>=', range.first)
        .where('first', '<=', range.last)
        .execute();
      return historyOf(grain, rows);
    },

    async hasPeople(app, grain) {
      const row = await db
        .selectFrom('figures')
        .select('value')
        .where('app', '=', app)
        .where('grain', '=', grain)
        .where('segment', 'in', SEGMENTS)
        .where('offset', '=', 0)
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
  outcome: LastAsk['outcome'],
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
    .onConflict((c) =>
      c
        .columns(['app', 'grain', 'first', 'hash'])
        .doUpdateSet({ last_seen: at })
        .where('answers.last_seen', '<', at),
    )
    .execute();
}
