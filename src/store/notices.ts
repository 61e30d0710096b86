/** What doesn't come, and was told: it is told again when it comes. */
import type { Notice, NoticeBook } from '../ports/stores.ts';
import type { Database } from './database.ts';

export function noticeBook(db: Database): NoticeBook {
  return {
    async begin({ since, ...notice }) {
      await db
        .insertInto('notices')
        .values({ ...notice, since: since.toISOString() })
        .onConflict((c) => c.doNothing())
        .execute();
    },
    async end({ kind, key }) {
      await db.deleteFrom('notices').where('kind', '=', kind).where('key', '=', key).execute();
    },
    async list() {
      const rows = await db.selectFrom('notices').selectAll().orderBy('since').execute();
      return rows.map((row): Notice => ({ ...row, since: new Date(row.since) }));
    },
  };
}
