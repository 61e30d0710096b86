/** The Slack channel against the emulated Web API and its faults. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { channelOf } from '../../../adapters/slack/channel.ts';
import { clientsOf } from '../../../adapters/slack/clients.ts';
import { slack } from '../../../adapters/slack/index.ts';
import { checkLimits, type SlackMessage } from '../../../adapters/slack/limits.ts';
import { chartOf } from '../../../adapters/slack/picture.ts';
import { ChannelError, explain } from '../../../src/core/errors.ts';
import { textFor } from '../../../src/core/text/index.ts';
import type { OpenAdapter, Target } from '../../../src/ports/adapter.ts';
import type { Channel } from '../../../src/ports/channel.ts';
import { channelContract } from '../../contracts/channel.ts';
import { alertDigest, dailyDigest, helpDigest } from '../../doubles/digests.ts';
import { openTestHost, PNG, type TestHost, type TestHostOptions } from '../../doubles/host.ts';
import {
  openResponseUrl,
  openSlackWorkspace,
  SIGNING_SECRET,
  type SlackWorkspace,
  TOKEN,
} from '../../doubles/slack-workspace.ts';

const signal = AbortSignal.timeout(120_000);

function openSlack(
  workspace: Pick<SlackWorkspace, 'apiUrl'>,
  host: TestHost,
): Promise<OpenAdapter> {
  const settings = {
    SLACK_BOT_TOKEN: TOKEN,
    SLACK_SIGNING_SECRET: SIGNING_SECRET,
    SLACK_API_URL: workspace.apiUrl,
  };
  return slack.open(settings, [], host.host);
}

/** What the picture of the daily digest shows, in words. */
const ALT = chartOf(dailyDigest())?.alt ?? '';

const NO_BLOCKS = { kind: 'refused', error: 'invalid_blocks' } as const;
const NO_FILES = { kind: 'refused', error: 'missing_scope' } as const;

function typesOf(message: { blocks?: readonly { type?: string }[] } | undefined) {
  return message?.blocks?.map(({ type }) => type);
}

const target = (id: string): Target => ({ name: 'growth', id, locale: 'en' });

async function failureOf(work: Promise<unknown>): Promise<ChannelError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ChannelError);
  return error as ChannelError;
}

channelContract('slack', async () => {
  const workspace = await openSlackWorkspace();
  const host = await openTestHost();
  const adapter = await openSlack(workspace, host);
  const reports = workspace.channels['reports'] ?? '';
  return {
    channel: adapter.channel(target(reports)),
    async messages() {
      const messages = await workspace.messages(reports);
      // The emulator takes anything, so what reached it is checked again.
      for (const { blocks = [], text } of messages)
        expect(checkLimits({ blocks, text } as SlackMessage)).toEqual([]);
      return messages.map((message) => JSON.stringify(message));
    },
    async replies({ ts = '' }) {
      const page = await workspace.web.conversations.replies({ channel: reports, ts });
      return (page.messages ?? []).slice(1).map((message) => JSON.stringify(message));
    },
    async close() {
      await adapter.close();
      await host.close();
      await workspace.close();
    },
  };
});

