/** Keeps every answer and every figure, and tells what was known when. */
import { createHash } from 'node:crypto';
import type { Selectable } from 'kysely';
import { type Cohort, SEGMENTS, type Segment } from '../core/cohort.ts';
import { knownAt } from '../core/known.ts';
import { isMature, type Period, periodOf, readyAt, shift } from '../core/period.ts';
import type { SnapshotStore } from '../ports/stores.ts';
import type { Database } from './database.ts';
import type { Tables } from './tables.ts';

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

    // Marked as asked last: a crash in between leaves the cohort to be asked again, and nothing is lost.
    // No transaction, because one that stays open across awaits blocks every other process on the file.
    async save(app, { period, counts, raw }, newest, seen) {
      await keepAnswer(db, app, period, raw, seen);
      const figures = SEGMENTS.flatMap((segment) =>
        [...counts[segment]]
          .filter(([offset]) => isMature(period, offset, newest))
          .map(([offset, value]) => ({ segment, offset, value })),
      );
      await keepFigures(db, app, period, figures, seen);
      await markAsked(db, app, period, newest, seen, 'answered');
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
      const triangle = new Map<string, Cohort>();
      for (const [first, cohortRows] of Map.groupBy(rows, (row) => row.first)) {
        const cohort = cohortAt(periodOf(grain, first), cohortRows, asOf);
        if (cohort) triangle.set(first, cohort);
      }
      return triangle;
    },

    async hasPeople(app, grain) {
      const row = await db
        .selectFrom('figures')
        .select('value')
        .where('app', '=', app)
        .where('grain', '=', grain)
        .where('offset', '=', 0)
        .where('value', '>', 0)
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },
  };
}

/** A cohort as it was known; undefined when none of it was. */
function cohortAt(
  period: Period,
  rows: readonly Selectable<Tables['figures']>[],
  asOf: Date,
): Cohort | undefined {
  const counts = { new: new Map<number, number>(), active: new Map<number, number>() };
  for (const revisions of Map.groupBy(rows, (row) => `${row.segment} ${row.offset}`).values()) {
    const [cell] = revisions;
    if (!cell) continue;
    const value = knownAt(
      revisions.map((row) => ({ value: row.value, firstSeen: new Date(row.first_seen) })),
      () => readyAt(shift(period, cell.offset)),
      asOf,
    );
    if (value !== undefined) counts[cell.segment as Segment].set(cell.offset, value);
  }
  return counts.new.size + counts.active.size > 0 ? { period, counts } : undefined;
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
    .onConflict((c) =>
      c
        .columns(['app', 'grain', 'first', 'hash'])
        .doUpdateSet({ last_seen: at })
        .where('answers.last_seen', '<', at),
    )
    .execute();
}

interface Figure {
  segment: Segment;
  offset: number;
  value: number;
}

/** New and changed figures become rows; those that stand are seen again. */
async function keepFigures(
  db: Database,
  app: string,
  period: Period,
  figures: readonly Figure[],
  seen: Date,
) {
  const at = seen.toISOString();
  const cohort = { app, grain: period.grain, first: period.first };
  const stored = await db
    .selectFrom('figures')
    .select(['segment', 'offset', 'value', 'first_seen'])
    .where((row) => row.and(cohort))
    .orderBy('first_seen')
    .execute();
  // Oldest first, so that the newest row of a figure stays in the map.
  const newest = new Map(stored.map((row) => [`${row.segment} ${row.offset}`, row]));
  const standing = (figure: Figure) => newest.get(`${figure.segment} ${figure.offset}`);
  const changed = figures.filter((figure) => standing(figure)?.value !== figure.value);
  const same = figures.filter((figure) => standing(figure)?.value === figure.value);
  if (changed.length > 0)
    await db
      .insertInto('figures')
      .values(
        changed.map((one) => {
          const first = after(standing(one)?.first_seen, at);
          return { ...cohort, ...one, first_seen: first, last_seen: first };
        }),
      )
      .onConflict((c) =>
        c
          .columns(['app', 'grain', 'first', 'segment', 'offset', 'first_seen'])
          .doUpdateSet((row) => ({
            value: row.ref('excluded.value'),
            last_seen: row.ref('excluded.last_seen'),
          })),
      )
      .execute();
  if (same.length > 0)
    await db
      .updateTable('figures')
      .set({ last_seen: at })
      .where('last_seen', '<', at)
      .where((row) => row.and(cohort))
      .where((row) =>
        row.or(
          same.map((one) =>
            row.and({
              segment: one.segment,
              offset: one.offset,
              first_seen: standing(one)?.first_seen ?? at,
            }),
          ),
        ),
      )
      .execute();
}

/** What is seen now replaces what stood, even where the clock went backwards in between. */
function after(standing: string | undefined, at: string): string {
  return standing !== undefined && standing > at
    ? new Date(Date.parse(standing) + 1).toISOString()
    : at;
}
