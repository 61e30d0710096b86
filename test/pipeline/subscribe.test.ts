/** Subscribing from a chat: what is kept, what is said, what fires. */
import { afterEach, describe, expect, it } from 'vitest';
import type { ChatCommand, Wanted } from '../../src/core/command/command.ts';
import { formatter } from '../../src/core/format.ts';
import { periodOf } from '../../src/core/period.ts';
import { cronAt, type Schedule, schedule } from '../../src/core/schedule.ts';
import { textFor } from '../../src/core/text/index.ts';
import { answer } from '../../src/pipeline/answer.ts';
import { answerChat } from '../../src/pipeline/answer-chat.ts';
import { subscriptionSchedules } from '../../src/pipeline/posted-here.ts';
import { asking, itemsUnder, textsOf } from './asking.ts';
import { APP, destination, OTHER, openRig, type Rig, type RigOptions } from './rig.ts';

/** A Wednesday, 10:00 in Beijing. */
const NOW = '2026-11-25T02:00:00Z';
const en = textFor('en');
const words = en.subscriptions;
const format = formatter('en');
const signal = new AbortController().signal;
const WEEKLY: Wanted = { grain: 'week', app: OTHER, at: '09:30', zone: 'Europe/Paris' };

let rig: Rig;
afterEach(() => rig.close());

const configured = (more: Partial<Schedule> = {}): Schedule =>
  schedule({
    grain: 'day',
    cron: cronAt('day', '09:30'),
    at: '09:30',
    zone: 'Asia/Shanghai',
    apps: 'all',
    channels: 'all',
    ...more,
  });

const open = async (options: Partial<RigOptions> = {}) => {
  rig = await openRig({
    now: NOW,
    apps: [APP, OTHER],
    destinations: [destination('growth').destination, destination('board').destination],
    ...options,
  });
};
const say = (
  command: ChatCommand,
  { isFixed = false, ...asked }: Parameters<typeof asking>[0] & { isFixed?: boolean } = {},
) => answerChat(rig.bot, asking(asked), command, { isFixed: () => isFixed, signal });
const subscribe = (what: Partial<Wanted> = {}, asked?: Parameters<typeof say>[1]) =>
  say({ kind: 'subscribe', what: { ...WEEKLY, ...what } }, asked);
const unsubscribe = (number?: number, asked?: Parameters<typeof say>[1]) =>
  say({ kind: 'unsubscribe', number }, asked);
const list = (asked?: Parameters<typeof say>[1]) => say({ kind: 'subscriptions' }, asked);
const kept = () => rig.stores.subscriptions.list();
const audit = async () =>
  (await rig.stores.audit.list(99)).map(({ action, detail }) => `${action} ${detail}`);
const moment = (at: string, zone = 'Europe/Paris') => format.moment(new Date(at), zone);
const board = { place: { adapter: 'test', id: 'board' } };

const LINE = 'Weekly digest of Lotus Store, every Monday at 09:30 Europe/Paris';

it('a subscription stands, and is told, where the audit cannot be written', async () => {
  await open();
  const broken = () => Promise.reject(new Error('disk full'));
  const stores = { ...rig.stores, audit: { ...rig.stores.audit, record: broken } };
  const command = { kind: 'subscribe', what: WEEKLY } as const;
  const digest = await answerChat({ ...rig.bot, stores }, asking(), command, {
    isFixed: () => false,
    signal,
  });
  expect(digest.title).toBe(en.commands.subscribedTitle);
  expect(await kept()).toHaveLength(1);
  expect(rig.log.at(-1)).toMatchObject({ level: 'error', message: 'change not recorded' });
});

