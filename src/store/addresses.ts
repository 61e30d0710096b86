/** How to reach chats later, and which of them want digests. */
import type { AddressBook } from '../ports/stores.ts';
import type { Database } from './database.ts';

export function addressBook(db: Database): AddressBook {
  return {
    async list(adapter) {
      const rows = await db
        .selectFrom('addresses')
        .selectAll()
        .where('adapter', '=', adapter)
        .orderBy('id')
        .execute();
      return rows.map((row) => ({
        adapter,
        id: row.id,
        address: JSON.parse(row.address),
        subscribed: row.subscribed === 1,
      }));
    },

    async remember(adapter, id, address) {
      const text = JSON.stringify(address);
      const known = await db
        .selectFrom('addresses')
        .select('address')
        .where('adapter', '=', adapter)
        .where('id', '=', id)
        .executeTakeFirst();
      // With every command it is told anew, and a write waits for the disk.
      if (known?.address === text) return false;
      const inserted = await db
        .insertInto('addresses')
        .values({ adapter, id, address: text, subscribed: 0 })
        .onConflict((c) => c.columns(['adapter', 'id']).doNothing())
        .executeTakeFirst();
      if ((inserted.numInsertedOrUpdatedRows ?? 0n) > 0n) return true;
      await update(adapter, id, { address: text });
      return false;
    },

    async subscribe(adapter, id, subscribed) {
      await update(adapter, id, { subscribed: subscribed ? 1 : 0 });
    },

    async forget(adapter, id) {
      await db
        .deleteFrom('addresses')
        .where('adapter', '=', adapter)
        .where('id', '=', id)
        .execute();
    },
  };

  async function update(
    adapter: string,
    id: string,
    set: { address?: string; subscribed?: number },
  ) {
    await db
      .updateTable('addresses')
      .set(set)
      .where('adapter', '=', adapter)
      .where('id', '=', id)
      .execute();
  }
}
