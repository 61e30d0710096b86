/** What Teams tells the bot, over HTTP, and what the bot does about it. */
import botbuilder from 'botbuilder';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openTeams, type TeamsOptions } from '../../../adapters/teams/open.ts';
import { textFor } from '../../../src/core/text/index.ts';
import type { OpenAdapter } from '../../../src/ports/adapter.ts';
import type { Clock } from '../../../src/ports/runtime.ts';
import { dailyDigest } from '../../doubles/digests.ts';
import { openTestHost, type TestHost, type TestHostOptions } from '../../doubles/host.ts';
import {
  CHANNEL,
  GROUP,
  installed,
  joined,
  mentioned,
  PERSONAL,
  said,
  submitted,
  uninstalled,
  whispered,
} from '../../doubles/teams-activities.ts';
import {
  openTeamsConnector,
  SETTINGS,
  type TeamsConnector,
} from '../../doubles/teams-connector.ts';

const GREETING = textFor('en').commands.greetTitle;
const signal = AbortSignal.timeout(120_000);
const BUSY = { status: 429, headers: { 'retry-after': '50' } };
/** Sleeps until it is told to stop. */
const WAITING: Clock = {
  now: () => new Date('2026-11-22T01:30:00Z'),
  sleep: (_, stop) =>
    new Promise((_resolve, reject) => {
      stop.addEventListener('abort', () => reject(stop.reason));
    }),
};

