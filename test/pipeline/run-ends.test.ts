/** What becomes of a run of a tick: kept, counted, and told to the operators once where it failed. */
import { afterEach, describe, expect, it } from 'vitest';
import { AppError, explain } from '../../src/core/errors.ts';
import { formatter } from '../../src/core/format.ts';
import { newestExpected } from '../../src/core/period.ts';
import { cronAt, type MissedFirings, type Schedule, schedule } from '../../src/core/schedule.ts';
import { textFor } from '../../src/core/text/index.ts';
import type { Bot } from '../../src/pipeline/bot.ts';
import { markLost } from '../../src/pipeline/lost-time.ts';
import { partHandler } from '../../src/pipeline/part.ts';
import { tellMissed } from '../../src/pipeline/tell-missed.ts';
import { runTick } from '../../src/pipeline/tick.ts';
import type { PartEnd, PartJob } from '../../src/ports/part-queue.ts';
import type { Shown } from '../../src/ports/stores.ts';
import { APP, destination, OTHER, openRig, type Rig, type RigOptions } from './rig.ts';

const SUNDAY = '2026-11-22T01:30:00Z';
const signal = new AbortController().signal;
const scheduled = (change: Partial<Schedule> = {}): Schedule =>
  schedule({
    grain: 'day',
    cron: cronAt('day', '09:30'),
    at: '09:30',
    zone: 'Asia/Shanghai',
    apps: 'all',
    channels: 'all',
    ...change,
  });
const DAILY = scheduled();
const tick = (attempt = 1, one = DAILY) => ({
  schedule: one.key,
  scheduledFor: new Date(SUNDAY),
  attempt,
});
const EN = textFor('en');

let rig: Rig;
const operators = () => destination('operators');
let told: ReturnType<typeof operators>;
let counted: string[];
afterEach(() => rig.close());

async function open(options: Partial<RigOptions> = {}): Promise<Bot> {
  told = operators();
  counted = [];
  rig = await openRig({ now: SUNDAY, operators: [told.destination], ...options });
  const meter = {
    ...rig.bot.meter,
    tick: (key: string, outcome: string) => void counted.push(`${key}: ${outcome}`),
  };
  return { ...rig.bot, meter };
}

/** Parts that ended so elsewhere. */
const ending = (bot: Bot, ...ends: PartEnd[]): Bot => ({
  ...bot,
  parts: { ...bot.parts, run: async () => ends },
});
const DAMAGE = { path: 'data/retention.db', detail: 'malformed' };
const INTERNAL = { code: 'internal', params: {} };
const summaries = () => told.channel.messages.map(({ digest }) => digest.summary);

