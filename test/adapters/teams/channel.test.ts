/** The Teams channel: the SDK's real CloudAdapter against a connector on loopback, and its faults. */
import botbuilder from 'botbuilder';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addressOf, incoming } from '../../../adapters/teams/conversations.ts';
import {
  activityOf,
  checkLimits,
  LIMITS,
  type TeamsMessage,
} from '../../../adapters/teams/limits.ts';
import { openTeams } from '../../../adapters/teams/open.ts';
import { ChannelError, explain } from '../../../src/core/errors.ts';
import { textFor } from '../../../src/core/text/index.ts';
import type { OpenAdapter } from '../../../src/ports/adapter.ts';
import type { Channel } from '../../../src/ports/channel.ts';
import { channelContract } from '../../contracts/channel.ts';
import { dailyDigest, hugeDigest } from '../../doubles/digests.ts';
import { openTestHost, PNG, type TestHost, type TestHostOptions } from '../../doubles/host.ts';
import { CHANNEL, installed } from '../../doubles/teams-activities.ts';
import {
  openTeamsConnector,
  type PostedActivity,
  SETTINGS,
  type TeamsConnector,
} from '../../doubles/teams-connector.ts';

const TARGET = { name: 'board', id: CHANNEL.id, locale: 'en' } as const;
const signal = AbortSignal.timeout(120_000);

/** Takes every request and sends no token. */
const open = () => new botbuilder.ConfigurationBotFrameworkAuthentication({ MicrosoftAppId: '' });

async function openChat(options: TestHostOptions = {}, deadlineMs = 15_000) {
  const connector = await openTeamsConnector();
  const host = await openTestHost(options);
  const known = addressOf(incoming.parse(installed(connector.serviceUrl, CHANNEL)));
  await host.host.addresses.remember('teams', CHANNEL.id, known);
  const adapter = await openTeams(SETTINGS, [TARGET], host.host, open(), {
    origins: [connector.origin],
    deadlineMs,
  });
  return { connector, host, adapter, channel: adapter.channel(TARGET) };
}

channelContract('teams', async () => {
  const { connector, host, adapter, channel } = await openChat();
  return {
    channel,
    async messages() {
      // The connector takes anything, so what reached it is checked again.
      for (const one of connector.messages) expect(checkLimits(messageIn(one))).toEqual([]);
      return connector.messages.map((one) => JSON.stringify(one.activity));
    },
    async close() {
      await adapter.close();
      await host.close();
      await connector.close();
    },
  };
});

describe('a Teams channel', () => {
  let connector: TeamsConnector;
  let host: TestHost;
  let adapter: OpenAdapter;
  let channel: Channel;

  const start = async (options: TestHostOptions = {}, deadlineMs?: number) => {
    ({ connector, host, adapter, channel } = await openChat(options, deadlineMs));
  };
  const stop = async () => {
    await adapter.close();
    await host.close();
    await connector.close();
  };
  const restart = async (options: TestHostOptions, deadlineMs?: number) => {
    await stop();
    await start(options, deadlineMs);
  };
  const post = () => channel.post(dailyDigest(), 'delivery-1', signal);
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
    expect(error).toMatchObject({ outcome: 'later', code: 'teams_not_installed' });
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
    [{ status: 413, code: 'MessageSizeTooBig' }, 'rejected', 'message_too_large'],
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
      const error = await failure();
      expect(error).toMatchObject({ outcome, code });
      if (typeof fault === 'object' && 'code' in fault)
        expect(error.params).toMatchObject({ detail: `HTTP ${fault.status} ${fault.code}` });
      expect(connector.requests).toHaveLength(1);
    },
  );

  it('waits as long as Teams asks', async () => {
    connector.misbehave({ status: 429, headers: { 'retry-after': '7' } });
    expect(await failure()).toMatchObject({ outcome: 'later', retryAfterMs: 7000 });
    expect(connector.requests).toHaveLength(1);
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
