/** What is answered about the alerts of a chat, on a store in which one is open. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays } from '../../src/core/period.ts';
import { cronAt, schedule } from '../../src/core/schedule.ts';
import { type Locale, textFor } from '../../src/core/text/index.ts';
import { answer } from '../../src/pipeline/answer.ts';
import { morningOf, replay } from '../../src/pipeline/replay.ts';
import { worldOf } from '../doubles/worlds.ts';
import { asking, itemsUnder, textsOf } from './asking.ts';
import { tellHistory } from './mornings.ts';
import { ANSWERING, sectionOf } from './questions.ts';
import { APP, destination, openRig, type Rig } from './rig.ts';

const signal = new AbortController().signal;
const FALL = '2026-07-10';
const TODAY = addDays(FALL, 9);
const { alerts: words } = textFor('en').answers;
const schedules = [
  schedule({
    grain: 'day',
    cron: cronAt('day', '09:30'),
    at: '09:30',
    zone: 'Asia/Shanghai',
    apps: 'all',
    channels: ['growth'],
  }),
];

let rig: Rig;
beforeAll(async () => {
  const destinations = ['growth', 'board'].map((name) => destination(name).destination);
  rig = await openRig({ now: morningOf(TODAY).toISOString(), destinations, schedules });
  const drop = { by: 'cohort', share: 0.3, from: FALL } as const;
  const world = { world: 1, users: 3000, first: '2026-03-01', days: 150, seed: 5, drop } as const;
  await tellHistory(rig.stores, APP, worldOf(world), rig.clock.now());
  const mornings = { from: addDays(FALL, -30), to: TODAY, settings: rig.bot.alerts, signal };
  for await (const { messages, apps } of replay(rig.bot, [APP], mornings)) {
    const [message] = messages;
    const memory = apps[0]?.memory;
    if (!message || !memory) continue;
    await rig.stores.alerts.prepare([{ app: APP, version: 0, memory }], [message], rig.clock.now());
    await rig.stores.alerts.settle(message.id);
    break;
  }
});
afterAll(() => rig.close());

const ask = (text: string, id = 'growth', locale: Locale = 'en') =>
  answer(rig.bot, asking({ text, locale, place: { adapter: 'test', id } }), ANSWERING);

describe('the list', () => {
  it('shows what is open here, by number, with a button for its details', async () => {
    const digest = await ask('alerts');
    expect(digest.summary).toBe(words.open({ count: '1' }));
    expect(itemsUnder(digest, words.openHeading)[0]).toMatch(/^#1: New users of 晨读时光, since /u);
    expect(digest.actions.flat().map(({ command }) => command)).toEqual(['alert 1']);
    expect(itemsUnder(digest, words.judgedHeading)[0]).toMatch(/^晨读时光: judged every morning/u);
  });

  it('shows nothing of it in a chat that doesn’t read of the app', async () => {
    expect((await ask('alerts', 'board')).summary).toBe(words.none);
    expect((await ask('mute 1 7d', 'board')).summary).toBe(words.noneAtAll({ number: '1' }));
  });

  it('is Chinese in a Chinese chat', async () => {
    const digest = await ask('告警', 'growth', 'zh-CN');
    expect(itemsUnder(digest, '未结束')[0]).toMatch(/^第 1 号：晨读时光的新增用户/u);
  });
});

describe('one alert', () => {
  it('comes with every figure that was judged', async () => {
    const digest = await ask('alert 1');
    expect(textsOf(digest)[0]).toMatch(/still open\.$/u);
    expect(sectionOf(digest, 'table').rows.length).toBeGreaterThan(0);
  });

  it('that is not there is told with those that are', async () => {
    expect((await ask('alert 9')).summary).toBe(words.noNumber({ number: '9', numbers: '#1' }));
  });

  it('is muted in this chat until a moment, and unmuted', async () => {
    expect((await ask('mute 1 7d')).summary).toMatch(/until .* Asia\/Shanghai.*`unmute 1`/u);
    expect(await rig.stores.alerts.mutes(rig.clock.now())).toMatchObject([
      { number: 1, chat: 'test:growth', by: 'U1' },
    ]);
    expect(itemsUnder(await ask('status'), words.title)[0]).toMatch(/muted until/u);
    expect((await ask('unmute 1')).title).toBe(words.unmutedTitle);
    expect((await ask('unmute 1')).summary).toBe(words.notMuted({ number: '1' }));
    expect(await rig.stores.alerts.mutes(rig.clock.now())).toEqual([]);
    const audit = await rig.stores.audit.list(9);
    expect(audit.map(({ action }) => action)).toEqual(['unmute', 'mute']);
  });

  it('is voted on', async () => {
    expect((await ask('not useful 1')).summary).toBe(words.notUseful({ number: '1' }));
    expect((await ask('useful 1')).summary).toBe(words.useful({ number: '1' }));
    expect((await rig.stores.audit.list(1))[0]).toMatchObject({
      action: 'vote',
      detail: '#1 useful',
    });
  });

  it('is muted and voted on only by those who may', async () => {
    const bot = { ...rig.bot, permissions: { mute: { users: ['U9'], channels: undefined } } };
    const askAs = async (user: string, text: string) =>
      (await answer(bot, asking({ text, user }), ANSWERING)).title;
    const before = await rig.stores.audit.list(99);
    for (const text of ['mute 1 7d', 'unmute 1', 'useful 1', 'not useful 1'])
      expect(await askAs('U1', text)).toBe(textFor('en').subscriptions.refusedTitle);
    expect(await rig.stores.alerts.mutes(rig.clock.now())).toEqual([]);
    expect((await rig.stores.alerts.votes('test:growth')).notUseful).toBe(0);
    expect(await rig.stores.audit.list(99)).toEqual(before);
    // Whoever may only not mute still reads.
    expect(await askAs('U1', 'alerts')).toBe(words.title);
    const titles = [words.mutedTitle, words.unmutedTitle, words.votedTitle];
    for (const [index, text] of ['mute 1 7d', 'unmute 1', 'useful 1'].entries())
      expect(await askAs('U9', text)).toBe(titles[index]);
  });
});

describe('a test', () => {
  it('says what would have been told, and changes nothing', async () => {
    const digest = await ask('alerts test 14d');
    expect(digest.summary).toMatch(/^One message from .* by the usual decision/u);
    expect(itemsUnder(digest, words.messagesHeading)[0]).toMatch(/fell: New users of 晨读时光/u);
    expect(itemsUnder(digest, words.sightHeading).length).toBeGreaterThan(0);
    expect(await rig.stores.alerts.records()).toHaveLength(1);
  });

  it('of a rule says what that rule would have found', async () => {
    const digest = await ask('alerts test new D1 below 1% 14d');
    expect(digest.summary).toMatch(
      /^No message from .* by a rule for D1 of new users below 1\.0%\.$/u,
    );
    expect(itemsUnder(digest, words.sightHeading)).toHaveLength(1);
  });

  it('of a rule that is broken shows what it found, apart from the usual', async () => {
    const digest = await ask('alerts test active D7 below 60% 14d');
    expect(digest.summary).toMatch(
      /^One message from .* by a rule for D7 of active users below 60/u,
    );
    const [found] = itemsUnder(digest, words.messagesHeading);
    expect(found).toMatch(/fell: Active users of 晨读时光, since .*: D7 \d/u);
    expect(textsOf(digest)).toContain(words.besides({ count: '1' }));
    expect(await rig.stores.alerts.records()).toHaveLength(1);
  });
});
