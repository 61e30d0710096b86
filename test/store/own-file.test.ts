/** Nobody but its owner reads a database that the bot has made, nor what stands beside it. */
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStores } from '../../src/store/index.ts';
import { soleStart } from '../../src/store/sole.ts';

const folder = mkdtempSync(join(tmpdir(), 'retention-own-'));
let umask: number;
beforeAll(() => {
  umask = process.umask(0);
});
afterAll(() => {
  process.umask(umask);
  rmSync(folder, { recursive: true, force: true });
});

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

it('makes folder and files that only the owner may open, whatever the umask says', async () => {
  const data = join(folder, 'data');
  const sole = await soleStart(join(data, 'retention.db'));
  const stores = await openStores(join(data, 'retention.db'));
  await stores.marks.set('alive', new Date('2026-11-22T01:30:00Z'));
  const names = readdirSync(data);
  expect(names).toEqual(expect.arrayContaining(['retention.db-wal', 'retention.db.start']));
  for (const name of names) expect([name, modeOf(join(data, name))]).toEqual([name, '600']);
  expect(modeOf(data)).toBe('700');
  await stores.close();
  sole.close();
});

it('leaves a file that is there as its owner wants it', async () => {
  const path = join(folder, 'shared.db');
  writeFileSync(path, '');
  chmodSync(path, 0o640);
  await (await openStores(path)).close();
  expect(modeOf(path)).toBe('640');
});