describe('subscribing to one digest', () => {
  it('keeps it, and says what comes when, of what, and how to undo it', async () => {
    await open();
    const digest = await subscribe();
    expect(digest.title).toBe(en.commands.subscribedTitle);
    expect(digest.summary).toBe(
      words.added({
        entry: LINE,
        next: moment('2026-11-30T08:30:00Z'),
        period: format.shortPeriod(periodOf('week', '2026-11-23')),
        number: '1',
      }),
    );
    expect(digest.sections).toEqual([]);
    expect(digest.actions).toEqual([
      [{ label: 'Remove #1', does: 'show', command: 'unsubscribe 1', isCurrent: false }],
      [
        {
          label: en.answers.actions.subscribe,
          does: 'form',
          command: 'subscribe',
          isCurrent: false,
        },
      ],
    ]);
    expect(await kept()).toEqual([
      {
        ...WEEKLY,
        number: 1,
        adapter: 'test',
        chat: 'growth',
        by: 'U1',
        since: new Date(NOW),
      },
    ]);
    expect(await rig.stores.audit.list(9)).toEqual([
      {
        at: new Date(NOW),
        adapter: 'test',
        chat: 'growth',
        user: 'U1',
        action: 'subscribe',
        detail: `#1 week ${OTHER} 09:30 Europe/Paris`,
      },
    ]);
  });

  it('is done by words, and undone by the button below the answer', async () => {
    await open();
    const options = {
      collected: Promise.resolve(),
      isFixed: () => false,
      signal: new AbortController().signal,
    };
    const typed = (text: string) => answer(rig.bot, asking({ text }), options);
    const digest = await typed('subscribe weekly lotus at 9:30 in paris');
    expect(digest.summary).toContain(LINE);
    const [[button] = []] = digest.actions;
    expect((await typed(button?.command ?? '')).summary).toBe(words.removed({ entry: LINE }));
    expect(await kept()).toEqual([]);
  });

  it('takes all apps, the usual time and the usual zone where none is named', async () => {
    await open();
    const digest = await subscribe({ app: undefined, at: undefined, zone: undefined });
    expect(digest.summary).toContain(
      'Weekly digest of all Mini Programs, every Monday at 09:30 Asia/Shanghai',
    );
    expect(await kept()).toMatchObject([{ app: undefined, at: '09:30', zone: 'Asia/Shanghai' }]);
  });

  it('works in a chat that the configuration sets, too', async () => {
    await open();
    expect((await subscribe({}, { isFixed: true })).title).toBe(en.commands.subscribedTitle);
  });

  it('a second time, by whomever, is there already', async () => {
    await open();
    await subscribe();
    const digest = await subscribe({}, { user: 'U2' });
    expect(digest.title).toBe(words.thereTitle);
    expect(digest.summary).toBe(
      words.there({ entry: LINE, next: moment('2026-11-30T08:30:00Z'), number: '1' }),
    );
    expect(textsOf(digest)).toEqual([]);
    expect(await kept()).toHaveLength(1);
    expect(await audit()).toHaveLength(1);
  });

  it('in another chat is another one', async () => {
    await open();
    await subscribe();
    expect((await subscribe({}, board)).summary).toContain('unsubscribe 2');
    const schedules = await subscriptionSchedules(rig.bot);
    expect(schedules.map(({ channels }) => channels)).toEqual([['test:growth'], ['test:board']]);
    expect(new Set(schedules.map(({ key }) => key)).size).toBe(2);
  });

  it.each<[string, Schedule, Partial<Wanted>, boolean]>([
    ['the same grain, all apps', configured({ grain: 'week' }), {}, true],
    ['the same app', configured({ grain: 'week', apps: [OTHER] }), {}, true],
    ['all apps, wanted', configured({ grain: 'week', apps: [APP] }), { app: undefined }, true],
    ['another app', configured({ grain: 'week', apps: [APP] }), {}, false],
    ['another grain', configured(), {}, false],
    ['another channel', configured({ grain: 'week', channels: ['board'] }), {}, false],
  ])(
    'says that each digest goes out once where the configuration posts %s',
    async (_, one, what, isSaid) => {
      await open({ schedules: [one] });
      expect(textsOf(await subscribe(what)).includes(words.once)).toBe(isSaid);
    },
  );

  it('says so of another subscription, too', async () => {
    await open();
    await subscribe();
    expect(textsOf(await subscribe({ at: '18:00' }))).toEqual([words.once]);
  });

  it('says when its time comes before WeChat’s', async () => {
    await open();
    const digest = await subscribe({ grain: 'day', at: '08:00', zone: 'Asia/Shanghai' });
    expect(digest.summary).toContain(format.shortPeriod(periodOf('day', '2026-11-24')));
    expect(textsOf(digest)).toEqual([words.early({ grain: 'day' })]);
    const auckland = await subscribe({ zone: 'Pacific/Auckland' });
    expect(textsOf(auckland)).toContain(words.early({ grain: 'week' }));
  });

  it('says when nothing can be posted into the chat', async () => {
    await open();
    const digest = await subscribe({}, { place: { adapter: 'off', id: 'x' } });
    expect(textsOf(digest)).toEqual([words.unreached]);
    expect(await subscriptionSchedules(rig.bot)).toEqual([]);
  });

  it('has an end, so that one chat does not keep the bot busy', async () => {
    await open();
    for (let minute = 0; minute < 50; minute += 1)
      await subscribe({ at: `10:${String(minute).padStart(2, '0')}` });
    const digest = await subscribe({ at: '11:00' });
    expect(digest.summary).toBe(words.full({ most: '50' }));
    expect(digest.actions[0]).toHaveLength(5);
    expect(await kept()).toHaveLength(50);
    expect((await subscribe({ at: '10:00' })).title).toBe(words.thereTitle);
    expect((await subscribe({}, board)).title).toBe(en.commands.subscribedTitle);
  });

  it('speaks Chinese to those who do', async () => {
    await open();
    const digest = await subscribe({}, { locale: 'zh-CN' });
    expect(digest.summary).toContain('Lotus Store的周报，每周一 09:30（Europe/Paris）发布');
    expect(digest.summary).toContain('`unsubscribe 1`');
  });

  it('says that the data is simulated, where it is', async () => {
    await open({ simulated: true });
    expect((await subscribe()).banner).toBe(en.digest.simulated);
  });
});

