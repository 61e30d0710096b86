/** The Teams channel: the SDK's real CloudAdapter against a connector on loopback, and its faults. */
import botbuilder from 'botbuilder';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { channelOf } from '../../../adapters/teams/channel.ts';
import { type Connector, connectorOf } from '../../../adapters/teams/connector.ts';
import { addressOf, incoming } from '../../../adapters/teams/conversations.ts';
import { inLanes } from '../../../adapters/teams/lanes.ts';
import {
  activityOf,
  checkLimits,
  LIMITS,
  type TeamsMessage,
} from '../../../adapters/teams/limits.ts';
import { openTeams } from '../../../adapters/teams/open.ts';
import { render } from '../../../adapters/teams/render.ts';
import { ChannelError, explain } from '../../../src/core/errors.ts';
import { textFor } from '../../../src/core/text/index.ts';
import type { Channel, Posted } from '../../../src/ports/channel.ts';
import { channelContract } from '../../contracts/channel.ts';
import { dailyDigest, helpDigest, hugeDigest, weeklyDigest } from '../../doubles/digests.ts';
import { openTestHost, PNG, type TestHost, type TestHostOptions } from '../../doubles/host.ts';
import { CHANNEL, type Chat, GROUP, installed } from '../../doubles/teams-activities.ts';
import {
  openTeamsConnector,
  type PostedActivity,
  SETTINGS,
  type TeamsConnector,
} from '../../doubles/teams-connector.ts';

const TARGET = { name: 'board', id: CHANNEL.id, locale: 'en' } as const;
const signal = AbortSignal.timeout(120_000);
const DIGEST = [dailyDigest(), 'delivery-1', signal] as const;
const WHISPER = {
  ...activityOf({ ...render(helpDigest()), summary: 'for you' }),
  recipient: { id: '29:1user' },
};

/** Takes every request and sends no token. */
const open = () => new botbuilder.ConfigurationBotFrameworkAuthentication({ MicrosoftAppId: '' });

async function openChat(options: TestHostOptions = {}, deadlineMs = 15_000, chat: Chat = CHANNEL) {
  const connector = await openTeamsConnector();
  const host = await openTestHost(options);
  const known = addressOf(incoming.parse(installed(connector.serviceUrl, chat)));
  await host.host.addresses.remember('teams', chat.id, known);
  const way = connectorOf(botbuilder, open(), {
    appId: '',
    origins: [connector.origin],
    deadlineMs,
  });
  const lanes = inLanes(way, { clock: host.host.clock, random: () => 0, replicas: () => 1 });
  const channel = channelOf({ ...TARGET, id: chat.id }, lanes, host.host);
  return { connector, host, way, lanes, channel };
}

async function contractIn(chat: Chat) {
  const { connector, host, channel } = await openChat({}, undefined, chat);
  const within = (conversation: string) =>
    connector.messages
      .filter((one) => one.conversation === conversation)
      .map((one) => JSON.stringify(one.activity));
  return {
    channel,
    async messages() {
      // The connector takes anything, so what reached it is checked again.
      for (const one of connector.messages) expect(checkLimits(messageIn(one))).toEqual([]);
      return within(chat.id);
    },
    within,
    async close() {
      await host.close();
      await connector.close();
    },
  };
}

channelContract('a teams channel', async () => {
  const { within, ...chat } = await contractIn(CHANNEL);
  const replies = async (first: Posted) => within(`${CHANNEL.id};messageid=${first['activity']}`);
  return { ...chat, replies };
});

channelContract('a teams group', () => contractIn(GROUP));

