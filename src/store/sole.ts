/** One `start` at a time on a SQLite file, and the witness of when one was alive here last. */
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AppError } from '../core/errors.ts';
import { ownFile, realpathOf } from './own-file.ts';
import { isBusy, storeFault } from './sqlite-faults.ts';

export interface Sole {
  /** The last moment a `start` on this file said that it was alive; not in the database, so that a restored older one doesn't know of it. */
  readonly lastAlive: Date | undefined;
  /** Throws where it can't be written, or, once it is, where the database isn't in its place any more; the file stays ours. */
  alive(at: Date): void;
  close(): void;
}

/** `isStarted` reads for a moment, and whoever ends now needs one. */
const WAIT_MS = 1_000;

/**
 * The lock is SQLite's own on a file beside the database: the system frees it with the process, however
 * that ends, and every container that shares the folder on one machine sees it.
 * @throws AppError already_running, or store_unusable
 */
export async function soleStart(path: string): Promise<Sole> {
  let beside = path;
  let file: DatabaseSync | undefined;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    beside = besideOf(path);
    ownFile(beside);
    file = new DatabaseSync(beside, { timeout: WAIT_MS });
    file.exec('PRAGMA locking_mode = EXCLUSIVE');
    file.exec('BEGIN EXCLUSIVE');
    // Writes nothing where it is there: a full disk is no reason not to start.
    file.exec('CREATE TABLE IF NOT EXISTS alive (at TEXT NOT NULL)');
    file.exec('COMMIT');
    return held(file, beside, path);
  } catch (cause) {
    file?.close();
    if (isBusy(cause)) throw new AppError('already_running', { path }, { cause });
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('store_unusable', { path: beside, detail }, { cause });
  }
}

/** Whether a `start` runs on this file. */
export function isStarted(path: string): boolean {
  if (!existsSync(dirname(path))) return false;
  const beside = besideOf(path);
  if (!existsSync(beside)) return false;
  let file: DatabaseSync | undefined;
  try {
    file = new DatabaseSync(beside, { readOnly: true });
    file.prepare('SELECT 1 FROM sqlite_schema').all();
    return false;
  } catch (error) {
    return isBusy(error);
  } finally {
    file?.close();
  }
}

function held(file: DatabaseSync, path: string, database: string): Sole {
  let first: number | undefined;

  /** A database that is deleted or exchanged is written to for as long as it is open, and gone after that. */
  function isGone(): boolean {
    const now = statSync(database, { throwIfNoEntry: false })?.ino;
    first ??= now;
    return now !== first;
  }

  const row = file.prepare('SELECT max(at) AS at FROM alive').get();
  const lastAlive = typeof row?.at === 'string' ? new Date(row.at) : undefined;
  return {
    lastAlive,
    alive(at) {
      const wasGone = isGone();
      try {
        file.exec('BEGIN');
        file.exec('DELETE FROM alive');
        file.prepare('INSERT INTO alive VALUES (?)').run(at.toISOString());
        file.exec('COMMIT');
      } catch (error) {
        // SQLite itself has rolled back where the disk is full.
        if (file.isTransaction) file.exec('ROLLBACK');
        throw storeFault(error, path);
      }
      // Whoever puts a backup in its place must know until when this one went on posting.
      if (wasGone) throw new AppError('store_gone', { path: database });
    },
    close: () => file.close(),
  };
}

function besideOf(path: string): string {
  return `${realpathOf(path)}.start`;
}
