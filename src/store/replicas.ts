/** The processes that share the database, by when each was seen last. */
import type { ReplicaBook } from '../ports/shared-stores.ts';
import type { Database } from './database.ts';

export function replicaBook(db: Database): ReplicaBook {
  return {
    async beat(id, now, withinMs) {
      const seen = { seen_at: now.toISOString() };
      await db
        .insertInto('replicas')
        .values({ id, ...seen })
        .onConflict((c) => c.column('id').doUpdateSet(seen))
        .execute();
      const oldest = new Date(now.getTime() - withinMs).toISOString();
      await db.deleteFrom('replicas').where('seen_at', '<', oldest).execute();
      const { count } = await db
        .selectFrom('replicas')
        .select((row) => row.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      // PostgreSQL tells counts as text.
      return Number(count);
    },
    async count(now, withinMs) {
      const { count } = await db
        .selectFrom('replicas')
        .select((row) => row.fn.countAll<number>().as('count'))
        .where('seen_at', '>=', new Date(now.getTime() - withinMs).toISOString())
        .executeTakeFirstOrThrow();
      return Number(count);
    },
    async leave(id) {
      await db.deleteFrom('replicas').where('id', '=', id).execute();
    },
  };
}
