/** Posts through a workflow's URL: the card and its weight, what answers mean, and that the URL shows nowhere. */
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WORKFLOW_BYTES, weightOf } from '../../../adapters/teams/workflow-channel.ts';
import { openWorkflows } from '../../../adapters/teams/workflow-open.ts';
import { openCharts } from '../../../src/chart/index.ts';
import type { Digest } from '../../../src/core/digest.ts';
import { ChannelError, explain, refuser } from '../../../src/core/errors.ts';
import { textFor } from '../../../src/core/text/index.ts';
import type { Channel } from '../../../src/ports/channel.ts';
import { channelContract } from '../../contracts/channel.ts';
import { schemaFaults } from '../../doubles/adaptive-card-schema.ts';
import { dailyDigest, hugeDigest, weeklyDigest } from '../../doubles/digests.ts';
import { openTestHost, PNG, type TestHost, type TestHostOptions } from '../../doubles/host.ts';
import {
  openWorkflowServer,
  SIGNATURE,
  type WorkflowServer,
} from '../../doubles/workflow-server.ts';

const signal = AbortSignal.timeout(120_000);

const TARGET = { name: 'board', id: '0123456789abcdef', locale: 'en' } as const;

channelContract('a workflow', async () => {
  const far = await openWorkflowServer();
  const near = await openTestHost();
  return {
    channel: openWorkflows(near.host).channel({ ...TARGET, secret: far.url }),
    messages: async () => far.messages.map((one) => JSON.stringify(one)),
    isFixed: true,
    async close() {
      await near.close();
      await far.close();
    },
  };
});

let server: WorkflowServer;
let host: TestHost;
let channel: Channel;

async function start(options: TestHostOptions = {}, deadlineMs?: number): Promise<void> {
  server = await openWorkflowServer();
  host = await openTestHost(options);
  channel = openWorkflows(host.host, deadlineMs).channel({ ...TARGET, secret: server.url });
}
async function stop(): Promise<void> {
  await host.close();
  await server.close();
}
async function restart(options: TestHostOptions, deadlineMs?: number): Promise<void> {
  await stop();
  await start(options, deadlineMs);
}

beforeEach(() => start());
afterEach(stop);

const post = (digest: Digest = dailyDigest()) => channel.post(digest, 'delivery-1', signal);
const failureOf = (work: Promise<unknown>): Promise<ChannelError> =>
  work.then(
    () => Promise.reject(new Error('it was taken')),
    (error: unknown) => error as ChannelError,
  );
const cardOf = (index = 0) => server.messages[index]?.attachments[0]?.content;

describe('a post', () => {
  it('is one card, as the template of Workflows reads it, and 202 is success', async () => {
    expect(await post()).toEqual({});
    expect(server.messages).toMatchObject([
      {
        type: 'message',
        attachments: [
          { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content: {} },
        ],
      },
    ]);
    expect(schemaFaults(cardOf())).toEqual([]);
    for (const part of [dailyDigest().title, '27.9%'])
      expect(JSON.stringify(cardOf())).toContain(part);
  });

  it.each(['daily', 'weekly Chinese', 'huge'] as const)(
    'of a %s digest weighs 28 KB at most',
    async (which) => {
      const digests = { daily: dailyDigest, 'weekly Chinese': weeklyDigest, huge: hugeDigest };
      await post(digests[which]());
      const card = cardOf();
      expect(weightOf(card as never)).toBeLessThanOrEqual(WORKFLOW_BYTES);
      // Escaped once more, as Teams keeps it.
      expect(Buffer.byteLength(JSON.stringify(JSON.stringify(card)))).toBeLessThan(WORKFLOW_BYTES);
    },
  );

  it('has no buttons: nobody hears them', async () => {
    const buttons = [{ label: 'Weekly', does: 'show', command: 'weekly wx1' }] as const;
    await post({ ...dailyDigest(), actions: [buttons] } as unknown as Digest);
    expect(JSON.stringify(cardOf())).not.toMatch(/Action\./);
  });

  it('names the picture’s URL where the bot has one', async () => {
    await restart({ publish: async () => 'https://bot.example.com/charts/1.png' });
    await post();
    expect(JSON.stringify(cardOf())).toContain('https://bot.example.com/charts/1.png');
  });

  it('carries a picture that fits where the bot has no URL', async () => {
    const charts = openCharts({ quickchartUrl: undefined });
    await restart({ charts });
    await post();
    await charts.close();
    expect(JSON.stringify(cardOf())).toContain('data:image/png;base64,');
    expect(weightOf(cardOf() as never)).toBeLessThanOrEqual(WORKFLOW_BYTES);
  });

  it('says the picture in words where it does not fit', async () => {
    const tooLarge = Buffer.concat([PNG, Buffer.alloc(24 * 1024)]);
    await restart({ charts: { render: async () => tooLarge, close: async () => {} } });
    await post();
    expect(JSON.stringify(cardOf())).not.toContain('data:image');
  });
});

