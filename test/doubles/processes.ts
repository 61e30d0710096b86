/** Databases that several processes of a bot share: one SQLite file, or a PostgreSQL server of their own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Stores } from '../../src/ports/stores.ts';
import { openStores } from '../../src/store/index.ts';
import { startPostgres } from './postgres.ts';

export interface Processes {
  /** What each of `count` processes has opened of one fresh database. */
  open(count: number): Promise<readonly Stores[]>;
  close(): Promise<void>;
}

export const SHARED_DATABASES: Readonly<Record<string, () => Promise<Processes>>> = {
  async SQLite() {
    const folder = await mkdtemp(join(tmpdir(), 'retention-processes-'));
    let files = 0;
    return processesOn(
      async () => join(folder, `${++files}.db`),
      () => rm(folder, { recursive: true, force: true }),
    );
  },
  async PostgreSQL() {
    const server = await startPostgres();
    return processesOn(() => server.newDatabase(), server.stop);
  },
};

function processesOn(fresh: () => Promise<string>, stop: () => Promise<void>): Processes {
  const opened: Stores[] = [];
  return {
    async open(count) {
      const database = await fresh();
      const stores: Stores[] = [];
      // One after the other, as the first makes the tables.
      for (let left = count; left > 0; left -= 1) stores.push(await openStores(database));
      opened.push(...stores);
      return stores;
    },
    async close() {
      for (const stores of opened) await stores.close();
      await stop();
    },
  };
}