describe('a run of a tick', () => {
  it('that ends is kept as the schedule’s newest success', async () => {
    const bot = await open();
    expect(await runTick(bot, DAILY, tick(), signal)).toBeUndefined();
    expect(await rig.stores.runs.list()).toEqual([
      { schedule: DAILY.key, succeededAt: new Date(SUNDAY), failed: undefined },
    ]);
    expect(counted).toEqual([`${DAILY.key}: done`]);
  });

  it('that waits for WeChat is none that failed', async () => {
    const bot = await open({ readyHour: 12 });
    expect(await runTick(bot, DAILY, tick(), signal)).toBeDefined();
    expect((await rig.stores.runs.list())[0]?.failed).toBeUndefined();
    expect(counted).toEqual([`${DAILY.key}: again`]);
    expect(summaries()).toEqual([]);
  });

  it('whose message may not stand in its chat has not succeeded, and says why until it has', async () => {
    const growth = destination('growth');
    const bot = await open({ destinations: [growth.destination] });
    growth.channel.next('lost');
    growth.channel.history('hidden');
    expect(await runTick(bot, DAILY, tick(), signal)).toBeInstanceOf(Date);
    const [run] = await rig.stores.runs.list();
    expect(run?.succeededAt).toBeUndefined();
    expect(run?.failed?.code).toBe('channel_unclear');
    expect(counted).toEqual([`${DAILY.key}: again`]);
    expect(summaries()).toEqual([]);
    expect(await runTick(bot, DAILY, tick(2), signal)).toBeUndefined();
    expect((await rig.stores.runs.list())[0]).toMatchObject({ failed: undefined });
  });

  it('that WeChat is out of reach for says so while it is tried again', async () => {
    const bot = await open();
    rig.intercept(() => 'reset');
    expect(await runTick(bot, DAILY, tick(), signal)).toBeInstanceOf(Date);
    expect((await rig.stores.runs.list())[0]?.failed?.code).toBe('wechat_unreachable');
  });

  it('that throws is kept and told once, however often it is tried', async () => {
    const bot = await open();
    const error = new AppError('store_corrupt', DAMAGE);
    const failing = { ...bot, destinations: () => Promise.reject(error) };
    for (const attempt of [1, 2, 3])
      await expect(runTick(failing, DAILY, tick(attempt), signal)).rejects.toBe(error);
    const [run] = await rig.stores.runs.list();
    expect(run?.failed).toMatchObject({ code: 'store_corrupt', at: new Date(SUNDAY) });
    expect(counted).toEqual(Array.from({ length: 3 }, () => `${DAILY.key}: failed`));
    expect(summaries()).toHaveLength(1);
    const { message, hint } = EN.errors.store_corrupt(DAMAGE);
    expect(summaries()[0]).toContain(formatter('en').moment(new Date(SUNDAY), 'Asia/Shanghai'));
    expect(summaries()[0]).toContain(message);
    expect(summaries()[0]).toContain(hint);
  });

  it('that throws as the database was away for a moment is kept, and told to nobody', async () => {
    const bot = await open();
    const error = new AppError('store_unusable', { path: 'the database', detail: 'reset' });
    const failing = { ...bot, destinations: () => Promise.reject(error) };
    await expect(runTick(failing, DAILY, tick(), signal)).rejects.toBe(error);
    expect((await rig.stores.runs.list())[0]?.failed?.code).toBe('store_unusable');
    expect(summaries()).toEqual([]);
  });

  it('whose every part fails is told, and worth another run', async () => {
    const bot = ending(
      await open({ apps: [APP, OTHER] }),
      {
        hasBrought: false,
        fault: INTERNAL,
      },
      { hasBrought: false, fault: INTERNAL },
    );
    expect(await runTick(bot, DAILY, tick(), signal)).toBeInstanceOf(Date);
    expect((await rig.stores.runs.list())[0]?.failed?.code).toBe('internal');
    expect(summaries()).toHaveLength(1);
  });

  it('with one part that fails is told as that app’s once, has not succeeded, and is worth another run', async () => {
    const bot = ending(
      await open({ apps: [APP, OTHER] }),
      { hasBrought: true },
      {
        hasBrought: false,
        fault: INTERNAL,
      },
    );
    for (const attempt of [1, 2])
      expect(await runTick(bot, DAILY, tick(attempt), signal)).toBeInstanceOf(Date);
    const [run] = await rig.stores.runs.list();
    expect(run).toMatchObject({ succeededAt: undefined, failed: { code: 'internal' } });
    expect(counted).toEqual(Array.from({ length: 2 }, () => `${DAILY.key}: again`));
    expect(summaries()).toHaveLength(1);
    expect(summaries()[0]).toMatch(/^Lotus Store: /);
  });

  it('tells nobody of a database that was away from one part for a moment', async () => {
    const away = { code: 'store_unusable', params: { path: 'the database', detail: 'reset' } };
    const bot = ending(
      await open({ apps: [APP, OTHER] }),
      { hasBrought: true },
      { hasBrought: false, fault: away },
    );
    expect(await runTick(bot, DAILY, tick(), signal)).toBeInstanceOf(Date);
    expect((await rig.stores.runs.list())[0]?.failed?.code).toBe('store_unusable');
    expect(summaries()).toEqual([]);
  });

  it('after which alerts cannot be judged has failed, and tells it once', async () => {
    const bot = await open();
    const corrupt = new AppError('store_corrupt', DAMAGE);
    const alerts = { ...rig.stores.alerts, get: () => Promise.reject(corrupt) };
    const failing = { ...bot, stores: { ...rig.stores, alerts } };
    const collection = scheduled({ channels: [] });
    for (const attempt of [1, 2])
      expect(await runTick(failing, collection, tick(attempt, collection), signal)).toBeInstanceOf(
        Date,
      );
    expect((await rig.stores.runs.list())[0]?.failed?.code).toBe('store_corrupt');
    expect(summaries()).toHaveLength(1);
    expect(summaries()[0]).toContain(EN.errors.store_corrupt(DAMAGE).message);
  });

  it('whose digest no chat takes has not succeeded, though nothing is tried again', async () => {
    const growth = destination('growth');
    const bot = await open({ destinations: [growth.destination] });
    growth.channel.next('rejected');
    await runTick(bot, DAILY, tick(), signal);
    const [run] = await rig.stores.runs.list();
    expect(run?.succeededAt).toBeUndefined();
    expect(run?.failed).toBeDefined();
  });

  it('whose digest one chat of two takes has succeeded', async () => {
    const [growth, board] = [destination('growth'), destination('board')];
    const bot = await open({ destinations: [growth.destination, board.destination] });
    growth.channel.next('rejected');
    await runTick(bot, DAILY, tick(), signal);
    expect((await rig.stores.runs.list())[0]).toMatchObject({ failed: undefined });
  });

  it('that reaches WeChat for no app is kept with the reason, and told in its own words alone', async () => {
    const lost = { code: 'wechat_unreachable', params: { app: APP, detail: 'ECONNREFUSED' } };
    const bot = ending(await open(), { hasBrought: false, lost });
    await runTick(bot, scheduled({ grain: 'week' }), tick(), signal);
    expect((await rig.stores.runs.list())[0]?.failed?.code).toBe('wechat_unreachable');
    expect(summaries()).toHaveLength(1);
    expect(summaries()[0]).not.toContain('A run failed');
  });

  it('that is cut short leaves no trace: whoever takes it over goes on', async () => {
    const bot = await open();
    const stop = new AbortController();
    const cut = {
      ...bot,
      parts: {
        ...bot.parts,
        run: () => {
          stop.abort(new Error('stopping'));
          return Promise.reject(stop.signal.reason);
        },
      },
    };
    await expect(runTick(cut, DAILY, tick(), stop.signal)).rejects.toThrow('stopping');
    expect(await rig.stores.runs.list()).toEqual([]);
    expect(counted).toEqual([]);
    expect(summaries()).toEqual([]);
  });
});

