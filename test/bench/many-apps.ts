/** A morning of 1,000 apps: WeChat, 50 ms away, in one process, the bot in another; as configured by default, and without rates. */
import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { settings } from '../../src/config/settings.ts';
import { collector } from '../../src/pipeline/collector.ts';
import { openStores } from '../../src/store/index.ts';
import { snapshotFrom } from '../../src/wechat/schema.ts';
import type { Measure } from './index.ts';
import type { Morning } from './many-apps/bot.ts';
import {
  APPS,
  answerOf,
  COHORTS_AN_APP,
  LATENCY_MS,
  NEWEST,
  NEWEST_BEFORE,
  NOW,
  THE_DAY_BEFORE,
} from './many-apps/morning.ts';
import type { Counts } from './many-apps/server.ts';

const RETENTION = APPS.length * COHORTS_AN_APP;
const FOLDER = `${import.meta.dirname}/many-apps`;
const run = promisify(execFile);

export async function benchManyApps(progress: (line: string) => void): Promise<Measure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'retention-bench-'));
  try {
    progress(`${APPS.length} apps: filling the store with the mornings before`);
    const prepared = join(folder, 'prepared.db');
    await prepare(prepared);
    const measures: Measure[] = [];
    for (const rates of ['default', 'lifted'] as const) {
      progress(`${APPS.length} apps, rates ${rates}: a morning of at least ${secs(floor(rates))}`);
      const database = join(folder, `${rates}.db`);
      copyFileSync(prepared, database);
      measures.push(...(await measure(database, rates)));
    }
    return measures;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Rates = 'default' | 'lifted';

/** One app collects for the first time the day before; the others get its rows. */
async function prepare(path: string): Promise<void> {
  const [first = '', ...others] = APPS;
  const stores = await openStores(path);
  const clock = { now: () => THE_DAY_BEFORE, sleep: async () => undefined };
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const source = {
    app: first,
    fetch: async (period: typeof NEWEST) => {
      const json = answerOf(period.first, NEWEST_BEFORE) as Record<string, unknown>;
      return snapshotFrom(first, period, { json, text: JSON.stringify(json) });
    },
  };
  const checkup = {
    transport: 'https',
    token: undefined,
    tokenFrom: undefined,
    quota: undefined,
    trend: undefined,
  } as const;
  const app = { appid: first, name: first, source, checkup };
  await collector({ snapshots: stores.snapshots, clock, log }).collect(
    app,
    NEWEST_BEFORE,
    new AbortController().signal,
  );
  await stores.close();
  const file = new DatabaseSync(path);
  file.exec('BEGIN');
  for (const table of ['cohorts', 'answers', 'figures']) {
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

async function measure(database: string, rates: Rates): Promise<Measure[]> {
  const wechat = fork(`${FOLDER}/server.ts`);
  const [url] = (await once(wechat, 'message')) as [string];
  const { stdout } = await run(process.execPath, [`${FOLDER}/bot.ts`, url, database, rates]);
  const { ms, cpuMs, peakBytes } = JSON.parse(stdout) as Morning;
  wechat.send('counts');
  const [counts] = (await once(wechat, 'message')) as [Counts];
  wechat.disconnect();
  verify(counts, database);
  const name = `${APPS.length} apps, rates ${rates}`;
  return [
    {
      name: `${name}: wall time (${floorInWords(rates)})`,
      value: `${secs(ms)} (× ${(ms / floor(rates)).toFixed(2)}), ${secs(cpuMs)} of it CPU`,
    },
    { name: `${name}: peak memory (RSS)`, value: `${(peakBytes / 1e6).toFixed(0)} MB` },
    {
      name: `${name}: most in flight at WeChat, of all and of one app`,
      value: `${counts.inFlight}, ${counts.inFlightPerApp}`,
    },
    {
      name: `${name}: most begun in any second, of all and of one app`,
      value: `${counts.perSecond}, ${counts.perSecondPerApp}`,
    },
  ];
}

/** A figure for a morning that went otherwise would say nothing. */
function verify({ tokens, retention, strange }: Counts, database: string): void {
  const file = new DatabaseSync(database, { readOnly: true });
  const count = (sql: string, value: string) => Number(file.prepare(sql).get(value)?.['count']);
  const seen = {
    tokens,
    retention,
    strange,
    cohorts: count('SELECT count(*) AS count FROM cohorts WHERE through = ?', NEWEST.last),
    answers: count('SELECT count(*) AS count FROM answers WHERE first_seen = ?', NOW.toISOString()),
    figures: count('SELECT count(*) AS count FROM figures WHERE first_seen = ?', NOW.toISOString()),
  };
  file.close();
  const expected = {
    tokens: APPS.length,
    retention: RETENTION,
    strange: 0,
    cohorts: RETENTION,
    answers: RETENTION,
    // Each answer brings one more offset of both segments.
    figures: 2 * RETENTION,
  };
  if (JSON.stringify(seen) !== JSON.stringify(expected))
    throw new Error(`not that morning: ${JSON.stringify({ seen, expected })}`);
}

const limits = settings.parse({});
const { WECHAT_IN_FLIGHT: IN_FLIGHT, WECHAT_PER_SECOND: PER_SECOND } = limits;

/** Milliseconds below which nobody can be, tokens aside. */
function floor(rates: Rates): number {
  return rates === 'default'
    ? (RETENTION / PER_SECOND) * 1000
    : (RETENTION * LATENCY_MS) / IN_FLIGHT;
}

function floorInWords(rates: Rates): string {
  const calls = RETENTION.toLocaleString('en');
  const sum =
    rates === 'default'
      ? `${calls} / ${PER_SECOND} a second`
      : `${calls} × ${LATENCY_MS} ms / ${IN_FLIGHT}`;
  return `floor: ${sum} = ${secs(floor(rates))}, and ${APPS.length} tokens`;
}

function secs(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
