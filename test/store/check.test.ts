/** The store's check of itself: it can be read and written, or says why not. */
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { checkDatabase } from '../../src/store/check.ts';
import { openDatabase } from '../../src/store/database.ts';
import { openStores } from '../../src/store/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'retention-check-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const tablesOf = (path: string) => {
  const file = new DatabaseSync(path);
  const rows = file.prepare('SELECT name FROM sqlite_schema ORDER BY name').all();
  file.close();
  return rows;
};

/** The page a table begins on. */
const rootOf = (path: string, table: string) => {
  const file = new DatabaseSync(path);
  const row = file.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').get(table);
  file.close();
  return Number(row?.['rootpage']);
};

test('finds a sound file sound, again and again, and leaves it as it was', async () => {
  const path = join(folder, 'sound.db');
  const stores = await openStores(path);
  const before = tablesOf(path);
  for (const _ of [1, 2]) await stores.check();
  expect(tablesOf(path)).toEqual(before);
  await stores.close();
});

test('works in memory', async () => {
  const stores = await openStores(':memory:');
  await stores.check();
  await stores.close();
});

test('finds pages that something else has written over', async () => {
  const path = join(folder, 'broken.db');
  await (await openStores(path)).close();
  // Those pages that every start reads stay.
  const page = Buffer.alloc(4096, 'x');
  const file = openSync(path, 'r+');
  writeSync(file, page, 0, page.length, (rootOf(path, 'charts') - 1) * page.length);
  closeSync(file);
  const stores = await openStores(path);
  await expect(stores.check()).rejects.toMatchObject({ code: 'store_unusable', params: { path } });
  await stores.close();
});

test('says so where the database may only be read', async () => {
  const db = await openDatabase(join(folder, 'read-only.db'));
  await sql`PRAGMA query_only = ON`.execute(db);
  await expect(checkDatabase(db, 'read-only.db')).rejects.toMatchObject({
    code: 'store_unwritable',
    params: { detail: expect.stringContaining('readonly') },
  });
  await db.destroy();
});
