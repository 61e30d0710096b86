/** What one process does at a time, and which one has it until when. */
import type { LeaseBook } from '../ports/shared-stores.ts';
import type { Database } from './database.ts';

/** None is given out for so long: what ends later is from before the clock was set back. */
const LONGEST_MS = 15 * 60_000;

export function leaseBook(db: Database): LeaseBook {
  return {
    async take(name, owner, now, until) {
      const ours = { owner, until: until.toISOString() };
      const latest = new Date(now.getTime() + LONGEST_MS).toISOString();
      const taken = await db
        .insertInto('leases')
        .values({ name, ...ours })
        .onConflict((c) =>
          c
            .column('name')
            .doUpdateSet(ours)
            .where((row) =>
              row.or([
                row('leases.owner', '=', owner),
                row('leases.until', '<=', now.toISOString()),
                row('leases.until', '>', latest),
              ]),
            ),
        )
        .returning('name')
        .executeTakeFirst();
      return taken !== undefined;
    },
    async free(name, owner) {
      await db.deleteFrom('leases').where('name', '=', name).where('owner', '=', owner).execute();
    },
  };
}
