/** The schema's history: append only, never edit what has been released. */
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import { alertTables } from './migration-alerts.ts';
import { noticeTable } from './migration-notices.ts';
import { ageIndexes } from './migration-retention.ts';
import { sharedTables } from './migration-shared.ts';
import { figureVersions } from './migration-versions.ts';

export const migrations: Record<string, Migration> = {
  '0001_first': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('cohorts')
        .addColumn('app', 'text', (c) => c.notNull())
        .addColumn('grain', 'text', (c) => c.notNull())
        .addColumn('first', 'text', (c) => c.notNull())
        .addColumn('through', 'text', (c) => c.notNull())
        .addColumn('outcome', 'text', (c) => c.notNull())
        .addColumn('asked_at', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint('cohorts_pk', ['app', 'grain', 'first'])
        .execute();
      await db.schema
        .createTable('answers')
        .addColumn('app', 'text', (c) => c.notNull())
        .addColumn('grain', 'text', (c) => c.notNull())
        .addColumn('first', 'text', (c) => c.notNull())
        .addColumn('hash', 'text', (c) => c.notNull())
        .addColumn('raw', 'text', (c) => c.notNull())
        .addColumn('first_seen', 'text', (c) => c.notNull())
        .addColumn('last_seen', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint('answers_pk', ['app', 'grain', 'first', 'hash'])
        .execute();
      await db.schema
        .createTable('figures')
        .addColumn('app', 'text', (c) => c.notNull())
        .addColumn('grain', 'text', (c) => c.notNull())
        .addColumn('first', 'text', (c) => c.notNull())
        .addColumn('segment', 'text', (c) => c.notNull())
        .addColumn('offset', 'integer', (c) => c.notNull())
        .addColumn('first_seen', 'text', (c) => c.notNull())
        .addColumn('last_seen', 'text', (c) => c.notNull())
        .addColumn('value', 'integer', (c) => c.notNull())
        .addPrimaryKeyConstraint('figures_pk', [
          'app',
          'grain',
          'first',
          'segment',
          'offset',
          'first_seen',
        ])
        .execute();
      await db.schema
        .createTable('watermarks')
        .addColumn('schedule', 'text', (c) => c.primaryKey())
        .addColumn('planned_to', 'text', (c) => c.notNull())
        .execute();
      await db.schema
        .createTable('ticks')
        .addColumn('schedule', 'text', (c) => c.notNull())
        .addColumn('scheduled_for', 'text', (c) => c.notNull())
        .addColumn('attempt', 'integer', (c) => c.notNull())
        .addColumn('due', 'text', (c) => c.notNull())
        .addColumn('done', 'integer', (c) => c.notNull())
        .addPrimaryKeyConstraint('ticks_pk', ['schedule', 'scheduled_for'])
        .execute();
      await db.schema
        .createTable('deliveries')
        .addColumn('id', 'text', (c) => c.primaryKey())
        .addColumn('channel', 'text', (c) => c.notNull())
        .addColumn('subject', 'text', (c) => c.notNull())
        .addColumn('state', 'text', (c) => c.notNull())
        .addColumn('since', 'text', (c) => c.notNull())
        .addColumn('lease_until', 'text', (c) => c.notNull())
        .addColumn('reason', 'text', (c) => c.notNull())
        .addColumn('posted', 'text', (c) => c.notNull())
        .addUniqueConstraint('deliveries_once', ['channel', 'subject'])
        .execute();
      await db.schema
        .createTable('addresses')
        .addColumn('adapter', 'text', (c) => c.notNull())
        .addColumn('id', 'text', (c) => c.notNull())
        .addColumn('address', 'text', (c) => c.notNull())
        .addColumn('subscribed', 'integer', (c) => c.notNull())
        .addPrimaryKeyConstraint('addresses_pk', ['adapter', 'id'])
        .execute();
      await db.schema
        .createTable('charts')
        .addColumn('id', 'text', (c) => c.primaryKey())
        .addColumn('chart', 'text', (c) => c.notNull())
        .addColumn('created_at', 'text', (c) => c.notNull())
        .execute();
    },
  },
  '0002_chats': {
    async up(db: Kysely<unknown>) {
      for (const name of ['app', 'grain', 'first', 'as_of', 'shown', 'edit_until'])
        await db.schema
          .alterTable('deliveries')
          .addColumn(name, 'text', (c) => c.notNull().defaultTo(''))
          .execute();
      await db.schema
        .createIndex('deliveries_standing')
        .on('deliveries')
        .columns(['app', 'grain', 'first'])
        .execute();
      await db.schema
        .createTable('subscriptions')
        .addColumn('number', 'integer', (c) => c.primaryKey().autoIncrement())
        .addColumn('adapter', 'text', (c) => c.notNull())
        .addColumn('chat', 'text', (c) => c.notNull())
        .addColumn('grain', 'text', (c) => c.notNull())
        .addColumn('app', 'text', (c) => c.notNull())
        .addColumn('at', 'text', (c) => c.notNull())
        .addColumn('zone', 'text', (c) => c.notNull())
        .addColumn('user', 'text', (c) => c.notNull())
        .addColumn('created_at', 'text', (c) => c.notNull())
        .addUniqueConstraint('subscriptions_once', [
          'adapter',
          'chat',
          'grain',
          'app',
          'at',
          'zone',
        ])
        .execute();
      await db.schema
        .createTable('audit')
        .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
        .addColumn('at', 'text', (c) => c.notNull())
        .addColumn('adapter', 'text', (c) => c.notNull())
        .addColumn('chat', 'text', (c) => c.notNull())
        .addColumn('user', 'text', (c) => c.notNull())
        .addColumn('action', 'text', (c) => c.notNull())
        .addColumn('detail', 'text', (c) => c.notNull())
        .execute();
      await db.schema
        .createTable('keys')
        .addColumn('name', 'text', (c) => c.primaryKey())
        .addColumn('value', 'text', (c) => c.notNull())
        .execute();
      await db.schema
        .createTable('pauses')
        .addColumn('chat', 'text', (c) => c.primaryKey())
        .addColumn('since', 'text', (c) => c.notNull())
        .addColumn('code', 'text', (c) => c.notNull())
        .addColumn('params', 'text', (c) => c.notNull())
        .execute();
    },
  },
  '0003_alerts': alertTables,
  '0004_notices': noticeTable,
  '0005_shared': sharedTables,
  '0006_ages': ageIndexes,
  '0007_versions': figureVersions,
};
