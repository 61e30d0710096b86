/** The command line on PostgreSQL, whatever is wrong with that: no process says a secret. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { openStores } from '../../src/store/index.ts';
import { openShell, type Running, type Shell } from '../cli/cli.ts';
import { type PostgresServer, startPostgres } from '../doubles/postgres.ts';
import { formsOf } from './planted-house.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const METRICS_TOKEN = 'planted-metrics+token/=';
const SETTINGS = {
  HOST: '127.0.0.1',
  PORT: '0',
  LOG_LEVEL: 'debug',
  WECHAT_APPID: 'wx1234567890abcdef',
  WECHAT_APPSECRET: 'planted AppSecret+/="odd',
  WECHAT_API_URL: 'http://127.0.0.1:9',
  SIGNING_KEY: 'planted signing key+/="for charts',
  METRICS_TOKEN,
};

let server: PostgresServer;
let database: string;
let shell: Shell;
let bot: Running | undefined;
beforeAll(async () => {
  server = await startPostgres();
  database = await server.newDatabase();
});
afterAll(() => server.stop());
beforeEach(() => {
  shell = openShell(SETTINGS);
});
afterEach(async () => {
  bot?.kill('SIGKILL');
  await bot?.ended;
  bot = undefined;
  shell.remove();
});

const password = () => decodeURIComponent(new URL(database).password);

function expectNoSecret(shown: string, ...more: string[]): void {
  expect(shown.length).toBeGreaterThan(50);
  const { WECHAT_APPSECRET, SIGNING_KEY } = SETTINGS;
  for (const secret of [WECHAT_APPSECRET, SIGNING_KEY, METRICS_TOKEN, password(), ...more])
    for (const form of formsOf(secret)) {
      const at = shown.indexOf(form);
      expect(at === -1 ? '' : shown.slice(Math.max(0, at - 150), at + 50)).toBe('');
    }
}

test('a start that works, what it shows to whoever asks, and one whose server dies', async () => {
  const file = join(shell.folder, 'database_url');
  writeFileSync(file, `${database}\n`);
  const env = { DATABASE_URL_FILE: file };
  bot = shell.start(['start'], env);
  const port = (await bot.said(/"port":\d+/)).replace(/\D/g, '');
  const ask = async (path: string) => {
    const headers = { authorization: `Bearer ${METRICS_TOKEN}` };
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
    return JSON.stringify([...response.headers]) + (await response.text());
  };
  await bot.said(/not collected/);
  const pages = [await ask('/metrics'), await ask('/readyz'), await ask('/healthz')];
  expect(pages[0]).toContain('retention_fetches_total{');
  const printed = await Promise.all(
    [['status'], ['audit'], ['doctor', '--json']].map((args) => shell.run(args, env)),
  );
  await server.kill();
  pages.push(await ask('/readyz'), await ask('/metrics'));
  expect(pages[3]).toContain('"store":"failing"');
  await bot.said(/could not be read|did not answer/);
  // Told to stop it would wait for the server for some time.
  bot.kill('SIGKILL');
  const { stdout, stderr } = await bot.ended;
  expectNoSecret(JSON.stringify([pages, printed]) + stdout + stderr);
  await server.start();
});

test.each<[string, () => string, string[]]>([
  [
    'whose password is wrong',
    () => database.replace(/:[^:@]+@/, ':planted%2Fwrong%3Dpassword@'),
    ['planted/wrong=password'],
  ],
  ['whose address is wrong', () => database.replace(/@[^/]+/, '@127.0.0.1:9'), []],
  [
    'whose address holds an odd password, unescaped',
    () => 'postgres://bot:planted/odd#pass word@127.0.0.1:9/retention',
    ['planted/odd#pass word', 'odd#pass word'],
  ],
])('a start %s', async (_, url, more) => {
  const file = join(shell.folder, 'retention.db');
  await (await openStores(file)).close();
  const commands = [['start'], ['status'], ['doctor', '--json'], ['migrate', '--from', file]];
  const ends = await Promise.all(commands.map((args) => shell.run(args, { DATABASE_URL: url() })));
  for (const [index, { code, stdout, stderr }] of ends.entries()) {
    expect([commands[index], code]).not.toEqual([commands[index], 0]);
    expectNoSecret(stdout + stderr, ...more);
  }
});
