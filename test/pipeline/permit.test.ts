/** Who may do what: lists first, then the chats the bot is in. */
import { afterEach, describe, expect, it } from 'vitest';
import { textFor } from '../../src/core/text/index.ts';
import { answer } from '../../src/pipeline/answer.ts';
import { permitted } from '../../src/pipeline/permit.ts';
import type { Asked } from '../../src/ports/adapter.ts';
import type { Permissions } from '../../src/ports/permissions.ts';
import { asking } from './asking.ts';
import { ANSWERING } from './questions.ts';
import { destination, openRig, type Rig } from './rig.ts';

const NOW = '2026-11-22T01:30:00Z';
let rig: Rig;
afterEach(() => rig.close());

const open = async (permissions: Permissions = {}) => {
  const destinations = [destination('growth').destination];
  rig = await openRig({ now: NOW, permissions, destinations });
  return rig.bot;
};
/** Somebody has subscribed there. */
const subscribed = async (bot: Rig['bot'], { adapter, id: chat }: Asked['place']) => {
  const wanted = { grain: 'day', app: undefined, at: '09:30', zone: 'UTC', by: 'U1' } as const;
  await bot.stores.subscriptions.add({ ...wanted, adapter, chat }, rig.clock.now());
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
    await subscribed(bot, elsewhere);
    expect(await permitted(bot, stranger(), 'query')).toBe(true);
  });

  it.each([
    [true, true],
    [false, false],
    [undefined, true],
  ])(
    'into either, who asks from elsewhere does only as a member: %s → %s',
    async (isMember, may) => {
      const bot = await open();
      await subscribed(bot, elsewhere);
      const asked = { isFromElsewhere: true, isMember: async () => isMember };
      expect(await permitted(bot, asking(asked), 'subscribe')).toBe(may);
      expect(await permitted(bot, stranger(asked), 'subscribe')).toBe(may);
    },
  );

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
  it.each<[string, Permissions['query'], Partial<Asked>, boolean]>([
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

  it.each<[string, Permissions['query'], boolean | undefined, boolean]>([
    ['the channel, who is in it', { channels: ['growth'], users: undefined }, true, true],
    ['the channel, who is not', { channels: ['growth'], users: undefined }, false, false],
    ['the channel, nobody knows who', { channels: ['growth'], users: undefined }, undefined, true],
    ['the user', { channels: undefined, users: ['U1'] }, false, true],
    ['both', { channels: ['growth'], users: ['U1'] }, false, true],
    ['another channel', { channels: ['board'], users: undefined }, true, false],
  ])('of %s, asked from elsewhere', async (_, subscribe, isMember, isPermitted) => {
    const bot = await open({ ...(subscribe && { subscribe }) });
    const asked = asking({ isFromElsewhere: true, isMember: async () => isMember });
    expect(await permitted(bot, asked, 'subscribe')).toBe(isPermitted);
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

describe('what is not permitted', () => {
  const nobody = { channels: [], users: undefined };

  it.each([
    ['daily', 'query'],
    ['compare 2026-W46 2026-W45', 'query'],
    ['trend D7', 'query'],
    ['cohorts', 'query'],
    ['apps', 'query'],
    // "Did you mean …?" names apps.
    ['reeder', 'query'],
    ['subscriptions', 'query'],
    ['alerts', 'query'],
    ['status', 'query'],
    ['subscribe', 'subscribe'],
    ['subscribe weekly', 'subscribe'],
    ['unsubscribe 1', 'subscribe'],
    ['mute 1 7d', 'mute'],
  ] as const)('%s says who may %s, and whom to ask; nothing changes', async (text, permission) => {
    const bot = await open({ [permission]: nobody });
    for (const locale of ['en', 'zh-CN'] as const) {
      const words = textFor(locale).subscriptions;
      const digest = await answer(bot, asking({ text, locale }), ANSWERING);
      expect(digest).toMatchObject({
        title: words.refusedTitle,
        summary: words.refused[permission],
        sections: [],
        actions: [],
      });
    }
    expect(await bot.stores.audit.list(9)).toEqual([]);
    expect(await bot.stores.subscriptions.list()).toEqual([]);
  });

  it('help is open to everybody', async () => {
    const bot = await open({ query: nobody, subscribe: nobody, mute: nobody });
    const digest = await answer(bot, asking({ text: 'help' }), ANSWERING);
    expect(digest.title).toBe(textFor('en').commands.helpTitle);
  });
});
