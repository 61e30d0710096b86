/** `doctor` on real parts: a local WeChat, an emulated Slack, Teams behind a login that does as told, a database file. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import botbuilder from 'botbuilder';
import { slack } from '../../adapters/slack/index.ts';
import { teams } from '../../adapters/teams/index.ts';
import { openTeams } from '../../adapters/teams/open.ts';
import { runDoctor } from '../../src/commands/doctor.ts';
import { localeFrom, readConfig } from '../../src/config/index.ts';
import {
  type SimulatedCall,
  type SimulatedReply,
  type SimulatedWeChat,
  startSimulatedWeChat,
} from '../../src/demo/wechat-server.ts';
import { openHouse } from '../../src/main.ts';
import type { Check } from '../../src/pipeline/doctor.ts';
import { type ChatAdapter, defineAdapter } from '../../src/ports/adapter.ts';
import {
  ALL_SCOPES,
  openSlackWorkspace,
  SIGNING_SECRET,
  type SlackWorkspace,
  TOKEN,
} from '../doubles/slack-workspace.ts';
import { APP, SECRET, type SetClock, setClock, WORLD } from '../pipeline/rig.ts';

export const PASSWORD = 'a-Teams-password';
/** Without a chat, which is told as a note. */
export const ALONE = { env: { SLACK_BOT_TOKEN: '', TEAMS_APP_ID: '' } } as const;

export const refusal = (errcode: number, errmsg: string): SimulatedReply => ({
  body: { errcode, errmsg },
});

export interface Examination {
  /** Channels of the configuration file. */
  readonly channels?: readonly object[];
  readonly apps?: readonly object[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface Told {
  readonly code: number;
  readonly output: string;
  readonly lines: readonly string[];
}

export interface DoctorRig {
  readonly wechat: SimulatedWeChat;
  readonly workspace: SlackWorkspace;
  readonly clock: SetClock;
  readonly folder: string;
  /** How WeChat answers, until the next test. */
  intercept(reply: (call: SimulatedCall) => SimulatedReply | undefined): void;
  /** Microsoft's login, until the next test. */
  login(reply: () => Promise<string>): void;
  text(examination?: Examination): Promise<Told>;
  json(examination?: Examination): Promise<{ code: number; ok: boolean; checks: Check[] }>;
  /** As at the start. */
  reset(): void;
  close(): Promise<void>;
}

const TEN_IN_BEIJING = '2026-11-22T02:00:00Z';

export async function openDoctorRig(): Promise<DoctorRig> {
  const clock = setClock(TEN_IN_BEIJING);
  const folder = mkdtempSync(join(tmpdir(), 'retention-doctor-'));
  let intercept: Parameters<DoctorRig['intercept']>[0] = () => undefined;
  let login = async () => 'token';
  const [workspace, wechat] = await Promise.all([
    openSlackWorkspace({ scopes: ALL_SCOPES }),
    startSimulatedWeChat({
      apps: [{ appid: APP, secret: SECRET }],
      world: WORLD,
      now: clock.now,
      intercept: (call) => intercept(call),
    }),
  ]);
  const adapters = [slack, teamsBehind(() => login())];

  async function run(
    { channels = [], apps, env }: Examination,
    { json }: { json: boolean },
  ): Promise<Told> {
    const settings = {
      A: SECRET,
      WECHAT_API_URL: wechat.url,
      WECHAT_PER_SECOND: '9999',
      WECHAT_PER_SECOND_PER_APP: '9999',
      DATABASE_URL: `sqlite:${join(folder, 'retention.db')}`,
      LOG_LEVEL: 'silent',
      SLACK_BOT_TOKEN: TOKEN,
      SLACK_SIGNING_SECRET: SIGNING_SECRET,
      SLACK_API_URL: workspace.apiUrl,
      TEAMS_APP_ID: 'app',
      TEAMS_APP_PASSWORD: PASSWORD,
      TEAMS_TENANT_ID: 'tenant',
      ...env,
    };
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the configuration file's own form of a variable
    const own = [{ appid: APP, name: '晨读时光', secret: '${A}' }];
    const file = JSON.stringify({ apps: apps ?? own, channels });
    let output = '';
    const stdout = {
      write: (text: string) => {
        output += text;
      },
    };
    const door: Parameters<typeof runDoctor>[0] = {
      readConfig: () => readConfig(settings, adapters, () => file),
      locale: () => localeFrom(settings),
      async withHouse(config, work) {
        const house = await openHouse({ config, clock, chats: true });
        try {
          return await work(house);
        } finally {
          await house.close();
        }
      },
    };
    const code = await runDoctor(door, { json }, { stdout });
    return { code, output, lines: output.trimEnd().split('\n') };
  }

  return {
    wechat,
    workspace,
    clock,
    folder,
    intercept: (reply) => {
      intercept = reply;
    },
    login: (reply) => {
      login = reply;
    },
    text: (examination = {}) => run(examination, { json: false }),
    async json(examination = {}) {
      const { code, output } = await run(examination, { json: true });
      return { code, ...(JSON.parse(output) as { ok: boolean; checks: Check[] }) };
    },
    reset() {
      clock.set(TEN_IN_BEIJING);
      intercept = () => undefined;
      login = async () => 'token';
    },
    async close() {
      await Promise.all([workspace.close(), wechat.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function teamsBehind(login: () => Promise<string>): ChatAdapter {
  const auth = new botbuilder.ConfigurationBotFrameworkAuthentication(
    { MicrosoftAppId: 'app' },
    {
      isValidAppId: async () => true,
      isAuthenticationDisabled: async () => false,
      createCredentials: async () => ({
        getToken: login,
        signRequest: async <T>(request: T) => request,
      }),
    },
  );
  return defineAdapter({
    ...teams,
    open: (settings, targets, host) => openTeams(settings, targets, host, auth),
  }) as ChatAdapter;
}
