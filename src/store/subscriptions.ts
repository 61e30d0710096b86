/** The digests that chats have asked for. */
import type { Grain } from '../core/period.ts';
import type { Subscription, SubscriptionBook } from '../ports/stores.ts';
import type { Database } from './database.ts';

export function subscriptionBook(db: Database): SubscriptionBook {
  return {
    async add({ app, by, ...wanted }, now) {
      const key = { ...wanted, app: app ?? '' };
      await db
        .insertInto('subscriptions')
        .values({ ...key, user: by, created_at: now.toISOString() })
        .onConflict((c) => c.doNothing())
        .execute();
      const row = await db
        .selectFrom('subscriptions')
        .selectAll()
        .where((eb) => eb.and(key))
        .executeTakeFirstOrThrow();
      return subscriptionOf(row);
    },

    async list() {
      const rows = await db.selectFrom('subscriptions').selectAll().orderBy('number').execute();
      return rows.map(subscriptionOf);
    },

    async remove({ adapter, chat }, number) {
      const removed = await db
        .deleteFrom('subscriptions')
        .where('number', '=', number)
        .where('adapter', '=', adapter)
        .where('chat', '=', chat)
        .executeTakeFirst();
      return removed.numDeletedRows > 0n;
    },
  };
}

interface Row extends Omit<Subscription, 'app' | 'grain' | 'by' | 'since'> {
  readonly app: string;
  readonly grain: string;
  readonly user: string;
  readonly created_at: string;
}

function subscriptionOf({ user, created_at, ...row }: Row): Subscription {
  return {
    ...row,
    grain: row.grain as Grain,
    app: row.app || undefined,
    by: user,
    since: new Date(created_at),
  };
}