describe('an answer', () => {
  it.each([
    [200, undefined, undefined],
    [302, 'rejected', 'channel_refused'],
    [400, 'rejected', 'channel_refused'],
    [401, 'rejected', 'workflow_closed'],
    [403, 'rejected', 'workflow_closed'],
    [404, 'rejected', 'workflow_closed'],
    [408, 'unknown', 'channel_unclear'],
    [410, 'rejected', 'workflow_closed'],
    [413, 'rejected', 'message_too_large'],
    [429, 'later', 'channel_busy'],
    [500, 'unknown', 'channel_unclear'],
    [502, 'unknown', 'channel_unclear'],
    [504, 'unknown', 'channel_unclear'],
  ] as const)('%i leaves the post %s', async (status, outcome, code) => {
    server.misbehave({ status, headers: { location: server.url } });
    const posted = post();
    if (outcome === undefined) await posted;
    else expect(await failureOf(posted)).toMatchObject({ outcome, code });
    expect(server.requests).toHaveLength(1);
  });

  it('that the workflow is turned off pauses the channel, and says what to do', async () => {
    const body = '{"error":{"code":"WorkflowTriggerIsNotEnabled","message":"…"}}';
    server.misbehave({ status: 400, body });
    const error = await failureOf(post());
    expect(refuser(error)).toBe('chat');
    expect(explain(error, textFor('en'))).toMatch(/board.*HTTP 400 WorkflowTriggerIsNotEnabled/);
  });

  it.each([
    ['30', 30_000],
    ['Sun, 22 Nov 2026 01:31:00 GMT', 60_000],
    ['soon', undefined],
    [undefined, undefined],
  ])('429 with Retry-After %s waits %s ms', async (after, retryAfterMs) => {
    server.misbehave({ status: 429, headers: after ? { 'retry-after': after } : {} });
    expect(await failureOf(post())).toMatchObject({ outcome: 'later', retryAfterMs });
  });

  it('that never comes ends at the deadline, and may have been taken', async () => {
    await restart({}, 200);
    server.misbehave('hang');
    expect(await failureOf(post())).toMatchObject({ outcome: 'unknown' });
  });

  it('that breaks off may have been taken', async () => {
    server.misbehave('swallow');
    expect(await failureOf(post())).toMatchObject({ outcome: 'unknown' });
    expect(server.messages).toHaveLength(1);
  });

  it('that nobody can give leaves nothing', async () => {
    const { url } = server;
    await server.close();
    expect(await failureOf(post())).toMatchObject({ outcome: 'later', code: 'channel_busy' });
    server = await openWorkflowServer();
    expect(server.url).not.toBe(url);
  });
});

describe('what a workflow cannot', () => {
  it('edit is refused of that message alone, and no chat is paused for it', async () => {
    const error = await failureOf(channel.edit({}, dailyDigest(), signal));
    expect(error).toMatchObject({ outcome: 'rejected', code: 'workflow_no_edit' });
    expect(refuser(error)).toBeUndefined();
  });

  it('be looked through is said', async () => {
    expect(await channel.find('delivery-1', new Date(), signal)).toBe('unreadable');
  });

  it('be posted to once it was told to stop', async () => {
    const error = await failureOf(channel.post(dailyDigest(), 'delivery-1', AbortSignal.abort()));
    expect(error).toBeInstanceOf(ChannelError);
    expect(error.outcome).toBe('later');
    expect(server.requests).toEqual([]);
  });

  it('be tried without a post is a note of doctor', async () => {
    const open = openWorkflows(host.host);
    expect(await open.check(signal)).toMatchObject([{ name: 'chat', status: 'ok' }]);
    const finding = await open.checkTarget({ ...TARGET, secret: server.url }, signal);
    expect(finding).toMatchObject({ name: 'channel', status: 'note' });
    expect(JSON.stringify(finding)).not.toContain(SIGNATURE);
    expect(server.requests).toEqual([]);
  });

  it('reach a channel that the configuration lists no more', async () => {
    const gone = openWorkflows(host.host).channel(TARGET);
    const error = await failureOf(gone.post(dailyDigest(), 'delivery-1', signal));
    expect(error).toMatchObject({ outcome: 'rejected', code: 'workflow_closed' });
  });
});

it('never shows the URL, whatever goes wrong', async () => {
  await restart({}, 200);
  const url = server.url;
  server.misbehave(
    { status: 404, body: `{"error":{"code":"NotFound","message":"${url}"}}` },
    { status: 500, body: url },
    'swallow',
    'hang',
    { status: 302, headers: { location: `${url}&again=1` } },
  );
  const errors: unknown[] = [];
  for (let left = 5; left > 0; left -= 1) errors.push(await failureOf(post()));
  // The configuration lets neither through; fetch repeats both.
  for (const secret of [`https://user:${SIGNATURE}@127.0.0.1/`, `not a url ${SIGNATURE}`]) {
    const odd = openWorkflows(host.host).channel({ ...TARGET, secret });
    errors.push(await failureOf(odd.post(dailyDigest(), 'delivery-1', signal)));
  }
  const told = errors.map((error) => inspect(error, { depth: 9 })).join() + inspect(host.log);
  expect(told).not.toContain(SIGNATURE);
});
