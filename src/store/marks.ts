/** Moments in the life of the database itself. */
import { sql } from 'kysely';
import type { MarkBook } from '../ports/shared-stores.ts';
import { type Database, speaksPostgres } from './database.ts';

export function markBook(db: Database): MarkBook {
  return {
    async get(name) {
      const row = await db
        .selectFrom('marks')
        .select('at')
        .where('name', '=', name)
        .executeTakeFirst();
      return row && new Date(row.at);
    },
    async set(name, at) {
      if (at === undefined) {
        await db.deleteFrom('marks').where('name', '=', name).execute();
        // The file itself must say no more that it is a copy: left to its log it would, should the process be killed.
        if (!speaksPostgres(db)) await sql`PRAGMA wal_checkpoint(PASSIVE)`.execute(db);
        return;
      }
      const set = { at: at.toISOString() };
      await db
        .insertInto('marks')
        .values({ name, ...set })
        .onConflict((c) => c.column('name').doUpdateSet(set))
        .execute();
    },
  };
}
