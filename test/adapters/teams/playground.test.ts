/** The adapter in Microsoft's Agents Playground: what Teams' own emulator makes of it. */
import botbuilder from 'botbuilder';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openTeams } from '../../../adapters/teams/open.ts';
import { textFor } from '../../../src/core/text/index.ts';
import type { OpenAdapter } from '../../../src/ports/adapter.ts';
import { ACTIONS, dailyDigest, weeklyDigest } from '../../doubles/digests.ts';
import { freePort } from '../../doubles/free-port.ts';
import { openTestHost, type TestHost } from '../../doubles/host.ts';
import { openPlayground, type Playground } from '../../doubles/playground.ts';
import { SETTINGS } from '../../doubles/teams-connector.ts';

const { greetTitle: GREETING, noButton } = textFor('en').commands;
/** The Playground's own, which is no directory of anybody's. */
const TENANT = '00000000-0000-0000-0000-0000000000001';
const digest = { ...dailyDigest(), actions: ACTIONS };
const signal = AbortSignal.timeout(120_000);

describe('in the Agents Playground', () => {
  let host: TestHost;
  let adapter: OpenAdapter;
  let playground: Playground;

  beforeAll(async () => {
    const port = await freePort();
    host = await openTestHost({
      answer: async ({ text }) => (text === 'weekly' ? weeklyDigest() : digest),
    });
    const auth = new botbuilder.ConfigurationBotFrameworkAuthentication({ MicrosoftAppId: '' });
    const origins = [`http://127.0.0.1:${port}`, `http://localhost:${port}`];
    const settings = { ...SETTINGS, TEAMS_ALLOWED_TENANTS: TENANT };
    adapter = await openTeams(settings, [], host.host, auth, { origins });
    playground = await openPlayground(`${host.url}/api/messages`, port);
    expect(playground.tenant).toBe(TENANT);
  }, 60_000);
  afterAll(async () => {
    await playground?.close();
    await adapter?.close();
    await host?.close();
  });

  it('an installation is greeted once', async () => {
    await playground.install(playground.personal);
    await playground.until(playground.personal, GREETING);
    await adapter.close();
    const greetings = playground.shown.filter(({ text }) => text.includes(GREETING));
    expect(greetings).toHaveLength(1);
  }, 60_000);

  it('a command is answered with a card', async () => {
    await playground.say(playground.personal, 'retention daily');
    const { text } = await playground.until(playground.personal, '27.9%');
    expect(text).toContain('application/vnd.microsoft.card.adaptive');
    expect(text).toContain('data:image/png;base64,');
    expect(playground.shown.map(({ action }) => action)).toContain('typing');
  }, 60_000);

  it('a group is answered where the bot is mentioned', async () => {
    await playground.install(playground.group);
    await playground.until(playground.group, GREETING);
    await playground.say(playground.group, '/retention weekly', { mention: true });
    await playground.until(playground.group, weeklyDigest().title);
    expect(host.published.at(-1)?.asked.text).toBe('weekly');
  }, 60_000);

  it('what nobody said to the bot is not heard in a group', async () => {
    const before = host.published.length;
    await playground.say(playground.group, 'nothing for the bot');
    await playground.say(playground.group, 'monthly', { mention: true });
    await vi.waitUntil(() => host.published.length > before, { timeout: 10_000 });
    expect(host.published.slice(before).map(({ asked }) => asked.text)).toEqual(['monthly']);
  }, 60_000);

  it('a mention in a channel is answered in its thread', async () => {
    await playground.install(playground.channel);
    const { conversation: root } = await playground.until(playground.channel, GREETING);
    expect(root).toBe(playground.channel);
    await playground.say(playground.channel, 'daily', { mention: true });
    const { conversation } = await playground.until(`${playground.channel};`, '27.9%');
    expect(conversation).toMatch(/;messageid=\d+$/);
  }, 60_000);

  it('a button shows its answer in the card’s place', async () => {
    const card = await playground.until(playground.personal, '27.9%');
    const answer = await playground.press(card, 'show', { command: 'weekly' });
    expect(JSON.stringify(answer)).toContain(weeklyDigest().title);
    expect(host.asked.at(-1)?.text).toBe('weekly');
  }, 60_000);

  it('a button shares, opens the form, and sends it', async () => {
    const card = await playground.until(playground.group, weeklyDigest().title);
    await playground.press(card, 'share', { command: 'daily wx1' });
    await playground.until(playground.group, '27.9%');
    const form = await playground.press(card, 'form', { command: 'subscribe weekly' });
    expect(JSON.stringify(form)).toContain('"verb":"subscribe"');
    const fields = { app: 'wx1', grain: 'weekly', at: '08:15', zone: 'Europe/Paris' };
    await playground.press(card, 'subscribe', fields);
    expect(host.asked.at(-1)?.text).toBe('subscribe weekly wx1 at 08:15 in Europe/Paris');
  }, 60_000);

  it('a button that is not known is refused', async () => {
    const card = await playground.until(playground.personal, '27.9%');
    const told = playground.press(card, 'delete', {}).then(
      (answer) => JSON.stringify(answer),
      (error: unknown) => String(error),
    );
    expect(await told).toContain(noButton);
  }, 60_000);

  it('a button of an older kind says its command', async () => {
    const card = await playground.until(playground.personal, '27.9%');
    const before = host.published.length;
    await playground.submit(card, { command: 'monthly wx2' });
    await vi.waitUntil(() => host.published.length > before, { timeout: 10_000 });
    expect(host.published.at(-1)?.asked.text).toBe('monthly wx2');
  }, 60_000);

  it('a slash command is answered, and nothing of it is published', async () => {
    const before = host.published.length;
    await playground.mock(playground.group, 'uninstall', {
      type: 'message',
      id: 'slash-1',
      text: '/retention cohorts',
      recipient: { id: 'bot', isTargeted: true },
    });
    await vi.waitUntil(() => host.asked.at(-1)?.text === 'cohorts', { timeout: 10_000 });
    await adapter.close();
    expect(host.published).toHaveLength(before);
    expect(host.log).not.toContainEqual(
      expect.objectContaining({ message: 'Teams was not answered' }),
    );
  }, 60_000);

  it('a digest arrives unasked, and is edited where it stands', async () => {
    const channel = adapter.channel({ name: 'board', id: playground.personal, locale: 'en' });
    const posted = await channel.post({ ...digest, title: 'Unasked' }, 'delivery-1', signal);
    const { text } = await playground.until(playground.personal, 'Unasked');
    expect(text).toContain('data:image/png;base64,');
    await channel.edit(posted, { ...digest, title: 'Revised since' }, signal);
    const { action } = await playground.until(playground.personal, 'Revised since');
    expect(action).toBe('updateMessage');
  }, 60_000);

  it.each(['uninstall', 'botRemoved'] as const)(
    '%s forgets the chat',
    async (event) => {
      const chat = event === 'uninstall' ? playground.group : playground.channel;
      const known = async () =>
        (await host.host.addresses.list('teams')).some(({ id }) => id === chat);
      expect(await known()).toBe(true);
      await playground.mock(chat, event);
      await vi.waitUntil(async () => !(await known()), { timeout: 10_000 });
    },
    60_000,
  );
});
