/** Killed while it writes, again and again: what was acknowledged is there, and the file is whole. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, expect, it } from 'vitest';
import type { Stores } from '../../src/ports/stores.ts';
import { openStores } from '../../src/store/index.ts';
import { chance } from '../doubles/chance.ts';
import { startWriter } from './writers.ts';

const folder = mkdtempSync(join(tmpdir(), 'retention-kill-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The full proof has 50. */
const KILLS = Number(process.env['KILLS'] ?? 5);
/** A morning's worth of writing at most, so that kills fall into opening, into commits and between them. */
const MOST_LINES = 60;

it(
  `loses nothing it acknowledged in ${KILLS} kills`,
  async () => {
    const path = join(folder, 'retention.db');
    const { uniform } = chance(20261122);
    const acknowledged: string[] = [];
    for (let kill = 0, from = 0; kill < KILLS; kill += 1, from += 1_000) {
      const writer = startWriter('keeper.ts', [path, String(from)]);
      await writer.reached(Math.floor(uniform() * MOST_LINES));
      writer.child.kill('SIGKILL');
      await writer.ended;
      acknowledged.push(...writer.seen);
      const file = new DatabaseSync(path);
      expect(file.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
      file.close();
    }
    expect(acknowledged.length).toBeGreaterThan(KILLS * 5);
    const stores = await openStores(path);
    const kept = await keptIn(stores, acknowledged);
    await stores.close();
    expect(acknowledged.filter((line) => !kept.has(line))).toEqual([]);
  },
  20_000 + KILLS * 5_000,
);

async function keptIn(stores: Stores, lines: readonly string[]): Promise<ReadonlySet<string>> {
  const cohorts = await stores.snapshots.asked('wx1', 'day');
  const kept = new Set([...cohorts.keys()].map((first) => `cohort ${first}`));
  const untold = new Set((await stores.alerts.unsettled()).map(({ id }) => id));
  for (const line of lines) {
    const [what, index] = line.split(' ');
    const key = { channel: 'test:a', subject: `digest ${index}` };
    const posted = what === 'delivery' && (await stores.deliveries.posted(key));
    if (posted && posted['message'] === index) kept.add(line);
    const isPending =
      what === 'alerts' && (await stores.alerts.get(`wx-alerts-${index}`))?.isPending;
    if (isPending && untold.has(`message ${index}`)) kept.add(line);
  }
  return kept;
}
