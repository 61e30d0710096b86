/** The buttons of a card: what comes back in the request, and what follows it. */
import botbuilder from 'botbuilder';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTeams } from '../../../adapters/teams/open.ts';
import { plainDigest } from '../../../src/core/digest.ts';
import { textFor } from '../../../src/core/text/index.ts';
import type { OpenAdapter } from '../../../src/ports/adapter.ts';
import { ACTIONS, dailyDigest, helpDigest } from '../../doubles/digests.ts';
import { openTestHost, type TestHost, type TestHostOptions } from '../../doubles/host.ts';
import { CHANNEL, type Chat, GROUP, PERSONAL, pressed } from '../../doubles/teams-activities.ts';
import {
  openTeamsConnector,
  SETTINGS,
  type TeamsConnector,
} from '../../doubles/teams-connector.ts';

const CARD = 'application/vnd.microsoft.card.adaptive';
const MESSAGE = 'application/vnd.microsoft.activity.message';
const words = textFor('en').commands;
const refused = plainDigest({ locale: 'en', title: 'Not open to you', summary: 'Ask `somebody`.' });
const figures = () => ({ ...dailyDigest(), actions: ACTIONS });

describe('a button in Teams', () => {
  let connector: TeamsConnector;
  let host: TestHost;
  let adapter: OpenAdapter;

  const start = async (options: TestHostOptions = {}, pressMs = 10_000) => {
    connector = await openTeamsConnector();
    host = await openTestHost({ answer: async () => figures(), ...options });
    const auth = new botbuilder.ConfigurationBotFrameworkAuthentication({ MicrosoftAppId: '' });
    const origins = [connector.origin];
    adapter = await openTeams(SETTINGS, [], host.host, auth, { origins, pressMs });
  };
  const stop = async () => {
    await adapter.close();
    await host.close();
    await connector.close();
  };
  const restart = async (...options: Parameters<typeof start>) => {
    await stop();
    await start(...options);
  };
  const press = async (chat: Chat, verb: string, data: unknown, on?: string) => {
    const response = await fetch(`${host.url}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(pressed(connector.serviceUrl, chat, verb, data, on)),
    });
    // Of another status Teams reads no body.
    expect(response.status).toBe(200);
    return (await response.json()) as { statusCode: number; type: string; value: unknown };
  };

  beforeEach(() => start());
  afterEach(stop);

  it('says its command for whoever pressed it, and shows the answer in the card’s place', async () => {
    const answer = await press(GROUP, 'show', { command: 'weekly wx1 new' });
    expect(answer).toMatchObject({ statusCode: 200, type: CARD, value: { type: 'AdaptiveCard' } });
    expect(JSON.stringify(answer.value)).toContain('27.9%');
    expect(host.asked).toEqual([
      {
        text: 'weekly wx1 new',
        locale: 'en',
        place: { adapter: 'teams', id: GROUP.id },
        user: 'ffffffff-0000-0000-0000-000000000000',
        isMember: expect.any(Function),
      },
    ]);
    await adapter.close();
    expect(connector.requests).toEqual([]);
  });

  it('lets an answer that one person sees be shared where others are', async () => {
    const verbs = async (chat: Chat) =>
      JSON.stringify((await press(chat, 'show', { command: 'daily' })).value).match(
        /"verb":"\w+"/g,
      );
    expect(await verbs(GROUP)).toContain('"verb":"share"');
    expect(await verbs(CHANNEL)).toContain('"verb":"share"');
    expect(await verbs(PERSONAL)).not.toContain('"verb":"share"');
  });

  it('puts no refusal in the place of figures', async () => {
    await restart({ answer: async () => refused });
    expect(await press(GROUP, 'show', { command: 'weekly wx1' })).toEqual({
      statusCode: 200,
      type: MESSAGE,
      value: 'Not open to you\nAsk somebody.',
    });
  });

  it('says with a subscription what is to be known of it', async () => {
    const sections = [{ kind: 'text', text: 'WeChat is late then.' }] as const;
    await restart({ answer: async () => ({ ...refused, title: 'Subscribed', sections }) });
    const { value } = await press(CHANNEL, 'show', { command: 'subscribe' });
    expect(value).toBe('Subscribed\nAsk somebody.\nWeChat is late then.');
  });

  it('shows a list that was asked for', async () => {
    await restart({ answer: async () => helpDigest() });
    expect(await press(GROUP, 'show', { command: 'help' })).toMatchObject({ type: CARD });
  });

  it('tells who pressed in words beside the card, which stays for everybody', async () => {
    await restart({ answer: async () => ({ ...refused, title: 'Muted' }) });
    expect(await press(GROUP, 'tell', { command: 'mute 3' })).toEqual({
      statusCode: 200,
      type: MESSAGE,
      value: 'Muted\nAsk somebody.',
    });
    await adapter.close();
    expect(connector.requests).toEqual([]);
  });

  it.each([
    [{ ...CHANNEL, id: `${CHANNEL.id};messageid=1700` }, 'whispers'],
    [GROUP, 'whispers'],
    [PERSONAL, 'messages'],
  ] as const)('tells who pressed as a message what is more than words: %j', async (chat, seen) => {
    expect(await press(chat, 'tell', { command: 'alert 3' })).toEqual({
      statusCode: 200,
      type: MESSAGE,
      value: words.answerFollows,
    });
    await adapter.close();
    expect(host.asked.map(({ text }) => text)).toEqual(['alert 3']);
    expect(connector.requests).toHaveLength(1);
    expect(connector[seen].map(({ conversation }) => conversation)).toEqual([chat.id]);
    expect(JSON.stringify(connector[seen])).toContain('27.9%');
  });

  it('shares into the conversation it was pressed in, once for each message', async () => {
    const thread = { ...CHANNEL, id: `${CHANNEL.id};messageid=1700` };
    const answer = await press(thread, 'share', { command: 'daily wx1' }, 'card-7');
    expect(answer).toEqual({ statusCode: 200, type: MESSAGE, value: 'Shared\nShared here.' });
    expect(host.published).toMatchObject([
      {
        how: 'share',
        asked: { text: 'daily wx1', place: { adapter: 'teams', id: CHANNEL.id } },
        to: { chat: `teams:${CHANNEL.id}`, subject: 'share card-7 daily wx1' },
      },
    ]);
    expect(connector.messages.map(({ conversation }) => conversation)).toEqual([thread.id]);
  });

  it('opens the form with what the button says', async () => {
    await restart({ locales: { [GROUP.id]: 'zh-CN' } });
    const { type, value } = await press(GROUP, 'form', { command: 'subscribe weekly wx2' });
    expect(type).toBe(CARD);
    const form = JSON.stringify(value);
    for (const part of [
      '"value":"weekly"',
      '"value":"wx2"',
      '"value":"09:30"',
      '"verb":"subscribe"',
    ])
      expect(form).toContain(part);
    expect(form).toContain(textFor('zh-CN').forms.title);
    expect(host.asked).toEqual([]);
  });

  it.each([
    [{ app: 'wx1' }, 'subscribe weekly wx1 at 09:30 in Asia/Shanghai'],
    [{ app: '*' }, 'subscribe weekly at 09:30 in Asia/Shanghai'],
    [{ app: ' ' }, 'subscribe weekly at 09:30 in Asia/Shanghai'],
    [{}, 'subscribe weekly at 09:30 in Asia/Shanghai'],
    [
      { app: 'Corner Shop', command: 'x' },
      'subscribe weekly Corner Shop at 09:30 in Asia/Shanghai',
    ],
  ])('says what the form was filled with: %j', async (app, text) => {
    await restart({ answer: async () => refused });
    const fields = { grain: 'weekly', at: '09:30', zone: 'Asia/Shanghai', ...app };
    const { type, value } = await press(GROUP, 'subscribe', fields);
    expect(host.asked[0]?.text).toBe(text);
    expect(type).toBe(CARD);
    expect(JSON.stringify(value)).toContain('somebody');
  });

  it.each([
    ['an unknown verb', 'delete', { command: 'daily' }],
    ['no data', 'show', undefined],
    ['data of another kind', 'show', 'daily'],
    ['an empty command', 'show', { command: ' ' }],
    ['a command longer than any', 'show', { command: 'd'.repeat(501) }],
    ['a half-filled form', 'subscribe', { app: 'wx1', grain: 'daily' }],
    ['a field longer than any', 'subscribe', { grain: 'g'.repeat(201), at: '1', zone: 'z' }],
    ['a form that is a command', 'subscribe', { command: 'daily' }],
  ])('refuses %s in Teams’ own form', async (_, verb, data) => {
    expect(await press(GROUP, verb, data)).toEqual({
      statusCode: 400,
      type: 'application/vnd.microsoft.error',
      value: { code: 'BadRequest', message: words.noButton },
    });
    expect(host.asked).toEqual([]);
  });

  it('answers or refuses whatever else somebody sends', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('show', 'tell', 'share', 'form', 'subscribe', 'other'),
        fc.oneof(fc.jsonValue(), fc.record({ command: fc.jsonValue() })),
        async (verb, data) => {
          const { statusCode, type } = await press(GROUP, verb, data);
          expect([200, 400]).toContain(statusCode);
          expect(type === 'application/vnd.microsoft.error').toBe(statusCode === 400);
        },
      ),
      { numRuns: 100 },
    );
    expect(host.log.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it.each([
    [GROUP, 'show', 'whispers'],
    [GROUP, 'tell', 'whispers'],
    [PERSONAL, 'show', 'messages'],
  ] as const)('answers late as a message to who pressed: %j %s', async (chat, verb, seen) => {
    const ready = Promise.withResolvers<void>();
    const answer = async () => {
      await ready.promise;
      return figures();
    };
    await restart({ answer }, 30);
    expect(await press(chat, verb, { command: 'daily' })).toEqual({
      statusCode: 200,
      type: MESSAGE,
      value: words.workingOn,
    });
    ready.resolve();
    await adapter.close();
    expect(connector[seen]).toHaveLength(1);
    expect(JSON.stringify(connector[seen])).toContain('27.9%');
    expect(connector.requests).toHaveLength(1);
  });

  it('tells who pressed when it cannot be answered, and the log why', async () => {
    await restart({ answer: async () => Promise.reject(new Error('a secret path')) });
    const { type, value } = await press(GROUP, 'show', { command: 'daily' });
    expect(type).toBe(MESSAGE);
    expect(value).toMatch(new RegExp(`^${words.failedTitle}\nSomething went wrong`));
    expect(value).not.toContain('secret');
    expect(host.log).toContainEqual(
      expect.objectContaining({ level: 'warn', message: 'A Teams button was not answered' }),
    );
  });

  it('is answered even where the chat could not be remembered', async () => {
    host.host.addresses.remember = async () => Promise.reject(new Error('disk full'));
    expect(await press(GROUP, 'show', { command: 'daily' })).toMatchObject({ type: CARD });
  });
});
