/** Cohorts as they were known at one moment: what every answer and digest reads, so most of it is read in one row each. */
import { type SqlBool, sql } from 'kysely';
import { type Cohort, SEGMENTS, type Segment, type Triangle } from '../core/cohort.ts';
import { type Grain, periodOf } from '../core/period.ts';
import { type Database, speaksPostgres } from './database.ts';
import { historyOf } from './history.ts';
import type { Series } from './tables.ts';

export interface Stretch {
  readonly app: string;
  readonly grain: Grain;
  /** First days of the oldest and the newest cohort. */
  readonly first: string;
  readonly last: string;
}

export interface Read {
  readonly triangle: Triangle;
  /** When anything of it was seen last: from then on every moment knows the same. */
  readonly seen: string;
}

export async function triangleAt(db: Database, stretch: Stretch, asOf: Date): Promise<Read> {
  const { grain } = stretch;
  const known = asOf.toISOString();
  const rows = await db
    .selectFrom('figures')
    .select((row) => [
      'first',
      row.fn.max('first_seen').as('seen'),
      (speaksPostgres(db) ? POSTGRES_FIGURES : SQLITE_FIGURES).as('figures'),
    ])
    .where(within(stretch))
    .groupBy('first')
    .execute();
  const cohorts = new Map<string, Cohort>();
  const others = new Set<string>();
  let newest = '';
  for (const { first, seen, figures } of rows) {
    if (seen > newest) newest = seen;
    const counts = seen <= known ? countsOf(JSON.parse(figures)) : undefined;
    if (counts) cohorts.set(first, { period: periodOf(grain, first), counts });
    else others.add(first);
  }
  if (others.size === 0) return { triangle: cohorts, seen: newest };
  const all = await db.selectFrom('figures').selectAll().where(within(stretch)).execute();
  const history = historyOf(
    grain,
    all.filter(({ first }) => others.has(first)),
  );
  return { triangle: new Map([...cohorts, ...history.at(asOf)]), seen: newest };
}

const SQLITE_FIGURES = sql<string>`json_group_array(json_array(segment, "offset", value))`;
const POSTGRES_FIGURES = sql<string>`json_agg(json_build_array(segment, "offset", value))::text`;

function within({ app, grain, first, last }: Stretch) {
  return sql<SqlBool>`app = ${app} and grain = ${grain} and first between ${first} and ${last}`;
}

/** Undefined where a figure was revised or a size is the visit trend's: what was known then takes more than this. */
function countsOf(figures: readonly (readonly [Series, number, number])[]) {
  const counts = { new: new Map<number, number>(), active: new Map<number, number>() };
  for (const [series, offset, value] of figures) {
    if (!isSegment(series) || counts[series].has(offset)) return undefined;
    counts[series].set(offset, value);
  }
  return counts;
}

function isSegment(series: Series): series is Segment {
  return SEGMENTS.some((segment) => segment === series);
}
