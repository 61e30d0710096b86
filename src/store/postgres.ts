/** Opens a PostgreSQL database: a pool that survives the server's restarts, the newest schema, errors that say what to do. */
import { Socket } from 'node:net';
import { Kysely, PostgresDialect, type PostgresPool, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { Pool, type PoolClient, TypeOverrides } from 'pg';
import type { Database } from './database.ts';
import { forPostgres } from './migration-postgres.ts';
import { migrations } from './migrations.ts';
import { isAddress, isBroken, postgresError, StoreFault } from './postgres-error.ts';
import type { Tables } from './tables.ts';

/** Twenty replicas stay below the hundred connections that a server allows unless told otherwise. */
const CONNECTIONS = 5;
const OLDEST = 130_000;
const BIGINT = 20;

/**
 * Longer than a statement may take: a server that says nothing for so long is out of reach. TCP by itself
 * finds that out after a quarter of an hour, and every query behind would wait as long.
 */
const SILENT_MS = 45_000;

/** @param silentMs 0 where statements may take as long as they like */
export async function openPostgres(url: string, silentMs = SILENT_MS): Promise<Database> {
  if (!isAddress(url)) throw postgresError(url, new StoreFault('url', ''));
  let db: Database | undefined;
  try {
    db = new Kysely<Tables>({
      dialect: new PostgresDialect({ pool: sayingWhy(url, poolOf(url, silentMs)) }),
    });
    await examine(db);
    const { error } = await new Migrator({
      db: db.withPlugin(forPostgres()),
      provider: { getMigrations: async () => migrations },
    }).migrateToLatest();
    if (error) throw error;
    return db;
  } catch (error) {
    await db?.destroy();
    throw postgresError(url, error);
  }
}

/** A server that is away while the bot runs is told in the words of one that is away at its start. */
function sayingWhy(url: string, pool: Pool): PostgresPool {
  return {
    connect: () =>
      pool.connect().catch((error: unknown) => {
        throw postgresError(url, error);
      }),
    end: () => pool.end(),
    options: pool.options,
  };
}

function poolOf(url: string, silentMs: number): Pool {
  const types = new TypeOverrides();
  // Counts, sums and milliseconds, all far below 2^53; text unless told otherwise.
  types.setTypeParser(BIGINT, Number);
  const pool = new Pool({
    connectionString: url,
    types,
    application_name: 'retention-bot',
    max: CONNECTIONS,
    connectionTimeoutMillis: 10_000,
    statement_timeout: 30_000,
    // A machine that vanished must not keep its rows locked.
    idle_in_transaction_session_timeout: 60_000,
    stream: () => {
      const socket = new Socket();
      return socket.setTimeout(silentMs, () => socket.destroy());
    },
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  });
  // Without listeners a connection that breaks would end the process; the next query opens another.
  pool.on('error', () => {});
  pool.on('connect', (client) => void client.on('error', () => {}));
  pool.on('connect', (client) => sayWhyOf(url, client));
  return pool;
}

/** A query whose connection breaks meanwhile is told in the same words; what the query itself is to blame for stays as it is. */
function sayWhyOf(url: string, client: PoolClient): void {
  const query = client.query.bind(client) as (...of: unknown[]) => unknown;
  client.query = ((...of: unknown[]) => {
    const asked = query(...of);
    if (!(asked instanceof Promise)) return asked;
    return asked.catch((error: unknown) => {
      throw isBroken(error) ? postgresError(url, error) : error;
    });
  }) as typeof client.query;
}

async function examine(db: Database): Promise<void> {
  const { rows } = await sql<{ number: number; version: string; encoding: string }>`
    select current_setting('server_version_num')::integer as number,
      current_setting('server_version') as version,
      current_setting('server_encoding') as encoding`.execute(db);
  const [server] = rows;
  if (server && server.number < OLDEST) throw new StoreFault('old', server.version);
  if (server && server.encoding !== 'UTF8') throw new StoreFault('encoding', server.encoding);
}
