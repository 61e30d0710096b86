/** Figures as rows: a changed value is a further row, and what was known when is read from them. */
import { sql } from 'kysely';
import { SEGMENTS, type Segment, type Snapshot } from '../core/cohort.ts';
import { isMature, type Period } from '../core/period.ts';
import type { Database } from './database.ts';
import type { Series } from './tables.ts';
import { firstVersion, versionAfter } from './versions.ts';

export interface Figure {
  readonly segment: Series;
  readonly offset: number;
  readonly value: number;
}

/** An answer's figures that can exist when `newest` is the newest complete period. */
export function figuresOf({ period, counts, trend }: Snapshot, newest: Period): Figure[] {
  return SEGMENTS.flatMap((segment): Figure[] => {
    const size = trend?.sizes[segment];
    return [
      ...[...counts[segment]].map(([offset, value]) => ({ segment, offset, value })),
      ...(size === undefined ? [] : [{ segment: trendSeries(segment), offset: 0, value: size }]),
    ];
  }).filter(({ offset }) => isMature(period, offset, newest));
}

export function trendSeries(segment: Segment): Series {
  return `trend ${segment}`;
}

/** New and changed figures become rows; those that stand are seen again. */
export async function keepFigures(
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
  if (changed.length > 0) {
    await nextVersion(db, app, period, JSON.stringify([period.first, changed, at]));
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
  }
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

async function nextVersion(db: Database, app: string, { grain }: Period, change: string) {
  const version = versionAfter(sql<number>`figure_versions.version`, change);
  await db
    .insertInto('figure_versions')
    .values({ app, grain, version: firstVersion(change) })
    .onConflict((c) => c.columns(['app', 'grain']).doUpdateSet({ version }))
    .execute();
}

/** What is seen now replaces what stood, even where the clock went backwards in between. */
function after(standing: string | undefined, at: string): string {
  return standing !== undefined && standing > at
    ? new Date(Date.parse(standing) + 1).toISOString()
    : at;
}
