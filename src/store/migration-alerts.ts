/** The tables of alerts: what is remembered, what is told of it, and what people say to that. */
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

export const alertTables: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('alerts')
      .addColumn('app', 'text', (c) => c.primaryKey())
      .addColumn('version', 'integer', (c) => c.notNull())
      .addColumn('memory', 'text', (c) => c.notNull())
      .addColumn('pending', 'text', (c) => c.notNull())
      .execute();
    await db.schema
      .createTable('alert_messages')
      .addColumn('number', 'integer', (c) => c.primaryKey().autoIncrement())
      .addColumn('id', 'text', (c) => c.notNull().unique())
      .addColumn('under', 'text', (c) => c.notNull())
      .addColumn('message', 'text', (c) => c.notNull())
      .addColumn('settled', 'integer', (c) => c.notNull())
      .addColumn('created_at', 'text', (c) => c.notNull())
      .execute();
    // Every run asks for the few that have not settled.
    await db.schema
      .createIndex('alert_messages_settled')
      .on('alert_messages')
      .column('settled')
      .execute();
    await db.schema
      .createIndex('alert_messages_under')
      .on('alert_messages')
      .column('under')
      .execute();
    await db.schema
      .createTable('alert_apps')
      .addColumn('app', 'text', (c) => c.notNull())
      .addColumn('message', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('alert_apps_pk', ['app', 'message'])
      .execute();
    await db.schema
      .createTable('alert_findings')
      .addColumn('number', 'integer', (c) => c.primaryKey().autoIncrement())
      .addColumn('finding', 'text', (c) => c.notNull().unique())
      .addColumn('app', 'text', (c) => c.notNull())
      .addColumn('segment', 'text', (c) => c.notNull())
      .addColumn('message', 'text', (c) => c.notNull())
      .addColumn('opened_at', 'text', (c) => c.notNull())
      .addColumn('ended_at', 'text', (c) => c.notNull())
      .addColumn('reason', 'text', (c) => c.notNull())
      .execute();
    await db.schema
      .createIndex('alert_findings_message')
      .on('alert_findings')
      .column('message')
      .execute();
    await db.schema
      .createTable('alert_mutes')
      .addColumn('number', 'integer', (c) => c.notNull())
      .addColumn('chat', 'text', (c) => c.notNull())
      .addColumn('until', 'text', (c) => c.notNull())
      .addColumn('user', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('alert_mutes_pk', ['number', 'chat'])
      .execute();
    await db.schema
      .createTable('alert_votes')
      .addColumn('number', 'integer', (c) => c.notNull())
      .addColumn('chat', 'text', (c) => c.notNull())
      .addColumn('user', 'text', (c) => c.notNull())
      .addColumn('useful', 'integer', (c) => c.notNull())
      .addColumn('at', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('alert_votes_pk', ['number', 'chat', 'user'])
      .execute();
  },
};
