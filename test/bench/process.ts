/** The real process: start-up to listening, memory at rest, and a signed command's way there and back. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { addDays, beijingDate } from '../../src/core/period.ts';
import { SAMPLE_APPS } from '../../src/demo/apps.ts';
import { startSimulatedWeChat } from '../../src/demo/wechat-server.ts';
import { simulatedWorld } from '../../src/demo/world.ts';
import { openResponseUrl, SIGNING_SECRET, sendCommand, TOKEN } from '../doubles/slack-workspace.ts';
import type { Measure } from './index.ts';

const COMMANDS = 500;
const PER_SECOND = 50;

export async function benchProcess(): Promise<Measure[]> {
  const [app] = SAMPLE_APPS;
  const wechat = await startSimulatedWeChat({
    apps: SAMPLE_APPS,
    world: simulatedWorld({ apps: SAMPLE_APPS, yesterday: addDays(beijingDate(new Date()), -1) }),
    now: () => new Date(),
  });
  const folder = mkdtempSync(join(tmpdir(), 'retention-bench-'));
  const port = await freePort();
  const env = {
    PATH: process.env['PATH'],
    HOST: '127.0.0.1',
    PORT: String(port),
    LOG_LEVEL: 'error',
    WECHAT_APPID: app?.appid,
    WECHAT_APPSECRET: app?.secret,
    WECHAT_API_URL: wechat.url,
    WECHAT_PER_SECOND: '9999',
    WECHAT_PER_SECOND_PER_APP: '9999',
    DATABASE_URL: `sqlite:${join(folder, 'retention.db')}`,
    SLACK_BOT_TOKEN: TOKEN,
    SLACK_SIGNING_SECRET: SIGNING_SECRET,
    SLACK_API_URL: 'http://127.0.0.1:9/',
    // Configured, so that Slack isn't asked who is in it.
    SLACK_CHANNEL: 'C1',
    TEAMS_APP_ID: 'bench',
    TEAMS_APP_PASSWORD: 'bench',
    TEAMS_TENANT_ID: 'bench',
  };
  const startups: number[] = [];
  const run = async () => {
    const begun = performance.now();
    const child = spawn(process.execPath, [resolve('src/bin.js'), 'start'], {
      env,
      cwd: folder,
      stdio: 'ignore',
    });
    const url = `http://127.0.0.1:${port}`;
    while (
      !(await fetch(`${url}/healthz`).then(
        (answer) => answer.ok,
        () => false,
      ))
    )
      await wait(5);
    startups.push(performance.now() - begun);
    return { child, url };
  };
  for (let times = 0; times < 4; times += 1) {
    const { child } = await run();
    child.kill('SIGTERM');
    await new Promise((done) => child.once('exit', done));
  }
  const { child, url } = await run();
  await wait(5_000);
  const rss = Number(execFileSync('ps', ['-o', 'rss=', '-p', String(child.pid)]).toString()) / 1024;
  const answers = await commands(url);
  child.kill('SIGTERM');
  await new Promise((done) => child.once('exit', done));
  await wechat.close();
  rmSync(folder, { recursive: true, force: true });
  const at = (quantile: number) =>
    `${(answers.toSorted((a, b) => a - b)[Math.floor(quantile * answers.length)] ?? 0).toFixed(1)} ms`;
  return [
    {
      name: 'start-up to listening, Slack and Teams on, median',
      value: `${median(startups.slice(1)).toFixed(0)} ms`,
    },
    { name: 'memory at rest (RSS)', value: `${rss.toFixed(0)} MB` },
    { name: `/retention answered, ${PER_SECOND}/s, p50`, value: at(0.5) },
    { name: `/retention answered, ${PER_SECOND}/s, p99`, value: at(0.99) },
  ];
}

/** Open loop: each command leaves at its time, whatever became of those before. */
async function commands(url: string): Promise<number[]> {
  const answers = await openResponseUrl();
  const begun: number[] = [];
  const took: number[] = [];
  for (let sent = 0; sent < COMMANDS; sent += 1) {
    const place = sent;
    begun[place] = performance.now();
    void sendCommand({ to: url, text: 'daily', channel: 'C1', responseUrl: answers.url });
    void answers.arrived(place + 1).then(() => {
      took[place] = performance.now() - (begun[place] ?? 0);
    });
    await wait(1000 / PER_SECOND);
  }
  await answers.arrived(COMMANDS);
  await wait(0);
  await answers.close();
  return took;
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
