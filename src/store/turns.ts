/** Rates that hold for all processes: one row a name, with the moment up to which turns are taken. */
import { sql } from 'kysely';
import type { TurnBook } from '../ports/shared-stores.ts';
import type { Database } from './database.ts';

/** An hour: Slack asks for a minute, seldom for more. */
const FURTHEST_MS = 3_600_000;

export function turnBook(db: Database): TurnBook {
  return {
    async next(name, everyMs, now) {
      // PostgreSQL refuses a fraction of a millisecond.
      const each = Math.ceil(everyMs);
      // Kept is the moment from which the next turn is free; nobody reads before writing, so that two never get one turn.
      const at = now.getTime();
      const row = await db
        .insertInto('turns')
        .values({ name, free_at: at + each })
        .onConflict((c) =>
          c.column('name').doUpdateSet({
            // What lies further ahead than any queue, or any wait a platform asks for, is from before the clock was set back.
            free_at: sql<number>`case when turns.free_at between ${at} and ${at + FURTHEST_MS} then turns.free_at else ${at} end + ${each}`,
          }),
        )
        .returning('free_at')
        .executeTakeFirstOrThrow();
      return new Date(Number(row.free_at) - each);
    },

    async admit(name, { most, perMs }, now) {
      const at = now.getTime();
      const each = Math.ceil(perMs / most);
      // As many at once as fit into the time, then one whenever a share of it has gone by.
      const burst = each * (most - 1);
      const taken = await db
        .insertInto('turns')
        .values({ name, free_at: at + each })
        .onConflict((c) =>
          c
            .column('name')
            .doUpdateSet({
              free_at: sql<number>`case when turns.free_at between ${at} and ${at + burst} then turns.free_at else ${at} end + ${each}`,
            })
            .where((row) =>
              row.or([
                row('turns.free_at', '<=', at + burst),
                // From before the clock was set back; those of machines differ a little.
                row('turns.free_at', '>', at + 2 * perMs),
              ]),
            ),
        )
        .returning('free_at')
        .executeTakeFirst();
      if (taken) return 'admitted';
      const freeAt = (await freeAtOf(name)) ?? at;
      return new Date(freeAt - burst);
    },

    async hold(name, until) {
      const at = until.getTime();
      await db
        .insertInto('turns')
        .values({ name, free_at: at })
        .onConflict((c) =>
          c.column('name').doUpdateSet({ free_at: at }).where('turns.free_at', '<', at),
        )
        .execute();
    },

    async heldUntil(name, now) {
      const at = await freeAtOf(name);
      return at !== undefined && at > now.getTime() ? new Date(at) : undefined;
    },
  };

  async function freeAtOf(name: string): Promise<number | undefined> {
    const row = await db
      .selectFrom('turns')
      .select('free_at')
      .where('name', '=', name)
      .executeTakeFirst();
    return row && Number(row.free_at);
  }
}