describe('a Teams channel', () => {
  let connector: TeamsConnector;
  let host: TestHost;
  /** One attempt, and the same in lanes. */
  let way: Connector;
  let lanes: Connector;
  let channel: Channel;

  const start = async (options: TestHostOptions = {}, deadlineMs?: number) => {
    ({ connector, host, way, lanes, channel } = await openChat(options, deadlineMs));
  };
  const stop = async () => {
    await host.close();
    await connector.close();
  };
  const restart = async (options: TestHostOptions, deadlineMs?: number) => {
    await stop();
    await start(options, deadlineMs);
  };
  const post = () => channel.post(...DIGEST);
  const failure = () => failureOf(post());

  beforeEach(() => start());
  afterEach(stop);

  it('posts the card alone, with a summary for the notification', async () => {
    const posted = await post();
    const [message] = connector.messages;
    expect(posted).toEqual({ conversation: CHANNEL.id, activity: message?.id });
    expect(message?.activity).toMatchObject({
      type: 'message',
      summary: expect.stringContaining(dailyDigest().summary),
    });
    expect(message?.activity).not.toHaveProperty('text');
    expect(message?.activity.attachments).toHaveLength(1);
  });

  it('carries a small picture in the card where nothing can be fetched from the bot', async () => {
    await post();
    const inline = `data:image/png;base64,${PNG.toString('base64')}`;
    expect(JSON.stringify(connector.messages)).toContain(inline);
  });

  it('asks for a picture of 24 KB at most', async () => {
    const asked: unknown[] = [];
    const charts = {
      async render(_: unknown, picture: unknown) {
        asked.push(picture);
        return PNG;
      },
      close: async () => {},
    };
    await restart({ charts });
    await post();
    expect(asked).toEqual([{ width: 800, height: 400, maxBytes: LIMITS.inline }]);
    expect(LIMITS.inline).toBe(24 * 1024);
  });

  it('names the picture’s URL where the bot has one', async () => {
    await restart({ publish: async () => 'https://bot.example.com/charts/1.png' });
    await post();
    expect(JSON.stringify(connector.messages)).toContain('https://bot.example.com/charts/1.png');
    expect(JSON.stringify(connector.messages)).not.toContain('data:image');
  });

  it('trusts no picture to a URL without TLS, which Teams would not fetch', async () => {
    await restart({ publish: async () => 'http://bot.example.com/charts/1.png' });
    await post();
    expect(JSON.stringify(connector.messages)).toContain('data:image/png;base64,');
  });

  it('posts the figures when the picture fails', async () => {
    const charts = {
      render: async () => Promise.reject(new Error('no canvas')),
      close: async () => {},
    };
    await restart({ charts });
    await post();
    expect(JSON.stringify(connector.messages)).toContain('27.9%');
    expect(host.log).toContainEqual(expect.objectContaining({ level: 'warn' }));
  });

  it('waits for the app to be installed, and says so', async () => {
    await host.host.addresses.forget('teams', CHANNEL.id);
    const error = await failure();
    expect(error).toMatchObject({ outcome: 'rejected', code: 'teams_not_installed' });
    expect(explain(error, textFor('en'))).toContain('board');
    expect(connector.requests).toEqual([]);
    await openTeams(SETTINGS, [TARGET], host.host, open());
    expect(host.log).toContainEqual(
      expect.objectContaining({ level: 'warn', fields: { channel: 'board' } }),
    );
  });

  it('sends nothing to a service URL that isn’t Teams’', async () => {
    const elsewhere = await openTeamsConnector();
    const address = addressOf(incoming.parse(installed(elsewhere.serviceUrl, CHANNEL)));
    await host.host.addresses.remember('teams', CHANNEL.id, address);
    expect(await failure()).toMatchObject({ outcome: 'rejected', code: 'teams_blocked' });
    expect(elsewhere.requests).toEqual([]);
    await elsewhere.close();
  });

  it('cannot look for a message', async () => {
    expect(await channel.find('delivery-1', new Date(0), signal)).toBe('unreadable');
  });

  it('says what became of an edit whose message is gone', async () => {
    const posted = { conversation: CHANNEL.id, activity: 'gone' };
    const error = await failureOf(channel.edit(posted, dailyDigest(), signal));
    expect(error).toMatchObject({ outcome: 'rejected', code: 'channel_refused' });
  });

  it.each([
    [{ status: 403, code: 'MessageWritesBlocked' }, 'rejected', 'teams_blocked'],
    [{ status: 403, code: 'BotNotInConversationRoster' }, 'rejected', 'teams_blocked'],
    [{ status: 404, code: 'ConversationNotFound' }, 'rejected', 'teams_blocked'],
    [{ status: 401 }, 'rejected', 'teams_credentials'],
    [{ status: 400, code: 'BadSyntax' }, 'rejected', 'channel_refused'],
    [{ status: 412, code: 'PreconditionFailed' }, 'later', 'channel_busy'],
    [{ status: 429 }, 'later', 'channel_busy'],
    [{ status: 500 }, 'unknown', 'channel_unclear'],
    [{ status: 502 }, 'unknown', 'channel_unclear'],
    [{ status: 504 }, 'unknown', 'channel_unclear'],
    ['reset', 'unknown', 'channel_unclear'],
    ['swallow', 'unknown', 'channel_unclear'],
  ] as const)(
    'asks once and tells what became of the message: %j',
    async (fault, outcome, code) => {
      connector.misbehave(fault);
      const error = await failureOf(channelOf(TARGET, way, host.host).post(...DIGEST));
      expect(error).toMatchObject({ outcome, code });
      if (typeof fault === 'object' && 'code' in fault)
        expect(error.params).toMatchObject({ detail: `HTTP ${fault.status} ${fault.code}` });
      expect(connector.requests).toHaveLength(1);
    },
  );

  it.each([
    { status: 412, code: 'PreconditionFailed' },
    { status: 429 },
    { status: 429, headers: { 'retry-after': '7' } },
  ])('tries again what Teams did not take: %j', async (fault) => {
    connector.misbehave(fault, fault);
    await post();
    expect(connector.requests).toHaveLength(3);
    expect(connector.messages).toHaveLength(1);
  });

  it('leaves it to the caller when Teams asks for a long wait', async () => {
    connector.misbehave({ status: 429, headers: { 'retry-after': '90' } });
    expect(await failure()).toMatchObject({ outcome: 'later', retryAfterMs: 90_000 });
    expect(connector.requests).toHaveLength(1);
  });

  it.each([
    { status: 500 },
    { status: 502, kept: true },
    { status: 504 },
    'reset',
    'swallow',
  ] as const)('posts nothing again that may have arrived: %j', async (fault) => {
    connector.misbehave(fault);
    expect(await failure()).toMatchObject({ outcome: 'unknown', code: 'channel_unclear' });
    expect(connector.requests).toHaveLength(1);
  });

  it.each([
    { status: 412 },
    { status: 429 },
    { status: 500 },
    { status: 502, kept: true },
    { status: 504 },
    'reset',
    'swallow',
  ] as const)('makes an edit again, which shows nothing twice: %j', async (fault) => {
    const posted = await post();
    connector.misbehave(fault, fault);
    await channel.edit(posted, weeklyDigest(), signal);
    expect(connector.requests).toHaveLength(4);
    expect(connector.messages).toHaveLength(1);
    expect(JSON.stringify(connector.messages)).toContain(weeklyDigest().title);
  });

  it('sends less where Teams finds the card too large', async () => {
    connector.misbehave({ status: 413, code: 'MessageSizeTooBig' });
    await channel.post(hugeDigest(), 'delivery-1', signal);
    const [message] = connector.messages;
    const card = message && messageIn(message);
    expect(card && checkLimits(card, LIMITS.activity / 2)).toEqual([]);
    expect(host.log).toContainEqual(expect.objectContaining({ level: 'warn' }));
  });

  it('says so where Teams takes not even that', async () => {
    const fault = { status: 413, code: 'MessageSizeTooBig' };
    connector.misbehave(fault, fault, fault);
    expect(await failure()).toMatchObject({ outcome: 'rejected', code: 'message_too_large' });
    expect(connector.requests).toHaveLength(3);
  });

  it('stays in the thread whose id it is given', async () => {
    const id = `${CHANNEL.id};messageid=1732270000000`;
    const thread = channelOf({ ...TARGET, id }, lanes, host.host);
    const posted = await thread.post(...DIGEST);
    expect(connector.messages.map(({ conversation }) => conversation)).toEqual([id]);
    await thread.edit(posted, weeklyDigest(), signal);
    expect(connector.messages).toHaveLength(1);
  });

  it('replies to a reply in the thread that it stands in', async () => {
    const reply = await channel.post(...DIGEST, { conversation: CHANNEL.id, activity: '1700' });
    await channel.post(helpDigest(), 'delivery-2', signal, reply);
    const id = `${CHANNEL.id};messageid=1700`;
    expect(connector.messages.map(({ conversation }) => conversation)).toEqual([id, id]);
  });

  it('takes a thread that is gone for no closed chat', async () => {
    const thread = channelOf({ ...TARGET, id: `${CHANNEL.id};messageid=1` }, lanes, host.host);
    connector.misbehave({ status: 404, code: 'ConversationNotFound' });
    const error = await failureOf(thread.post(...DIGEST));
    expect(error).toMatchObject({ outcome: 'rejected', code: 'channel_refused' });
  });

  it('whispers to one person, who is named by Teams’ id', async () => {
    await lanes.whisper(await placeOf(host, connector), WHISPER, signal);
    expect(connector.messages).toEqual([]);
    const [{ conversation, activity } = {}] = connector.whispers;
    expect(conversation).toBe(CHANNEL.id);
    expect(activity).toMatchObject({ recipient: { id: '29:1user' }, summary: 'for you' });
    const line = `POST /teams/v3/conversations/${encodeURIComponent(CHANNEL.id)}/activities`;
    expect(connector.requests.map((one) => one.line)).toEqual([`${line}?isTargetedActivity=true`]);
  });

  it('takes a whisper that is refused for no closed chat', async () => {
    connector.misbehave({ status: 403, code: 'Forbidden' });
    const place = await placeOf(host, connector);
    const error = await failureOf(lanes.whisper(place, WHISPER, signal));
    expect(error).toMatchObject({ outcome: 'rejected', code: 'channel_refused' });
  });

  it('gives up on a connector that hangs, not knowing what became of the message', async () => {
    await restart({}, 100);
    connector.misbehave('hang');
    expect(await failure()).toMatchObject({ outcome: 'unknown', code: 'channel_unclear' });
    expect(connector.requests).toHaveLength(1);
  });

  it('knows that nothing was posted where no connection was made', async () => {
    await connector.close();
    expect(await failure()).toMatchObject({ outcome: 'later', code: 'channel_busy' });
  });

  it('never exceeds what Teams takes', async () => {
    await channel.post(hugeDigest(), 'delivery-1', signal);
    const [message] = connector.messages;
    expect(message && checkLimits(messageIn(message))).toEqual([]);
    expect(JSON.stringify(activityOf(messageIn(message as PostedActivity))).length).toBeLessThan(
      LIMITS.activity / 2,
    );
  });
});

async function placeOf({ host }: TestHost, { serviceUrl }: TeamsConnector) {
  const address = addressOf(incoming.parse(installed(serviceUrl, CHANNEL)));
  await host.addresses.remember('teams', CHANNEL.id, address);
  return { address, conversation: CHANNEL.id, channel: 'board' };
}

function messageIn({ activity }: PostedActivity): TeamsMessage {
  const [attachment] = activity.attachments ?? [];
  return {
    card: attachment?.content as TeamsMessage['card'],
    summary: activity.summary ?? '',
  };
}

async function failureOf(work: Promise<unknown>): Promise<ChannelError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ChannelError);
  return error as ChannelError;
}
