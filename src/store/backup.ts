/** Writes a copy of the SQLite file while others work on it. */
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { AppError } from '../core/errors.ts';
import { BY_HAND } from '../ports/audit-log.ts';
import { COPY_ID } from './left-wal.ts';
import { storeFault } from './sqlite-faults.ts';

export interface CopyOptions {
  /** Replaces a file that is there. */
  readonly force: boolean;
  readonly now: Date;
  readonly signal: AbortSignal;
  /** Pages. */
  onProgress(done: number, total: number): void;
}

/** Some 8 MB between two words on how far it is. */
const PAGES_AT_ONCE = 2_000;

/**
 * The copy appears under its name when it is whole, verified and on the disk. Returns its size in bytes.
 * @throws AppError backup_…, cannot_write or store_unusable
 */
export async function copyDatabase(path: string, to: string, options: CopyOptions) {
  refuse(path, to, options.force);
  const target = resolve(to);
  const part = `${target}.part`;
  try {
    rmSync(part, { force: true });
    // Made here, so that nobody else may read it at any moment.
    closeSync(openSync(part, 'wx', 0o600));
    await copyPages(path, part, options);
    options.signal.throwIfAborted();
    settle(path, part, options.now);
    refuse(path, to, options.force);
    chmodSync(part, 0o600);
    sync(part);
    renameSync(part, target);
    sync(dirname(target));
    note(path, to, options.now);
    return statSync(target).size;
  } catch (cause) {
    rmSync(part, { force: true });
    rmSync(`${part}-journal`, { force: true });
    if (options.signal.aborted || cause instanceof AppError) throw cause;
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('cannot_write', { path: to, detail }, { cause });
  }
}

function refuse(path: string, to: string, force: boolean): void {
  if (path === ':memory:') throw new AppError('backup_memory', {});
  if (/^postgres(ql)?:/.test(path)) throw new AppError('backup_postgres', {});
  if (!existsSync(path))
    throw new AppError('store_unusable', { path, detail: 'there is no such file' });
  if (isOf(path, to)) throw new AppError('backup_same', { path: to });
  if (!force && existsSync(to)) throw new AppError('backup_exists', { path: to });
}

/** The database, and what SQLite and `start` keep beside it. */
function isOf(path: string, to: string): boolean {
  const real = realpathSync(path);
  const target = existsSync(to) ? realpathSync(to) : resolve(to);
  return ['', '-wal', '-shm', '-journal', '.start'].some((end) => target === `${real}${end}`);
}

async function copyPages(path: string, part: string, { signal, onProgress }: CopyOptions) {
  const source = new DatabaseSync(path, { timeout: 5_000 });
  try {
    beginReading(source, path);
    await backup(source, part, {
      rate: PAGES_AT_ONCE,
      progress({ totalPages, remainingPages }) {
        signal.throwIfAborted();
        onProgress(totalPages - remainingPages, totalPages);
      },
    });
    source.exec('COMMIT');
  } finally {
    source.close();
  }
}

/** One reading from the first page to the last: otherwise every write of another process begins the copy anew. */
function beginReading(source: DatabaseSync, path: string): void {
  try {
    source.exec('BEGIN');
    source.prepare('SELECT count(*) FROM sqlite_schema').get();
  } catch (error) {
    throw storeFault(error, path);
  }
}

/** One file without anything beside it, that knows it is a copy, and is whole. */
function settle(path: string, part: string, now: Date): void {
  const copy = new DatabaseSync(part);
  try {
    copy.exec('PRAGMA journal_mode = DELETE');
    copy.exec(`PRAGMA application_id = ${COPY_ID}`);
    // A database that an older version wrote has no marks yet.
    const marks = copy.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'marks'").get();
    if (marks)
      copy
        .prepare("INSERT OR REPLACE INTO marks (name, at) VALUES ('copied', ?)")
        .run(now.toISOString());
    const found = copy.prepare('PRAGMA integrity_check(1)').get()?.integrity_check;
    if (found !== 'ok') throw new Error(String(found));
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('backup_damaged', { path, detail }, { cause });
  } finally {
    copy.close();
  }
}

/** In the audit, where that can be written: a copy of a full disk, or of a file that is only read, is none the worse. */
function note(path: string, to: string, now: Date): void {
  const file = new DatabaseSync(path, { timeout: 5_000 });
  try {
    file
      .prepare(
        "INSERT INTO audit (at, adapter, chat, user, action, detail) VALUES (?, ?, '', '', 'backup', ?)",
      )
      .run(now.toISOString(), BY_HAND, to);
  } catch {
    // An older version's has no such table.
  } finally {
    file.close();
  }
}

function sync(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
