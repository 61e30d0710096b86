/** `doctor` on real parts: one line for each app, platform and channel, in order, and what makes it fail. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import botbuilder from 'botbuilder';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { slack } from '../../adapters/slack/index.ts';
import { teams } from '../../adapters/teams/index.ts';
import { openTeams } from '../../adapters/teams/open.ts';
import { runDoctor } from '../../src/commands/doctor.ts';
import type { House } from '../../src/commands/house.ts';
import { readConfig } from '../../src/config/index.ts';
import { type SimulatedWeChat, startSimulatedWeChat } from '../../src/demo/wechat-server.ts';
import { openHouse } from '../../src/main.ts';
import { type ChatAdapter, defineAdapter } from '../../src/ports/adapter.ts';
import {
  openSlackWorkspace,
  SIGNING_SECRET,
  type SlackWorkspace,
  TOKEN,
} from '../doubles/slack-workspace.ts';
import { CHANNEL } from '../doubles/teams-activities.ts';
import { APP, SECRET, setClock, WORLD } from '../pipeline/rig.ts';

const clock = setClock('2026-11-22T02:00:00Z');
const folder = mkdtempSync(join(tmpdir(), 'retention-doctor-'));
/** Teams behind a login that gives every bot a token. */
const auth = new botbuilder.ConfigurationBotFrameworkAuthentication(
  { MicrosoftAppId: 'app' },
  {
    isValidAppId: async () => true,
    isAuthenticationDisabled: async () => false,
    createCredentials: async () => ({
      getToken: async () => 'token',
      signRequest: async <T>(request: T) => request,
    }),
  },
);
const adapters: ChatAdapter[] = [
  slack,
  defineAdapter({
    ...teams,
    open: (settings, targets, host) => openTeams(settings, targets, host, auth),
  }),
];

let wechat: SimulatedWeChat;
let workspace: SlackWorkspace;
let house: House | undefined;

beforeAll(async () => {
  workspace = await openSlackWorkspace();
});
beforeEach(async () => {
  wechat = await startSimulatedWeChat({
    apps: [{ appid: APP, secret: SECRET }],
    world: WORLD,
    now: clock.now,
  });
});
afterEach(async () => {
  await house?.close();
  await wechat.close();
});
afterAll(async () => {
  await workspace.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The lines of `doctor` and its exit code. */
async function doctor(channels: readonly object[], env: Readonly<Record<string, string>> = {}) {
  const settings = {
    A: SECRET,
    WECHAT_API_URL: wechat.url,
    DATABASE_URL: `sqlite:${join(folder, 'retention.db')}`,
    LOG_LEVEL: 'silent',
    SLACK_BOT_TOKEN: TOKEN,
    SLACK_SIGNING_SECRET: SIGNING_SECRET,
    SLACK_API_URL: workspace.apiUrl,
    TEAMS_APP_ID: 'app',
    TEAMS_APP_PASSWORD: 'unused',
    TEAMS_TENANT_ID: 'tenant',
    ...env,
  };
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the configuration file's own form of a variable
  const file = JSON.stringify({ apps: [{ appid: APP, secret: '${A}' }], channels });
  const config = readConfig(settings, adapters, () => file);
  house = await openHouse({ config, clock, chats: true });
  let told = '';
  const stdout = {
    write: (text: string) => {
      told += text;
    },
  };
  const code = await runDoctor(house, { stdout, stderr: process.stderr });
  return { code, lines: told.trimEnd().split('\n') };
}

test('tells of every app, platform and channel on a line of its own, in order', async () => {
  const { code, lines } = await doctor([
    { name: 'board', teams: CHANNEL.id },
    { name: 'growth', slack: workspace.channels['reports'] },
  ]);
  expect(lines).toEqual([
    `ok    ${APP}: WeChat accepts the credentials and the calls`,
    'ok    Slack workspace Acme as reporter',
    'ok    growth: the bot is in #reports',
    'ok    Microsoft Teams app app of tenant tenant',
    'note  board: the app is not installed there yet; digests begin once it is',
  ]);
  expect(code).toBe(0);
});

test('fails for a channel that does not exist, and still tells of the others', async () => {
  const { code, lines } = await doctor([
    { name: 'gone', slack: 'C0NOPE' },
    { name: 'growth', slack: workspace.channels['reports'] },
  ]);
  expect(code).toBe(1);
  expect(lines[2]).toMatch(/^FAULT Slack knows no channel gone \(C0NOPE\)/);
  expect(lines[3]).toBe('ok    growth: the bot is in #reports');
});

test('does not fail for a channel that Slack does not let it see', async () => {
  const body = { ok: false, error: 'missing_scope', needed: 'groups:read', provided: 'chat:write' };
  workspace.fail('conversations.info', { kind: 'answered', body });
  const { code, lines } = await doctor([{ name: 'private', slack: 'C0PRIVATE' }]);
  expect(code).toBe(0);
  expect(lines[2]).toMatch(/^note {2}private cannot be checked: .* groups:read/);
});

test('blames the token once, not every channel for it', async () => {
  workspace.fail('auth.test', { kind: 'refused', error: 'invalid_auth' });
  const { code, lines } = await doctor([{ name: 'growth', slack: workspace.channels['reports'] }]);
  expect(code).toBe(1);
  expect(lines).toHaveLength(3);
  expect(lines[1]).toMatch(/^FAULT Slack refused the bot’s token/);
});

test('says that no chat is set up, which is no fault', async () => {
  const { code, lines } = await doctor([], { SLACK_BOT_TOKEN: '', TEAMS_APP_ID: '' });
  expect(code).toBe(0);
  expect(lines[0]).toMatch(/^note {2}No chat is set up/);
});

test('speaks Chinese where LOCALE says so, without stray spaces', async () => {
  const { lines } = await doctor([{ name: 'gone', slack: 'C0NOPE' }], { LOCALE: 'zh-CN' });
  expect(lines[2]).toMatch(/^故障 Slack 中没有机器人可见的频道 gone \(C0NOPE\)。请/);
  expect(lines[2]).not.toMatch(/。 /);
});
