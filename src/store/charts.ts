/** Charts that chats fetch by URL. */
import type { ChartShelf } from '../ports/stores.ts';
import type { Database } from './database.ts';

export function chartShelf(db: Database): ChartShelf {
  return {
    async put(id, chart, now) {
      await db
        .insertInto('charts')
        .values({ id, chart: JSON.stringify(chart), created_at: now.toISOString() })
        .onConflict((c) => c.column('id').doNothing())
        .execute();
    },
    async get(id) {
      const row = await db
        .selectFrom('charts')
        .select('chart')
        .where('id', '=', id)
        .executeTakeFirst();
      // Charts kept before there were heat maps don't say that they are lines.
      return row && { kind: 'line', ...JSON.parse(row.chart) };
    },
  };
}
