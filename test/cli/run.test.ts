/** The commands that run on: how they begin, where they can be reached, and how they end when told to. */
import { once } from 'node:events';
import { mkdirSync, readdirSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openShell, type Running, type Shell } from './cli.ts';

/** Nothing listens there, so that a start has something to try again. */
const APP = {
  WECHAT_APPID: 'wx1',
  WECHAT_APPSECRET: 'sesame-sesame',
  WECHAT_API_URL: 'http://127.0.0.1:9',
};

let shell: Shell;
let running: Running[];
let other: Server;

beforeEach(async () => {
  shell = openShell({ HOST: '127.0.0.1', PORT: '0', TMPDIR: '' });
  mkdirSync(join(shell.folder, 'tmp'));
  running = [];
  other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
});
afterEach(async () => {
  for (const one of running) one.kill('SIGKILL');
  await Promise.all(running.map(({ ended }) => ended));
  other.close();
  shell.remove();
});

function run(command: 'start' | 'demo', env: Readonly<Record<string, string>> = {}): Running {
  const one = shell.start([command], { ...APP, TMPDIR: join(shell.folder, 'tmp'), ...env });
  running.push(one);
  return one;
}

const takenPort = () => {
  const address = other.address();
  return String(typeof address === 'object' && address ? address.port : 0);
};
/** The demo's database lives in such a folder. */
const leftovers = () =>
  readdirSync(join(shell.folder, 'tmp')).filter((name) => name.startsWith('retention-demo'));

describe('demo', () => {
  test('ends with a sentence when the port it was told is taken, and leaves nothing', async () => {
    const { code, stdout, stderr } = await run('demo', { PORT: takenPort() }).ended;
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toBe(`127.0.0.1:${takenPort()} is in use. Set PORT to a free port.\n`);
    expect(leftovers()).toEqual([]);
  });

  test('ends with usage when a setting is faulty, and opens nothing', async () => {
    const { code, stdout, stderr } = await run('demo', { PORT: 'abc' }).ended;
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('PORT is not valid');
    expect(leftovers()).toEqual([]);
  });

  const hasIPv6 = Object.values(networkInterfaces())
    .flat()
    .some((one) => one?.address === '::1');
  test.each([
    ['127.0.0.1', '127.0.0.1'],
    ['0.0.0.0', '127.0.0.1'],
    ...(hasIPv6
      ? [
          ['::1', '[::1]'],
          ['::', '[::1]'],
        ]
      : []),
  ])('on %s prints an address that opens, and goes when told', async (host, expected) => {
    const demo = run('demo', { HOST: host });
    const url = await demo.said(/http:\S+(?=\n)/);
    expect(new URL(url).hostname).toBe(expected);
    expect((await fetch(url)).status).toBe(200);
    expect(leftovers()).toHaveLength(1);
    demo.kill('SIGINT');
    const { code, stdout, stderr } = await demo.ended;
    expect([code, stdout, stderr]).toEqual([0, `Demo with simulated data: ${url}\n`, '']);
    expect(leftovers()).toEqual([]);
  });
});

describe('start', () => {
  test('says in one line that its port is taken', async () => {
    const { code, stdout, stderr } = await run('start', { PORT: takenPort() }).ended;
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toBe(`127.0.0.1:${takenPort()} is in use. Set PORT to a free port.\n`);
  });

  test('listens until it is told to stop, and ends well', async () => {
    const bot = run('start');
    await bot.said(/"listening"/);
    bot.kill('SIGTERM');
    const { code, stderr } = await bot.ended;
    expect(code).toBe(0);
    expect(stderr).not.toContain('"level":50');
  });

  test.each(['SIGTERM', 'SIGINT'])('does not begin when %s comes before it could', async (name) => {
    // The signal comes the moment somebody listens for it.
    const early = `const { on } = process; process.on = function (event, ...rest) {
      on.call(this, event, ...rest);
      if (event === '${name}') process.kill(process.pid, event);
      return this;
    }`;
    const bot = run('start', {
      NODE_OPTIONS: `--import="data:text/javascript,${encodeURIComponent(early)}"`,
    });
    const { code, stdout, stderr } = await bot.ended;
    expect([code, stdout, stderr]).toEqual([0, '', '']);
  });
});
