/** `/retention` as Slack sends it: signed, acknowledged, answered. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { slack } from '../../../adapters/slack/index.ts';
import { chartOf } from '../../../adapters/slack/picture.ts';
import type { Digest } from '../../../src/core/digest.ts';
import type { OpenAdapter } from '../../../src/ports/adapter.ts';
import { dailyDigest, helpDigest, hugeDigest, weeklyDigest } from '../../doubles/digests.ts';
import { openTestHost, type TestHost, type TestHostOptions } from '../../doubles/host.ts';
import {
  openResponseUrl,
  type ResponseUrl,
  SIGNING_SECRET,
  type SlashCommandSent,
  sendCommand,
  TOKEN,
} from '../../doubles/slack-workspace.ts';

/** Slack's limit for the acknowledgement. */
const ACK_MS = 3000;

describe('/retention in Slack', () => {
  let host: TestHost;
  let adapter: OpenAdapter;
  let answers: ResponseUrl;

  const start = async (
    options: TestHostOptions = {},
    refuse?: Parameters<typeof openResponseUrl>[0],
  ) => {
    host = await openTestHost(options);
    answers = await openResponseUrl(refuse);
    // Nobody listens there: commands must be answered while the Web API is out of reach.
    const SLACK_API_URL = 'http://127.0.0.1:1/api/';
    const secrets = { SLACK_BOT_TOKEN: TOKEN, SLACK_SIGNING_SECRET: SIGNING_SECRET };
    adapter = await slack.open({ ...secrets, SLACK_API_URL }, [], host.host);
  };
  const stop = async () => {
    await adapter.close();
    await host.close();
    await answers.close();
  };
  const restart = async (...options: Parameters<typeof start>) => {
    await stop();
    await start(...options);
  };
  beforeEach(() => start());
  afterEach(stop);

  const send = (command: Partial<SlashCommandSent> = {}) =>
    sendCommand({
      to: host.url,
      text: 'daily',
      channel: 'C1',
      responseUrl: answers.url,
      ...command,
    });
  const imageOf = (answer: Record<string, unknown> | undefined) =>
    ((answer?.['blocks'] ?? []) as { type: string; image_url?: string }[]).find(
      ({ type }) => type === 'image',
    );

  it('acknowledges at once, though the answer waits, and answers the asker alone', async () => {
    const { promise, resolve } = Promise.withResolvers<Digest>();
    await restart({ answer: () => promise });
    const started = performance.now();
    const acknowledged = await send();
    expect(acknowledged.status).toBe(200);
    expect(performance.now() - started).toBeLessThan(ACK_MS);
    expect(await acknowledged.json()).toEqual({
      response_type: 'ephemeral',
      text: 'Looking it up…',
    });
    expect(answers.received).toEqual([]);
    resolve(dailyDigest());
    await answers.arrived(1);
    expect(answers.received[0]).toMatchObject({ response_type: 'ephemeral' });
    expect(JSON.stringify(answers.received[0])).toContain('D1 27.9%');
  });

  it('passes on what was typed, after it remembered where', async () => {
    await send({ text: 'weekly  Corner Shop', channel: 'C42' });
    await answers.arrived(1);
    expect(host.asked).toEqual([
      {
        text: 'weekly  Corner Shop',
        locale: 'en',
        place: { adapter: 'slack', id: 'C42' },
        user: 'U000000001',
        isMember: expect.any(Function),
      },
    ]);
    expect(await host.host.addresses.list('slack')).toMatchObject([
      { id: 'C42', address: { channel: 'C42' }, subscribed: false },
    ]);
  });

  it.each([
    '',
    'daily',
    'weekly Corner Shop new 2026-W46',
    'monthly 2026-10',
    'compare wx1 wx2',
    'trend D7 60d',
    'cohorts',
    'apps',
    'subscribe weekly wx1 at 09:30 in Asia/Shanghai',
    'subscriptions',
    'unsubscribe 2',
    'alerts',
    'mute 3 7d',
    'status',
    'help',
    '周报',
  ])('hands on %o as it was typed', async (text) => {
    await send({ text });
    await answers.arrived(1);
    expect(host.asked.map((asked) => asked.text)).toEqual([text]);
  });

  it('does not tell who is a member while Slack is out of reach', async () => {
    await send();
    await answers.arrived(1);
    expect(await host.asked[0]?.isMember()).toBeUndefined();
  });

  it('reads names with the three characters that Slack escapes', async () => {
    await send({ text: 'daily A &amp; B &lt;3' });
    await answers.arrived(1);
    expect(host.asked[0]?.text).toBe('daily A & B <3');
  });

  it('speaks the language of the channel', async () => {
    await restart({ locales: { C1: 'zh-CN' }, answer: async () => weeklyDigest() });
    expect(await (await send()).json()).toMatchObject({ text: '正在查询…' });
    await answers.arrived(1);
    expect(host.asked[0]?.locale).toBe('zh-CN');
  });

  it('shows a published picture, and no uploaded one', async () => {
    await restart({ publish: async () => 'https://bot.example.com/charts/1.png' });
    await send();
    await answers.arrived(1);
    expect(imageOf(answers.received[0])?.image_url).toBe('https://bot.example.com/charts/1.png');
    expect(JSON.stringify(answers.received)).not.toContain('slack_file');
  });

  it('lets Slack draw the chart where no picture can be fetched', async () => {
    await send();
    await answers.arrived(1);
    expect(imageOf(answers.received[0])).toBeUndefined();
    expect(JSON.stringify(answers.received[0])).toContain('data_visualization');
  });

  it('tells the chart in words where Slack cannot draw it either', async () => {
    await restart({}, (body) => JSON.stringify(body).includes('data_visualization'));
    await send();
    await answers.arrived(2);
    expect(JSON.stringify(answers.received[1])).toContain(chartOf(dailyDigest())?.alt);
  });

  it('answers once more without the picture when Slack refuses it', async () => {
    await restart(
      { publish: async () => 'https://bot.example.com/charts/1.png' },
      (body) => imageOf(body) !== undefined,
    );
    await send();
    await answers.arrived(2);
    expect(imageOf(answers.received[0])).toBeDefined();
    expect(imageOf(answers.received[1])).toBeUndefined();
  });

  it('answers without the picture when it cannot be published', async () => {
    await restart({ publish: () => Promise.reject(new Error('disk full')) });
    await send();
    await answers.arrived(1);
    expect(imageOf(answers.received[0])).toBeUndefined();
  });

  it('answers with what Slack takes, however long the digest', async () => {
    await restart({ answer: async () => hugeDigest() });
    await send();
    await answers.arrived(1);
    expect(JSON.stringify(answers.received[0]?.['blocks']).length).toBeLessThan(12_000);
  });

  it('logs an answer that Slack does not take, and goes on', async () => {
    await restart({ answer: async () => helpDigest() }, () => true);
    await send();
    await answers.arrived(1);
    await adapter.close();
    expect(host.log).toMatchObject([{ level: 'warn', message: 'Slack was not answered' }]);
    expect((await send()).status).toBe(200);
  });

  it('finishes the answers under way before it closes', async () => {
    const { promise, resolve } = Promise.withResolvers<Digest>();
    await restart({ answer: () => promise });
    await send();
    let closed = false;
    const closing = adapter.close().then(() => {
      closed = true;
    });
    await Promise.resolve();
    expect(closed).toBe(false);
    resolve(dailyDigest());
    await closing;
    expect(answers.received).toHaveLength(1);
  });

  it.each([
    ['a wrong signature', { secret: 'another' }],
    ['a stale timestamp', { timestamp: Math.floor(Date.now() / 1000) - 360 }],
  ])('refuses %s', async (_, forged) => {
    expect((await send(forged)).status).toBe(401);
    expect(host.asked).toEqual([]);
  });

  it('confirms its address to Slack only when the request is signed', async () => {
    const forged = await fetch(`${host.url}/slack/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ type: 'url_verification', challenge: 'abc' }),
    });
    expect(forged.status).toBe(401);
  });

  it('leaves every other path to others', async () => {
    let seen = 0;
    host.host.mount((_request, response) => {
      seen += 1;
      response.end('mine');
    });
    expect(await (await fetch(`${host.url}/healthz`)).text()).toBe('mine');
    expect((await fetch(`${host.url}/slack/events`)).status).toBe(404);
    expect(seen).toBe(1);
  });
});
