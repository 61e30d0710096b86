/** Opens the SQLite file and speaks to it through Kysely. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { Kysely, SqliteDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import { AppError } from '../core/errors.ts';
import { migrations } from './migrations.ts';
import type { Tables } from './tables.ts';

export type Database = Kysely<Tables>;

/** @param path a file, or ":memory:" */
export async function openDatabase(path: string): Promise<Database> {
  try {
    const file = openFile(path);
    const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: shim(file) }) });
    await migrate(db, file);
    return db;
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('store_unusable', { path, detail }, { cause });
  }
}

/** All or nothing, one process at a time: Kysely by itself does neither on SQLite. */
async function migrate(db: Database, file: DatabaseSync): Promise<void> {
  file.exec('BEGIN IMMEDIATE');
  const { error } = await new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
  }).migrateToLatest();
  file.exec(error ? 'ROLLBACK' : 'COMMIT');
  if (error) throw error;
}

function openFile(path: string): DatabaseSync {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
  const file = new DatabaseSync(path);
  // FULL: a claimed tick or delivery must survive a power cut, or it would be posted twice.
  file.exec('PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  return file;
}

/** Kysely's dialect was made for better-sqlite3; node:sqlite differs in how it takes parameters and tells readers. */
function shim(file: DatabaseSync) {
  return {
    close: () => file.close(),
    prepare(sql: string) {
      const statement = file.prepare(sql);
      return {
        reader: statement.columns().length > 0,
        all: (parameters: readonly unknown[]) => statement.all(...(parameters as SQLInputValue[])),
        run: (parameters: readonly unknown[]) => statement.run(...(parameters as SQLInputValue[])),
        iterate: (parameters: readonly unknown[]) =>
          statement.iterate(...(parameters as SQLInputValue[])),
      };
    },
  };
}