describe('a part of another process’s tick', () => {
  const jobOf = (change: Partial<PartJob> = {}): PartJob => ({
    schedule: DAILY.key,
    scheduledFor: new Date(SUNDAY).toISOString(),
    attempt: 1,
    app: APP,
    ...change,
  });

  it('posts the digest of its app, from nothing but its name', async () => {
    const growth = destination('growth');
    const bot = await open({ apps: [APP, OTHER], destinations: [growth.destination] });
    await rig.stores.ticks.plan(DAILY.key, new Date(SUNDAY));
    const handle = partHandler(bot, async () => [DAILY]);
    expect(await handle(jobOf(), signal)).toEqual({ hasBrought: true });
    expect(await handle(jobOf(), signal)).toEqual({ hasBrought: false });
    expect(growth.channel.messages).toHaveLength(1);
    expect(growth.channel.messages[0]?.digest.title).toContain('晨读时光');
  });

  it('says when it wants to run again', async () => {
    const growth = destination('growth');
    const bot = await open({ readyHour: 12, destinations: [growth.destination] });
    await rig.stores.ticks.plan(DAILY.key, new Date(SUNDAY));
    const end = await partHandler(bot, async () => [DAILY])(jobOf(), signal);
    expect(end).toEqual({ hasBrought: false, isWaiting: true, againMs: 45 * 60_000 });
  });

  it.each<[string, Partial<PartJob>]>([
    ['a firing that was never planned', { scheduledFor: '2026-11-23T01:30:00.000Z' }],
    ['a firing that a newer one has ended', { scheduledFor: '2026-11-21T01:30:00.000Z' }],
  ])('does nothing for %s', async (_, change) => {
    const growth = destination('growth');
    const bot = await open({ destinations: [growth.destination] });
    await rig.stores.ticks.plan(DAILY.key, new Date('2026-11-21T01:30:00Z'));
    if (change.scheduledFor !== '2026-11-23T01:30:00.000Z')
      await rig.stores.ticks.plan(DAILY.key, new Date(SUNDAY));
    else await rig.stores.ticks.pass(DAILY.key, new Date(SUNDAY));
    const end = await partHandler(bot, async () => [DAILY])(jobOf(change), signal);
    expect(end).toEqual({ hasBrought: false });
    expect(growth.channel.tries).toEqual([]);
    expect(rig.calls()).toEqual([]);
  });

  it.each<[string, Partial<PartJob>]>([
    ['schedule', { schedule: 'day | 0 10 * * * | Asia/Shanghai | * | *' }],
    ['app', { app: 'wx0000000000000000' }],
  ])('of a %s that another configuration has is left to whoever asks for it', async (_, change) => {
    const growth = destination('growth');
    const bot = await open({ destinations: [growth.destination] });
    await rig.stores.ticks.plan(DAILY.key, new Date(SUNDAY));
    const end = await partHandler(bot, async () => [DAILY])(jobOf(change), signal);
    expect(end).toEqual({ hasBrought: false, isForeign: true });
    expect(growth.channel.tries).toEqual([]);
  });

  it('has no end where it is cut short before its digest is posted', async () => {
    const growth = destination('growth');
    const bot = await open({ destinations: [growth.destination] });
    await rig.stores.ticks.plan(DAILY.key, new Date(SUNDAY));
    for (const app of bot.apps)
      await bot.collector.collect(app, newestExpected('day', new Date(SUNDAY)), signal);
    const stop = new AbortController();
    const stopping = {
      ...bot,
      destinations: (...all: Parameters<typeof bot.destinations>) => {
        stop.abort();
        return bot.destinations(...all);
      },
    };
    const cut = partHandler(stopping, async () => [DAILY])(jobOf(), stop.signal);
    await expect(cut).rejects.toThrow('aborted');
    expect(growth.channel.tries).toEqual([]);
    await partHandler(bot, async () => [DAILY])(jobOf(), signal);
    expect(growth.channel.messages).toHaveLength(1);
  });

  it('tells its fault, where the bot itself fails', async () => {
    const bot = await open();
    const broken = partHandler(bot, () => Promise.reject(new TypeError('secret')));
    expect(await broken(jobOf(), signal)).toEqual({ hasBrought: false, fault: INTERNAL });
  });
});

