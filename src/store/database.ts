/** Opens the SQLite file and speaks to it through Kysely. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { Kysely, SqliteDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import { AppError } from '../core/errors.ts';
import { migrations } from './migrations.ts';
import type { Tables } from './tables.ts';

export type Database = Kysely<Tables>;

/** Another process may be opening the same file: so many tries, so far apart. */
const TRIES = 100;
const TRY_AGAIN_MS = 50;
const SQLITE_BUSY = 5;

/** @param path a file, or ":memory:" */
export async function openDatabase(path: string): Promise<Database> {
  try {
    const file = await openFile(path);
    const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: shim(file) }) });
    await migrate(db, file);
    file.exec('PRAGMA busy_timeout = 5000');
    return db;
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('store_unusable', { path, detail }, { cause });
  }
}

async function openFile(path: string): Promise<DatabaseSync> {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
  const file = new DatabaseSync(path);
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
  file.exec(error ? 'ROLLBACK' : 'COMMIT');
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
function shim(file: DatabaseSync) {
  // Kept, as Kysely prepares before every run: that takes longer than most runs, and their memory is freed late.
  const prepared = new Map<string, ReturnType<typeof statementOf>>();
  return {
    close: () => file.close(),
    prepare(sql: string) {
      if (prepared.size > MOST_STATEMENTS) prepared.clear();
      const statement = prepared.get(sql) ?? statementOf(file, sql);
      prepared.set(sql, statement);
      return statement;
    },
  };
}

function statementOf(file: DatabaseSync, sql: string) {
  const statement = file.prepare(sql);
  return {
    reader: statement.columns().length > 0,
    all: (parameters: readonly unknown[]) => statement.all(...(parameters as SQLInputValue[])),
    run: (parameters: readonly unknown[]) => statement.run(...(parameters as SQLInputValue[])),
    iterate: (parameters: readonly unknown[]) =>
      statement.iterate(...(parameters as SQLInputValue[])),
  };
}
