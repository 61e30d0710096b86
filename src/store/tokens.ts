/** Access tokens that processes share, sealed: whoever reads the database alone can't use them. */
import type { TokenShelf } from '../ports/shared-stores.ts';
import type { Database } from './database.ts';

export function tokenShelf(db: Database): TokenShelf {
  return {
    async get(app) {
      const row = await db
        .selectFrom('tokens')
        .selectAll()
        .where('app', '=', app)
        .executeTakeFirst();
      if (!row) return undefined;
      const forcedAt = row.forced_at === '' ? undefined : new Date(row.forced_at);
      return { sealed: row.sealed, until: new Date(row.until), forcedAt };
    },
    async put(app, { sealed, until, forcedAt }) {
      const columns = {
        sealed,
        until: until.toISOString(),
        forced_at: forcedAt?.toISOString() ?? '',
      };
      await db
        .insertInto('tokens')
        .values({ app, ...columns })
        .onConflict((c) => c.column('app').doUpdateSet(columns))
        .execute();
    },
  };
}
