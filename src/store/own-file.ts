/** A database file that nobody but its owner may read: it holds figures, and may hold the key of the charts. */
import { closeSync, existsSync, mkdirSync, openSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** SQLite gives what it keeps beside a file the file's own mode. One that is there keeps the mode it has. */
export function ownFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
}

/** However the path is spelled, what stands beside one file has one name; the folder must be there. */
export function realpathOf(path: string): string {
  return existsSync(path) ? realpathSync(path) : join(realpathSync(dirname(path)), basename(path));
}
