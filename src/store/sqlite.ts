/** Opens the SQLite file and speaks to it through Kysely. */
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { Kysely, SqliteDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import { AppError } from '../core/errors.ts';
import type { Database } from './database.ts';
import { isFreshCopy } from './left-wal.ts';
import { migrations } from './migrations.ts';
import { ownFile } from './own-file.ts';
import { storeFault } from './sqlite-faults.ts';
import type { Tables } from './tables.ts';

/** Another process may be opening the same file: so many tries, so far apart. */
const TRIES = 100;
const TRY_AGAIN_MS = 50;
const SQLITE_BUSY = 5;

/** @param path a file, or ":memory:" */
export async function openSqlite(path: string): Promise<Database> {
  try {
    const file = await openFile(path);
    const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: shim(file, path) }) });
    await migrate(db, file);
    file.exec('PRAGMA busy_timeout = 5000');
    return db;
  } catch (cause) {
    const fault = storeFault(cause, path);
    if (fault instanceof AppError && fault.code !== 'store_unwritable') throw fault;
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('store_unusable', { path, detail }, { cause });
  }
}

async function openFile(path: string): Promise<DatabaseSync> {
  if (path !== ':memory:') ownFile(path);
  const isFresh = path !== ':memory:' && isFreshCopy(path);
  const file = new DatabaseSync(path);
  // Before there is a log, so that it stands in the file itself.
  if (isFresh) await whenFree(() => file.exec('PRAGMA application_id = 0'));
  // SQLite's own busy timeout does not cover this change of mode.
  await whenFree(() => file.exec('PRAGMA journal_mode = WAL'));
  // FULL: a claimed tick or delivery must survive a power cut, or it would be posted twice.
  file.exec('PRAGMA synchronous = FULL');
  return file;
}

/** All or nothing, and one process at a time; on SQLite Kysely's migrator sees to neither. */
async function migrate(db: Database, file: DatabaseSync): Promise<void> {
  await whenFree(() => file.exec('BEGIN IMMEDIATE'));
  const { error } = await new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
  }).migrateToLatest();
  if (file.isTransaction) file.exec(error ? 'ROLLBACK' : 'COMMIT');
  if (error) throw error;
}

async function whenFree(step: () => void): Promise<void> {
  for (let left = TRIES; ; left -= 1) {
    try {
      return step();
    } catch (error) {
      if (left === 0 || (error as { errcode?: number }).errcode !== SQLITE_BUSY) throw error;
      await wait(TRY_AGAIN_MS);
    }
  }
}

/** More different statements than the bot has; those with lists of many lengths would add up. */
const MOST_STATEMENTS = 500;

/** Kysely's dialect was made for better-sqlite3; node:sqlite differs in how it takes parameters and tells readers. */
function shim(file: DatabaseSync, path: string) {
  // Kept, as Kysely prepares before every run: that takes longer than most runs, and their memory is freed late.
  const prepared = new Map<string, ReturnType<typeof statementOf>>();
  return {
    close: () => file.close(),
    prepare(sql: string) {
      if (prepared.size > MOST_STATEMENTS) prepared.clear();
      const statement = prepared.get(sql) ?? statementOf(file, sql, path);
      prepared.set(sql, statement);
      return statement;
    },
  };
}

function statementOf(file: DatabaseSync, sql: string, path: string) {
  const statement = telling(path, () => file.prepare(sql));
  const isRollback = /^rollback$/i.test(sql);
  const values = (parameters: readonly unknown[]) => parameters as SQLInputValue[];
  return {
    reader: statement.columns().length > 0,
    all: (given: readonly unknown[]) => telling(path, () => statement.all(...values(given))),
    run: (given: readonly unknown[]) => {
      // SQLite has rolled back by itself where the disk is full; a fault of doing it again would hide the first.
      if (isRollback && !file.isTransaction) return { changes: 0, lastInsertRowid: 0 };
      return telling(path, () => statement.run(...values(given)));
    },
    iterate: (given: readonly unknown[]) => statement.iterate(...values(given)),
  };
}

/** Throws AppError store_corrupt, store_full or store_unwritable where that is what is wrong. */
function telling<T>(path: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    throw storeFault(error, path);
  }
}
