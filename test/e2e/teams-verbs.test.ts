/** What somebody in Teams may say and press, against the whole bot in Microsoft's Agents Playground: true figures out. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import botbuilder from 'botbuilder';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { AdaptiveCard } from '../../adapters/teams/card.ts';
import { teams } from '../../adapters/teams/index.ts';
import { openTeams } from '../../adapters/teams/open.ts';
import type { House } from '../../src/commands/house.ts';
import { readConfig } from '../../src/config/index.ts';
import { addDays, beijingDate, type Period, periodOf } from '../../src/core/period.ts';
import { textFor } from '../../src/core/text/index.ts';
import { SAMPLE_APPS } from '../../src/demo/apps.ts';
import { type SimulatedWeChat, startSimulatedWeChat } from '../../src/demo/wechat-server.ts';
import { simulatedWorld } from '../../src/demo/world.ts';
import { openHouse } from '../../src/main.ts';
import { subscriptionSchedules } from '../../src/pipeline/posted-here.ts';
import { runTick } from '../../src/pipeline/tick.ts';
import { defineAdapter } from '../../src/ports/adapter.ts';
import { heartbeat } from '../../src/schedule/heartbeat.ts';
import { schemaFaults } from '../doubles/adaptive-card-schema.ts';
import { freePort } from '../doubles/free-port.ts';
import { openPlayground, type Playground, type Shown } from '../doubles/playground.ts';

const { commands, subscriptions, answers } = textFor('en');
const [READER = '', STORE = ''] = SAMPLE_APPS.map(({ appid }) => appid);
const [NAME = ''] = SAMPLE_APPS.map(({ name }) => name);
const TENANT = '00000000-0000-0000-0000-0000000000001';
const MINUTE = 60_000;

// A Sunday: Saturday, the week of November 9 and October are the newest that are over.
let now = new Date('2026-11-22T09:29:00+08:00');
const clock = { now: () => now, sleep: async () => undefined };
const world = simulatedWorld({ apps: SAMPLE_APPS, yesterday: addDays(beijingDate(now), 3) });
const folder = mkdtempSync(join(tmpdir(), 'retention-teams-'));
let wechat: SimulatedWeChat;
let house: House;
let playground: Playground;

beforeAll(async () => {
  wechat = await startSimulatedWeChat({ apps: SAMPLE_APPS, world, now: clock.now, readyHour: 9 });
  const port = await freePort();
  const origins = [`http://127.0.0.1:${port}`, `http://localhost:${port}`];
  const auth = new botbuilder.ConfigurationBotFrameworkAuthentication({});
  const adapter = defineAdapter({
    ...teams,
    open: (settings, targets, host) => openTeams(settings, targets, host, auth, { origins }),
  });
  const env = {
    HOST: '127.0.0.1',
    LOG_LEVEL: 'silent',
    COMMANDS_PER_MINUTE: '9999',
    WECHAT_API_URL: wechat.url,
    WECHAT_PER_SECOND: '9999',
    WECHAT_PER_SECOND_PER_APP: '9999',
    DATABASE_URL: `sqlite:${join(folder, 'retention.db')}`,
    TEAMS_APP_ID: '11111111-2222-3333-4444-555555555555',
    TEAMS_APP_PASSWORD: 'unused',
    TEAMS_TENANT_ID: TENANT,
  };
  const apps = SAMPLE_APPS.slice(0, 2);
  const file = JSON.stringify({
    apps: apps.map(({ appid, name, secret }) => ({ appid, name, secret })),
    schedules: [{ grain: 'daily' }],
  });
  const config = readConfig(env, [adapter], () => file);
  house = await openHouse({ config, clock, chats: true });
  const bot = `http://127.0.0.1:${await house.listen(0)}/api/messages`;
  playground = await openPlayground(bot, port);
}, 2 * MINUTE);
afterAll(async () => {
  await playground?.close();
  await house?.close();
  await wechat?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** One beat of the schedules, subscriptions among them. */
