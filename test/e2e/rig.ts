/** The whole bot on loopback: a local WeChat, Slack's emulated API, a scripted Teams connector, a real database file. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import botbuilder from 'botbuilder';
import { slack } from '../../adapters/slack/index.ts';
import { teams } from '../../adapters/teams/index.ts';
import { openTeams } from '../../adapters/teams/open.ts';
import type { House } from '../../src/commands/house.ts';
import { readConfig } from '../../src/config/index.ts';
import { addDays, beijingDate } from '../../src/core/period.ts';
import { SAMPLE_APPS } from '../../src/demo/apps.ts';
import { type SimulatedWeChat, startSimulatedWeChat } from '../../src/demo/wechat-server.ts';
import { simulatedWorld, type World } from '../../src/demo/world.ts';
import { openHouse } from '../../src/main.ts';
import { subscriptionSchedules } from '../../src/pipeline/posted-here.ts';
import { runTick } from '../../src/pipeline/tick.ts';
import { type ChatAdapter, defineAdapter } from '../../src/ports/adapter.ts';
import { type Heartbeat, heartbeat } from '../../src/schedule/heartbeat.ts';
import {
  openSlackWorkspace,
  SIGNING_SECRET,
  type SlackWorkspace,
  TOKEN,
} from '../doubles/slack-workspace.ts';
import { CHANNEL, installed } from '../doubles/teams-activities.ts';
import { openTeamsConnector, type TeamsConnector } from '../doubles/teams-connector.ts';

export interface Rig {
  readonly world: World;
  readonly wechat: SimulatedWeChat;
  readonly slack: SlackWorkspace;
  readonly teams: TeamsConnector;
  /** Moves every clock. */
  at(moment: string): void;
  /** A bot process on the shared database. */
  open(): Promise<{ house: House; url: string; heart: Heartbeat }>;
  /** As Teams does when somebody adds the app to the channel. */
  install(url: string): Promise<void>;
  close(): Promise<void>;
}

/** @param apps how many of the sample apps the bot reports */
export async function openRig(start: string, { apps = 1 } = {}): Promise<Rig> {
  let now = new Date(start);
  const clock = { now: () => now, sleep: async () => undefined };
  const world = simulatedWorld({ apps: SAMPLE_APPS, yesterday: addDays(beijingDate(now), 3) });
  const [wechat, workspace, connector] = await Promise.all([
    startSimulatedWeChat({ apps: SAMPLE_APPS, world, now: clock.now, readyHour: 9 }),
    openSlackWorkspace(),
    openTeamsConnector(),
  ]);
  const folder = mkdtempSync(join(tmpdir(), 'retention-e2e-'));
  const houses: House[] = [];
  const hearts: Heartbeat[] = [];
  const auth = new botbuilder.ConfigurationBotFrameworkAuthentication({});
  const adapters: ChatAdapter[] = [
    slack,
    defineAdapter({
      ...teams,
      open: (settings, targets, host) =>
        openTeams(settings, targets, host, auth, { origins: [connector.origin] }),
    }),
  ];
  const env = {
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: 'silent',
    COMMANDS_PER_MINUTE: '9999',
    WECHAT_API_URL: wechat.url,
    WECHAT_PER_SECOND: '9999',
    WECHAT_PER_SECOND_PER_APP: '9999',
    DATABASE_URL: `sqlite:${join(folder, 'retention.db')}`,
    SLACK_BOT_TOKEN: TOKEN,
    SLACK_SIGNING_SECRET: SIGNING_SECRET,
    SLACK_API_URL: workspace.apiUrl,
    TEAMS_APP_ID: '11111111-2222-3333-4444-555555555555',
    TEAMS_APP_PASSWORD: 'unused',
    TEAMS_TENANT_ID: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
  };
  const file = JSON.stringify({
    apps: SAMPLE_APPS.slice(0, apps).map(({ appid, name, secret }) => ({ appid, name, secret })),
    channels: [
      { name: 'growth', slack: workspace.channels['reports'] },
      { name: 'board', teams: CHANNEL.id, locale: 'zh-CN' },
    ],
    schedules: [{ grain: 'daily' }],
  });

  return {
    world,
    wechat,
    slack: workspace,
    teams: connector,
    at: (moment) => {
      now = new Date(moment);
    },
    async open() {
      const config = readConfig(env, adapters, () => file);
      const house = await openHouse({ config, clock, chats: true });
      houses.push(house);
      const heart = heartbeat({
        schedules: async () => [...config.schedules, ...(await subscriptionSchedules(house.bot))],
        ticks: house.bot.stores.ticks,
        clock,
        log: house.bot.log,
        run: (schedule, tick, signal) => runTick(house.bot, schedule, tick, signal),
      });
      hearts.push(heart);
      return { house, heart, url: `http://127.0.0.1:${await house.listen()}` };
    },
    async install(url) {
      const response = await fetch(`${url}/api/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(installed(connector.serviceUrl, CHANNEL)),
      });
      if (!response.ok) throw new Error(`install: ${response.status}`);
    },
    async close() {
      for (const heart of hearts) await heart.stop();
      for (const house of houses) await house.close();
      await Promise.all([wechat.close(), workspace.close(), connector.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
