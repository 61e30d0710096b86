/** Keys the bot made for itself, so that what it signed stays good. */
import type { Database } from './database.ts';

/** Of several processes that begin at once, all get the first one's. */
export async function keptKey(db: Database, name: string, fresh: string): Promise<string> {
  await db
    .insertInto('keys')
    .values({ name, value: fresh })
    .onConflict((c) => c.doNothing())
    .execute();
  const row = await db
    .selectFrom('keys')
    .select('value')
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
  return row.value;
}