async function tick(moment: string): Promise<void> {
  now = new Date(moment);
  const heart = heartbeat({
    schedules: async () => [...house.config.schedules, ...(await subscriptionSchedules(house.bot))],
    ticks: house.bot.stores.ticks,
    clock,
    log: house.bot.log,
    run: (schedule, one, signal) => runTick(house.bot, schedule, one, signal),
  });
  await heart.beat();
  await heart.idle();
  await heart.stop();
}

/** "25.3%" of the truth, computed here without the bot's own arithmetic. */
function truth(cohort: Period, offset: number, segment: 'new' | 'active' = 'new', app = READER) {
  const counts = world.truth(app, cohort)?.[segment];
  return `${(((counts?.get(offset) ?? Number.NaN) / (counts?.get(0) ?? Number.NaN)) * 100).toFixed(1)}%`;
}

/** New messages of a chat since so many were shown. */
function said(chat: string, since: number): Shown[] {
  return playground.shown
    .slice(since)
    .filter(({ action, conversation }) => action === 'createMessage' && conversation === chat);
}

/** Says something and waits for the new message that holds this. */
async function answered(chat: string, text: string, part: string): Promise<Shown> {
  const before = playground.shown.length;
  await playground.say(chat, text, { mention: chat !== playground.personal });
  return playground.until(chat, part, before);
}

describe('an installation', () => {
  it(
    'is greeted in a chat, a group and a channel, each in its own words',
    async () => {
      for (const [chat, label] of [
        [playground.personal, 'Subscribe this chat'],
        [playground.group, 'Subscribe this chat'],
        [playground.channel, 'Subscribe this channel'],
      ] as const) {
        await playground.install(chat);
        await playground.until(chat, label);
      }
    },
    MINUTE,
  );

  it(
    'offers to subscribe the channel, which then gets the digest with its picture',
    async () => {
      const greeting = await playground.until(playground.channel, commands.greetTitle);
      const told = await playground.press(greeting, 'show', { command: 'subscribe' });
      expect(JSON.stringify(told)).toContain(commands.subscribed);
      await tick('2026-11-22T09:29:30+08:00');
      const before = playground.shown.length;
      await tick('2026-11-22T09:30:10+08:00');
      const { text, conversation } = await playground.until(
        playground.channel,
        truth(periodOf('day', '2026-11-20'), 1),
        before,
      );
      expect(conversation).toBe(playground.channel);
      expect(text).toContain('data:image/png;base64,');
    },
    MINUTE,
  );
});

const day = (date: string) => periodOf('day', date);
const week = (date: string) => periodOf('week', date);
const month = (date: string) => periodOf('month', date);

/** Every verb, with what its answer must hold. */
const VERBS: readonly (readonly [string, () => string])[] = [
  ['daily', () => truth(day('2026-11-20'), 1)],
  ['daily active', () => truth(day('2026-11-20'), 1, 'active')],
  ['/retention weekly', () => truth(week('2026-11-02'), 1)],
  ['retention monthly', () => truth(month('2026-09-01'), 1)],
  ['2026-W45', () => '(W45)'],
  [`compare ${NAME} lotus`, () => truth(day('2026-11-20'), 1, 'active', STORE)],
  ['compare 2026-W44 2026-W43', () => truth(week('2026-10-19'), 1)],
  ['trend D7 14d', () => 'D7 trend'],
  ['cohorts', () => 'Daily cohorts'],
  ['apps', () => STORE],
  ['subscribe weekly at 10:00', () => 'unsubscribe 1'],
  ['subscriptions', () => subscriptions.listTitle],
  ['unsubscribe 1', () => 'No longer posted here'],
  ['status', () => subscriptions.statusTitle],
  ['alerts', () => answers.alerts.none],
  ['mute 1 7d', () => answers.alerts.noNumberTitle],
  ['help', () => commands.helpTitle],
  ['&nbsp;日', () => truth(day('2026-11-20'), 1)],
  ['weakly', () => commands.unknownTitle],
];

describe('a command in a chat with the bot', () => {
  it.each(VERBS)(
    '“%s” is answered',
    async (text, part) => {
      await answered(playground.personal, text, part());
    },
    MINUTE,
  );
});