describe('a run on a database whose ledger of messages is damaged', () => {
  it('is told to the operators all the same, straight and once', async () => {
    const bot = await open({ destinations: [destination('growth').destination] });
    const damaged = new AppError('store_corrupt', { path: 'retention.db', detail: 'malformed' });
    const claim = () => Promise.reject(damaged);
    const deliveries = { ...rig.stores.deliveries, claim };
    const broken = { ...bot, stores: { ...rig.stores, deliveries } };
    for (const attempt of [1, 2]) await runTick(broken, DAILY, tick(attempt), signal);
    expect(summaries()).toEqual([explain(damaged, EN)]);
  });
});

describe('digests that were missed', () => {
  const days = (...dates: number[]) =>
    dates.map((day) => new Date(`2026-11-${String(day).padStart(2, '0')}T01:30:00Z`));
  const missed = (change: Partial<MissedFirings>): MissedFirings => ({
    schedule: DAILY,
    firings: days(18, 19, 20),
    madeUp: days(21),
    ...change,
  });
  const lines = () =>
    told.channel.messages.flatMap(({ digest }) =>
      digest.sections.flatMap((one) => (one.kind === 'list' ? one.items : [])),
    );

  it('are told in one message: which, from when to when, and what comes instead', async () => {
    const bot = await open();
    const weekly = scheduled({ grain: 'week', cron: cronAt('week', '09:30') });
    const all = [missed({}), missed({ schedule: weekly, firings: days(16), madeUp: [] })];
    expect(await tellMissed(bot, all, signal)).toBe(true);
    expect(summaries()).toEqual([EN.notices.missed({ count: '4' })]);
    expect(lines()).toEqual([
      expect.stringMatching(/^Weekly digest.*: the one of Mon, Nov 16, 09:30 Asia\/Shanghai$/),
      expect.stringMatching(
        /^Daily digest.*: 3, from Wed, Nov 18.* to Fri, Nov 20.*; the one of Sat, Nov 21.* is posted now$/,
      ),
    ]);
  });

  it('are told once, whoever finds them, also when more came due meanwhile', async () => {
    const bot = await open();
    await tellMissed(bot, [missed({})], signal);
    await tellMissed(bot, [missed({ firings: days(18, 19, 20, 21), madeUp: days(22) })], signal);
    await tellMissed(bot, [missed({ firings: days(25) })], signal);
    expect(summaries()).toHaveLength(2);
  });

  it('are none where the digest of that period comes after all, or nothing is posted', async () => {
    const bot = await open();
    const hourly = scheduled({ cron: '30 * * * *' });
    const firings = [2, 3, 4].map((hour) => new Date(`2026-11-22T0${hour}:30:00Z`));
    const madeUp = [new Date('2026-11-22T05:30:00Z')];
    const collection = scheduled({ channels: [] });
    const all = [missed({ schedule: hourly, firings, madeUp }), missed({ schedule: collection })];
    expect(await tellMissed(bot, all, signal)).toBe(true);
    expect(summaries()).toEqual([]);
  });

  it.each([
    ['stands since before the gap', ['growth'], 0],
    ['stands in one of two chats', ['growth', 'board'], 1],
  ] as const)('count a digest that %s rightly', async (_, names, lost) => {
    const bot = await open({ destinations: names.map((name) => destination(name).destination) });
    const first = newestExpected('day', days(18)[0] as Date).first;
    const shown: Shown = {
      ...{ app: APP, grain: 'day', first, period: first, schedule: undefined },
      ...{ asOf: new Date(SUNDAY), figures: [], revisions: [] },
    };
    const key = { channel: 'test:growth', subject: `${APP} day ${first}` };
    const at = days(18)[0] as Date;
    const claim = await bot.stores.deliveries.claim(key, at, at, shown);
    if (claim.state === 'ours') await bot.stores.deliveries.sent(claim.id, { message: '1' });
    await tellMissed(bot, [missed({ firings: days(18), madeUp: [] })], signal);
    expect(summaries()).toHaveLength(lost);
  });

  it('are none of the time that a restored database does not know of: they may well have been posted', async () => {
    const bot = await open();
    await markLost(bot.stores, new Date('2026-11-18T12:00:00Z'), new Date(SUNDAY));
    expect(await tellMissed(bot, [missed({ firings: days(19, 20) })], signal)).toBe(true);
    expect(summaries()).toEqual([]);
    await tellMissed(bot, [missed({})], signal);
    expect(summaries()).toEqual([EN.notices.missed({ count: '1' })]);
  });

  it('are told again as long as the channel does not take it', async () => {
    const bot = await open();
    told.channel.next('later');
    expect(await tellMissed(bot, [missed({})], signal)).toBe(false);
    expect(await tellMissed(bot, [missed({})], signal)).toBe(true);
    expect(summaries()).toHaveLength(1);
  });
});
