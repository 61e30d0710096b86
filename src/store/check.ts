/** Whether the database can be read and written, on the whole. */
import { sql } from 'kysely';
import { AppError } from '../core/errors.ts';
import { type Database, speaksPostgres } from './database.ts';
import { postgresError } from './postgres-error.ts';

/** Throws AppError store_unusable. What it writes is rolled back. */
export async function checkDatabase(db: Database, database: string): Promise<void> {
  const isPostgres = speaksPostgres(db);
  try {
    await db.connection().execute(isPostgres ? checkPostgres : checkSqlite);
  } catch (cause) {
    if (isPostgres) throw postgresError(database, cause);
    if (cause instanceof AppError) throw cause;
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('store_unusable', { path: database, detail }, { cause });
  }
}

async function checkSqlite(connection: Database): Promise<void> {
  const { rows } = await sql<{ quick_check: string }>`PRAGMA quick_check(1)`.execute(connection);
  const [found] = rows;
  if (found?.quick_check !== 'ok') throw new Error(found?.quick_check);
  await sql`BEGIN IMMEDIATE`.execute(connection);
  try {
    await sql`CREATE TABLE check_of_writing (id INTEGER)`.execute(connection);
  } finally {
    await sql`ROLLBACK`.execute(connection);
  }
}

/** Its pages are the server's to check; whether this user may read and write is not known before it is tried. */
async function checkPostgres(connection: Database): Promise<void> {
  await connection.selectFrom('figures').select('value').limit(1).execute();
  await sql`BEGIN`.execute(connection);
  try {
    await connection.insertInto('keys').values({ name: CHECK, value: '' }).execute();
  } finally {
    await sql`ROLLBACK`.execute(connection);
  }
}

const CHECK = 'check of writing';
