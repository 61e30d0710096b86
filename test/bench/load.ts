/**
 * `npm run bench:load`: the real process on SQLite takes signed commands at a steady rate, first at rest,
 * then while 200 digests go out and charts are fetched. What is not whole, or over a goal, fails.
 */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { SAMPLE_APPS, type SampleApp } from '../../src/demo/apps.ts';
import { chartRoute } from '../../src/http/charts.ts';
import { openStores } from '../../src/store/index.ts';
import { sampleCurve, sampleHeat, sampleTrend } from '../chart/sample-charts.ts';
import { freePort } from '../doubles/free-port.ts';
import { SIGNING_SECRET, TOKEN } from '../doubles/slack-workspace.ts';
import type { Asked, Asking } from './load/asking.ts';
import type { Outside, Posts } from './load/outside.ts';
import { type Measured, missed, tableOf } from './load/table.ts';

const APPS = Array.from({ length: 4 }, (_, index): SampleApp => {
  const sample = SAMPLE_APPS[index % SAMPLE_APPS.length] as SampleApp;
  const { campaign: _campaign, ...habits } = sample.habits;
  const { name } = sample;
  // Nothing to raise an alarm about: what goes out are digests alone.
  return {
    ...sample,
    habits,
    appid: `wx00000000load${index}`,
    name: index < 2 ? name : `${name} 2`,
  };
});
const CHANNELS = Array.from({ length: 50 }, (_, index) => `C${String(index).padStart(9, '0')}`);
const DIGESTS = APPS.length * CHANNELS.length;
const LOAD = { seconds: 60, perSecond: 50, chartsPerSecond: 3 };
const COMMANDS = LOAD.seconds * LOAD.perSecond;
const KEY = 'a-key-for-the-addresses-of-charts';
/** The timer that measures the lag is due after so long, and tells when it came: an idle loop shows as much. */
const TIMER_MS = 10;
/** From the start of the process to its first tick: enough to be ready in. */
const READY_MS = 20_000;

const tell = (line: string) => void process.stderr.write(`${line}…\n`);
const folder = mkdtempSync(join(tmpdir(), 'retention-load-'));
const database = join(folder, 'retention.db');
const port = await freePort();
const url = `http://127.0.0.1:${port}`;
const child = (name: string, ...args: string[]) =>
  fork(resolve(import.meta.dirname, 'load', name), args);
const outside = child('outside.ts', JSON.stringify(APPS));
const [places] = (await once(outside, 'message')) as [Outside];
const asking = child('asking.ts');
try {
  tell('first start: history is fetched, every channel welcomed');
  const first = await start(new Date(Date.now() - 3_600_000));
  await first.said('history fetched');
  await first.said('alerts judged');
  const charts = await publish();
  const calm = await measure(first, charts, 'at rest');
  await first.stop();
  const minute = new Date(Math.ceil((Date.now() + READY_MS) / 60_000) * 60_000);
  const second = await start(minute);
  await wait(minute.getTime() - Date.now() - 1_000);
  const busy = await measure(second, charts, `while ${DIGESTS} digests go out`);
  await second.stop();
  process.stdout.write(tableOf(calm, busy, LOAD));
  const late = missed(busy);
  if (late.length > 0) process.stdout.write(`Over its goal: ${late.join(', ')}\n`);
  process.exitCode = [...calm.faults, ...busy.faults, ...late].length > 0 ? 1 : 0;
} finally {
  outside.disconnect();
  asking.disconnect();
  rmSync(folder, { recursive: true, force: true });
}

interface Bot {
  /** Resolves when the log has said so. */
  said(message: string): Promise<void>;
  readonly failures: readonly string[];
  stop(): Promise<void>;
}

/** @param at the minute of every day's digests */
async function start(at: Date): Promise<Bot> {
  const config = join(folder, 'config.json');
  const hourly = `${at.getUTCMinutes()} ${at.getUTCHours()} * * *`;
  writeFileSync(
    config,
    JSON.stringify({
      apps: APPS.map(({ appid, name, secret }) => ({ appid, name, secret })),
      channels: CHANNELS.map((id, index) => ({ name: `channel-${index}`, slack: id })),
      schedules: [{ grain: 'daily', cron: hourly, zone: 'UTC' }],
    }),
  );
  const bot = spawn(process.execPath, [...flags(), resolve('src/bin.js'), 'start'], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOST: '127.0.0.1',
      PORT: String(port),
      RETENTION_CONFIG: config,
      DATABASE_URL: `sqlite:${database}`,
      PUBLIC_URL: url,
      SIGNING_KEY: KEY,
      WECHAT_API_URL: places.wechat,
      WECHAT_PER_SECOND: '9999',
      WECHAT_PER_SECOND_PER_APP: '9999',
      SLACK_API_URL: places.slack,
      SLACK_BOT_TOKEN: TOKEN,
      SLACK_SIGNING_SECRET: SIGNING_SECRET,
    },
  });
  return spoken(bot);
}

