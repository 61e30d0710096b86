/** What a process and its database have grown to: memory after a full collection, handles, rows of every table, bytes of the file. */
import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export interface Measured {
  readonly heapMb: number;
  /** Of it, machine code: more of it, the longer and the more often something is run. */
  readonly codeMb: number;
  readonly externalMb: number;
  readonly rssMb: number;
  readonly handles: number;
  readonly fileMb: number;
  readonly rows: Readonly<Record<string, number>>;
}

const MB = 1024 * 1024;
const COLLECTIONS = 3;
/** V8 gives back what it keeps in reserve, and forgets code that can be compiled again: what is left is really held. */
const THOROUGH = { type: 'major', execution: 'sync', flavor: 'last-resort' };
/** Finalizers and sockets that close run in between. */
const PAUSE_MS = 60;

setFlagsFromString('--expose-gc');
const collect: (options: typeof THOROUGH) => void = runInNewContext('gc');

export async function measure(path: string): Promise<Measured> {
  for (let times = 0; times < COLLECTIONS; times += 1) {
    await wait(PAUSE_MS);
    collect(THOROUGH);
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  // Not getHeapCodeStatistics: it walks the heap, and V8 13.6 now and then ends the process at it.
  const code = getHeapSpaceStatistics().filter(({ space_name: name }) => name.startsWith('code'));
  return {
    heapMb: heapUsed / MB,
    codeMb: code.reduce((sum, { space_used_size: bytes }) => sum + bytes, 0) / MB,
    externalMb: external / MB,
    rssMb: rss / MB,
    handles: process.getActiveResourcesInfo().length,
    fileMb: statSync(path).size / MB,
    rows: rowsOf(path),
  };
}

export function rowsOf(path: string): Record<string, number> {
  const file = new DatabaseSync(path, { readOnly: true });
  const names = file.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name");
  const rows = names.all().map(({ name }): [string, number] => {
    const counted = file.prepare(`SELECT count(*) AS count FROM "${name}"`).get();
    return [String(name), Number(counted?.['count'])];
  });
  file.close();
  return Object.fromEntries(rows);
}
