/** A database file that nobody but its owner may read: it holds figures, and may hold the key of the charts. */
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';

/** SQLite gives what it keeps beside a file the file's own mode. One that is there keeps the mode it has. */
export function ownFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
}
