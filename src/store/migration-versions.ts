/** The table that tells whether figures have changed since they were read. */
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

export const figureVersions: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('figure_versions')
      .addColumn('app', 'text', (c) => c.notNull())
      .addColumn('grain', 'text', (c) => c.notNull())
      .addColumn('version', 'integer', (c) => c.notNull())
      .addPrimaryKeyConstraint('figure_versions_pk', ['app', 'grain'])
      .execute();
  },
};
