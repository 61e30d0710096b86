/** How the runs of each schedule ended last: with success, and with what failure since. */
import type { RunBook } from '../ports/shared-stores.ts';
import type { Database } from './database.ts';

export function runBook(db: Database): RunBook {
  return {
    async succeeded(schedule, at) {
      await keep(schedule, { succeeded_at: at.toISOString(), failed_at: '', code: '', params: '' });
    },
    async failed(schedule, at, { code, params }) {
      const failed = { failed_at: at.toISOString(), code, params: JSON.stringify(params) };
      await keep(schedule, failed, { succeeded_at: '' });
    },
    async list() {
      const rows = await db.selectFrom('runs').selectAll().orderBy('schedule').execute();
      return rows.map(({ schedule, succeeded_at, failed_at, code, params }) => ({
        schedule,
        succeededAt: succeeded_at === '' ? undefined : new Date(succeeded_at),
        failed:
          failed_at === ''
            ? undefined
            : { at: new Date(failed_at), code, params: JSON.parse(params) },
      }));
    },
  };

  async function keep(
    schedule: string,
    set: { failed_at: string; code: string; params: string; succeeded_at?: string },
    first: { succeeded_at?: string } = {},
  ) {
    await db
      .insertInto('runs')
      .values({ schedule, succeeded_at: '', ...first, ...set })
      .onConflict((c) => c.column('schedule').doUpdateSet(set))
      .execute();
  }
}