describe('a Slack channel', () => {
  let workspace: SlackWorkspace;
  let host: TestHost;
  let adapter: OpenAdapter;
  let reports: string;
  let channel: Channel;

  const start = async (options: { scopes?: string[] } & TestHostOptions = {}) => {
    workspace = await openSlackWorkspace({ ...options, more: ['general'] });
    host = await openTestHost(options);
    adapter = await openSlack(workspace, host);
    reports = workspace.channels['reports'] ?? '';
    channel = adapter.channel(target(reports));
  };
  const stop = async () => {
    await adapter.close();
    await host.close();
    await workspace.close();
  };
  const restart = async (options: Parameters<typeof start>[0]) => {
    await stop();
    await start(options);
  };
  beforeEach(() => start());
  afterEach(stop);

  const pictureOf = (blocks: readonly unknown[] = []) =>
    (blocks as { type: string; slack_file?: { id: string }; alt_text?: string }[]).find(
      ({ type }) => type === 'image',
    );
  const since = () => new Date(Date.now() - 60_000);

  it('posts the picture byte for byte, with its words and the delivery', async () => {
    await channel.post(dailyDigest(), 'delivery-1', signal);
    const [message] = await workspace.messages(reports);
    const picture = pictureOf(message?.blocks);
    expect(picture?.alt_text).toBe(ALT);
    expect(await workspace.file(picture?.slack_file?.id ?? '')).toEqual(PNG);
    expect(message?.text).toContain(dailyDigest().summary);
    expect(message?.metadata).toEqual({
      event_type: 'retention_digest',
      event_payload: { delivery: 'delivery-1' },
    });
  });

  it('draws and uploads a picture once, however many channels show it', async () => {
    const more = workspace.channels['general'] ?? '';
    const both = [channel, adapter.channel(target(more))];
    await Promise.all(both.map((one, n) => one.post(dailyDigest(), `delivery-${n}`, signal)));
    const shown = await Promise.all([reports, more].map((id) => workspace.messages(id)));
    const files = shown.flat().map(({ blocks }) => pictureOf(blocks)?.slack_file?.id);
    expect(files).toHaveLength(2);
    expect(files[0]).toBeDefined();
    expect(files[1]).toBe(files[0]);
    const uploads = workspace.calls.filter((method) => method === 'files.getUploadURLExternal');
    expect(uploads).toHaveLength(1);
  });

  it('waits until Slack has processed the picture', async () => {
    const unfinished = { kind: 'answered', body: { ok: true, file: { id: 'F1' } } } as const;
    workspace.fail('files.info', unfinished, unfinished);
    await channel.post(dailyDigest(), 'delivery-1', signal);
    const [message] = await workspace.messages(reports);
    expect(pictureOf(message?.blocks)).toBeDefined();
    expect(workspace.calls.filter((call) => call === 'files.info')).toHaveLength(3);
  });

  it.each(['lost', 'broken'] as const)(
    'calls a post whose answer was %s unknown, posts it once, and finds it',
    async (kind) => {
      workspace.fail('chat.postMessage', { kind });
      const failure = await failureOf(channel.post(dailyDigest(), 'delivery-1', signal));
      expect(failure.outcome).toBe('unknown');
      const messages = await workspace.messages(reports);
      expect(messages).toHaveLength(1);
      expect(await channel.find('delivery-1', since(), signal)).toEqual({
        channel: reports,
        ts: messages[0]?.ts,
      });
    },
  );

  it('does not find a delivery older than it was told to look', async () => {
    await channel.post(helpDigest(), 'delivery-1', signal);
    const later = new Date(Date.now() + 600_000);
    expect(await channel.find('delivery-1', later, signal)).toBeUndefined();
  });

  it('tries a rate-limited post again after the pause Slack asks for', async () => {
    workspace.fail('chat.postMessage', { kind: 'limited', seconds: 7 });
    const began = host.host.clock.now().getTime();
    await channel.post(helpDigest(), 'delivery-1', signal);
    expect(host.host.clock.now().getTime() - began).toBe(7000);
    expect(await workspace.messages(reports)).toHaveLength(1);
  });

  it('leaves a pause that is too long, or isn’t told, to its caller', async () => {
    workspace.fail('chat.postMessage', { kind: 'limited' }, { kind: 'limited', seconds: 90 });
    const silent = await failureOf(channel.post(helpDigest(), 'delivery-1', signal));
    expect(silent).toMatchObject({ outcome: 'later', retryAfterMs: undefined });
    const long = await failureOf(channel.post(helpDigest(), 'delivery-1', signal));
    expect(long).toMatchObject({ outcome: 'later', retryAfterMs: 90_000 });
    expect(await workspace.messages(reports)).toEqual([]);
  });

  it.each([
    ['not_in_channel', 'rejected', 'The bot is not in the channel growth. Invite it there'],
    ['channel_not_found', 'rejected', 'Slack knows no channel growth'],
    ['is_archived', 'rejected', 'The channel growth is archived.'],
    ['token_revoked', 'rejected', 'refused the bot’s token (token_revoked)'],
    ['account_inactive', 'rejected', 'Reinstall the app'],
    ['msg_blocks_too_long', 'rejected', 'breaks a limit of the platform (msg_blocks_too_long)'],
    ['is_inactive', 'rejected', 'The channel growth is archived.'],
    ['no_permission', 'rejected', 'The bot is not in the channel growth. Invite it there'],
    ['restricted_action', 'rejected', 'does not let the bot post (restricted_action)'],
    ['ekm_access_denied', 'rejected', 'does not let the bot post (ekm_access_denied)'],
    ['not_allowed_token_type', 'rejected', 'refused the bot’s token (not_allowed_token_type)'],
    ['cannot_reply_to_message', 'rejected', 'refused the message (cannot_reply_to_message)'],
    ['org_login_required', 'later', 'did not take the message now'],
    ['ratelimited', 'later', 'did not take the message now'],
    ['fatal_error', 'unknown', 'It is not known whether the channel growth got the message'],
  ])('tells %s in words, as %s', async (error, outcome, words) => {
    workspace.fail('chat.postMessage', { kind: 'refused', error });
    const failure = await failureOf(channel.post(helpDigest(), 'delivery-1', signal));
    expect(failure.outcome).toBe(outcome);
    expect(explain(failure, textFor('en'))).toContain(words);
    expect(explain(failure, textFor('zh-CN'))).not.toBe(explain(failure, textFor('en')));
  });

  it('tells which permission is missing', async () => {
    await restart({ scopes: ['files:write', 'files:read'] });
    const failure = await failureOf(channel.post(helpDigest(), 'delivery-1', signal));
    expect(failure).toMatchObject({ outcome: 'rejected', code: 'slack_scope' });
    expect(failure.message).toContain('chat:write');
  });

  it('is refused by a private channel it is not in', async () => {
    const secret = adapter.channel(target(workspace.channels['secret'] ?? ''));
    const failure = await failureOf(secret.post(helpDigest(), 'delivery-1', signal));
    expect(failure.outcome).toBe('rejected');
    expect(['slack_not_in_channel', 'slack_no_channel']).toContain(failure.code);
  });

  it('says when it may not read the history', async () => {
    await restart({ scopes: ['chat:write', 'files:write', 'files:read'] });
    expect(await channel.find('delivery-1', since(), signal)).toBe('unreadable');
  });

  it('shows no token in what it throws, nor in the log', async () => {
    workspace.fail(
      'chat.postMessage',
      { kind: 'refused', error: 'invalid_auth' },
      { kind: 'lost' },
    );
    for (const _ of [1, 2]) {
      const failure = await failureOf(channel.post(helpDigest(), 'delivery-1', signal));
      expect(JSON.stringify([failure, failure.stack, failure.cause])).not.toContain(TOKEN);
    }
    expect(JSON.stringify(host.log)).not.toContain(TOKEN);
  });

  it('knows that nothing was posted where nobody listens', async () => {
    const gone = await openResponseUrl();
    await gone.close();
    const nobody = await openSlack({ apiUrl: gone.url }, host);
    const failure = await failureOf(
      nobody.channel(target(reports)).post(helpDigest(), 'delivery-1', signal),
    );
    expect(failure).toMatchObject({ outcome: 'later', code: 'channel_busy' });
  });

  it('does not know what became of a post it was told to give up', async () => {
    workspace.fail('chat.postMessage', { kind: 'silent' });
    const stop = new AbortController();
    const failure = failureOf(channel.post(helpDigest(), 'delivery-1', stop.signal));
    await vi.waitUntil(() => workspace.calls.includes('chat.postMessage'));
    stop.abort();
    expect((await failure).outcome).toBe('unknown');
  });

  describe('when the picture fails', () => {
    it('lets Slack draw a chart that could not be drawn here', async () => {
      const charts = {
        render: () => Promise.reject(new Error('no canvas')),
        close: async () => {},
      };
      await restart({ charts });
      await channel.post(dailyDigest(), 'delivery-1', signal);
      const [message] = await workspace.messages(reports);
      expect(typesOf(message)).toContain('data_visualization');
      expect(host.log.map(({ level }) => level)).toContain('warn');
    });

    it('lets Slack draw it when the upload is refused', async () => {
      workspace.fail('files.getUploadURLExternal', NO_FILES);
      await channel.post(dailyDigest(), 'delivery-1', signal);
      const messages = await workspace.messages(reports);
      expect(messages).toHaveLength(1);
      expect(typesOf(messages[0])).toContain('data_visualization');
    });

    it('lets Slack draw it when Slack refuses the file', async () => {
      workspace.fail('chat.postMessage', NO_BLOCKS);
      await channel.post(dailyDigest(), 'delivery-1', signal);
      const messages = await workspace.messages(reports);
      expect(messages).toHaveLength(1);
      expect(typesOf(messages[0])).toContain('data_visualization');
      expect(messages[0]?.metadata?.event_payload).toEqual({ delivery: 'delivery-1' });
    });

    it('posts without it, and puts it into the thread, when Slack refuses both', async () => {
      workspace.fail('chat.postMessage', NO_BLOCKS, NO_BLOCKS);
      const posted = await channel.post(dailyDigest(), 'delivery-1', signal);
      const page = await workspace.web.conversations.replies({
        channel: reports,
        ts: posted['ts'] ?? '',
      });
      const [message, below] = (page.messages ?? []) as { blocks?: []; files?: { id: string }[] }[];
      expect(pictureOf(message?.blocks)).toBeUndefined();
      expect(await workspace.file(below?.files?.[0]?.id ?? '')).toEqual(PNG);
    });

    it('links to it when the thread refuses it too, without a second message', async () => {
      await restart({ publish: async () => 'https://retention.example.com/charts/1.png' });
      workspace.fail('chat.postMessage', NO_BLOCKS);
      workspace.fail('files.getUploadURLExternal', NO_FILES, NO_FILES);
      // The file is refused before the message: what Slack refuses is its own drawing.
      await channel.post(dailyDigest(), 'delivery-1', signal);
      const [message, ...others] = await workspace.messages(reports);
      expect(others).toEqual([]);
      expect(JSON.stringify(message?.blocks)).toContain('https://retention.example.com/charts/');
      expect(JSON.stringify(message?.blocks)).toContain(ALT);
      expect(message?.metadata?.event_payload).toEqual({ delivery: 'delivery-1' });
    });

    it('posts the words of the picture when nothing else is left', async () => {
      workspace.fail('chat.postMessage', NO_BLOCKS);
      workspace.fail('files.getUploadURLExternal', NO_FILES, NO_FILES);
      await channel.post(dailyDigest(), 'delivery-1', signal);
      const messages = await workspace.messages(reports);
      expect(messages).toHaveLength(1);
      expect(JSON.stringify(messages[0]?.blocks)).toContain(ALT);
    });

    it.each(['lost', 'broken'] as const)(
      'never posts a second time after an answer that was %s on the way down',
      async (kind) => {
        workspace.fail('chat.postMessage', NO_BLOCKS, { kind });
        const failure = await failureOf(channel.post(dailyDigest(), 'delivery-1', signal));
        expect(failure.outcome).toBe('unknown');
        expect(await workspace.messages(reports)).toHaveLength(1);
        expect(await channel.find('delivery-1', since(), signal)).toHaveProperty('ts');
      },
    );

    it('does not begin anew when Slack asks to wait on the way down', async () => {
      workspace.fail('chat.postMessage', NO_BLOCKS, { kind: 'limited', seconds: 2 });
      await channel.post(dailyDigest(), 'delivery-1', signal);
      const messages = await workspace.messages(reports);
      expect(messages).toHaveLength(1);
      expect(typesOf(messages[0])).toContain('data_visualization');
      expect(workspace.calls.filter((call) => call === 'chat.postMessage')).toHaveLength(3);
    });

    it('does not hide that the blocks themselves were refused', async () => {
      workspace.fail('chat.postMessage', NO_BLOCKS, NO_BLOCKS, NO_BLOCKS);
      const failure = await failureOf(channel.post(dailyDigest(), 'delivery-1', signal));
      expect(failure).toMatchObject({ outcome: 'rejected', code: 'message_too_large' });
    });
  });

  it('posts into a thread, and finds it there alone', async () => {
    const { ts = '' } = await channel.post(helpDigest(), 'delivery-1', signal);
    const open = clientsOf(
      { SLACK_BOT_TOKEN: TOKEN, SLACK_API_URL: workspace.apiUrl },
      host.host.log,
    );
    const thread = channelOf(target(reports), open, host.host, ts);
    const posted = await thread.post(dailyDigest(), 'delivery-2', signal);
    const page = await workspace.web.conversations.replies({ channel: reports, ts });
    expect(page.messages?.map((message) => message.ts)).toEqual([ts, posted['ts']]);
    expect(await thread.find('delivery-2', since(), signal)).toEqual(posted);
    expect(await thread.find('delivery-3', since(), signal)).toBeUndefined();
  });

  it('posts into the thread of the message it belongs under alone, with its picture below', async () => {
    const first = await channel.post(helpDigest(), 'delivery-1', signal);
    workspace.fail('chat.postMessage', NO_BLOCKS, NO_BLOCKS);
    const posted = await channel.post(alertDigest(), 'delivery-2', signal, first);
    const page = await workspace.web.conversations.replies({
      channel: reports,
      ts: first['ts'] ?? '',
    });
    const messages = (page.messages ?? []) as { ts: string; files?: { id: string }[] }[];
    expect(messages.map(({ ts }) => ts).slice(0, 2)).toEqual([first['ts'], posted['ts']]);
    expect(await workspace.file(messages[2]?.files?.[0]?.id ?? '')).toEqual(PNG);
    expect(await workspace.messages(reports)).toHaveLength(1);
  });

  it('cannot look where the message it belongs under is gone', async () => {
    workspace.fail('conversations.replies', { kind: 'refused', error: 'thread_not_found' });
    const gone = { channel: reports, ts: '1764000000.000100' };
    expect(await channel.find('delivery-1', since(), signal, gone)).toBe('unreadable');
  });

  it('tells those who wait what refused the channel, without asking Slack again', async () => {
    workspace.fail('chat.postMessage', { kind: 'refused', error: 'not_in_channel' });
    const failures = await Promise.all(
      ['1', '2', '3'].map((one) => failureOf(channel.post(helpDigest(), one, signal))),
    );
    expect(failures.map(({ code }) => code)).toEqual(Array(3).fill('slack_not_in_channel'));
    expect(workspace.calls.filter((call) => call === 'chat.postMessage')).toHaveLength(1);
    await channel.post(helpDigest(), '4', signal);
    expect(await workspace.messages(reports)).toHaveLength(1);
  });

  it('edits in place, with a new picture, and stays to be found', async () => {
    const posted = await channel.post(dailyDigest(), 'delivery-1', signal);
    const before = pictureOf((await workspace.messages(reports))[0]?.blocks)?.slack_file?.id;
    await channel.edit(
      posted,
      { ...dailyDigest({ appName: 'Reader' }), summary: 'Revised: D1 28.9%.' },
      signal,
    );
    const [message, ...others] = await workspace.messages(reports);
    expect(others).toEqual([]);
    expect(message?.text).toContain('Revised: D1 28.9%.');
    const after = pictureOf(message?.blocks)?.slack_file?.id;
    expect(after).toBeDefined();
    expect(after).not.toBe(before);
    expect(await channel.find('delivery-1', since(), signal)).toEqual(posted);
  });
});
