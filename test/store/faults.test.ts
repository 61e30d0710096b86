/** What breaks a database while the bot runs is told as what it is, and ends when it is mended. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { text as readAll } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { AppError, explain } from '../../src/core/errors.ts';
import { periodOf, shift } from '../../src/core/period.ts';
import { LOCALES, textFor } from '../../src/core/text/index.ts';
import { openDatabase } from '../../src/store/database.ts';
import { openStores } from '../../src/store/index.ts';
import { snapshotStore } from '../../src/store/snapshots.ts';
import { storeFault } from '../../src/store/sqlite-faults.ts';
import { snapshot } from '../contracts/stores.ts';

const folder = mkdtempSync(join(tmpdir(), 'retention-faults-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const APP = 'wx1234567890abcdef';
const NOW = new Date('2026-11-22T01:30:00Z');
const NEWEST = periodOf('day', '2026-11-21');
let path: string;
let files = 0;
beforeEach(() => {
  path = join(folder, String(++files), 'retention.db');
});

describe('a full disk', () => {
  it('is told, loses nothing that was stored, and is over when there is room', async () => {
    const db = await openDatabase(path);
    const store = snapshotStore(db);
    const save = (back: number) =>
      store.save(APP, snapshot(shift(NEWEST, -back), { new: [[0, 7]] }), NEWEST, NOW);
    const { rows } = await sql<{ page_count: number }>`PRAGMA page_count`.execute(db);
    await sql.raw(`PRAGMA max_page_count = ${(rows[0]?.page_count ?? 0) + 2}`).execute(db);
    let kept = 0;
    const full = await (async () => {
      for (; kept < 1_000; kept += 1) await save(kept);
    })().catch((error: unknown) => error);
    expect(full).toBeInstanceOf(AppError);
    expect(full).toMatchObject({ code: 'store_full', params: { path } });
    expect((await store.asked(APP, 'day')).size).toBe(kept);
    await sql.raw('PRAGMA max_page_count = 1000000').execute(db);
    await save(kept);
    expect((await store.asked(APP, 'day')).size).toBe(kept + 1);
    await db.destroy();
  });

  it.skipIf(process.platform === 'win32')(
    'of another process is told where the system itself refuses to write',
    async () => {
      await (await openStores(path)).close();
      const script = fileURLToPath(new URL('./faulty-writer.ts', import.meta.url));
      // Counted in blocks of 512 bytes or 1024, by shell.
      const limited = `ulimit -f 400; exec "$0" "$@"`;
      const child = spawn('sh', ['-c', limited, process.execPath, script, path], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [said] = await Promise.all([readAll(child.stdout), once(child, 'close')]);
      const [kept, code] = said.trim().split(' ');
      expect(Number(kept)).toBeGreaterThan(0);
      expect(code).toMatch(/^store_(unwritable|full)$/);
      const stores = await openStores(path);
      expect((await stores.snapshots.asked(APP, 'day')).size).toBe(Number(kept));
      await stores.check();
      await stores.close();
    },
  );
});

describe('a damaged file', () => {
  it('is told by what is read of it, and by the check', async () => {
    const stores = await openStores(path);
    for (let back = 0; back < 200; back += 1)
      await stores.snapshots.save(
        APP,
        snapshot(shift(NEWEST, -back), { new: [[0, 7]] }),
        NEWEST,
        NOW,
      );
    await stores.close();
    overwrite(path);
    const damaged = await openStores(path).catch((error: unknown) => error);
    const fault =
      damaged instanceof AppError
        ? damaged
        : await (damaged as Awaited<ReturnType<typeof openStores>>).snapshots
            .asked(APP, 'day')
            .catch((error: unknown) => error);
    expect(fault).toMatchObject({ code: 'store_corrupt', params: { path } });
  });
});

describe('what SQLite says', () => {
  it('of another kind stays as it is', () => {
    const file = new DatabaseSync(':memory:');
    const fault = thrown(() => file.exec('SELECT nonsense'));
    expect(storeFault(fault, path)).toBe(fault);
    expect(storeFault('word', path)).toBe('word');
    file.close();
  });

  it.each([
    [11, 'store_corrupt'],
    [13, 'store_full'],
    [8, 'store_unwritable'],
    [10 | (3 << 8), 'store_unwritable'],
    [14, 'store_unwritable'],
  ])('as %i is worded for whoever must mend it', (errcode, code) => {
    const fault = storeFault(Object.assign(new Error('as SQLite says'), { errcode }), path);
    expect(fault).toMatchObject({ code });
    for (const locale of LOCALES) {
      const words = explain(fault, textFor(locale));
      expect(words).toContain(path);
      expect(words).toContain('as SQLite says');
    }
  });
});

function thrown(step: () => void): unknown {
  try {
    step();
  } catch (error) {
    return error;
  }
  return undefined;
}

/** Everything but the first page, which says what the file is. */
function overwrite(file: string) {
  const bytes = readFileSync(file);
  writeFileSync(file, bytes.fill(0xa5, 4096));
}
