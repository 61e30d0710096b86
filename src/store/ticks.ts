/** Which firings of a schedule are planned, taken and done; a unique row lets one process act. */
import type { ExpressionBuilder } from 'kysely';
import type { HeldTick, TickLedger } from '../ports/stores.ts';
import type { Database } from './database.ts';
import type { Tables } from './tables.ts';

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

    async plan(schedule, ...firings) {
      const times = firings.map((firing) => firing.toISOString());
      const newest = times.at(-1);
      if (!newest) return;
      await endOlder(schedule, newest, times);
      // The ticks first: a crash in between plans the same rows again, and misses nothing.
      await db
        .insertInto('ticks')
        .values(times.map((at) => ({ schedule, scheduled_for: at, attempt: 0, due: at, done: 0 })))
        .onConflict((c) => c.columns(['schedule', 'scheduled_for']).doNothing())
        .execute();
      await moveOn(schedule, newest);
    },

    async pass(schedule, scheduledFor) {
      const at = scheduledFor.toISOString();
      await endOlder(schedule, at, []);
      await moveOn(schedule, at);
    },

    async claim(now, leaseUntil, isLeft = () => false) {
      const due = await db
        .selectFrom('ticks')
        .selectAll()
        .where('done', '=', 0)
        .where('due', '<=', now.toISOString())
        .where(isInTurn(now, leaseUntil))
        .orderBy('scheduled_for')
        .execute();
      for (const { schedule, scheduled_for, attempt, due: before } of due) {
        const tick = { schedule, scheduledFor: new Date(scheduled_for), attempt: attempt + 1 };
        if (isLeft(schedule, tick.scheduledFor)) continue;
        // The lease moves only if nobody moved it since it was read.
        const from = { ...tick, leaseUntil: new Date(before) };
        const held = await move(from, leaseUntil, ours(from).where(isInTurn(now, leaseUntil)));
        if (held) return held;
      }
      return undefined;
    },

    renew: (tick, leaseUntil) => move(tick, leaseUntil),

    async settle(tick, again) {
      await ours(tick)
        .set(again ? { due: again.toISOString(), attempt: tick.attempt } : { done: 1 })
        .execute();
    },

    async release(tick, now) {
      await ours(tick).set({ due: now.toISOString() }).execute();
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

    async open(schedule) {
      const rows = await db
        .selectFrom('ticks')
        .select(['scheduled_for', 'due'])
        .where('schedule', '=', schedule)
        .where('done', '=', 0)
        .orderBy('scheduled_for')
        .execute();
      return rows.map((row) => ({
        scheduledFor: new Date(row.scheduled_for),
        due: new Date(row.due),
      }));
    },
  };

  /** A newer firing takes the place of what is still open: it tells what has come since as well. */
  async function endOlder(schedule: string, at: string, but: readonly string[]): Promise<void> {
    await db
      .updateTable('ticks')
      .set({ done: 1 })
      .where('schedule', '=', schedule)
      .where('scheduled_for', '<', at)
      .where('scheduled_for', 'not in', but.length > 0 ? but : [at])
      .where('done', '=', 0)
      .execute();
  }

  async function moveOn(schedule: string, at: string): Promise<void> {
    await db
      .updateTable('watermarks')
      .set({ planned_to: at })
      .where('schedule', '=', schedule)
      .where('planned_to', '<', at)
      .execute();
  }

  /** The tick's row, while nobody else has it: every claim of a tick has a later lease than the one before. */
  function ours({ schedule, scheduledFor, leaseUntil }: HeldTick) {
    return db
      .updateTable('ticks')
      .where('schedule', '=', schedule)
      .where('scheduled_for', '=', scheduledFor.toISOString())
      .where('due', '=', leaseUntil.toISOString())
      .where('done', '=', 0);
  }

  async function move(
    tick: HeldTick,
    leaseUntil: Date,
    row = ours(tick),
  ): Promise<HeldTick | undefined> {
    const moved = await row.set({ due: leaseUntil.toISOString() }).executeTakeFirst();
    return moved.numUpdatedRows > 0n ? { ...tick, leaseUntil } : undefined;
  }
}

/** While no older tick of its schedule is leased; asked once more as it is taken, as somebody may have taken that a moment ago. */
function isInTurn(now: Date, leaseUntil: Date) {
  const lease = leaseUntil.getTime() - now.getTime();
  // Those who renew leases have clocks of their own; what is due still later waits to be tried again.
  const latest = new Date(leaseUntil.getTime() + lease / 2);
  return ({ not, exists, selectFrom }: ExpressionBuilder<Tables, 'ticks'>) =>
    not(
      exists(
        selectFrom('ticks as older')
          .select('older.schedule')
          .whereRef('older.schedule', '=', 'ticks.schedule')
          .whereRef('older.scheduled_for', '<', 'ticks.scheduled_for')
          .where('older.done', '=', 0)
          .where('older.due', '>', now.toISOString())
          .where('older.due', '<=', latest.toISOString()),
      ),
    );
}
