/** A copy of the SQLite file: whole beside a writer, and never in place of something else by accident. */
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { periodOf, shift } from '../../src/core/period.ts';
import type { Stores } from '../../src/ports/stores.ts';
import { copyDatabase } from '../../src/store/backup.ts';
import { openStores } from '../../src/store/index.ts';
import { snapshot } from '../contracts/stores.ts';
import { startWriter } from './writers.ts';

const folder = mkdtempSync(join(tmpdir(), 'retention-backup-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const NOW = new Date('2026-11-22T01:30:00Z');
const APP = 'wx1234567890abcdef';
let path: string;
let to: string;
let files = 0;
beforeEach(async () => {
  const own = join(folder, String(++files));
  path = join(own, 'retention.db');
  to = join(own, 'copy.db');
  await filled((stores) => stores.close());
});

const copy = (force = false, target = to, signal = new AbortController().signal) => {
  const told: number[] = [];
  const onProgress = (done: number, total: number) => void told.push(done / total);
  return copyDatabase(path, target, { force, now: NOW, signal, onProgress }).then((size) => ({
    size,
    told,
  }));
};

describe('a copy', () => {
  it('holds what was stored, knows when it was made, and is one file that only its owner reads', async () => {
    const { size } = await copy();
    expect(size).toBe(statSync(to).size);
    expect(statSync(to).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(to, '..')).filter((name) => name.startsWith('copy'))).toEqual([
      'copy.db',
    ]);
    const copied = await openStores(to);
    expect(await copied.marks.get('copied')).toEqual(NOW);
    expect((await copied.snapshots.asked(APP, 'day')).size).toBe(20);
    await copied.close();
    const original = await openStores(path);
    expect(await original.marks.get('copied')).toBeUndefined();
    expect(await original.audit.list(9)).toMatchObject([
      { at: NOW, adapter: 'terminal', action: 'backup', detail: to },
    ]);
    await original.close();
  });

  it('is whole beside a process that writes all the while', async () => {
    const writer = startWriter('writer.ts', [path, 'wx1', '100000']);
    await writer.reached(1);
    const before = writer.seen.length;
    await copy();
    writer.child.kill('SIGKILL');
    await writer.ended;
    const copied = new DatabaseSync(to);
    expect(copied.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
    // Each answer was written with its figures, in one commit.
    const count = (table: string) =>
      Number(
        copied.prepare(`SELECT count(*) AS count FROM ${table} WHERE app = 'wx1'`).get()?.count,
      );
    expect(count('answers')).toBeGreaterThanOrEqual(before);
    expect(count('figures')).toBe(3 * count('answers'));
    copied.close();
  });

  it('tells how far it is', async () => {
    enlarge(path);
    const { told } = await copy();
    expect(told.length).toBeGreaterThan(1);
    expect(told.every((share) => share > 0 && share <= 1)).toBe(true);
    expect(told.toSorted((a, b) => a - b)).toEqual(told);
  });

  it('is made of a database that an older version wrote, without changing it', async () => {
    const old = new DatabaseSync(path);
    old.exec('DROP TABLE marks');
    old.close();
    await copy();
    const copied = new DatabaseSync(to);
    const tables = copied.prepare("SELECT name FROM sqlite_schema WHERE name = 'marks'").all();
    expect(tables).toEqual([]);
    copied.close();
  });
});

describe('nothing is lost by a copy', () => {
  it('leaves a file that is there, unless told to replace it', async () => {
    writeFileSync(to, 'precious');
    await expect(copy()).rejects.toMatchObject({ code: 'backup_exists', params: { path: to } });
    expect(readFileSync(to, 'utf8')).toBe('precious');
    await copy(true);
    await (await openStores(to)).close();
  });

  it.each(['', '-wal', '.start'])('is never written over the database itself (%s)', async (end) => {
    await expect(copy(true, `${path}${end}`)).rejects.toMatchObject({ code: 'backup_same' });
    await (await openStores(path)).close();
  });

  it('is not kept of a damaged database, and leaves nothing', async () => {
    damage(path);
    await expect(copy()).rejects.toMatchObject({ code: 'backup_damaged', params: { path } });
    expect(existsSync(to)).toBe(false);
    expect(existsSync(`${to}.part`)).toBe(false);
  });

  it('leaves an earlier copy as it is when it is stopped half way', async () => {
    enlarge(path);
    writeFileSync(to, 'precious');
    const stopping = new AbortController();
    const onProgress = () => stopping.abort();
    const options = { force: true, now: NOW, signal: stopping.signal, onProgress };
    await expect(copyDatabase(path, to, options)).rejects.toMatchObject({ name: 'AbortError' });
    expect(readFileSync(to, 'utf8')).toBe('precious');
    expect(existsSync(`${to}.part`)).toBe(false);
  });
});

it.each([
  [':memory:', 'backup_memory'],
  ['postgres://bot@db.example/retention', 'backup_postgres'],
  [join(folder, 'none.db'), 'store_unusable'],
])('%s is told to be no file that could be copied', async (database, code) => {
  path = database;
  await expect(copy()).rejects.toMatchObject({ code });
  expect(existsSync(to)).toBe(false);
});

it('a folder that is not there is told', async () => {
  const nowhere = join(folder, 'none', 'copy.db');
  await expect(copy(false, nowhere)).rejects.toMatchObject({
    code: 'cannot_write',
    params: { path: nowhere },
  });
});

async function filled(then: (stores: Stores) => Promise<void>) {
  const stores = await openStores(path);
  const newest = periodOf('day', '2026-11-21');
  for (let back = 0; back < 20; back += 1)
    await stores.snapshots.save(
      APP,
      snapshot(shift(newest, -back), { new: [[0, 7]] }),
      newest,
      NOW,
    );
  await then(stores);
}

/** By some 20 MB. */
function enlarge(file: string) {
  const database = new DatabaseSync(file);
  database.exec("INSERT INTO keys (name, value) VALUES ('large', hex(zeroblob(10000000)))");
  database.close();
}

/** Its header stands, half of the rest is gone. */
function damage(file: string) {
  const bytes = readFileSync(file);
  // Not to its end, where the newest tables are described: then nothing could be read at all.
  bytes.fill(0xa5, Math.floor(bytes.length * 0.5), Math.floor(bytes.length * 0.75));
  writeFileSync(file, bytes);
  truncateSync(file, bytes.length);
}
