/** Whether the database can be read and written, on the whole. */
import { sql } from 'kysely';
import { AppError } from '../core/errors.ts';
import type { Database } from './database.ts';

/** Throws AppError store_unusable. What it writes is rolled back. */
export async function checkDatabase(db: Database, path: string): Promise<void> {
  try {
    await db.connection().execute(async (connection) => {
      const { rows } = await sql<{ quick_check: string }>`PRAGMA quick_check(1)`.execute(
        connection,
      );
      const [found] = rows;
      if (found?.quick_check !== 'ok') throw new Error(found?.quick_check);
      await sql`BEGIN IMMEDIATE`.execute(connection);
      try {
        await sql`CREATE TABLE check_of_writing (id INTEGER)`.execute(connection);
      } finally {
        await sql`ROLLBACK`.execute(connection);
      }
    });
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('store_unusable', { path, detail }, { cause });
  }
}
