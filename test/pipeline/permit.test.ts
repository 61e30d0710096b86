/** Who may do what: lists first, then the chats the bot is in. */
import { afterEach, describe, expect, it } from 'vitest';
import { textFor } from '../../src/core/text/index.ts';
import { answerChat } from '../../src/pipeline/answer-chat.ts';
import type { AccessLists } from '../../src/pipeline/bot.ts';
import { permitted, refusal } from '../../src/pipeline/permit.ts';
import type { Asked } from '../../src/ports/adapter.ts';
import { asking } from './asking.ts';
import { destination, openRig, type Rig } from './rig.ts';

const NOW = '2026-11-22T01:30:00Z';
let rig: Rig;
afterEach(() => rig.close());

const open = async (access: AccessLists = {}) => {
  rig = await openRig({ now: NOW, access, destinations: [destination('growth').destination] });
  return rig.bot;
};
const elsewhere = { adapter: 'test', id: 'C0000000X' };
const stranger = (more: Partial<Asked> = {}) =>
  asking({ place: elsewhere, isMember: async () => false, ...more });

describe('without a list', () => {
  it('a chat that digests go to needs no proof of membership', async () => {
    const bot = await open();
    const isMember = () => Promise.reject(new Error('asked in vain'));
    expect(await permitted(bot, asking({ isMember }), 'query')).toBe(true);
  });

  it('nor does one that has subscribed to something', async () => {
    const bot = await open();
    const wanted = { grain: 'day', app: undefined, at: '09:30', zone: 'UTC', by: 'U1' } as const;
    const chat = { adapter: elsewhere.adapter, chat: elsewhere.id };
    await bot.stores.subscriptions.add({ ...wanted, ...chat }, rig.clock.now());
    expect(await permitted(bot, stranger(), 'query')).toBe(true);
  });

  it.each([true, false])('anywhere else membership decides: %s', async (isMember) => {
    const bot = await open();
    const asked = stranger({ isMember: async () => isMember });
    for (const permission of ['query', 'subscribe', 'mute'] as const)
      expect(await permitted(bot, asked, permission)).toBe(isMember);
  });

  it('a platform that does not tell lets everybody in, and that is logged once', async () => {
    const bot = await open();
    const asked = stranger({ isMember: async () => undefined });
    expect(await permitted(bot, asked, 'query')).toBe(true);
    expect(await permitted(bot, asked, 'subscribe')).toBe(true);
    expect(rig.log).toEqual([
      { level: 'warn', fields: { adapter: 'test' }, message: expect.stringContaining('unknown') },
    ]);
  });
});

describe('a list', () => {
  it.each<[string, AccessLists['query'], Partial<Asked>, boolean]>([
    ['the channel by name', { channels: ['growth'], users: undefined }, {}, true],
    [
      'by the platform’s id',
      { channels: ['C0000000X'], users: undefined },
      { place: elsewhere },
      true,
    ],
    ['by its key', { channels: ['test:growth'], users: undefined }, {}, true],
    ['another channel', { channels: ['board'], users: undefined }, {}, false],
    ['no channel at all', { channels: [], users: undefined }, {}, false],
    ['the user', { channels: undefined, users: ['U0', 'U1'] }, { place: elsewhere }, true],
    ['another user', { channels: undefined, users: ['U2'] }, {}, false],
    ['both', { channels: ['growth'], users: ['U1'] }, {}, true],
    ['the user, elsewhere', { channels: ['growth'], users: ['U1'] }, { place: elsewhere }, false],
    ['the channel, somebody else', { channels: ['growth'], users: ['U1'] }, { user: 'U2' }, false],
  ])('of %s', async (_, query, asked, isPermitted) => {
    const bot = await open({ ...(query && { query }) });
    // Membership is for those whom no list names.
    const isMember = async () => !isPermitted;
    expect(await permitted(bot, asking({ isMember, ...asked }), 'query')).toBe(isPermitted);
  });

  it('is of its own permission and no other', async () => {
    const bot = await open({ subscribe: { channels: undefined, users: ['U9'] } });
    const may = (permission: 'query' | 'subscribe' | 'mute') =>
      permitted(bot, asking(), permission);
    expect([await may('query'), await may('subscribe'), await may('mute')]).toEqual([
      true,
      false,
      true,
    ]);
  });
});

describe('a refusal', () => {
  it.each(['en', 'zh-CN'] as const)('says in %s who may, and whom to ask', async (locale) => {
    await open();
    const words = textFor(locale).subscriptions;
    for (const permission of ['query', 'subscribe', 'mute'] as const)
      expect(refusal(asking({ locale }), permission)).toMatchObject({
        title: words.refusedTitle,
        summary: words.refused[permission],
      });
  });

  it.each([
    [{ kind: 'subscribe', what: undefined }, 'subscribe'],
    [{ kind: 'unsubscribe', number: 1 }, 'subscribe'],
    [{ kind: 'mute', number: 1, days: 7 }, 'mute'],
    [{ kind: 'subscriptions' }, 'query'],
    [{ kind: 'alerts' }, 'query'],
    [{ kind: 'status' }, 'query'],
  ] as const)(
    'is the answer to %o where it is not permitted, and nothing changes',
    async (command, permission) => {
      const nobody = { channels: [], users: undefined };
      const bot = await open({ [permission]: nobody });
      const digest = await answerChat(bot, asking(), command, { isFixed: () => false });
      expect(digest.summary).toBe(textFor('en').subscriptions.refused[permission]);
      expect(await bot.stores.audit.list(9)).toEqual([]);
    },
  );
});
