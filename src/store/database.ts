/** Opens the database that DATABASE_URL names: a SQLite file, or PostgreSQL behind the same queries. */
import { type Kysely, PostgresAdapter } from 'kysely';
import { openPostgres } from './postgres.ts';
import { openSqlite } from './sqlite.ts';
import type { Tables } from './tables.ts';

export type Database = Kysely<Tables>;

/**
 * Throws AppError store_unusable.
 * @param database a file, ":memory:", or the URL of a PostgreSQL database
 * @param silentMs for how long a PostgreSQL server may say nothing while it is at work; 0 for ever
 */
export function openDatabase(database: string, silentMs?: number): Promise<Database> {
  return isPostgres(database) ? openPostgres(database, silentMs) : openSqlite(database);
}

/** Whether several machines can share it. */
export function isPostgres(database: string): boolean {
  return /^postgres(ql)?:\/\//.test(database);
}

/** For the few queries that can't be said alike in both. */
export function speaksPostgres(db: Database): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter;
}
