/** What was meant for a channel and what became of it; the intent is written before anything is posted. */
import { createHash } from 'node:crypto';
import type { DeliveryClaim, DeliveryLedger } from '../ports/stores.ts';
import type { Database } from './database.ts';

export function deliveryLedger(db: Database): DeliveryLedger {
  return {
    async claim({ channel, subject }, now, leaseUntil): Promise<DeliveryClaim> {
      const id = createHash('sha256').update(`${channel}\n${subject}`).digest('hex').slice(0, 32);
      const lease = { since: now.toISOString(), lease_until: leaseUntil.toISOString() };
      const inserted = await db
        .insertInto('deliveries')
        .values({ id, channel, subject, state: 'sending', ...lease, reason: '', posted: '' })
        .onConflict((c) => c.doNothing())
        .executeTakeFirst();
      if ((inserted.numInsertedOrUpdatedRows ?? 0n) > 0n) return { state: 'ours', id };

      const row = await db
        .selectFrom('deliveries')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      if (row.state === 'sent') return { state: 'sent', posted: JSON.parse(row.posted) };
      if (row.state === 'sending' && row.lease_until > lease.since) return { state: 'busy' };
      // 'sending' past its lease: whoever had it died between intent and answer.
      const doubtful = row.state === 'sending' || row.state === 'unknown';
      const since = doubtful ? row.since : lease.since;
      const taken = await db
        .updateTable('deliveries')
        .set({ ...lease, state: 'sending', since })
        .where('id', '=', id)
        .where('state', '=', row.state)
        .where('lease_until', '=', row.lease_until)
        .executeTakeFirst();
      if (taken.numUpdatedRows === 0n) return { state: 'busy' };
      return doubtful ? { state: 'doubtful', id, since: new Date(since) } : { state: 'ours', id };
    },

    async sent(id, posted) {
      await db
        .updateTable('deliveries')
        .set({ state: 'sent', posted: JSON.stringify(posted), reason: '' })
        .where('id', '=', id)
        .execute();
    },

    async failed(id, outcome, reason) {
      await db
        .updateTable('deliveries')
        .set({ state: outcome === 'rejected' ? 'failed' : outcome, reason })
        .where('id', '=', id)
        // What another process has found or posted meanwhile stands.
        .where('state', '!=', 'sent')
        .execute();
    },
  };
}
