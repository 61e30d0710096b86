/** Chats that refuse messages for good, and why. */
import type { Pause, PauseBook } from '../ports/stores.ts';
import type { Database } from './database.ts';

export function pauseBook(db: Database): PauseBook {
  return {
    async pause({ chat, since, code, params }) {
      const inserted = await db
        .insertInto('pauses')
        .values({ chat, since: since.toISOString(), code, params: JSON.stringify(params) })
        .onConflict((c) => c.doNothing())
        .executeTakeFirst();
      return (inserted.numInsertedOrUpdatedRows ?? 0n) > 0n;
    },
    async get(chat) {
      const row = await db
        .selectFrom('pauses')
        .selectAll()
        .where('chat', '=', chat)
        .executeTakeFirst();
      return row && pauseOf(row);
    },
    async list() {
      const rows = await db.selectFrom('pauses').selectAll().orderBy('since').execute();
      return rows.map(pauseOf);
    },
    async resume(chat) {
      await db.deleteFrom('pauses').where('chat', '=', chat).execute();
    },
  };
}

function pauseOf(row: { chat: string; since: string; code: string; params: string }): Pause {
  return { ...row, since: new Date(row.since), params: JSON.parse(row.params) };
}
