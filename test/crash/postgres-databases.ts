/** Databases of a PostgreSQL server of the tests, and copies of one. */
import pg from 'pg';
import type { PostgresServer } from '../doubles/postgres.ts';
import type { Databases } from './stage.ts';

export function postgresDatabases(server: PostgresServer): Databases {
  let copies = 0;
  const nameOf = (url: string) => new URL(url).pathname.slice(1);

  async function asked(sql: string): Promise<void> {
    const client = new pg.Client({ connectionString: server.url('postgres') });
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  }

  return {
    name: 'PostgreSQL',
    empty: () => server.newDatabase(),
    async copy(of) {
      copies += 1;
      const name = `${nameOf(of)}_${process.pid}_${copies}`;
      await asked(`CREATE DATABASE "${name}" TEMPLATE "${nameOf(of)}"`);
      return server.url(name);
    },
    drop: (database) => asked(`DROP DATABASE "${nameOf(database)}" WITH (FORCE)`),
    async close() {},
  };
}