describe('what fires', () => {
  it('is each subscription at its own time, from when it was made', async () => {
    await open();
    await subscribe();
    await subscribe({ grain: 'month', app: undefined, at: '18:05' });
    const [week, month] = await subscriptionSchedules(rig.bot);
    expect(week).toMatchObject({
      grain: 'week',
      cron: '30 9 * * 1',
      zone: 'Europe/Paris',
      apps: [OTHER],
      channels: ['test:growth'],
      since: new Date(NOW),
    });
    expect(month).toMatchObject({ grain: 'month', cron: '5 18 1 * *', apps: 'all' });
  });

  it('is nothing of an app that has left the configuration, and the list says so', async () => {
    await open();
    await subscribe();
    const bot = { ...rig.bot, apps: rig.apps.filter(({ appid }) => appid === APP) };
    expect(await subscriptionSchedules(bot)).toEqual([]);
    const digest = await answerChat(
      bot,
      asking(),
      { kind: 'subscriptions' },
      { isFixed: () => false, signal },
    );
    expect(itemsUnder(digest, words.numberedHeading)).toEqual([
      words.numbered({
        number: '1',
        entry: words.gone({ entry: LINE.replace('Lotus Store', OTHER) }),
      }),
    ]);
  });
});

describe('unsubscribing by number', () => {
  it('removes it from the chat it is asked in', async () => {
    await open();
    await subscribe();
    await subscribe({ at: '18:00' }, board);
    const digest = await unsubscribe(1);
    expect(digest.title).toBe(en.commands.unsubscribedTitle);
    expect(digest.summary).toBe(words.removed({ entry: LINE }));
    expect(await kept()).toMatchObject([{ number: 2 }]);
    expect((await audit())[0]).toBe(`unsubscribe #1 week ${OTHER} 09:30 Europe/Paris`);
  });

  it('never reaches into another chat', async () => {
    await open();
    await subscribe();
    const digest = await unsubscribe(1, board);
    expect(digest.title).toBe(words.noNumberTitle);
    expect(digest.summary).toBe(words.noneAtAll({ number: '1' }));
    expect(await kept()).toHaveLength(1);
    expect(await audit()).toHaveLength(1);
  });

  it('says which numbers there are, shows what they are, and offers to remove them', async () => {
    await open();
    await subscribe();
    await subscribe({ at: '18:00' });
    const digest = await unsubscribe(7);
    expect(digest.summary).toBe(words.noNumber({ number: '7', numbers: '#1 and #2' }));
    expect(itemsUnder(digest, words.numberedHeading)).toHaveLength(2);
    expect(digest.actions[0]?.map(({ command }) => command)).toEqual([
      'unsubscribe 1',
      'unsubscribe 2',
    ]);
  });

  it('says when the same digest still comes', async () => {
    await open();
    await subscribe();
    await subscribe({ at: '18:00' });
    expect(textsOf(await unsubscribe(1))).toEqual([words.stillPosted]);
    expect(textsOf(await unsubscribe(2))).toEqual([]);
  });

  it('gives no number twice', async () => {
    await open();
    await subscribe();
    await unsubscribe(1);
    expect((await subscribe()).summary).toContain('unsubscribe 2');
  });
});

