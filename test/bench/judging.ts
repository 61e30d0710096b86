/** Alerts of 1,000 apps on an ordinary morning: how long it takes, and the longest moment in which nothing else is done. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { DatabaseSync } from 'node:sqlite';
import { addDays } from '../../src/core/period.ts';
import { morningOf } from '../../src/pipeline/replay.ts';
import { watch } from '../../src/pipeline/watch.ts';
import { worldOf } from '../doubles/worlds.ts';
import { tellHistory, tellMorning } from '../pipeline/mornings.ts';
import { openRig } from '../pipeline/rig.ts';
import type { Measure } from './index.ts';

const APPS = Array.from({ length: 1000 }, (_, index) => `wx${String(index).padStart(16, '0')}`);
const EVE = '2026-07-20';

const folder = mkdtempSync(join(tmpdir(), 'retention-bench-'));
const path = join(folder, 'retention.db');
const { signal } = new AbortController();
try {
  await prepare();
  process.stdout.write(JSON.stringify(await judgeAll()));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** One app lives through the eve and collects the morning; the others get its rows. */
async function prepare(): Promise<void> {
  const [first = '', ...others] = APPS;
  const world = worldOf({ world: 1, users: 3000, first: '2026-03-01', days: 200, seed: 7 });
  const rig = await openRig({ now: morningOf(EVE).toISOString(), path, apps: [first] });
  await tellHistory(rig.stores, first, world, rig.clock.now());
  await watch(rig.bot, 1, signal);
  rig.clock.set(morningOf(addDays(EVE, 1)).toISOString());
  await tellMorning(rig.stores, first, world, rig.clock.now());
  await rig.close();
  const file = new DatabaseSync(path);
  file.exec('BEGIN');
  for (const table of ['cohorts', 'figures', 'alerts']) {
    const columns = file
      .prepare(`SELECT name FROM pragma_table_info('${table}') WHERE name <> 'app'`)
      .all()
      .map(({ name }) => `"${name}"`)
      .join(', ');
    const copy = file.prepare(
      `INSERT INTO ${table} (app, ${columns}) SELECT ?, ${columns} FROM ${table} WHERE app = ?`,
    );
    for (const other of others) copy.run(other, first);
  }
  file.exec('COMMIT');
  file.close();
}

async function judgeAll(): Promise<Measure[]> {
  const now = morningOf(addDays(EVE, 1)).toISOString();
  const rig = await openRig({ now, path, apps: APPS });
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const begun = performance.now();
  await watch(rig.bot, 1, signal);
  const took = performance.now() - begun;
  delay.disable();
  const judged = rig.log.find(({ message }) => message === 'alerts judged')?.fields;
  if ((judged as { apps?: number } | undefined)?.apps !== APPS.length)
    throw new Error(`not that morning: ${JSON.stringify(judged)}`);
  await rig.close();
  const ms = (nanoseconds: number) => `${(nanoseconds / 1e6).toFixed(0)} ms`;
  return [
    { name: `alerts of ${APPS.length} apps judged`, value: `${(took / 1000).toFixed(1)} s` },
    {
      name: 'meanwhile: longest stall of the event loop, p99',
      value: `${ms(delay.max)}, ${ms(delay.percentile(99))}`,
    },
  ];
}
