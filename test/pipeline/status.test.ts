/** How things are, as one chat is told. */
import { afterEach, describe, expect, it } from 'vitest';
import { AppError, explain } from '../../src/core/errors.ts';
import { formatter } from '../../src/core/format.ts';
import { newestExpected, periodOf } from '../../src/core/period.ts';
import { cronAt, schedule } from '../../src/core/schedule.ts';
import { textFor } from '../../src/core/text/index.ts';
import { answerChat } from '../../src/pipeline/answer-chat.ts';
import { asking, itemsUnder, textsOf } from './asking.ts';
import { APP, destination, OTHER, openRig, type Rig, type RigOptions } from './rig.ts';

/** A Wednesday, 10:00 in Beijing. */
const NOW = '2026-11-25T02:00:00Z';
const en = textFor('en');
const words = en.subscriptions;
const format = formatter('en');
const signal = new AbortController().signal;
const DAILY = schedule({
  grain: 'day',
  cron: cronAt('day', '09:30'),
  at: '09:30',
  zone: 'Asia/Shanghai',
  apps: 'all',
  channels: ['growth'],
});
const [growth, board] = [destination('growth').destination, destination('board').destination];
const moment = (at: string, zone = 'Asia/Shanghai') => format.moment(new Date(at), zone);

let rig: Rig;
afterEach(() => rig.close());

const open = async (options: Partial<RigOptions> = {}) => {
  rig = await openRig({
    now: NOW,
    schedules: [DAILY],
    destinations: [growth, board],
    ...options,
  });
};
const status = (more: Parameters<typeof asking>[0] = {}) =>
  answerChat(rig.bot, asking(more), { kind: 'status' }, { isFixed: () => false, signal });
const boardAsks = { place: { adapter: 'test', id: 'board' } };

describe('what is posted here', () => {
  const line = 'Daily digest of all Mini Programs, every day at 09:30 Asia/Shanghai';
  const next = moment('2026-11-26T01:30:00Z');

  it('comes with its last run and its next', async () => {
    await open();
    const items = async () => itemsUnder(await status(), words.configuredHeading);
    expect(await items()).toEqual([words.notRun({ entry: line, next })]);
    await rig.stores.ticks.plan(DAILY.key, new Date('2026-11-25T01:30:00Z'));
    const last = moment('2026-11-25T01:30:00Z');
    expect(await items()).toEqual([words.isOpen({ entry: line, last, next })]);
    const tick = await rig.stores.ticks.claim(rig.clock.now(), rig.clock.now());
    if (tick) await rig.stores.ticks.settle(tick);
    expect(await items()).toEqual([words.hasRun({ entry: line, last, next })]);
    expect((await status()).summary).toContain(words.nextHere({ next }));
  });

  it('tells why it fails, in the reader’s words, and when it last did not', async () => {
    await open();
    const notRun = words.notRun({ entry: line, next });
    const items = async () => itemsUnder(await status(), words.configuredHeading);
    const error = { code: 'ip_not_allowed', params: { app: APP, detail: 'd', ip: '203.0.113.9' } };
    await rig.stores.runs.failed(DAILY.key, new Date('2026-11-25T01:40:00Z'), error);
    const reason = explain(new AppError('ip_not_allowed', error.params), en);
    const told = { line: notRun, at: moment('2026-11-25T01:40:00Z'), reason };
    expect(await items()).toEqual([words.fails(told)]);
    await rig.stores.runs.succeeded(DAILY.key, new Date('2026-11-25T01:45:00Z'));
    expect(await items()).toEqual([notRun]);
    await rig.stores.runs.failed(DAILY.key, new Date('2026-11-25T01:50:00Z'), error);
    const success = moment('2026-11-25T01:45:00Z');
    expect(await items()).toEqual([
      words.failsSince({ ...told, at: moment('2026-11-25T01:50:00Z'), success }),
    ]);
    const chinese = itemsUnder(
      await status({ locale: 'zh-CN' }),
      textFor('zh-CN').subscriptions.configuredHeading,
    );
    expect(chinese[0]).toContain('203.0.113.9');
    expect(chinese[0]).toContain('运行失败');
  });

  it('is told of this chat alone', async () => {
    await open();
    const digest = await status(boardAsks);
    expect(itemsUnder(digest, words.configuredHeading)).toEqual([]);
    expect(digest.summary).toContain(words.noneNext);
  });

  it('has the subscriptions of the chat, and the soonest of all', async () => {
    await open();
    const wanted = { app: undefined, at: '11:00', zone: 'Asia/Tokyo', by: 'U1' };
    const chat = { adapter: 'test', chat: 'growth' };
    await rig.stores.subscriptions.add({ ...wanted, ...chat, grain: 'day' }, rig.clock.now());
    await rig.stores.subscriptions.add(
      { ...wanted, ...chat, grain: 'week', app: 'wxgone' },
      rig.clock.now(),
    );
    const digest = await status();
    const tokyo = moment('2026-11-26T02:00:00Z', 'Asia/Tokyo');
    expect(itemsUnder(digest, words.numberedHeading)).toEqual([
      `#1: Daily digest of all Mini Programs, every day at 11:00 Asia/Tokyo · not run yet · next ${tokyo}`,
      expect.stringContaining('no longer configured'),
    ]);
    expect(digest.summary).toContain(words.nextHere({ next }));
  });

  it('is nothing, where the app of all that was subscribed has left the configuration', async () => {
    await open();
    const gone = {
      app: 'wxgone',
      grain: 'day',
      at: '11:00',
      zone: 'Asia/Tokyo',
      by: 'U1',
    } as const;
    const chat = { adapter: 'test', chat: 'board' };
    await rig.stores.subscriptions.add({ ...gone, ...chat }, rig.clock.now());
    expect((await status(boardAsks)).summary).toContain(words.noneNext);
  });
});

