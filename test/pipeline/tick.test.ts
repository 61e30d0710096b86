/** One due firing from WeChat to the channels: once, true, patient, and loud only to those who can mend it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import type { Digest } from '../../src/core/digest.ts';
import { ChannelError } from '../../src/core/errors.ts';
import { formatter } from '../../src/core/format.ts';
import { type Grain, newestExpected, periodOf, shift } from '../../src/core/period.ts';
import { cronAt, type Schedule, schedule } from '../../src/core/schedule.ts';
import { textFor } from '../../src/core/text/index.ts';
import type { SimulatedCall } from '../../src/demo/wechat-server.ts';
import { runTick } from '../../src/pipeline/tick.ts';
import type { Channel } from '../../src/ports/channel.ts';
import type { ClaimedTick } from '../../src/ports/stores.ts';
import { heartbeat } from '../../src/schedule/heartbeat.ts';
import { openStores } from '../../src/store/index.ts';
import { keptLog } from '../doubles/host.ts';
import { UNLIMITED } from '../doubles/mini-program.ts';
import { APP, destination, OTHER, openRig, type Rig, type RigOptions, truthOf } from './rig.ts';

const SUNDAY = '2026-11-22T01:30:00Z';
const MONDAY = '2026-11-23T01:30:00Z';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const signal = new AbortController().signal;
const folder = mkdtempSync(join(tmpdir(), 'retention-tick-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let rig: Rig;
const open = async (options: Partial<RigOptions> = {}) => {
  rig = await openRig({ now: SUNDAY, ...options });
  return rig;
};
afterEach(() => rig.close());

const scheduled = (grain: Grain, change: Partial<Schedule> = {}): Schedule => {
  const { key: _, ...fields } = {
    key: '',
    grain,
    cron: cronAt(grain, '09:30'),
    at: '09:30',
    zone: 'Asia/Shanghai',
    apps: 'all' as const,
    channels: 'all' as const,
    ...change,
  };
  return schedule(fields);
};
const DAILY = scheduled('day');
const tickOf = (one: Schedule, at = SUNDAY, attempt = 1): ClaimedTick => ({
  schedule: one.key,
  scheduledFor: new Date(at),
  attempt,
});
const run = (one = DAILY, tick = tickOf(one)) => runTick(rig.bot, one, tick, signal);
const minutesFromNow = (again: Date | undefined) =>
  again && (again.getTime() - rig.clock.now().getTime()) / MINUTE;
const answering = (begin: string, body: object) => (call: SimulatedCall) =>
  call.begin === begin ? { body } : undefined;
const NOT_READY = { errcode: 61503, errmsg: 'data not ready, please try later' };
const UNAUTHORIZED = { errcode: 48001, errmsg: 'api unauthorized' };
const items = (digest: Digest | undefined) =>
  (digest?.sections ?? []).flatMap((one) => (one.kind === 'list' ? one.items : []));

describe('a tick', () => {
  it.each(['day', 'week', 'month'] as const)(
    'posts a %s digest whose numbers are the truth',
    async (grain) => {
      const one = destination('growth');
      await open({ destinations: [one.destination] });
      expect(await run(scheduled(grain))).toBeUndefined();
      const digest = one.channel.messages[0]?.digest;
      const newest = newestExpected(grain, new Date(SUNDAY));
      const format = formatter('en');
      const figures = (digest?.sections ?? []).flatMap((section) =>
        section.kind === 'figures' ? [section] : [],
      );
      expect(figures).toHaveLength(2);
      for (const [index, segment] of (['new', 'active'] as const).entries()) {
        const shown = figures[index];
        expect(shown?.size).toContain(format.count(truthOf(APP, newest)[segment].get(0) ?? -1));
        const offsets = { day: [1, 7, 30], week: [1, 2, 3, 4], month: [1] }[grain];
        expect(shown?.figures.map(({ rate }) => rate)).toEqual(
          offsets.map((offset) => {
            const counts = truthOf(APP, shift(newest, -offset))[segment];
            return format.rate((counts.get(offset) ?? 0) / (counts.get(0) ?? 1));
          }),
        );
      }
      expect(items(digest)).toContain(textFor('en').digest.quiet);
    },
  );

  it('posts in the language of each channel', async () => {
    const [one, two] = [destination('growth'), destination('board', 'zh-CN')];
    await open({ destinations: [one.destination, two.destination] });
    await run();
    expect(one.channel.messages[0]?.digest.title).toContain('Daily retention');
    expect(two.channel.messages[0]?.digest.locale).toBe('zh-CN');
    expect(two.channel.messages[0]?.digest.summary).not.toContain('users');
  });

  it('says on every message that the data is simulated, where it is', async () => {
    const one = destination('growth');
    await open({ destinations: [one.destination], simulated: true });
    await run();
    expect(one.channel.messages[0]?.digest.banner).toBe(textFor('en').digest.simulated);
  });

  it('prints its own time in its zone', async () => {
    const one = destination('growth');
    await open({ destinations: [one.destination] });
    await run(scheduled('day', { zone: 'Asia/Kathmandu' }));
    expect(one.channel.messages[0]?.digest.footer).toContain('Sun, Nov 22, 07:15 Asia/Kathmandu');
  });

  it('posts nothing when it is run a second time', async () => {
    const one = destination('growth');
    await open({ destinations: [one.destination] });
    await run();
    rig.calls();
    expect(await run()).toBeUndefined();
    expect(one.channel.tries).toHaveLength(1);
    expect(rig.calls()).toEqual([]);
  });

  it('posts one digest where two schedules ask for the same, also at the same moment', async () => {
    const one = destination('growth');
    await open({ destinations: [one.destination] });
    const paris = scheduled('day', { cron: '30 2 * * *', zone: 'Europe/Paris' });
    const again = await Promise.all([run(DAILY), run(paris)]);
    expect(one.channel.messages).toHaveLength(1);
    // Who found the other at it looks again, and finds it done.
    const late = again.find((at) => at !== undefined);
    if (late) rig.clock.set(late.toISOString());
    expect(await run(DAILY, tickOf(DAILY, SUNDAY, 2))).toBeUndefined();
    expect(one.channel.tries).toHaveLength(1);
  });

  it('posts once where two replicas fire it', async () => {
    const path = join(folder, 'replicas.db');
    const one = destination('growth');
    await open({ path, destinations: [one.destination] });
    const second = await openStores(path);
    const beat = (bot: Rig['bot']) =>
      heartbeat({
        schedules: async () => [DAILY],
        ticks: bot.stores.ticks,
        clock: rig.clock,
        log: keptLog([]),
        run: (schedule, tick, stop) => runTick(bot, schedule, tick, stop),
      });
    const hearts = [beat(rig.bot), beat(rig.replica(second))];
    rig.clock.set('2026-11-22T01:29:00Z');
    for (const heart of hearts) await heart.beat();
    for (const minute of [30, 31, 32]) {
      rig.clock.set(`2026-11-22T01:${minute}:00Z`);
      await Promise.all(hearts.map((heart) => heart.beat()));
      await Promise.all(hearts.map((heart) => heart.idle()));
    }
    expect(one.channel.messages).toHaveLength(1);
    expect(one.channel.tries).toHaveLength(1);
    expect(rig.calls()).toHaveLength(38);
    await second.close();
  });

  it('posts to the channels and of the apps that its schedule names', async () => {
    const [one, two] = [destination('growth'), destination('board')];
    await open({ apps: [APP, OTHER], destinations: [one.destination, two.destination] });
    const narrow = scheduled('day', { apps: [OTHER], channels: ['board'] });
    await run(narrow);
    expect(one.channel.messages).toEqual([]);
    expect(two.channel.messages.map(({ digest }) => digest.title)).toEqual([
      expect.stringContaining('Lotus Store'),
    ]);
    expect(new Set(rig.calls().map(({ app }) => app))).toEqual(new Set([OTHER]));
  });

  it('collects without posting where its schedule names no channel', async () => {
    const one = destination('growth');
    await open({ destinations: [one.destination] });
    expect(await run(scheduled('day', { channels: [] }))).toBeUndefined();
    expect(rig.calls()).toHaveLength(38);
    expect(one.channel.messages).toEqual([]);
  });

  it('reports the newest period expected at its own time, however late it runs', async () => {
    const one = destination('growth');
    await open({ destinations: [one.destination] });
    rig.clock.set('2026-11-22T20:00:00Z');
    await run(DAILY, tickOf(DAILY, SUNDAY));
    const format = formatter('en');
    const title = one.channel.messages[0]?.digest.title;
    expect(title).toContain(format.period(periodOf('day', '2026-11-21')));
  });

  it.each([
    ['an hour late, with nothing to say of it', '2026-11-22T02:30:00Z', false],
    ['a second more, with its time', '2026-11-22T02:30:01Z', true],
    ['in the evening, with its time', '2026-11-22T12:00:00Z', true],
  ])('made up for after the bot was down is posted %s', async (_, now, isMarked) => {
    const one = destination('growth');
    await open({ destinations: [one.destination] });
    rig.clock.set(now);
    await run(DAILY, tickOf(DAILY, SUNDAY));
    const due = 'Late: this was due Sun, Nov 22, 09:30 Asia/Shanghai.';
    expect(items(one.channel.messages[0]?.digest).includes(due)).toBe(isMarked);
  });

  it('is never late by construction at 09:30 in Los Angeles', async () => {
    const one = destination('growth');
    // 01:30 in Beijing: the day that ended there is not expected before 09:00.
    await open({ now: '2026-11-22T17:30:00Z', readyHour: 9, destinations: [one.destination] });
    const western = scheduled('day', { zone: 'America/Los_Angeles' });
    expect(await run(western, tickOf(western, '2026-11-22T17:30:00Z'))).toBeUndefined();
    const digest = one.channel.messages[0]?.digest;
    expect(digest?.title).toContain(formatter('en').period(periodOf('day', '2026-11-21')));
    expect(items(digest)).not.toContain(textFor('en').digest.late);
  });
});

describe('a channel that fails', () => {
  it.each(['later', 'lost', 'throws'] as const)(
    'with "%s" is tried again after 1, 5, 15, then every 45 minutes, and given up after 12 hours',
    async (script) => {
      const [bad, good] = [destination('bad'), destination('good')];
      const operators = destination('operators');
      await open({
        destinations: [bad.destination, good.destination],
        operators: [operators.destination],
      });
      bad.channel.next(...Array.from({ length: 50 }, () => script));
      const waits: number[] = [];
      for (let attempt = 1; ; attempt += 1) {
        const again = await run(DAILY, tickOf(DAILY, SUNDAY, attempt));
        if (!again) break;
        waits.push(Math.round(minutesFromNow(again) ?? 0));
        rig.clock.set(again.toISOString());
      }
      expect(waits.slice(0, 5)).toEqual([1, 5, 15, 45, 45]);
      expect(rig.clock.now().getTime() - Date.parse(SUNDAY)).toBeGreaterThan(12 * HOUR);
      expect(rig.clock.now().getTime() - Date.parse(SUNDAY)).toBeLessThan(13 * HOUR);
      expect(waits.length).toBeLessThan(23);
      expect(good.channel.tries).toHaveLength(1);
      expect(bad.channel.messages).toEqual([]);
      expect(operators.channel.messages).toHaveLength(1);
    },
  );

  it('is left alone for as long as it asks to be', async () => {
    const { channel } = destination('growth');
    const asking: Channel = {
      ...channel,
      async post() {
        const params = { channel: 'growth', detail: 'as scripted' };
        throw new ChannelError('later', 'channel_busy', params, { retryAfterMs: 10 * MINUTE });
      },
    };
    await open({ destinations: [{ channel: asking, chat: 'test:growth', locale: 'en' }] });
    expect(minutesFromNow(await run())).toBe(10);
    expect(minutesFromNow(await run(DAILY, tickOf(DAILY, SUNDAY, 3)))).toBe(15);
  });

  it('gets its digest when it is back', async () => {
    const one = destination('growth');
    await open({ destinations: [one.destination] });
    one.channel.next('later', 'lost');
    expect(minutesFromNow(await run())).toBe(1);
    expect(minutesFromNow(await run(DAILY, tickOf(DAILY, SUNDAY, 2)))).toBe(5);
    expect(await run(DAILY, tickOf(DAILY, SUNDAY, 3))).toBeUndefined();
    expect(one.channel.messages).toHaveLength(1);
  });

  it('still gets its digest when the figures were late for hours before it', async () => {
    const one = destination('growth');
    await open({ destinations: [one.destination] });
    one.channel.next('later');
    // The eighth run of a tick that had waited for WeChat seven times.
    expect(await run(DAILY, tickOf(DAILY, SUNDAY, 8))).toBeDefined();
    expect(await run(DAILY, tickOf(DAILY, SUNDAY, 9))).toBeUndefined();
    expect(one.channel.messages).toHaveLength(1);
  });

  it('when a tick is made up for after twelve hours and more is tried again as at any other time', async () => {
    const [one, operators] = [destination('growth'), destination('operators')];
    await open({ destinations: [one.destination], operators: [operators.destination] });
    one.channel.next('later', 'lost', 'later');
    rig.clock.set('2026-11-22T14:30:00Z');
    for (const [attempt, wait] of [1, 5, 15].entries())
      expect(minutesFromNow(await run(DAILY, tickOf(DAILY, SUNDAY, attempt + 1)))).toBe(wait);
    expect(await run(DAILY, tickOf(DAILY, SUNDAY, 4))).toBeUndefined();
    expect(one.channel.messages).toHaveLength(1);
    expect(operators.channel.messages).toEqual([]);
  });

  it('by refusing is told to the operators, each channel on its own, and not tried again', async () => {
    const [one, two, good] = [destination('one'), destination('two'), destination('good')];
    const operators = destination('operators', 'zh-CN');
    await open({
      destinations: [one.destination, two.destination, good.destination],
      operators: [operators.destination],
    });
    one.channel.next('rejected');
    two.channel.next('rejected');
    expect(await run()).toBeUndefined();
    const told = operators.channel.messages.map(({ digest }) => digest.summary);
    expect(told).toHaveLength(2);
    expect(told.join()).toMatch(/one.*two|two.*one/);
    expect(operators.channel.messages[0]?.digest.locale).toBe('zh-CN');
    expect(good.channel.messages).toHaveLength(1);
  });

  it('by refusing tells nobody where no operators are named, but the log', async () => {
    const [bad, good] = [destination('bad'), destination('good')];
    await open({ destinations: [bad.destination, good.destination] });
    bad.channel.next('rejected');
    await run();
    expect(good.channel.messages).toHaveLength(1);
    expect(rig.log).toContainEqual(expect.objectContaining({ message: 'not posted' }));
  });
});

describe('figures that are late', () => {
  it('are waited for in steps of 45 minutes, and nothing is posted', async () => {
    const [one, operators] = [destination('growth'), destination('operators')];
    await open({ destinations: [one.destination], operators: [operators.destination] });
    rig.intercept(answering('20261121', NOT_READY));
    for (const attempt of [1, 2, 3]) {
      const again = await run(DAILY, tickOf(DAILY, SUNDAY, attempt));
      expect(minutesFromNow(again)).toBe(45);
      if (again) rig.clock.set(again.toISOString());
      expect(rig.calls()).toHaveLength(1);
    }
    expect(one.channel.tries).toEqual([]);
    expect(operators.channel.tries).toEqual([]);
    rig.intercept(() => undefined);
    expect(await run(DAILY, tickOf(DAILY, SUNDAY, 4))).toBeUndefined();
    const digest = one.channel.messages[0]?.digest;
    expect(digest?.title).toContain(formatter('en').period(periodOf('day', '2026-11-21')));
    expect(items(digest)).not.toContain(textFor('en').digest.late);
  });

  it('are no longer waited for at 18:00 in Beijing: the older ones go out, marked late', async () => {
    const [one, two] = [destination('growth'), destination('board', 'zh-CN')];
    await open({ destinations: [one.destination, two.destination] });
    await run();
    rig.intercept(answering('20261122', NOT_READY));
    rig.clock.set('2026-11-23T09:59:59Z');
    expect(minutesFromNow(await run(DAILY, tickOf(DAILY, MONDAY, 12)))).toBeCloseTo(1 / 60, 5);
    expect(one.channel.messages).toHaveLength(1);
    rig.clock.set('2026-11-23T10:00:00Z');
    expect(minutesFromNow(await run(DAILY, tickOf(DAILY, MONDAY, 13)))).toBe(45);
    const digest = one.channel.messages[1]?.digest;
    const format = formatter('en');
    const [wanted, shown] = [periodOf('day', '2026-11-22'), periodOf('day', '2026-11-21')];
    expect(digest?.title).toContain(format.period(shown));
    expect(items(digest)).toEqual(
      expect.arrayContaining([
        textFor('en').digest.late,
        textFor('en').digest.older({
          wanted: format.shortPeriod(wanted),
          shown: format.shortPeriod(shown),
        }),
      ]),
    );
    expect(items(two.channel.messages[1]?.digest)).toContain(textFor('zh-CN').digest.late);
    // Once late, it is not posted a second time when the figures come: it is edited.
    rig.intercept(() => undefined);
    rig.clock.set('2026-11-23T10:45:00Z');
    expect(await run(DAILY, tickOf(DAILY, MONDAY, 14))).toBeUndefined();
    expect(one.channel.messages).toHaveLength(2);
    expect(one.channel.messages[1]?.digest.title).toContain(format.period(wanted));
  });

  it('told as zeros are no drop, not even after 18:00 in Beijing', async () => {
    const one = destination('growth');
    await open({ now: '2026-11-21T01:30:00Z', destinations: [one.destination] });
    await run(DAILY, tickOf(DAILY, '2026-11-21T01:30:00Z'));
    rig.intercept((call) => {
      if (call.endpoint !== 'day' || !call.begin) return undefined;
      const zeros = [{ key: 0, value: 0 }];
      const body = { ref_date: call.begin, visit_uv_new: zeros, visit_uv: zeros };
      return call.begin === '20261121' ? { body } : undefined;
    });
    rig.clock.set('2026-11-22T10:30:00Z');
    rig.calls();
    expect(minutesFromNow(await run())).toBe(45);
    expect(rig.calls()).toHaveLength(1);
    const late = one.channel.messages[1]?.digest;
    expect(late?.title).toContain('Fri, Nov 20');
    expect(items(late).join()).toContain('Late');
  });

  it('are waited for no longer by a schedule that fires every hour', async () => {
    const one = destination('growth');
    await open({ now: '2026-11-21T01:30:00Z', destinations: [one.destination] });
    await run(DAILY, tickOf(DAILY, '2026-11-21T01:30:00Z'));
    rig.intercept((call) => (call.begin === '20261121' ? { body: NOT_READY } : undefined));
    const hourly = scheduled('day', { cron: '0 * * * *' });
    rig.clock.set('2026-11-22T09:00:00Z');
    expect(minutesFromNow(await run(hourly, tickOf(hourly, '2026-11-22T09:00:00Z')))).toBe(45);
    rig.clock.set('2026-11-22T10:10:00Z');
    expect(minutesFromNow(await run(hourly, tickOf(hourly, '2026-11-22T10:00:00Z')))).toBe(45);
    expect(items(one.channel.messages[1]?.digest).join()).toContain('Late');
  });

  it('are not posted as empty figures where there are no older ones', async () => {
    const one = destination('growth');
    await open({ now: '2026-11-22T12:00:00Z', destinations: [one.destination] });
    rig.intercept(answering('20261121', NOT_READY));
    expect(await run()).toBeUndefined();
    expect(one.channel.tries).toEqual([]);
  });

  it('of one app do not keep another from its digest', async () => {
    const one = destination('growth');
    await open({ apps: [APP, OTHER], destinations: [one.destination] });
    rig.intercept((call) =>
      call.app === APP && call.begin === '20261121' ? { body: NOT_READY } : undefined,
    );
    expect(minutesFromNow(await run())).toBe(45);
    expect(one.channel.messages.map(({ digest }) => digest.title)).toEqual([
      expect.stringContaining('Lotus Store'),
    ]);
    rig.intercept(() => undefined);
    rig.clock.set('2026-11-22T02:15:00Z');
    expect(await run(DAILY, tickOf(DAILY, SUNDAY, 2))).toBeUndefined();
    expect(one.channel.messages).toHaveLength(2);
  });
});

describe('a WeChat that is busy', () => {
  const BUSY = { errcode: -1, errmsg: 'system error' };
  const inLosAngeles = () => scheduled('day', { zone: 'America/Los_Angeles' });
  const LA_MORNING = '2026-11-22T17:30:00Z';

  it('is waited for where the schedule fires after 18:00 in Beijing, too', async () => {
    const [one, operators] = [destination('growth'), destination('operators')];
    await open({
      now: LA_MORNING,
      destinations: [one.destination],
      operators: [operators.destination],
    });
    const schedule = inLosAngeles();
    rig.intercept((call) => (call.endpoint === 'day' ? { body: BUSY } : undefined));
    expect(minutesFromNow(await run(schedule, tickOf(schedule, LA_MORNING)))).toBe(5);
    rig.intercept(() => undefined);
    rig.clock.set('2026-11-22T17:40:00Z');
    expect(await run(schedule, tickOf(schedule, LA_MORNING, 2))).toBeUndefined();
    expect(one.channel.messages.map(({ digest }) => digest.title)).toEqual([
      expect.stringContaining('Sat, Nov 21'),
    ]);
    expect(items(one.channel.messages[0]?.digest).join()).not.toContain('Late');
    expect(operators.channel.tries).toEqual([]);
  });

  it('to the end of all patience brings no older digest that blames lateness; the operators know', async () => {
    const [one, operators] = [destination('growth'), destination('operators')];
    await open({
      now: '2026-11-21T01:30:00Z',
      destinations: [one.destination],
      operators: [operators.destination],
    });
    await run(DAILY, tickOf(DAILY, '2026-11-21T01:30:00Z'));
    rig.clock.set('2026-11-22T10:30:00Z');
    rig.intercept((call) => (call.endpoint === 'day' ? { body: BUSY } : undefined));
    expect(await run(DAILY, tickOf(DAILY, SUNDAY, 9))).toBeUndefined();
    expect(one.channel.messages).toHaveLength(1);
    expect(operators.channel.messages).toHaveLength(1);
  });

  it('when a tick is made up for in the evening is asked three times more, as in the morning', async () => {
    const [one, operators] = [destination('growth'), destination('operators')];
    await open({
      now: '2026-11-22T11:00:00Z',
      destinations: [one.destination],
      operators: [operators.destination],
    });
    rig.intercept((call) => (call.endpoint === 'day' ? { body: BUSY } : undefined));
    for (const [attempt, wait] of [5, 15, 45].entries())
      expect(minutesFromNow(await run(DAILY, tickOf(DAILY, SUNDAY, attempt + 1)))).toBe(wait);
    expect(operators.channel.messages).toEqual([]);
    rig.intercept(() => undefined);
    expect(await run(DAILY, tickOf(DAILY, SUNDAY, 4))).toBeUndefined();
    expect(one.channel.messages).toHaveLength(1);
  });

  describe('for many apps to the end of all patience', () => {
    const apps = Array.from({ length: 12 }, (_, index) => `wx${index}`);
    const late = async (operators: boolean) => {
      const [one, told] = [destination('growth'), destination('operators')];
      rig = await openRig({
        now: '2026-11-22T10:30:00Z',
        apps,
        destinations: [one.destination],
        operators: operators ? [told.destination] : [],
      });
      rig.intercept((call) => (call.endpoint === 'day' ? { body: BUSY } : undefined));
      return [one.channel, told.channel] as const;
    };

    it('is one notice to the operators, and one when figures come, whichever tick brings them', async () => {
      const [, told] = await late(true);
      const collection = schedule({ ...DAILY, channels: [] });
      for (const one of [DAILY, collection, DAILY]) await run(one, tickOf(one, SUNDAY, 9));
      expect(told.messages.map(({ digest }) => digest.title)).toEqual([
        textFor('en').notices.began.late,
      ]);
      rig.intercept(() => undefined);
      rig.clock.set('2026-11-22T12:30:00Z');
      await run(DAILY, tickOf(DAILY, SUNDAY, 10));
      expect(told.messages.map(({ digest }) => digest.title)).toEqual([
        textFor('en').notices.began.late,
        textFor('en').notices.ended.late,
      ]);
    });

    it('is one message where nobody is named but the chats themselves', async () => {
      const [chat] = await late(false);
      await run(DAILY, tickOf(DAILY, SUNDAY, 9));
      expect(chat.messages).toHaveLength(1);
      expect(chat.messages[0]?.digest.summary).toMatch(/^wx0, wx1, wx10.*2 more/);
    });

    it('is one message of weekly figures, of which no notice tells', async () => {
      const [, told] = await late(true);
      rig.intercept(() => ({ body: BUSY }));
      const weekly = scheduled('week', { channels: [] });
      rig.clock.set('2026-11-23T10:30:00Z');
      await run(weekly, tickOf(weekly, '2026-11-23T01:30:00Z', 9));
      expect(told.messages.map(({ digest }) => digest.title)).toContain(
        textFor('en').commands.operatorsTitle,
      );
      expect(told.messages.length).toBeLessThanOrEqual(2);
    });
  });

  it('is asked again soon, and nobody is told while it may mend itself', async () => {
    const [one, operators] = [destination('growth'), destination('operators')];
    await open({ destinations: [one.destination], operators: [operators.destination] });
    rig.intercept((call) => (call.endpoint === 'day' ? { body: BUSY } : undefined));
    expect(minutesFromNow(await run())).toBe(5);
    expect(minutesFromNow(await run(DAILY, tickOf(DAILY, SUNDAY, 2)))).toBe(15);
    expect(operators.channel.tries).toEqual([]);
    rig.intercept(() => undefined);
    expect(await run(DAILY, tickOf(DAILY, SUNDAY, 3))).toBeUndefined();
    expect(one.channel.messages).toHaveLength(1);
  });

  it('about one old cohort holds the digest up for three tries, then the operators know', async () => {
    const [one, operators] = [destination('growth'), destination('operators')];
    await open({ destinations: [one.destination], operators: [operators.destination] });
    rig.intercept(answering('20261022', BUSY));
    expect(minutesFromNow(await run())).toBe(5);
    expect(minutesFromNow(await run(DAILY, tickOf(DAILY, SUNDAY, 2)))).toBe(15);
    expect(one.channel.tries).toEqual([]);
    expect(await run(DAILY, tickOf(DAILY, SUNDAY, 3))).toBeUndefined();
    expect(one.channel.messages).toHaveLength(1);
    expect(items(one.channel.messages[0]?.digest).join()).toContain('Thu, Oct 22');
    expect(operators.channel.messages).toHaveLength(1);
  });

  it('has as many tries after hours of lateness as before', async () => {
    const [one, operators] = [destination('growth'), destination('operators')];
    await open({ destinations: [one.destination], operators: [operators.destination] });
    rig.intercept(answering('20261121', NOT_READY));
    expect(minutesFromNow(await run())).toBe(45);
    rig.clock.set('2026-11-22T04:30:00Z');
    rig.intercept(answering('20261022', BUSY));
    expect(minutesFromNow(await run(DAILY, tickOf(DAILY, SUNDAY, 5)))).toBe(5);
    expect([one.channel.tries, operators.channel.tries]).toEqual([[], []]);
  });

  it('about one older cohort waits like late figures, for three tries, and nobody is told', async () => {
    const [one, operators] = [destination('growth'), destination('operators')];
    await open({ destinations: [one.destination], operators: [operators.destination] });
    rig.intercept(answering('20261114', NOT_READY));
    expect(minutesFromNow(await run())).toBe(45);
    expect(minutesFromNow(await run(DAILY, tickOf(DAILY, SUNDAY, 2)))).toBe(45);
    expect(one.channel.tries).toEqual([]);
    rig.intercept(() => undefined);
    expect(await run(DAILY, tickOf(DAILY, SUNDAY, 3))).toBeUndefined();
    expect(items(one.channel.messages[0]?.digest)).toContain(textFor('en').digest.quiet);
    expect(operators.channel.tries).toEqual([]);
  });

  it('about one older cohort for good goes out with the gap named', async () => {
    const one = destination('growth');
    await open({ destinations: [one.destination] });
    rig.intercept(answering('20261114', NOT_READY));
    for (const attempt of [1, 2])
      expect(minutesFromNow(await run(DAILY, tickOf(DAILY, SUNDAY, attempt)))).toBe(45);
    expect(await run(DAILY, tickOf(DAILY, SUNDAY, 3))).toBeUndefined();
    expect(items(one.channel.messages[0]?.digest).join()).toContain('Sat, Nov 14');
  });

  it('because its quota is spent is told once; the digest goes out after Beijing midnight, whole and marked late', async () => {
    const [one, operators] = [destination('growth'), destination('operators')];
    await open({ destinations: [one.destination], operators: [operators.destination] });
    const spent = { errcode: 45009, errmsg: 'reach max api daily quota limit' };
    rig.intercept((call) => (call.begin === '20261115' ? { body: spent } : undefined));
    const again = await run();
    expect(again?.toISOString()).toBe('2026-11-22T16:05:00.000Z');
    expect(one.channel.tries).toEqual([]);
    const asked = rig.calls().length;
    expect(asked).toBe(7);
    // Another app's sake may wake the tick before: nothing is asked, nobody is told again.
    rig.clock.set('2026-11-22T08:00:00Z');
    expect(await run(DAILY, tickOf(DAILY, SUNDAY, 2))).toEqual(again);
    expect(rig.calls()).toEqual([]);
    expect(operators.channel.messages).toHaveLength(1);
    rig.intercept(() => undefined);
    rig.clock.set('2026-11-22T16:05:00Z');
    expect(await run(DAILY, tickOf(DAILY, SUNDAY, 3))).toBeUndefined();
    expect(rig.calls()).toHaveLength(38 - 6);
    const digest = one.channel.messages[0]?.digest;
    expect(digest?.title).toContain('Sat, Nov 21');
    expect(items(digest)).toContain('Late: this was due Sun, Nov 22, 09:30 Asia/Shanghai.');
    expect(operators.channel.messages).toHaveLength(1);
  });
});

describe('a quota that was spent', () => {
  const spent = { errcode: 45009, errmsg: 'reach max api daily quota limit' };

  it('is still spent right after midnight: asked again a quarter of an hour later, not a day', async () => {
    const [one, operators] = [destination('growth'), destination('operators')];
    await open({ destinations: [one.destination], operators: [operators.destination] });
    rig.intercept((call) => (call.endpoint === 'day' ? { body: spent } : undefined));
    await run();
    rig.clock.set('2026-11-22T16:05:00Z');
    const again = await run(DAILY, tickOf(DAILY, SUNDAY, 2));
    expect(again?.toISOString()).toBe('2026-11-22T16:25:00.000Z');
    rig.intercept(() => undefined);
    rig.clock.set('2026-11-22T16:25:00Z');
    expect(await run(DAILY, tickOf(DAILY, SUNDAY, 3))).toBeUndefined();
    expect(one.channel.messages).toHaveLength(1);
  });

  it('and a WeChat that is busy after midnight do not lose the digest', async () => {
    const [one, operators] = [destination('growth'), destination('operators')];
    await open({ destinations: [one.destination], operators: [operators.destination] });
    rig.intercept((call) => (call.endpoint === 'day' ? { body: spent } : undefined));
    await run();
    rig.clock.set('2026-11-22T16:05:00Z');
    rig.intercept((call) =>
      call.endpoint === 'day' ? { body: { errcode: -1, errmsg: 'system error' } } : undefined,
    );
    expect(await run(DAILY, tickOf(DAILY, SUNDAY, 2))).toBeDefined();
    rig.intercept(() => undefined);
    await run(DAILY, tickOf(DAILY, SUNDAY, 3));
    expect(one.channel.messages).toHaveLength(1);
  });
});

describe('an app with which the bot itself fails', () => {
  it('does not end the tick of the others', async () => {
    const one = destination('growth');
    await open({ apps: [APP, OTHER], destinations: [one.destination] });
    const { collector } = rig.bot;
    const broken: typeof rig.bot = {
      ...rig.bot,
      operators: [],
      collector: {
        collect: (app, ...rest) =>
          app.appid === APP ? Promise.reject(new Error('disk')) : collector.collect(app, ...rest),
      },
    };
    expect(minutesFromNow(await runTick(broken, DAILY, tickOf(DAILY), signal))).toBe(5);
    expect(one.channel.messages.map(({ digest }) => digest.title)).toEqual([
      expect.stringContaining('Lotus Store'),
    ]);
    expect(rig.log.some(({ message }) => message === 'part of a tick failed')).toBe(true);
  });
});

describe('an app whose calls hang', () => {
  it('keeps nobody else waiting: the other’s digest is posted while it still hangs', async () => {
    const one = destination('growth');
    await open({
      apps: [APP, OTHER],
      destinations: [one.destination],
      limits: { ...UNLIMITED, inFlight: 3, inFlightPerApp: 2 },
    });
    rig.intercept(({ app }) => (app === APP ? 'hang' : undefined));
    const stop = new AbortController();
    const ticked = runTick(rig.bot, DAILY, tickOf(DAILY), stop.signal);
    await vi.waitFor(() => expect(one.channel.messages).toHaveLength(1));
    expect(one.channel.messages[0]?.digest.title).toContain('Lotus Store');
    stop.abort();
    await expect(ticked).rejects.toThrow();
  });
});

describe('a newest period that WeChat refuses', () => {
  it('leaves the digest with everything else that rests on it, and names what is missing', async () => {
    const one = destination('growth');
    await open({ destinations: [one.destination] });
    rig.intercept(answering('20261121', { errcode: 61501, errmsg: 'date range error' }));
    expect(await run()).toBeUndefined();
    const digest = one.channel.messages[0]?.digest;
    expect(digest?.title).toContain('Sat, Nov 21');
    expect(items(digest).join()).toContain('Sat, Nov 21');
    expect(items(digest).join()).not.toContain('Late');
    const figures = digest?.sections.find((section) => section.kind === 'figures');
    expect(figures?.kind === 'figures' && figures.figures.map(({ rate }) => rate)).not.toContain(
      '—',
    );
  });
});

describe('a fault that only a person can mend', () => {
  it('is told to the operators once a day, and there is no digest', async () => {
    const [one, operators] = [destination('growth'), destination('operators')];
    await open({ destinations: [one.destination], operators: [operators.destination] });
    rig.intercept((call) => (call.endpoint === 'day' ? { body: UNAUTHORIZED } : undefined));
    expect(await run()).toBeUndefined();
    expect(await run(scheduled('day', { channels: [] }))).toBeUndefined();
    expect(one.channel.tries).toEqual([]);
    expect(operators.channel.messages.map(({ digest }) => digest.summary)).toEqual([
      expect.stringContaining('48001'),
    ]);
    rig.clock.set(MONDAY);
    await run(DAILY, tickOf(DAILY, MONDAY));
    expect(operators.channel.messages).toHaveLength(2);
  });

  it('is told where the digest would go when no operators are named', async () => {
    const one = destination('growth');
    await open({ destinations: [one.destination] });
    rig.intercept((call) => (call.endpoint === 'day' ? { body: UNAUTHORIZED } : undefined));
    await run();
    expect(one.channel.messages.map(({ digest }) => digest.title)).toEqual([
      textFor('en').commands.operatorsTitle,
    ]);
  });

  it('shows the address that is missing on the whitelist', async () => {
    const operators = destination('operators');
    await open({ operators: [operators.destination] });
    const body = { errcode: 40164, errmsg: 'invalid ip 203.0.113.9, not in whitelist rid: 1-2-3' };
    rig.intercept((call) => (call.endpoint === 'stable_token' ? { body } : undefined));
    await run();
    expect(operators.channel.messages[0]?.digest.summary).toContain('203.0.113.9');
  });

  it('with one old cohort keeps nobody from the digest of the day', async () => {
    const [one, operators] = [destination('growth'), destination('operators')];
    await open({ destinations: [one.destination], operators: [operators.destination] });
    const odd = { ref_date: '20261114', visit_uv_new: [{ key: 0, value: -5 }] };
    rig.intercept(answering('20261114', odd));
    expect(await run()).toBeUndefined();
    expect(operators.channel.messages).toHaveLength(1);
    const digest = one.channel.messages[0]?.digest;
    expect(digest?.title).toContain(formatter('en').period(periodOf('day', '2026-11-21')));
    const cohorts = formatter('en').shortPeriod(periodOf('day', '2026-11-14'));
    expect(items(digest)).toContain(textFor('en').digest.noAnswer({ cohorts }));
  });

  it('of one app does not keep another from its digest', async () => {
    const [one, operators] = [destination('growth'), destination('operators')];
    await open({
      apps: [APP, OTHER],
      destinations: [one.destination],
      operators: [operators.destination],
    });
    rig.intercept((call) => (call.app === APP ? { body: UNAUTHORIZED } : undefined));
    expect(await run()).toBeUndefined();
    expect(one.channel.messages.map(({ digest }) => digest.title)).toEqual([
      expect.stringContaining('Lotus Store'),
    ]);
  });
});
