/** Which firings of a schedule are planned, taken and done; a unique row lets one process act. */
import type { TickLedger } from '../ports/stores.ts';
import type { Database } from './database.ts';

export function tickLedger(db: Database): TickLedger {
  return {
    async watermark(schedule, start) {
      await db
        .insertInto('watermarks')
        .values({ schedule, planned_to: start.toISOString() })
        .onConflict((c) => c.column('schedule').doNothing())
        .execute();
      const row = await db
        .selectFrom('watermarks')
        .select('planned_to')
        .where('schedule', '=', schedule)
        .executeTakeFirstOrThrow();
      return new Date(row.planned_to);
    },

    async plan(schedule, scheduledFor) {
      const at = scheduledFor.toISOString();
      // A newer firing takes the place of what is still open: nobody wants both at once.
      await db
        .updateTable('ticks')
        .set({ done: 1 })
        .where('schedule', '=', schedule)
        .where('scheduled_for', '<', at)
        .where('done', '=', 0)
        .execute();
      // The tick first: a crash in between plans the same row again, and misses nothing.
      await db
        .insertInto('ticks')
        .values({ schedule, scheduled_for: at, attempt: 0, due: at, done: 0 })
        .onConflict((c) => c.columns(['schedule', 'scheduled_for']).doNothing())
        .execute();
      await db
        .updateTable('watermarks')
        .set({ planned_to: at })
        .where('schedule', '=', schedule)
        .where('planned_to', '<', at)
        .execute();
    },

    async claim(now, leaseUntil) {
      const due = await db
        .selectFrom('ticks')
        .selectAll()
        .where('done', '=', 0)
        .where('due', '<=', now.toISOString())
        .orderBy('scheduled_for')
        .execute();
      for (const tick of due) {
        // The lease moves only if nobody moved it since it was read.
        const taken = await db
          .updateTable('ticks')
          .set({ due: leaseUntil.toISOString(), attempt: tick.attempt + 1 })
          .where('schedule', '=', tick.schedule)
          .where('scheduled_for', '=', tick.scheduled_for)
          .where('due', '=', tick.due)
          .where('done', '=', 0)
          .executeTakeFirst();
        if (taken.numUpdatedRows > 0n)
          return {
            schedule: tick.schedule,
            scheduledFor: new Date(tick.scheduled_for),
            attempt: tick.attempt + 1,
          };
      }
      return undefined;
    },

    async settle(tick, again) {
      await db
        .updateTable('ticks')
        .set(again ? { due: again.toISOString() } : { done: 1 })
        .where('schedule', '=', tick.schedule)
        .where('scheduled_for', '=', tick.scheduledFor.toISOString())
        .execute();
    },

    async last(schedule) {
      const row = await db
        .selectFrom('ticks')
        .select(['scheduled_for', 'done'])
        .where('schedule', '=', schedule)
        .orderBy('scheduled_for', 'desc')
        .executeTakeFirst();
      return row && { scheduledFor: new Date(row.scheduled_for), isDone: row.done === 1 };
    },
  };
}
