/** What was meant for a channel and what became of it; the intent is written before anything is posted. */
import { createHash } from 'node:crypto';
import type { DeliveryClaim, DeliveryLedger } from '../ports/stores.ts';
import type { Database } from './database.ts';
import { columnsOf, postedOf, shownOf } from './shown.ts';

export function deliveryLedger(db: Database): DeliveryLedger {
  return {
    async claim({ channel, subject }, now, leaseUntil, shown): Promise<DeliveryClaim> {
      const id = createHash('sha256').update(`${channel}\n${subject}`).digest('hex').slice(0, 32);
      const lease = { since: now.toISOString(), lease_until: leaseUntil.toISOString() };
      const fresh = { ...lease, ...columnsOf(shown) };
      const inserted = await db
        .insertInto('deliveries')
        .values({ id, channel, subject, state: 'sending', ...UNSENT, ...fresh })
        .onConflict((c) => c.doNothing())
        .executeTakeFirst();
      if ((inserted.numInsertedOrUpdatedRows ?? 0n) > 0n) return { state: 'ours', id };

      const row = await db
        .selectFrom('deliveries')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      if (row.state === 'sent') return { state: 'sent', posted: JSON.parse(row.posted) };
      if (row.state === 'sending' && row.lease_until > lease.since)
        return { state: 'busy', until: await cut(db, row, now, leaseUntil) };
      // 'sending' past its lease: whoever had it died between intent and answer.
      const doubtful = row.state === 'sending' || row.state === 'unknown';
      const ours = doubtful ? { ...lease, since: row.since } : fresh;
      const taken = await db
        .updateTable('deliveries')
        .set({ ...ours, state: 'sending' })
        .where('id', '=', id)
        .where('state', '=', row.state)
        .where('lease_until', '=', row.lease_until)
        .executeTakeFirst();
      if (taken.numUpdatedRows === 0n) return { state: 'busy', until: leaseUntil };
      if (!doubtful) return { state: 'ours', id };
      const wasOpen = row.state === 'sending';
      return { state: 'doubtful', id, since: new Date(row.since), wasOpen };
    },

    async renew(id, before, until) {
      const renewed = await db
        .updateTable('deliveries')
        .set({ lease_until: until.toISOString() })
        .where('id', '=', id)
        .where('state', '=', 'sending')
        .where('lease_until', '=', before.toISOString())
        .executeTakeFirst();
      return renewed.numUpdatedRows > 0n;
    },

    async sent(id, posted) {
      await db
        .updateTable('deliveries')
        .set({ state: 'sent', posted: JSON.stringify(posted), reason: '' })
        .where('id', '=', id)
        .where('state', '!=', 'sent')
        .execute();
    },

    async shows(id, lease, shown) {
      await db
        .updateTable('deliveries')
        .set(columnsOf(shown))
        .where('id', '=', id)
        .where('state', '=', 'sending')
        .where('lease_until', '=', lease.toISOString())
        .execute();
    },

    async standing(app, grain, from) {
      const rows = await db
        .selectFrom('deliveries')
        .selectAll()
        .where('state', '=', 'sent')
        .where('app', '=', app)
        .where('grain', '=', grain)
        .where('first', '>=', from)
        .orderBy('first')
        .execute();
      return rows.flatMap((row) => {
        const { id, channel } = row;
        const [posted, shown] = [postedOf(row.posted), shownOf(row)];
        return posted && shown ? [{ id, channel, posted, shown }] : [];
      });
    },

    async takeEdit(id, asOf, now, leaseUntil) {
      const taken = await db
        .updateTable('deliveries')
        .set({ edit_until: leaseUntil.toISOString() })
        .where('id', '=', id)
        .where('as_of', '=', asOf.toISOString())
        .where((row) =>
          row.or([
            row('edit_until', '<=', now.toISOString()),
            // From before the clock was set back. An edit made twice leaves the same message.
            row('edit_until', '>', latest(now, leaseUntil)),
          ]),
        )
        .executeTakeFirst();
      return taken.numUpdatedRows > 0n;
    },

    async renewEdit(id, before, until) {
      const renewed = await db
        .updateTable('deliveries')
        .set({ edit_until: until.toISOString() })
        .where('id', '=', id)
        .where('edit_until', '=', before.toISOString())
        .executeTakeFirst();
      return renewed.numUpdatedRows > 0n;
    },

    async posted({ channel, subject }) {
      const row = await db
        .selectFrom('deliveries')
        .select('posted')
        .where('channel', '=', channel)
        .where('subject', '=', subject)
        .where('state', '=', 'sent')
        .executeTakeFirst();
      return row && JSON.parse(row.posted);
    },

    async edited(id, lease, shown) {
      await db
        .updateTable('deliveries')
        .set({ ...columnsOf(shown), edit_until: '' })
        .where('id', '=', id)
        .where('edit_until', '=', lease.toISOString())
        .execute();
    },

    async failed(id, lease, outcome, reason) {
      await db
        .updateTable('deliveries')
        // A platform's own words, and PostgreSQL takes no NUL.
        .set({
          state: outcome === 'rejected' ? 'failed' : outcome,
          reason: reason.replaceAll('\0', ''),
        })
        .where('id', '=', id)
        .where('state', '=', 'sending')
        .where('lease_until', '=', lease.toISOString())
        .execute();
    },

    failedFor: (reason, since) =>
      db
        .selectFrom('deliveries')
        .select(['channel', 'subject'])
        .where('state', '=', 'failed')
        .where('reason', '=', reason)
        .where('since', '>=', since.toISOString())
        .orderBy('channel')
        .orderBy('subject')
        .execute(),
  };
}

/** Clocks of machines differ a little: so much later than one's own leases another's may end. */
function latest(now: Date, leaseUntil: Date): string {
  return new Date(2 * leaseUntil.getTime() - now.getTime()).toISOString();
}

/**
 * When a lease ends: one from before the clock was set back is cut, which its owner finds at the next
 * renewal. Not void at once, as that owner may be posting.
 */
async function cut(
  db: Database,
  { id, lease_until }: { id: string; lease_until: string },
  now: Date,
  leaseUntil: Date,
): Promise<Date> {
  if (lease_until <= latest(now, leaseUntil)) return new Date(lease_until);
  await db
    .updateTable('deliveries')
    .set({ lease_until: leaseUntil.toISOString() })
    .where('id', '=', id)
    .where('state', '=', 'sending')
    .where('lease_until', '=', lease_until)
    .execute();
  return leaseUntil;
}

const UNSENT = {
  reason: '',
  posted: '',
  app: '',
  grain: '',
  first: '',
  as_of: '',
  shown: '',
  edit_until: '',
};
