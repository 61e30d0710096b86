/** The table of what doesn't come, and was told. */
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

export const noticeTable: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('notices')
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('key', 'text', (c) => c.notNull())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('since', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('notices_pk', ['kind', 'key'])
      .execute();
  },
};
