/** Which routes are served: those of the chats that are set up, and no others. */
import { afterEach, expect, it } from 'vitest';
import { adapters } from '../../adapters/index.ts';
import { systemClock } from '../../src/clock.ts';
import type { House } from '../../src/commands/house.ts';
import { readConfig } from '../../src/config/index.ts';
import { openHouse } from '../../src/main.ts';

const BASE = {
  HOST: '127.0.0.1',
  PORT: '0',
  LOG_LEVEL: 'silent',
  WECHAT_APPID: 'wx1234567890abcdef',
  WECHAT_APPSECRET: 'unused-secret',
  DATABASE_URL: 'sqlite::memory:',
};
const SLACK = {
  SLACK_BOT_TOKEN: 'xoxb-unused',
  SLACK_SIGNING_SECRET: 'unused-signing-secret',
  SLACK_API_URL: 'http://127.0.0.1:9/',
};
const TEAMS = {
  TEAMS_APP_ID: '11111111-2222-3333-4444-555555555555',
  TEAMS_APP_PASSWORD: 'unused-password',
  TEAMS_TENANT_ID: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
};

let house: House;
afterEach(() => house.close());

async function statuses(env: Record<string, string>) {
  const config = readConfig({ ...BASE, ...env }, adapters, () => undefined);
  house = await openHouse({ config, clock: systemClock, chats: true });
  const url = `http://127.0.0.1:${await house.listen()}`;
  const post = async (path: string) =>
    (await fetch(url + path, { method: 'POST', body: '{}' })).status;
  return {
    health: (await fetch(`${url}/healthz`)).status,
    slack: await post('/slack/events'),
    teams: await post('/api/messages'),
  };
}

it('serves neither chat when neither is set up', async () => {
  expect(await statuses({})).toEqual({ health: 200, slack: 404, teams: 404 });
});

it('does not mount Teams when TEAMS_APP_ID is empty', async () => {
  const routes = await statuses({ ...SLACK, TEAMS_APP_ID: '' });
  expect(routes).toEqual({ health: 200, slack: 401, teams: 404 });
});

it('serves both on one port, and refuses what nobody signed', async () => {
  const routes = await statuses({ ...SLACK, ...TEAMS });
  expect(routes).toEqual({ health: 200, slack: 401, teams: 400 });
});