describe('the chat as a whole', () => {
  const subscribeAll = (asked?: Parameters<typeof say>[1]) =>
    say({ kind: 'subscribe', what: undefined }, asked);
  const isSubscribed = async () => (await rig.stores.addresses.list('test'))[0]?.subscribed;

  it('is subscribed and unsubscribed, each change written down once', async () => {
    await open();
    await rig.stores.addresses.remember('test', 'growth', {});
    expect((await subscribeAll()).title).toBe(en.commands.subscribedTitle);
    expect((await subscribeAll()).title).toBe(words.thereTitle);
    expect(await isSubscribed()).toBe(true);
    expect((await unsubscribe()).summary).toBe(en.commands.unsubscribed);
    expect((await unsubscribe()).summary).toBe(words.wholeNever);
    expect(await isSubscribed()).toBe(false);
    expect(await audit()).toEqual(['unsubscribe all', 'subscribe all']);
  });

  it('is left alone where the configuration sets it', async () => {
    await open();
    await rig.stores.addresses.remember('test', 'growth', {});
    for (const digest of [
      await subscribeAll({ isFixed: true }),
      await unsubscribe(undefined, { isFixed: true }),
    ]) {
      expect(digest.title).toBe(en.commands.fixedTitle);
      expect(digest.actions.flat().map(({ does }) => does)).toEqual(['form']);
    }
    expect(await isSubscribed()).toBe(false);
    expect(await audit()).toEqual([]);
  });

  it('leaves what was subscribed one by one, and says so', async () => {
    await open();
    await rig.stores.addresses.remember('test', 'growth', {});
    await subscribeAll();
    await subscribe();
    const digest = await unsubscribe();
    expect(textsOf(digest)).toEqual([words.stillNumbered]);
    expect(itemsUnder(digest, words.numberedHeading)).toHaveLength(1);
    expect(await kept()).toHaveLength(1);
  });
});

describe('the list', () => {
  it('has this chat’s own by number, then the whole chat, then the configuration’s', async () => {
    const cron = configured({ grain: 'week', at: undefined, cron: '0 10 * * 1', zone: 'UTC' });
    await open({
      schedules: [configured({ apps: [APP, OTHER] }), cron, configured({ channels: ['board'] })],
    });
    await rig.stores.addresses.remember('test', 'growth', {});
    await say({ kind: 'subscribe', what: undefined });
    await subscribe();
    await subscribe({}, board);
    const digest = await list();
    expect(digest.summary).toBe(words.listed({ count: '3' }));
    expect(itemsUnder(digest, words.numberedHeading)).toEqual([
      `#1: ${LINE} · next ${moment('2026-11-30T08:30:00Z')}`,
    ]);
    expect(itemsUnder(digest, words.wholeHeading)).toEqual([words.whole]);
    expect(itemsUnder(digest, words.configuredHeading)).toEqual([
      `Daily digest of 晨读时光 and Lotus Store, every day at 09:30 Asia/Shanghai · next ${moment('2026-11-26T01:30:00Z', 'Asia/Shanghai')}`,
      `Weekly digest of all Mini Programs, by the cron line \`0 10 * * 1\`, UTC · next ${moment('2026-11-30T10:00:00Z', 'UTC')}`,
    ]);
    expect(digest.actions.map((row) => row.map(({ command }) => command))).toEqual([
      ['unsubscribe 1'],
      ['subscribe'],
    ]);
  });

  it('says that there is nothing, and how to change that', async () => {
    await open();
    const digest = await list();
    expect(digest.summary).toBe(words.nothing);
    expect(digest.sections).toEqual([]);
    expect(digest.actions.flat().map(({ does }) => does)).toEqual(['form']);
  });
});
