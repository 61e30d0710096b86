/** What people say to alerts: who hears nothing more of which, and which were of use. */
import { sql } from 'kysely';
import type { AlertStore } from '../ports/stores.ts';
import type { Database } from './database.ts';

export function alertFeedback(
  db: Database,
): Pick<AlertStore, 'mute' | 'unmute' | 'mutes' | 'vote' | 'votes'> {
  return {
    async mute({ number, chat, until, by }) {
      const muted = { until: until.toISOString(), user: by };
      await db
        .insertInto('alert_mutes')
        .values({ number, chat, ...muted })
        .onConflict((c) => c.columns(['number', 'chat']).doUpdateSet(muted))
        .execute();
    },

    async unmute(number, chat) {
      const removed = await db
        .deleteFrom('alert_mutes')
        .where('number', '=', number)
        .where('chat', '=', chat)
        .executeTakeFirst();
      return removed.numDeletedRows > 0n;
    },

    async mutes(now) {
      const rows = await db
        .selectFrom('alert_mutes')
        .innerJoin('alert_findings', 'alert_findings.number', 'alert_mutes.number')
        .selectAll('alert_mutes')
        .where('until', '>', now.toISOString())
        .where('ended_at', '=', '')
        .orderBy('alert_mutes.number')
        .orderBy('chat')
        .execute();
      return rows.map(({ number, chat, until, user }) => ({
        number,
        chat,
        until: new Date(until),
        by: user,
      }));
    },

    async vote(number, chat, user, isUseful, now) {
      const voted = { useful: isUseful ? 1 : 0, at: now.toISOString() };
      await db
        .insertInto('alert_votes')
        .values({ number, chat, user, ...voted })
        .onConflict((c) => c.columns(['number', 'chat', 'user']).doUpdateSet(voted))
        .execute();
    },

    async votes(chat) {
      // What fell together was told in one message, and whoever presses its button means the whole of it.
      const told = db
        .selectFrom('alert_findings')
        .innerJoin('deliveries', (join) =>
          // The subject of an alert's delivery, as the pipeline names it.
          join.on('deliveries.subject', '=', sql<string>`'alert ' || alert_findings.message`),
        )
        .select((row) => row.fn.count<number>('alert_findings.message').distinct().as('count'))
        .where('deliveries.channel', '=', chat)
        .where('deliveries.state', '=', 'sent');
      const all = await told.executeTakeFirstOrThrow();
      const notUseful = await told
        .innerJoin('alert_votes', 'alert_votes.number', 'alert_findings.number')
        .where('alert_votes.chat', '=', chat)
        .where('alert_votes.useful', '=', 0)
        .executeTakeFirstOrThrow();
      // PostgreSQL tells counts as text.
      return { told: Number(all.count), notUseful: Number(notUseful.count) };
    },
  };
}
