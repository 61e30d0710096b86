/** A write-ahead log that belongs to another file: SQLite would write its pages into the one that stands there now. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { AppError } from '../core/errors.ts';
import { realpathOf } from './own-file.ts';

/** In the header of a copy that `backup` made and nobody has opened since: "RBcp". */
export const COPY_ID = 0x52_42_63_70;
/** Where that stands, in four bytes (sqlite.org/fileformat.html#application_id). */
const AT = 68;

/**
 * After kill -9 the log stays, and nothing ties it to its file but the name. A copy has none of its own before it is
 * opened for the first time, which takes the mark away before there is one.
 *
 * @returns whether the file is such a copy
 * @throws AppError store_left_wal
 */
export function isFreshCopy(path: string): boolean {
  const file = realpathOf(path);
  if (applicationOf(file) !== COPY_ID) return false;
  const wal = `${file}-wal`;
  if (statSync(wal, { throwIfNoEntry: false })?.size)
    throw new AppError('store_left_wal', { path, wal });
  return true;
}

/** Without SQLite, which would begin with the log. */
function applicationOf(file: string): number | undefined {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return undefined;
  const opened = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(4);
    return readSync(opened, bytes, 0, 4, AT) === 4 ? bytes.readUInt32BE() : undefined;
  } finally {
    closeSync(opened);
  }
}
