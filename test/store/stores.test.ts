/** The SQLite stores keep their contracts, in memory and in a file that two processes share. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import { periodOf } from '../../src/core/period.ts';
import type { Stores } from '../../src/ports/stores.ts';
import { openStores } from '../../src/store/index.ts';
import { alertStoresContract, sharedAlertStoresContract } from '../contracts/alert-stores.ts';
import { chatStoresContract, sharedChatStoresContract } from '../contracts/chat-stores.ts';
import { sharedBooksContract } from '../contracts/shared-stores.ts';
import { sharedStoresContract, snapshot, storesContract } from '../contracts/stores.ts';

const folder = mkdtempSync(join(tmpdir(), 'retention-store-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const newPath = () => join(folder, `${++files}`, 'retention.db');

for (const contract of [storesContract, chatStoresContract, alertStoresContract]) {
  contract('SQLite in memory', async () => {
    const stores = await openStores(':memory:');
    return { stores, close: stores.close };
  });

  contract('SQLite in a file', async () => {
    const stores = await openStores(newPath());
    return { stores, close: stores.close };
  });
}

sharedBooksContract('SQLite in memory', async () => {
  const stores = await openStores(':memory:');
  const reopen = async () => ({ ...stores, close: async () => {} });
  return { stores, reopen, close: stores.close };
});

for (const contract of [
  sharedStoresContract,
  sharedChatStoresContract,
  sharedAlertStoresContract,
  sharedBooksContract,
])
  contract('SQLite in a file', async () => {
    const path = newPath();
    const stores = await openStores(path);
    return { stores, reopen: () => openStores(path), close: stores.close };
  });

const APP = 'wx1234567890abcdef';
const NEWEST = periodOf('day', '2026-11-21');
const MORNING = new Date('2026-11-22T01:30:00Z');

describe('the SQLite file', () => {
  it('keeps every distinct answer as it came, with first-seen and last-seen times', async () => {
    const path = newPath();
    const stores = await openStores(path);
    const [first, second] = [
      snapshot(NEWEST, { new: [[0, 1]] }),
      snapshot(NEWEST, { new: [[0, 2]] }),
    ];
    const days = [0, 1, 2].map((day) => new Date(MORNING.getTime() + day * 86_400_000));
    const [one, two, three] = days as [Date, Date, Date];
    await stores.snapshots.save(APP, first, NEWEST, one);
    await stores.snapshots.save(APP, second, NEWEST, two);
    await stores.snapshots.save(APP, first, NEWEST, three);
    await stores.close();
    const rows = read(path, 'SELECT raw, first_seen, last_seen FROM answers ORDER BY first_seen');
    expect(rows).toEqual([
      { raw: first.raw, first_seen: one.toISOString(), last_seen: three.toISOString() },
      { raw: second.raw, first_seen: two.toISOString(), last_seen: two.toISOString() },
    ]);
    const figures = read(path, 'SELECT value, first_seen, last_seen FROM figures');
    expect(figures.map(({ value }) => value)).toEqual([1, 2, 1]);
  });

  it('keeps the visit trend’s answer as it came, and its sizes apart from the cohort’s own', async () => {
    const path = newPath();
    const stores = await openStores(path);
    const raw = '{"list":[{"visit_uv_new": 300}]}';
    const own = snapshot(NEWEST, { new: [[0, 0]] });
    const seen = [MORNING, new Date(MORNING.getTime() + 3_600_000)] as const;
    for (const [index, size] of [300, 310].entries())
      await stores.snapshots.save(
        APP,
        { ...own, trend: { sizes: { new: size }, raw } },
        NEWEST,
        seen[index] ?? MORNING,
      );
    await stores.close();
    expect(read(path, 'SELECT raw FROM answers ORDER BY length(raw)')).toEqual(
      [raw, own.raw].sort((a, b) => a.length - b.length).map((one) => ({ raw: one })),
    );
    const [first, second] = seen.map((one) => one.toISOString());
    expect(read(path, 'SELECT segment, offset, value, first_seen FROM figures')).toEqual(
      expect.arrayContaining([
        { segment: 'new', offset: 0, value: 0, first_seen: first },
        { segment: 'trend new', offset: 0, value: 300, first_seen: first },
        { segment: 'trend new', offset: 0, value: 310, first_seen: second },
      ]),
    );
  });

  it('sees a standing figure again without another row', async () => {
    const path = newPath();
    const stores = await openStores(path);
    const again = new Date(MORNING.getTime() + 3_600_000);
    for (const seen of [MORNING, again, MORNING])
      await stores.snapshots.save(APP, snapshot(NEWEST, { new: [[0, 7]] }), NEWEST, seen);
    await stores.close();
    expect(read(path, 'SELECT first_seen, last_seen FROM figures')).toEqual([
      { first_seen: MORNING.toISOString(), last_seen: again.toISOString() },
    ]);
  });

  it('writes ahead, so that readers never wait for a writer', async () => {
    const path = newPath();
    const stores = await openStores(path);
    await stores.close();
    expect(read(path, 'PRAGMA journal_mode')).toEqual([{ journal_mode: 'wal' }]);
  });

  it('is not opened when it is something else', async () => {
    const path = newPath();
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, 'not a database, but long enough to be taken for one'.repeat(100));
    await expect(openStores(path)).rejects.toMatchObject({ code: 'store_unusable' });
    const isFolder = openStores(folder);
    await expect(isFolder).rejects.toBeInstanceOf(AppError);
    await expect(openStores(join(path, 'retention.db'))).rejects.toMatchObject({
      code: 'store_unusable',
    });
  });

  it('is made once when several processes start on it at the same moment', async () => {
    const path = newPath();
    const writers = [1, 2, 3, 4].map((number) => writer(path, `wx${number}`, 5));
    await Promise.all(writers.map(({ ready }) => ready));
    for (const { go } of writers) go();
    const acknowledged = await Promise.all(writers.map(({ lines }) => lines));
    expect(acknowledged.map((lines) => lines.length)).toEqual([5, 5, 5, 5]);
    const stores = await openStores(path);
    for (const [index, lines] of acknowledged.entries())
      await expectThere(stores, `wx${index + 1}`, lines);
    await stores.close();
  });

  it('loses nothing it acknowledged, and breaks nothing, when killed while writing', async () => {
    const path = newPath();
    let acknowledged: string[] = [];
    for (const after of [0, 1, 7, 40]) {
      const { child, lines, ready, go, reached } = writer(path, APP, 100_000, acknowledged.length);
      await ready;
      go();
      await reached(after);
      child.kill('SIGKILL');
      acknowledged = [...acknowledged, ...(await lines)];
    }
    expect(acknowledged.length).toBeGreaterThanOrEqual(47);
    expect(read(path, 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    const stores = await openStores(path);
    await expectThere(stores, APP, acknowledged);
    await stores.close();
  });
});

/** Another process that saves one cohort after the other and acknowledges each with a line. */
function writer(path: string, app: string, count: number, from = 0) {
  const script = fileURLToPath(new URL('./writer.ts', import.meta.url));
  const child = spawn(process.execPath, [script, path, app, String(count), String(from)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const seen: string[] = [];
  const waiting = new Set<() => void>();
  const isReady = Promise.withResolvers<void>();
  const reader = createInterface(child.stdout).on('line', (line) => {
    if (line === 'ready') return isReady.resolve();
    seen.push(line);
    for (const check of waiting) check();
  });
  const ended = Promise.all([once(child, 'close'), once(reader, 'close')]);
  return {
    child,
    lines: ended.then(() => seen),
    /** Resolves when it waits for go(). */
    ready: isReady.promise,
    go: () => void child.stdin.write('go'),
    /** Resolves when so many lines have come. */
    reached: (lines: number) =>
      new Promise<void>((resolve, reject) => {
        const check = () => seen.length >= lines && resolve();
        waiting.add(check);
        child.once('close', () => reject(new Error('the writer ended early')));
        check();
      }),
  };
}

async function expectThere(stores: Stores, app: string, lines: readonly string[]) {
  const [asked, triangle] = [
    await stores.snapshots.asked(app, 'day'),
    await stores.snapshots.triangle(
      app,
      'day',
      { first: '0000-01-01', last: '9999-12-31' },
      new Date('2100-01-01'),
    ),
  ];
  for (const line of lines) {
    const [first = '', value] = line.split(' ');
    expect(asked.has(first)).toBe(true);
    expect(triangle.get(first)?.counts.new.get(0)).toBe(Number(value));
    expect(triangle.get(first)?.counts.active.get(1)).toBe(Number(value) + 1);
  }
}

function read(path: string, sql: string): Record<string, unknown>[] {
  const file = new DatabaseSync(path);
  try {
    return file
      .prepare(sql)
      .all()
      .map((row) => ({ ...row }));
  } finally {
    file.close();
  }
}
