/** However a start is told to end, and whatever hangs then: it ends, in order, with the right word to whoever watches it. */
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { asEvent, sendSigned } from '../doubles/slack-requests.ts';
import { openShell, type Running, type Shell } from './cli.ts';
import { type Hanging, hangingServer } from './hanging.ts';

const SECRET = 'sesame-sesame';
const APP = { WECHAT_APPID: 'wx1', WECHAT_APPSECRET: SECRET, WECHAT_API_URL: 'http://127.0.0.1:9' };

// Several processes, one after the other, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let shell: Shell;
let running: Running[];
let servers: Hanging[];
beforeEach(() => {
  shell = openShell({ HOST: '127.0.0.1', PORT: '0', ...APP });
  running = [];
  servers = [];
});
afterEach(async () => {
  for (const one of running) one.kill('SIGKILL');
  await Promise.all(running.map(({ ended }) => ended));
  for (const server of servers) server.close();
  shell.remove();
});

async function hanging(answers?: (path: string) => object | undefined): Promise<Hanging> {
  const server = await hangingServer(answers);
  servers.push(server);
  return server;
}

async function start(env: Readonly<Record<string, string>> = {}): Promise<Running> {
  const bot = shell.start(['start'], env);
  running.push(bot);
  await bot.said(/"listening"/);
  return bot;
}

const portOf = async (bot: Running) => Number((await bot.said(/"port":\d+/)).replace(/\D/g, ''));

/** A Slack that takes no message, so that its welcome hangs; or only the first one. */
async function startOnHangingSlack(takes = (_count: number) => false) {
  let posts = 0;
  const slack = await hanging((path) => {
    const isPost = path.includes('chat.postMessage');
    return isPost && !takes(++posts)
      ? undefined
      : {
          ok: true,
          channel: 'D1',
          ts: '1.2',
          url: 'https://t.slack.com/',
          team: 'T',
          user: 'u',
          team_id: 'T1',
          user_id: 'U1',
          bot_id: 'B1',
          messages: [],
          members: [],
        };
  });
  const bot = await start({
    SLACK_BOT_TOKEN: 'xoxb-1-secret-token',
    SLACK_SIGNING_SECRET: 'signing-secret-1',
    SLACK_CHANNEL: 'C0123ABCD',
    SLACK_API_URL: `${slack.url}/api/`,
  });
  await slack.hung(1);
  return { bot, slack };
}

describe('SIGTERM', () => {
  test('ends a start while WeChat hangs', async () => {
    const wechat = await hanging();
    const bot = await start({ WECHAT_API_URL: wechat.url });
    await wechat.hung(1);
    bot.kill('SIGTERM');
    const { code, stderr } = await bot.ended;
    expect(code).toBe(0);
    expect(stderr).not.toContain('"not closed"');
  });

  test('ends a start while a chat hangs, and leaves word that its message may stand there', async () => {
    const { bot } = await startOnHangingSlack();
    bot.kill('SIGTERM');
    const { code } = await bot.ended;
    expect(code).toBe(0);
    const database = new DatabaseSync(join(shell.folder, 'data/retention.db'));
    const rows = database.prepare('SELECT subject, state FROM deliveries').all();
    database.close();
    expect(rows.map((row) => ({ ...row }))).toEqual([{ subject: 'welcome', state: 'unknown' }]);
  });

  test('leaves nobody without an answer who asks while it ends', async () => {
    const { bot, slack } = await startOnHangingSlack((count) => count > 1);
    const to = `http://127.0.0.1:${await portOf(bot)}`;
    bot.kill('SIGTERM');
    await bot.said(/"stopping"/);
    const event = { type: 'message', channel_type: 'im', channel: 'D1', user: 'U1' };
    const asked = asEvent({ ...event, text: 'help', ts: '1700000000.000100' });
    const heard = await sendSigned(to, asked, { secret: 'signing-secret-1' });
    expect(heard.status).toBe(200);
    expect((await bot.ended).code).toBe(0);
    expect(slack.answered.filter((path) => path.includes('chat.postMessage'))).toHaveLength(1);
  });

  test('ends a start that holds open connections', async () => {
    const bot = await start();
    const port = await portOf(bot);
    const agent = new Agent({ keepAlive: true });
    await new Promise<void>((done, fail) => {
      get({ port, host: '127.0.0.1', path: '/healthz', agent }, (response) => {
        response.resume().on('end', done);
      }).on('error', fail);
    });
    bot.kill('SIGTERM');
    const { code } = await bot.ended;
    agent.destroy();
    expect(code).toBe(0);
  });

  test.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('is not waited for when %s follows', async (second, expected) => {
    const { bot } = await startOnHangingSlack();
    bot.kill('SIGTERM');
    await bot.said(/"stopping"/);
    bot.kill(second);
    expect((await bot.ended).code).toBe(expected);
  });

  test('lets the next start on the same database begin', async () => {
    const first = await start();
    first.kill('SIGTERM');
    expect((await first.ended).code).toBe(0);
    const second = await start();
    second.kill('SIGTERM');
    expect((await second.ended).code).toBe(0);
  });
});

describe('what nobody caught', () => {
  const stray = (step: string) =>
    `--import="data:text/javascript,${encodeURIComponent(`process.on('SIGUSR2', () => { ${step} });`)}"`;

  test.each([
    ['a rejection', `Promise.reject(new Error('stray ${SECRET}'))`],
    ['an exception', `throw new Error('stray ${SECRET}')`],
  ])('%s is logged without secrets, and ends the start in order', async (_, step) => {
    const bot = await start({ NODE_OPTIONS: stray(step) });
    bot.kill('SIGUSR2');
    const { code, stderr } = await bot.ended;
    expect(code).toBe(1);
    expect(stderr).toContain('stray [secret]');
    expect(stderr).not.toContain(SECRET);
    // Closed in order, so that nothing stays behind.
    const next = await start();
    next.kill('SIGTERM');
    expect((await next.ended).code).toBe(0);
  });
});
