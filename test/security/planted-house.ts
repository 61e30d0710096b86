/** A whole house with recognisable secrets in every setting that takes one, and everything it shows anybody. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import botbuilder from 'botbuilder';
import { vi } from 'vitest';
import { slack } from '../../adapters/slack/index.ts';
import { teams } from '../../adapters/teams/index.ts';
import { openTeams } from '../../adapters/teams/open.ts';
import { workflow } from '../../adapters/teams/workflow.ts';
import type { House, Terminal } from '../../src/commands/house.ts';
import { type Config, readConfig } from '../../src/config/index.ts';
import { explain } from '../../src/core/errors.ts';
import { textFor } from '../../src/core/text/index.ts';
import { type SimulatedReply, startSimulatedWeChat } from '../../src/demo/wechat-server.ts';
import { openHouse } from '../../src/main.ts';
import { type ChatAdapter, defineAdapter } from '../../src/ports/adapter.ts';
import { openResponseUrls, type ResponseUrls } from '../doubles/slack-response-urls.ts';
import {
  openSlackWorkspace,
  SIGNING_SECRET,
  type SlackWorkspace,
  TOKEN,
} from '../doubles/slack-workspace.ts';
import { CHANNEL } from '../doubles/teams-activities.ts';
import { openTeamsConnector, type TeamsConnector } from '../doubles/teams-connector.ts';
import { openWorkflowServer, SIGNATURE, type WorkflowServer } from '../doubles/workflow-server.ts';
import { WORLD } from '../pipeline/rig.ts';

export const APP = 'wx1234567890abcdef';
/** Its tokens come from a server of the customer's. */
const SERVED = 'wxfedcba0987654321';

/** By the setting they stand in; odd characters, so that each way to write one down is another text. */
export const PLANTED = {
  WECHAT_APPSECRET: 'planted AppSecret+/="odd\\one',
  WECHAT_TOKEN_BEARER: 'planted.bearer+of/the=token~server',
  'access token': 'planted-access-token+/=handed-out',
  SLACK_BOT_TOKEN: TOKEN,
  SLACK_SIGNING_SECRET: SIGNING_SECRET,
  SLACK_APP_TOKEN: 'xapp-1-planted-A1-socket',
  TEAMS_APP_PASSWORD: 'planted~Teams+password/=',
  'webhook URL': SIGNATURE,
  SIGNING_KEY: 'planted signing key+/="for charts',
  METRICS_TOKEN: 'planted-metrics+token/=',
  DATABASE_URL: 'planted%2Fdatabase%3Dpassword',
} as const;

export interface PlantedHouse {
  readonly config: Config;
  readonly house: House;
  readonly url: string;
  readonly slack: SlackWorkspace;
  readonly teams: TeamsConnector;
  readonly workflow: WorkflowServer;
  readonly urls: ResponseUrls;
  /**
   * How WeChat answers from now on, and where `ofTokens` is set how it refuses tokens, too; it may repeat
   * whatever it was sent.
   */
  wechat(reply: ((echo: string) => SimulatedReply) | undefined, ofTokens?: boolean): void;
  /** Access tokens that WeChat has handed out so far. */
  tokens(): readonly string[];
  /** What a command prints. */
  readonly terminal: Terminal;
  /** Does something that may fail; how it fails is part of what is shown. */
  attempt(work: () => Promise<unknown>): Promise<void>;
  /** Opens a further house, with other settings, which may not open at all. */
  alter(
    env: Readonly<Record<string, string>>,
    work: (house: House) => Promise<unknown>,
  ): Promise<void>;
  /** Requests something of the bot's server. */
  request(path: string, init?: RequestInit): Promise<number>;
  /** Everything that anybody could read, by where. */
  shown(): Promise<ReadonlyMap<string, string>>;
  close(): Promise<void>;
}