/** For `--cpu-prof` and the like, of the bot alone. */
function flags(): string[] {
  return process.argv.slice(2);
}

function spoken(bot: ChildProcess): Bot {
  const seen = new Set<string>();
  const failures: string[] = [];
  const looks: (() => void)[] = [];
  if (!bot.stderr) throw new Error('no log');
  createInterface(bot.stderr).on('line', (line) => {
    if (!line.startsWith('{')) return;
    const { msg, level, err } = JSON.parse(line);
    seen.add(msg);
    // Warnings too: a message whose picture failed goes out with a warning.
    if (level === 'warn' || level === 'error' || level >= 40)
      failures.push(`${msg} ${err?.message ?? ''}`);
    for (const look of looks) look();
  });
  return {
    failures,
    said: (message) =>
      new Promise((done) => {
        const look = () => seen.has(message) && done();
        looks.push(look);
        look();
      }),
    async stop() {
      const end = once(bot, 'exit');
      bot.kill('SIGTERM');
      await end;
    },
  };
}

/** Pictures that stand in messages, where people look at them by URL. */
async function publish(): Promise<string[]> {
  const stores = await openStores(database);
  let last = 0;
  const route = chartRoute({
    publicUrl: url,
    shelf: stores.charts,
    charts: { render: () => Promise.reject(new Error('not here')), close: async () => {} },
    clock: { now: () => new Date(), sleep: async () => {} },
    log: { debug() {}, info() {}, warn() {}, error() {} },
    newId: () => String(++last).padStart(32, '0'),
    key: KEY,
  });
  const names = Array.from({ length: 60 }, (_, index) => `App ${index}`);
  const urls: string[] = [];
  for (const appName of names)
    for (const chart of [
      sampleCurve({ appName }),
      sampleTrend({ appName }),
      sampleHeat({ appName }),
    ])
      urls.push(await route.publish(chart));
  await stores.close();
  return urls;
}

async function measure(bot: Bot, charts: string[], name: string): Promise<Measured> {
  tell(`${COMMANDS} commands ${name}`);
  const isBusy = name !== 'at rest';
  const before = bot.failures.length;
  await tellOf(outside);
  // Each look at the metrics begins the lag anew.
  await lag();
  asking.send({
    ...LOAD,
    chartsPerSecond: isBusy ? LOAD.chartsPerSecond : 0,
    bot: url,
    channels: CHANNELS,
    charts,
  } satisfies Asking);
  const [asked] = (await once(asking, 'message')) as [Asked];
  const lagMs = await lag();
  const posts = (await tellOf(outside)) as Posts;
  const counts = Object.values(posts.posts);
  const expected = isBusy ? DIGESTS : 0;
  const faults = [
    ...asked.errors,
    ...bot.failures.slice(before),
    ...posts.strange.map((method) => `Slack was asked for ${method}`),
    ...differs('commands acknowledged', asked.acknowledged.length, COMMANDS),
    ...differs('commands answered', asked.answered.length, COMMANDS),
    ...differs('digests posted', counts.length, expected),
    ...differs('digests posted once', counts.filter((count) => count === 1).length, expected),
    // One of each app, whichever channels it goes to.
    ...differs('pictures', posts.pictures, isBusy ? APPS.length : 0),
  ];
  for (const fault of new Set(faults)) tell(`  fault: ${fault}`);
  const load = loadavg()[0]?.toFixed(1) ?? '';
  return { ...asked, name, lagMs, posts, load, faults };
}

function differs(what: string, seen: number, expected: number): string[] {
  return seen === expected ? [] : [`${what}: ${seen} of ${expected}`];
}

async function tellOf(process: ChildProcess): Promise<unknown> {
  process.send('tell');
  const [told] = await once(process, 'message');
  return told;
}

async function lag(): Promise<Measured['lagMs']> {
  const page = await (await fetch(`${url}/metrics`)).text();
  const of = (name: string) =>
    1000 *
      Number(page.match(new RegExp(`^nodejs_eventloop_lag_${name}_seconds (\\S+)`, 'm'))?.[1]) -
    TIMER_MS;
  return { p50: of('p50'), p99: of('p99'), max: of('max') };
}