describe('a command where others are', () => {
  // Numbers of subscriptions go on from chat to chat.
  it.each(VERBS.filter(([verb]) => !/^(un)?subscribe /.test(verb)))(
    '“%s” is answered in a group, and in a channel’s thread',
    async (text, part) => {
      await answered(playground.group, text, part());
      const { conversation } = await answered(playground.channel, text, part());
      expect(conversation).toMatch(/;messageid=/);
    },
    MINUTE,
  );

  it.each(['group', 'channel'] as const)(
    'subscribes a %s, and ends that by its number',
    async (kind) => {
      const chat = playground[kind];
      const { text } = await answered(chat, 'subscribe weekly at 10:00', 'unsubscribe ');
      const number = text.match(/unsubscribe (\d+)/)?.[1];
      await answered(chat, `unsubscribe ${number}`, 'No longer posted here');
    },
    MINUTE,
  );
});

describe('a button', () => {
  it(
    'shows another grain, with the true figures',
    async () => {
      const card = await answered(playground.personal, 'daily', 'Action.Execute');
      const told = await playground.press(card, 'show', { command: `weekly ${READER}` });
      expect(JSON.stringify(told)).toContain(truth(week('2026-11-02'), 1));
    },
    MINUTE,
  );

  it(
    'shares once into the group, however often it is pressed',
    async () => {
      const card = await answered(playground.group, 'help', commands.helpTitle);
      const before = playground.shown.length;
      const share = () => playground.press(card, 'share', { command: `daily ${STORE}` });
      expect(JSON.stringify(await share())).toContain(answers.shared);
      expect(JSON.stringify(await share())).toContain(answers.alreadyShared);
      const figure = truth(day('2026-11-20'), 1, 'new', STORE);
      const { text } = await playground.until(playground.group, figure, before);
      expect(text).not.toContain(answers.actions.share);
    },
    MINUTE,
  );

  it(
    'opens the form, which subscribes',
    async () => {
      const card = await answered(playground.group, 'subscriptions', subscriptions.listTitle);
      const form = await playground.press(card, 'form', { command: `subscribe weekly ${STORE}` });
      expect(JSON.stringify(form)).toContain(textFor('en').forms.title);
      const fields = { app: STORE, grain: 'weekly', at: '08:15', zone: 'Europe/Paris' };
      const told = JSON.stringify(await playground.press(card, 'subscribe', fields));
      expect(told).toContain('08:15 Europe/Paris');
      const [own] = await house.bot.stores.subscriptions.list();
      expect(own).toMatchObject({ adapter: 'teams', chat: playground.group, app: STORE });
    },
    MINUTE,
  );
});

describe('a removal', () => {
  it(
    'ends what is posted there; what was subscribed goes on where the app is installed again',
    async () => {
      const { addresses, subscriptions: book } = house.bot.stores;
      const chats = async () => (await addresses.list('teams')).map(({ id }) => id);
      await playground.mock(playground.group, 'uninstall');
      await vi.waitUntil(async () => !(await chats()).includes(playground.group), {
        timeout: 10_000,
      });
      const before = playground.shown.length;
      await tick('2026-11-23T15:15:10+08:00');
      expect(said(playground.group, before)).toEqual([]);
      expect(await book.list()).toHaveLength(1);

      await playground.install(playground.group);
      await playground.until(playground.group, commands.greetTitle, before);
      await tick('2026-11-30T15:14:00+08:00');
      await tick('2026-11-30T15:15:10+08:00');
      await playground.until(playground.group, truth(week('2026-11-09'), 1, 'new', STORE), before);
    },
    MINUTE,
  );
});

describe('every card that was shown', () => {
  it('is valid', () => {
    const cards = playground.shown.flatMap(({ text }) => cardsIn(JSON.parse(text)));
    expect(cards.length).toBeGreaterThan(VERBS.length * 3);
    for (const card of cards) expect(schemaFaults(card)).toEqual([]);
  });
});

function cardsIn(value: unknown): AdaptiveCard[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('type' in value && value.type === 'AdaptiveCard') return [value as AdaptiveCard];
  return Object.values(value).flatMap(cardsIn);
}
