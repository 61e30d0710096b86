/** A write-ahead log that belongs to another file: SQLite would write its pages into the one that stands there now. */
import { realpathSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { AppError } from '../core/errors.ts';

/**
 * After kill -9 the log stays, and nothing ties it to its file but the name. A copy that `backup` made says that it is
 * one until a start has begun on it, so that a log beside such a copy is not its own.
 *
 * @throws AppError store_left_wal
 */
export function refuseLeftWal(path: string): void {
  const wal = `${realpathOf(path)}-wal`;
  if (!statSync(wal, { throwIfNoEntry: false })?.size) return;
  if (isCopy(path)) throw new AppError('store_left_wal', { path, wal: `${path}-wal` });
}

/** As the file itself says, without its log. */
function isCopy(path: string): boolean {
  let file: DatabaseSync | undefined;
  try {
    const url = pathToFileURL(realpathOf(path));
    url.searchParams.set('immutable', '1');
    file = new DatabaseSync(url, { readOnly: true });
    return file.prepare("SELECT at FROM marks WHERE name = 'copied'").get() !== undefined;
  } catch {
    // An older schema, or no database at all: whoever opens it says so.
    return false;
  } finally {
    file?.close();
  }
}

function realpathOf(path: string): string {
  return statSync(path, { throwIfNoEntry: false }) ? realpathSync(path) : path;
}