describe('in Teams, the bot', () => {
  let connector: TeamsConnector;
  let host: TestHost;
  let adapter: OpenAdapter;

  const start = async (options: TestHostOptions = {}, limits: TeamsOptions = {}) => {
    connector = await openTeamsConnector();
    host = await openTestHost(options);
    const auth = new botbuilder.ConfigurationBotFrameworkAuthentication({ MicrosoftAppId: '' });
    const origins = [connector.origin];
    adapter = await openTeams(SETTINGS, [], host.host, auth, { origins, ...limits });
  };
  const stop = async () => {
    await adapter.close();
    await host.close();
    await connector.close();
  };
  const send = async (activity: object) => {
    const response = await fetch(`${host.url}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(activity),
    });
    expect(await response.text()).toBe('');
    return response.status;
  };
  /** Sends and waits for whatever the bot has to say to it. */
  const tell = async (activity: object) => {
    expect(await send(activity)).toBe(200);
    await adapter.close();
    return connector.messages.map((one) => JSON.stringify(one.activity));
  };

  /** Whatever was put to the bot. */
  const heard = () => [...host.asked, ...host.published.map(({ asked }) => asked)];

  beforeEach(() => start());
  afterEach(stop);

  it('greets once although an installation is told twice', async () => {
    await Promise.all([
      send(installed(connector.serviceUrl, PERSONAL)),
      send(joined(connector.serviceUrl, PERSONAL)),
    ]);
    await adapter.close();
    expect(connector.messages).toHaveLength(1);
    expect(JSON.stringify(connector.messages)).toContain(GREETING);
  });

  it.each([
    [PERSONAL, 'Subscribe this chat', 'Write to me'],
    [GROUP, 'Subscribe this chat', 'Mention me'],
    [CHANNEL, 'Subscribe this channel', 'Mention me'],
  ])(
    'says what it can do, and offers to subscribe: $conversationType',
    async (chat, button, how) => {
      const [message] = await tell(installed(connector.serviceUrl, chat));
      expect(message).toContain(`"title":"${button}"`);
      expect(message).toContain('"verb":"show","data":{"command":"subscribe"}');
      expect(message).toContain(how);
    },
  );

  it('comes into the channel of a team that was chosen, and into the one Teams speaks for', async () => {
    const chosen = { id: '19:chosen@thread.tacv2' };
    const told = (made: typeof installed) => {
      const activity = made(connector.serviceUrl, CHANNEL);
      const channelData = activity['channelData'] as object;
      return {
        ...activity,
        channelData: { ...channelData, settings: { selectedChannel: chosen } },
      };
    };
    const ids = async () => (await host.host.addresses.list('teams')).map(({ id }) => id);
    await tell(told(installed));
    await tell(joined(connector.serviceUrl, CHANNEL));
    expect(connector.messages.map(({ conversation }) => conversation)).toEqual([chosen.id]);
    expect(await ids()).toEqual([CHANNEL.id, chosen.id]);
    expect(host.resumed).toContain(`teams:${chosen.id}`);
    const channel = adapter.channel({ name: 'board', id: chosen.id, locale: 'en' });
    await channel.post(dailyDigest(), 'delivery-1', signal);
    expect(connector.messages.at(-1)?.conversation).toBe(chosen.id);
    await tell(told(uninstalled));
    expect(await ids()).toEqual([]);
  });

  it('goes on posting where it is installed again', async () => {
    await tell(installed(connector.serviceUrl, PERSONAL));
    expect(host.resumed).toEqual([`teams:${PERSONAL.id}`]);
    // Nobody told that it had left.
    const messages = await tell(installed(connector.serviceUrl, PERSONAL));
    expect(host.resumed).toHaveLength(2);
    expect(messages).toHaveLength(1);
  });

  it('does not greet the people who join', async () => {
    expect(await tell(joined(connector.serviceUrl, PERSONAL, '29:2somebody'))).toEqual([]);
    expect(await host.host.addresses.list('teams')).toEqual([]);
  });

  it('keeps an address of its own, by which it posts later', async () => {
    await tell(installed(connector.serviceUrl, CHANNEL));
    expect(await host.host.addresses.list('teams')).toEqual([
      {
        adapter: 'teams',
        id: CHANNEL.id,
        subscribed: false,
        address: {
          channelId: 'msteams',
          serviceUrl: connector.serviceUrl,
          conversationId: CHANNEL.id,
          conversationType: 'channel',
          tenantId: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
          teamId: '19:team@thread.tacv2',
          botId: '28:11111111-2222-3333-4444-555555555555',
          botName: 'Retention',
        },
      },
    ]);
    const channel = adapter.channel({ name: 'board', id: CHANNEL.id, locale: 'en' });
    await channel.post(dailyDigest(), 'delivery-1', signal);
    expect(connector.messages.at(-1)?.conversation).toBe(CHANNEL.id);
  });

  it('reaches a person by Entra’s id, in their own chat with it', async () => {
    const { from } = said(connector.serviceUrl, PERSONAL, '') as { from: { aadObjectId: string } };
    await tell(said(connector.serviceUrl, GROUP, 'daily'));
    const person = adapter.channel({ name: 'Ada', id: from.aadObjectId, locale: 'en' });
    await expect(person.post(dailyDigest(), 'delivery-1', signal)).rejects.toMatchObject({
      code: 'teams_not_installed',
    });
    await tell(installed(connector.serviceUrl, PERSONAL));
    const posted = await person.post(dailyDigest(), 'delivery-1', signal);
    expect(connector.messages.at(-1)).toMatchObject({ conversation: PERSONAL.id });
    await person.edit(posted, dailyDigest(), signal);
  });

  it('follows a conversation to a new service URL', async () => {
    await tell(installed(connector.serviceUrl, PERSONAL));
    await tell(said(`${connector.origin}/teams/moved/`, PERSONAL, 'daily'));
    const [known] = await host.host.addresses.list('teams');
    expect(known?.address).toMatchObject({ serviceUrl: `${connector.origin}/teams/moved/` });
  });

  it('forgets a chat it was removed from, whatever else is told afterwards', async () => {
    await tell(installed(connector.serviceUrl, PERSONAL));
    await tell(uninstalled(connector.serviceUrl, PERSONAL));
    await tell({
      ...joined(connector.serviceUrl, PERSONAL),
      membersAdded: undefined,
      membersRemoved: [{ id: '28:11111111-2222-3333-4444-555555555555' }],
    });
    expect(await host.host.addresses.list('teams')).toEqual([]);
    const channel = adapter.channel({ name: 'board', id: PERSONAL.id, locale: 'en' });
    await expect(channel.post(dailyDigest(), 'delivery-1', signal)).rejects.toMatchObject({
      code: 'teams_not_installed',
    });
    expect(connector.messages).toHaveLength(1);
  });

  it('forgets a group that somebody put it out of', async () => {
    await tell(installed(connector.serviceUrl, GROUP));
    const membersRemoved = [{ id: '28:11111111-2222-3333-4444-555555555555' }];
    await tell({ ...joined(connector.serviceUrl, GROUP), membersAdded: [], membersRemoved });
    expect(await host.host.addresses.list('teams')).toEqual([]);
  });

  it('is no longer subscribed where it is installed again', async () => {
    await tell(installed(connector.serviceUrl, GROUP));
    await host.host.addresses.subscribe('teams', GROUP.id, true);
    await tell(uninstalled(connector.serviceUrl, GROUP));
    expect(await tell(installed(connector.serviceUrl, GROUP))).toHaveLength(2);
    expect(await host.host.addresses.list('teams')).toMatchObject([{ subscribed: false }]);
  });

  it.each([
    '/retention daily',
    'retention daily',
    'Retention&nbsp;daily',
    'daily',
    'RETENTION  daily',
    '/daily',
    '/ retention daily',
    '  /retention\u00a0 daily \n',
  ])('understands %j', async (text) => {
    await tell(said(connector.serviceUrl, PERSONAL, text));
    expect(heard()).toEqual([
      {
        text: 'daily',
        locale: 'en',
        place: { adapter: 'teams', id: PERSONAL.id },
        user: 'ffffffff-0000-0000-0000-000000000000',
        isMember: expect.any(Function),
      },
    ]);
    expect(await heard()[0]?.isMember()).toBe(true);
  });

  it('shows that it is at work, then answers with the card', async () => {
    const [message] = await tell(said(connector.serviceUrl, PERSONAL, 'retention daily'));
    expect(connector.typing).toEqual([PERSONAL.id]);
    expect(message).toContain('application/vnd.microsoft.card.adaptive');
    expect(message).toContain('27.9%');
    expect(message).toContain('data:image/png;base64,');
  });

  it('answers a mention in its thread, and knows the channel by its own id', async () => {
    await tell(mentioned(connector.serviceUrl, CHANNEL, '&nbsp;/retention weekly', '1700'));
    expect(heard()[0]).toMatchObject({
      text: 'weekly',
      place: { adapter: 'teams', id: CHANNEL.id },
    });
    expect(connector.messages.map(({ conversation }) => conversation)).toEqual([
      `${CHANNEL.id};messageid=1700`,
    ]);
    expect(host.published[0]?.to).toMatchObject({ chat: `teams:${CHANNEL.id}` });
    const [known] = await host.host.addresses.list('teams');
    expect(known).toMatchObject({ id: CHANNEL.id, address: { conversationId: CHANNEL.id } });
  });

  it('answers in the language of the chat', async () => {
    await stop();
    await start({ locales: { [PERSONAL.id]: 'zh-CN' } });
    const [message] = await tell(installed(connector.serviceUrl, PERSONAL));
    expect(message).toContain(textFor('zh-CN').commands.greetTitle);
    await tell(said(connector.serviceUrl, PERSONAL, 'daily'));
    expect(heard()[0]?.locale).toBe('zh-CN');
  });

  it('takes what Teams sends as null for what it leaves out', async () => {
    const nulls = { name: null, action: null, replyToId: null, entities: null, membersAdded: null };
    await tell({ ...said(connector.serviceUrl, PERSONAL, 'daily'), ...nulls, from: null });
    expect(heard()[0]).toMatchObject({ text: 'daily', user: '' });
  });

  it('takes a message without text for a cry for help', async () => {
    const { text: _, ...silent } = said(connector.serviceUrl, PERSONAL, '') as { text: string };
    await tell(silent);
    expect(heard()[0]?.text).toBe('help');
  });

  it('reads names as they were typed, whether they come escaped or not', async () => {
    await tell(said(connector.serviceUrl, PERSONAL, 'daily A &amp; B &lt;3 & C'));
    expect(heard()[0]?.text).toBe('daily A & B <3 & C');
  });

  it('takes a mention without more for the same', async () => {
    await tell(mentioned(connector.serviceUrl, CHANNEL, '&nbsp;', '1700'));
    expect(heard()[0]?.text).toBe('help');
  });

  it.each([
    [{ command: 'weekly wx1' }, 'weekly wx1'],
    [{ app: '*', grain: 'daily', at: '09:30', zone: 'UTC' }, 'subscribe daily at 09:30 in UTC'],
    [{ nothing: 'known' }, 'help'],
  ])('takes the message of a button for its command: %j', async (value, text) => {
    await tell(submitted(connector.serviceUrl, PERSONAL, value));
    expect(heard()[0]?.text).toBe(text);
  });

  it('reads no more of a message than a command is long', async () => {
    await tell(said(connector.serviceUrl, PERSONAL, 'daily '.repeat(5000)));
    expect(heard()[0]?.text).toHaveLength(500);
  });

  it.each([GROUP, CHANNEL])('answers a slash command to who typed it: $id', async (chat) => {
    expect(await tell(whispered(connector.serviceUrl, chat, '/retention daily'))).toEqual([]);
    expect(connector.requests.map(({ line }) => line)).toEqual([
      expect.stringMatching(/^POST .*\/activities\?isTargetedActivity=true$/),
    ]);
    expect(connector.whispers).toMatchObject([
      { conversation: chat.id, activity: { recipient: { id: '29:1user' } } },
    ]);
    expect(JSON.stringify(connector.whispers)).toContain('27.9%');
    expect(host.published).toEqual([]);
    // Others don't see that something was asked.
    expect(connector.typing).toEqual([]);
  });

  it('never answers a slash command for everybody, even when that is all Teams takes', async () => {
    connector.misbehave({ status: 403, code: 'Forbidden' });
    expect(await tell(whispered(connector.serviceUrl, GROUP, 'daily'))).toEqual([]);
    expect(connector.requests).toHaveLength(1);
    expect(host.log).toContainEqual(
      expect.objectContaining({ level: 'warn', message: 'Teams was not answered' }),
    );
  });

  it('answers plainly where nobody else is', async () => {
    expect(await tell(whispered(connector.serviceUrl, PERSONAL, 'daily'))).toHaveLength(1);
    expect(host.published).toHaveLength(1);
  });

  it('answers a repeated activity once', async () => {
    const activity = said(connector.serviceUrl, PERSONAL, 'daily');
    expect(await Promise.all([send(activity), send(activity)])).toEqual([200, 200]);
    expect(await tell(activity)).toHaveLength(1);
  });

  it('acknowledges at once, however long the answer takes', async () => {
    const answered = Promise.withResolvers<void>();
    await stop();
    await start({
      async answer() {
        await answered.promise;
        return dailyDigest();
      },
    });
    expect(await send(said(connector.serviceUrl, PERSONAL, 'daily'))).toBe(200);
    await vi.waitUntil(() => connector.typing.length === 1, { timeout: 10_000 });
    expect(connector.messages).toEqual([]);
    answered.resolve();
    await adapter.close();
    expect(connector.messages).toHaveLength(1);
  });

  it.each([
    ['an answer', (url: string) => whispered(url, GROUP, 'daily'), 'hang'],
    ['an answer', (url: string) => whispered(url, GROUP, 'daily'), BUSY],
    ['a greeting', (url: string) => installed(url, PERSONAL), 'hang'],
    ['a greeting', (url: string) => installed(url, PERSONAL), BUSY],
  ] as const)('gives up %s that waits for Teams when it is stopped', async (_, made, fault) => {
    await stop();
    await start({ clock: WAITING }, { deadlineMs: 600_000, graceMs: 50 });
    connector.misbehave(fault);
    await send(made(connector.serviceUrl));
    await vi.waitUntil(() => connector.requests.length === 1, { timeout: 10_000 });
    await adapter.close();
    expect(connector.requests).toHaveLength(1);
    expect(host.log).toContainEqual(
      expect.objectContaining({ level: 'warn', message: 'Teams was not answered' }),
    );
  });

  it('asks to be told again when it could not note who spoke', async () => {
    const activity = said(connector.serviceUrl, PERSONAL, 'daily');
    const { addresses } = host.host;
    const { remember } = addresses;
    addresses.remember = async () => Promise.reject(new Error('disk full'));
    expect(await send(activity)).toBe(500);
    addresses.remember = remember;
    expect(await tell(activity)).toHaveLength(1);
  });

  it('tells the log, not the chat, when an answer cannot be posted', async () => {
    connector.misbehave({ status: 403, code: 'MessageWritesBlocked' });
    expect(await tell(said(connector.serviceUrl, PERSONAL, 'daily'))).toEqual([]);
    expect(host.log).toContainEqual(
      expect.objectContaining({ level: 'warn', message: 'Teams was not answered' }),
    );
  });

  it.each([
    ['an activity of another channel', { channelId: 'webchat' }, 200],
    ['an invoke that nothing of ours sends', { type: 'invoke', name: 'task/fetch' }, 501],
    ['a message without an id', { id: undefined }, 200],
    ['another tenant', { channelData: { tenant: { id: 'another' } } }, 403],
    ['two tenants, one of them another', { conversation: { ...PERSONAL, tenantId: 'other' } }, 403],
    ['no tenant at all', { channelData: {}, conversation: PERSONAL }, 403],
    ['an activity without a conversation', { conversation: undefined }, 400],
    ['a service URL elsewhere', { serviceUrl: 'https://evil.example/teams/' }, 403],
    ['a service URL that only looks right', { serviceUrl: 'https://smba.evil.example/' }, 403],
  ])('does nothing about %s', async (_, fields, status) => {
    const activity = { ...said(connector.serviceUrl, PERSONAL, 'daily'), ...fields };
    expect(await send(activity)).toBe(status);
    await adapter.close();
    expect(heard()).toEqual([]);
    expect(connector.requests).toEqual([]);
    expect(await host.host.addresses.list('teams')).toEqual([]);
  });

  it('leaves other paths and verbs to others', async () => {
    expect((await fetch(`${host.url}/healthz`)).status).toBe(404);
    expect((await fetch(`${host.url}/api/messages`)).status).toBe(404);
    const broken = await fetch(`${host.url}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{',
    });
    expect([broken.status, await broken.text()]).toEqual([400, '']);
  });
});
