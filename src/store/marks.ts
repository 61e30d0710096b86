/** Moments in the life of the database itself. */
import type { MarkBook } from '../ports/shared-stores.ts';
import type { Database } from './database.ts';

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
