/** An answer is stored whole or not at all, and holds up nobody meanwhile. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../src/core/cohort.ts';
import { periodOf, shift } from '../../src/core/period.ts';
import type { Stores } from '../../src/ports/stores.ts';
import { openStores } from '../../src/store/index.ts';

const NEWEST = periodOf('day', '2026-10-13');
const SEEN = new Date('2026-10-14T09:30:00+08:00');

let folder: string;
let path: string;
let stores: Stores;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'retention-save-'));
  path = join(folder, 'retention.db');
  stores = await openStores(path);
});
afterEach(async () => {
  await stores.close();
  rmSync(folder, { recursive: true, force: true });
});

function snapshot(back: number): Snapshot {
  const period = shift(NEWEST, -back);
  const counts = { new: new Map([[0, 10 + back]]), active: new Map([[0, 90 + back]]) };
  return { period, counts, raw: `{"ref_date":"${period.first}"}` };
}

function inFile<T>(work: (file: DatabaseSync) => T): T {
  const file = new DatabaseSync(path);
  try {
    return work(file);
  } finally {
    file.close();
  }
}

function rows(): number[] {
  const count = (file: DatabaseSync, table: string) =>
    Number(file.prepare(`SELECT count(*) AS count FROM ${table}`).get()?.['count']);
  return inFile((file) => ['answers', 'figures', 'cohorts'].map((table) => count(file, table)));
}

describe('saving an answer', () => {
  it('leaves nothing of one that fails at its last row, and goes on with the next', async () => {
    inFile((file) =>
      file.exec(`CREATE TRIGGER full BEFORE INSERT ON figures WHEN NEW.first = '${NEWEST.last}'
        BEGIN SELECT RAISE(ABORT, 'no room'); END`),
    );
    await expect(stores.snapshots.save('wx1', snapshot(0), NEWEST, SEEN)).rejects.toThrow(
      'no room',
    );
    expect(rows()).toEqual([0, 0, 0]);
    // The failure is its own, though others are saved at the same moment.
    const saved = await Promise.allSettled(
      [1, 0, 2].map((back) => stores.snapshots.save('wx1', snapshot(back), NEWEST, SEEN)),
    );
    expect(saved.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(rows()).toEqual([2, 4, 2]);
  });

  it('keeps every one of those that are saved at the same moment', async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, back) =>
        stores.snapshots.save('wx1', snapshot(back), NEWEST, SEEN),
      ),
    );
    expect(rows()).toEqual([20, 40, 20]);
  });

  it('keeps no lock from one turn of the event loop to the next', async () => {
    let isSaved = false;
    const saving = Promise.all(
      Array.from({ length: 200 }, (_, back) =>
        stores.snapshots.save('wx1', snapshot(back), NEWEST, SEEN),
      ),
    ).finally(() => {
      isSaved = true;
    });
    do {
      await setImmediate();
      // A writer that doesn't wait at all, as another process would be one.
      inFile((file) => file.exec('PRAGMA busy_timeout = 0; BEGIN IMMEDIATE; ROLLBACK'));
    } while (!isSaved);
    await saving;
    expect(rows()[2]).toBe(200);
  });
});
