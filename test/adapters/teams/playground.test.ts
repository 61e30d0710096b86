/** The adapter in Microsoft's Agents Playground: what Teams' own emulator makes of it. */
import botbuilder from 'botbuilder';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTeams } from '../../../adapters/teams/open.ts';
import { textFor } from '../../../src/core/text/index.ts';
import type { OpenAdapter } from '../../../src/ports/adapter.ts';
import { dailyDigest, weeklyDigest } from '../../doubles/digests.ts';
import { openTestHost, type TestHost } from '../../doubles/host.ts';
import { freePort, openPlayground, type Playground } from '../../doubles/playground.ts';
import { SETTINGS } from '../../doubles/teams-connector.ts';

const GREETING = textFor('en').commands.greet;
const signal = AbortSignal.timeout(120_000);

describe('in the Agents Playground', () => {
  let host: TestHost;
  let adapter: OpenAdapter;
  let playground: Playground;

  beforeAll(async () => {
    const port = await freePort();
    host = await openTestHost({
      answer: async ({ text }) => (text === 'weekly' ? weeklyDigest() : dailyDigest()),
    });
    const auth = new botbuilder.ConfigurationBotFrameworkAuthentication({ MicrosoftAppId: '' });
    const origins = [`http://127.0.0.1:${port}`, `http://localhost:${port}`];
    adapter = await openTeams(SETTINGS, [], host.host, auth, { origins });
    playground = await openPlayground(`${host.url}/api/messages`, port);
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
    expect(host.asked.at(-1)?.text).toBe('weekly');
  }, 60_000);

  it('a digest arrives unasked, and is edited where it stands', async () => {
    const channel = adapter.channel({ name: 'board', id: playground.personal, locale: 'en' });
    const digest = { ...dailyDigest(), title: 'Unasked' };
    const posted = await channel.post(digest, 'delivery-1', signal);
    await playground.until(playground.personal, 'Unasked');
    await channel.edit(posted, { ...digest, title: 'Revised since' }, signal);
    const { action } = await playground.until(playground.personal, 'Revised since');
    expect(action).toBe('updateMessage');
  }, 60_000);
});
