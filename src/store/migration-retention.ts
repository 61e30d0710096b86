/** Indexes by age: what is kept for a time only is found without reading all of it. */
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

const AGES = [
  ['answers', 'last_seen'],
  ['ticks', 'scheduled_for'],
  ['deliveries', 'since'],
  ['charts', 'created_at'],
  ['audit', 'at'],
] as const;

export const ageIndexes: Migration = {
  async up(db: Kysely<unknown>) {
    for (const [table, column] of AGES)
      await db.schema.createIndex(`${table}_by_age`).on(table).column(column).execute();
  },
};