describe('the figures', () => {
  it('are as new as the store knows them, and what is behind is said', async () => {
    await open({ apps: [APP, OTHER] });
    const [app] = rig.apps;
    if (!app) throw new Error('no app');
    for (const grain of ['day', 'week'] as const)
      await rig.bot.collector.collect(app, newestExpected(grain, rig.clock.now()), signal);
    rig.clock.set('2026-11-26T02:00:00Z');
    const short = (grain: 'day' | 'week' | 'month', date: string) =>
      format.shortPeriod(periodOf(grain, date));
    const behind = (known: string, wanted: string) => words.behind({ known, wanted });
    expect(itemsUnder(await status(), words.dataHeading)).toEqual([
      words.data({
        app: '晨读时光',
        day: behind(short('day', '2026-11-24'), short('day', '2026-11-25')),
        week: short('week', '2026-11-16'),
        month: behind('—', short('month', '2026-10-01')),
      }),
      words.data({
        app: 'Lotus Store',
        day: behind('—', short('day', '2026-11-25')),
        week: behind('—', short('week', '2026-11-16')),
        month: behind('—', short('month', '2026-10-01')),
      }),
    ]);
  });

  it('of many apps are cut, and that is said', async () => {
    await open({ apps: Array.from({ length: 12 }, (_, index) => `wx${index}`) });
    const items = itemsUnder(await status(), words.dataHeading);
    expect(items).toHaveLength(11);
    expect(items.at(-1)).toBe(en.digest.more({ count: '2' }));
  });
});

describe('a pause', () => {
  const since = new Date('2026-11-24T01:30:00Z');
  const pause = (chat: string, code = 'slack_archived') =>
    rig.stores.pauses.pause({ chat, since, code, params: { channel: 'growth' } });
  const paused = async (more?: Parameters<typeof status>[0]) =>
    itemsUnder(await status(more), words.pausedHeading);
  const reason = explain(new AppError('slack_archived', { channel: 'growth' }), en);

  it('of this chat is told with its reason, and what to do', async () => {
    await open();
    expect((await status()).summary).toContain(words.notPaused);
    await pause('test:growth');
    expect(await paused()).toEqual([
      words.paused({
        chat: words.thisChat,
        since: moment('2026-11-24T01:30:00Z'),
        reason,
      }),
    ]);
    expect((await status()).summary).toContain(words.isPaused);
  });

  it('of another chat is nobody’s business but the operators’', async () => {
    await open({ operators: [board] });
    await pause('test:growth');
    await pause('test:unlisted');
    expect(await paused({ place: { adapter: 'test', id: 'elsewhere' } })).toEqual([]);
    const said = { since: moment('2026-11-24T01:30:00Z'), reason };
    // Nothing is posted into the unlisted one any more.
    expect(await paused(boardAsks)).toEqual([words.paused({ ...said, chat: 'growth' })]);
    expect((await status(boardAsks)).summary).toContain(words.notPaused);
  });

  it('of another chat is not told where operators were never named', async () => {
    await open({ operators: [board], areOperatorsImplied: true });
    await pause('test:growth');
    expect(await paused(boardAsks)).toEqual([]);
  });

  it.each(['a_code_of_later', 'constructor', 'config_invalid'])(
    'for a reason that is not known any more is still told: %s',
    async (code) => {
      await open();
      await pause('test:growth', code);
      expect((await paused())[0]).toContain(explain(new AppError('internal', {}), en));
    },
  );
});

it('says that no alert is open, and that nothing can be judged yet', async () => {
  await open();
  expect(textsOf(await status())).toContain(en.answers.alerts.none);
  const [line] = itemsUnder(await status(), en.answers.alerts.judgedHeading);
  expect(line).toBe(en.answers.alerts.judgedNever({ app: '晨读时光' }));
});

it('says that the calendar lacks a year', async () => {
  await open({
    calendar: { country: 'CN', special: new Map(), years: { first: 2020, last: 2025 } },
  });
  const lines = itemsUnder(await status(), en.answers.alerts.judgedHeading);
  expect(lines).toContain(en.answers.alerts.lacksYear({ year: '2026' }));
});
