/** The tables of what processes share: turns, tokens, leases, who is alive, how runs ended, and marks. */
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

export const sharedTables: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('turns')
      .addColumn('name', 'text', (c) => c.primaryKey())
      // Milliseconds since 1970, as it is counted with.
      .addColumn('free_at', 'bigint', (c) => c.notNull())
      .execute();
    await db.schema
      .createTable('tokens')
      .addColumn('app', 'text', (c) => c.primaryKey())
      .addColumn('sealed', 'text', (c) => c.notNull())
      .addColumn('until', 'text', (c) => c.notNull())
      .addColumn('forced_at', 'text', (c) => c.notNull())
      .execute();
    await db.schema
      .createTable('leases')
      .addColumn('name', 'text', (c) => c.primaryKey())
      .addColumn('owner', 'text', (c) => c.notNull())
      .addColumn('until', 'text', (c) => c.notNull())
      .execute();
    await db.schema
      .createTable('replicas')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('seen_at', 'text', (c) => c.notNull())
      .execute();
    await db.schema
      .createTable('runs')
      .addColumn('schedule', 'text', (c) => c.primaryKey())
      .addColumn('succeeded_at', 'text', (c) => c.notNull())
      .addColumn('failed_at', 'text', (c) => c.notNull())
      .addColumn('code', 'text', (c) => c.notNull())
      .addColumn('params', 'text', (c) => c.notNull())
      .execute();
    await db.schema
      .createTable('marks')
      .addColumn('name', 'text', (c) => c.primaryKey())
      .addColumn('at', 'text', (c) => c.notNull())
      .execute();
  },
};