export async function openPlantedHouse(): Promise<PlantedHouse> {
  const written: string[] = [];
  const logged: string[] = [];
  const failures: string[] = [];
  const answered: string[] = [];
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    logged.push(String(chunk));
    return true;
  });
  const tokens = new Set<string>();
  let isRefused = false;
  let reply: ((echo: string) => SimulatedReply) | undefined;
  const now = new Date('2026-11-22T02:00:00Z');
  const clock = { now: () => now, sleep: async () => undefined };
  const [workspace, connector, flows, urls, wechat] = await Promise.all([
    openSlackWorkspace(),
    openTeamsConnector(),
    openWorkflowServer(),
    openResponseUrls(),
    startSimulatedWeChat({
      apps: [{ appid: APP, secret: PLANTED.WECHAT_APPSECRET }],
      world: WORLD,
      now: clock.now,
      readyHour: 0,
      intercept: (call) => {
        if (call.token !== undefined) tokens.add(call.token);
        if (!reply) return undefined;
        if (call.endpoint === 'stable_token' && !isRefused)
          return { body: { access_token: PLANTED['access token'], expires_in: 7200 } };
        return reply(echoOf(PLANTED.WECHAT_APPSECRET, call.token ?? ''));
      },
    }),
  ]);
  const tokenServer = createServer((request, response) => {
    response.end(`no: ${echoOf(String(request.headers.authorization), PLANTED['access token'])}`);
  });
  await new Promise<void>((resolve) => tokenServer.listen(0, '127.0.0.1', resolve));
  const folder = mkdtempSync(join(tmpdir(), 'retention-planted-'));
  const auth = new botbuilder.ConfigurationBotFrameworkAuthentication({});
  const adapters: ChatAdapter[] = [
    slack,
    defineAdapter({
      ...teams,
      open: (settings, targets, host) =>
        openTeams(settings, targets, host, auth, { origins: [connector.origin] }),
    }),
    workflow,
  ];
  const env = {
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: 'debug',
    PUBLIC_URL: 'http://127.0.0.1:9',
    QUICKCHART_URL: 'http://127.0.0.1:9',
    WECHAT_API_URL: wechat.url,
    WECHAT_PER_SECOND: '9999',
    WECHAT_PER_SECOND_PER_APP: '9999',
    WECHAT_TOKEN_BEARER: PLANTED.WECHAT_TOKEN_BEARER,
    SHOP_SECRET: PLANTED.WECHAT_APPSECRET,
    WEBHOOK: flows.url,
    DATABASE_URL: `sqlite:${join(folder, 'retention.db')}`,
    SLACK_BOT_TOKEN: TOKEN,
    SLACK_SIGNING_SECRET: SIGNING_SECRET,
    SLACK_API_URL: workspace.apiUrl,
    TEAMS_APP_ID: '11111111-2222-3333-4444-555555555555',
    TEAMS_APP_PASSWORD: PLANTED.TEAMS_APP_PASSWORD,
    TEAMS_TENANT_ID: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
    SIGNING_KEY: PLANTED.SIGNING_KEY,
    METRICS_TOKEN: PLANTED.METRICS_TOKEN,
  };
  const { port } = tokenServer.address() as AddressInfo;
  const file = JSON.stringify({
    apps: [
      { appid: APP, name: 'Corner Shop', secret: `\${SHOP_SECRET}` },
      {
        appid: SERVED,
        name: 'Reader',
        tokenUrl: `http://127.0.0.1:${port}/{appid}`,
        tokenBearer: `\${WECHAT_TOKEN_BEARER}`,
      },
    ],
    channels: [
      { name: 'growth', slack: workspace.channels['reports'] },
      { name: 'board', teams: CHANNEL.id, locale: 'zh-CN' },
      { name: 'flow', workflow: `\${WEBHOOK}` },
    ],
    operators: 'growth',
  });
  const configOf = (more: Readonly<Record<string, string>> = {}) =>
    readConfig({ ...env, ...more }, adapters, () => file);
  const config = configOf();
  const house = await openHouse({ config, clock, chats: true });
  const url = `http://127.0.0.1:${await house.listen()}`;

  const attempt = async (work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      // As the command line tells it: words to the reader, and the stack of what nobody foresaw.
      failures.push(explain(error, textFor('en')), String((error as Error).stack));
    }
  };
  return {
    config,
    house,
    url,
    slack: workspace,
    teams: connector,
    workflow: flows,
    urls,
    wechat: (next, ofTokens = false) => {
      reply = next;
      isRefused = ofTokens;
    },
    tokens: () => [...tokens],
    terminal: {
      now: clock.now,
      stdout: { write: (text) => written.push(text) },
      stderr: process.stderr,
    },
    attempt,
    alter: (more, work) =>
      attempt(async () => {
        const other = await openHouse({ config: configOf(more), clock, chats: true });
        try {
          await work(other);
        } finally {
          await other.close();
        }
      }),
    async request(path, init) {
      const response = await fetch(`${url}${path}`, init);
      answered.push(JSON.stringify([...response.headers]), await response.text());
      return response.status;
    },
    async shown() {
      const chats = Object.values(workspace.channels).map((id) => workspace.messages(id));
      const audit = await house.bot.stores.audit.list(1000);
      const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'));
      return new Map([
        ['the log', logged.join('')],
        ['the terminal', written.join('')],
        ['errors', failures.join('\n')],
        ['Slack', JSON.stringify([await Promise.all(chats), urls.taken, urls.refused])],
        ['Teams', JSON.stringify([connector.messages, connector.whispers])],
        ['the workflow', JSON.stringify(flows.requests.map(({ body }) => body))],
        ['answers to requests', answered.join('\n')],
        ['the audit', JSON.stringify(audit)],
        ['the database', files.join('\n')],
      ]);
    },
    async close() {
      await house.close();
      stderr.mockRestore();
      const closed = new Promise((resolve) => tokenServer.close(resolve));
      tokenServer.closeAllConnections();
      await Promise.all([workspace, connector, flows, urls, wechat].map((one) => one.close()));
      await closed;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Every way in which a careless server, library or log might write one down. */
export function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  // Inside a longer text base64 has three alignments; what is around them is cut off.
  const shifted = [0, 1, 2].flatMap((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    return text
      .slice(shift === 0 ? 0 : shift + 1)
      .replace(/=+$/, '')
      .slice(0, -1);
  });
  return [
    secret,
    encodeURIComponent(secret),
    encodeURI(secret),
    new URLSearchParams({ a: secret }).toString().slice(2),
    JSON.stringify(secret).slice(1, -1),
    JSON.stringify(JSON.stringify(secret)).slice(3, -3),
    ...shifted,
    ...shifted.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
    bytes.toString('hex'),
  ].filter((text) => text.length >= 8);
}

function echoOf(...secrets: string[]): string {
  return secrets.flatMap((one) => [one, encodeURIComponent(one)]).join(' ');
}
