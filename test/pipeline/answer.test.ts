/** What the bot answers to a command, from the store, without ever throwing. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Digest } from '../../src/core/digest.ts';
import { formatter } from '../../src/core/format.ts';
import { newestExpected, periodOf } from '../../src/core/period.ts';
import { type Locale, textFor } from '../../src/core/text/index.ts';
import { type AnswerOptions, answer } from '../../src/pipeline/answer.ts';
import type { Bot } from '../../src/pipeline/bot.ts';
import { APP, OTHER, openRig, type Rig, type RigOptions } from './rig.ts';

const SUNDAY = '2026-11-22T01:30:00Z';
const signal = new AbortController().signal;
const place = { adapter: 'slack', id: 'C0123ABCD' };
const en = textFor('en');

let rig: Rig;
const open = async (options: Partial<RigOptions> = {}) => {
  rig = await openRig({ now: SUNDAY, ...options });
  return rig;
};
afterEach(() => rig.close());

const ask = (
  text: string,
  options: Partial<AnswerOptions> & { locale?: Locale; bot?: Bot } = {},
): Promise<Digest> =>
  answer(
    options.bot ?? rig.bot,
    { text, locale: options.locale ?? 'en', place, user: 'U0123ABCD', isMember: async () => true },
    {
      collected: options.collected ?? Promise.resolve(),
      isFixed: options.isFixed ?? (() => false),
      signal: options.signal ?? signal,
    },
  );
const collectDaily = async () => {
  for (const app of rig.apps)
    await rig.bot.collector.collect(app, newestExpected('day', rig.clock.now()), signal);
  rig.calls();
};
const items = (digest: Digest) =>
  digest.sections.flatMap((one) => (one.kind === 'list' ? one.items : []));
const titleDay = (day: string, locale: Locale = 'en') =>
  formatter(locale).period(periodOf('day', day));

describe('an answer', () => {
  it('comes from the store, and nothing is asked of WeChat', async () => {
    await open();
    await collectDaily();
    const digest = await ask('daily');
    expect(digest.title).toContain(titleDay('2026-11-21'));
    expect(digest.sections.filter(({ kind }) => kind === 'figures')).toHaveLength(2);
    expect(digest.sections.some(({ kind }) => kind === 'chart')).toBe(true);
    expect(rig.calls()).toEqual([]);
  });

  it('is in the language of whoever asks', async () => {
    await open();
    await collectDaily();
    const digest = await ask('日报', { locale: 'zh-CN' });
    expect(digest.locale).toBe('zh-CN');
    expect(digest.title).toContain(titleDay('2026-11-21', 'zh-CN'));
  });

  it('shows one segment alone when it is named', async () => {
    await open();
    await collectDaily();
    const digest = await ask('daily active');
    const headings = digest.sections.flatMap((one) => (one.kind === 'figures' ? one.heading : []));
    expect(headings).toEqual([en.digest.segment.active]);
  });

  it('is about the app that is named, and otherwise mentions the others', async () => {
    await open({ apps: [APP, OTHER] });
    await collectDaily();
    const named = await ask('daily lotus store');
    expect(named.title).toContain('Lotus Store');
    expect(JSON.stringify(named)).not.toContain('晨读时光');
    const first = await ask('');
    expect(first.title).toContain('晨读时光');
    expect(JSON.stringify(first)).toContain(en.digest.otherApps({ apps: 'Lotus Store' }));
  });

  it('shows an older period, and says so, while the newest is not there', async () => {
    await open();
    await collectDaily();
    rig.clock.set('2026-11-23T02:00:00Z');
    const digest = await ask('daily');
    const format = formatter('en');
    expect(digest.title).toContain(titleDay('2026-11-21'));
    expect(items(digest)).toContain(
      en.digest.older({
        wanted: format.shortPeriod(periodOf('day', '2026-11-22')),
        shown: format.shortPeriod(periodOf('day', '2026-11-21')),
      }),
    );
    expect(rig.calls()).toEqual([]);
  });

  it('does not call yesterday late before 09:00 in Beijing', async () => {
    await open();
    await collectDaily();
    rig.clock.set('2026-11-23T00:59:00Z');
    const digest = await ask('daily');
    expect(digest.title).toContain(titleDay('2026-11-21'));
    expect(items(digest)).toContain(en.digest.quiet);
  });

  it('asks WeChat only when the store has nothing at all of the app and grain', async () => {
    await open();
    await collectDaily();
    const weekly = await ask('weekly');
    expect(weekly.title).toContain('Weekly');
    expect(new Set(rig.calls().map(({ endpoint }) => endpoint))).toEqual(new Set(['week']));
    await ask('weekly');
    expect(rig.calls()).toEqual([]);
  });

  it('waits for the first collection, then answers from it', async () => {
    await open();
    const first = Promise.withResolvers<void>();
    let isAnswered = false;
    const digest = ask('daily', { collected: first.promise }).finally(() => {
      isAnswered = true;
    });
    // Asked after it and answered: it would have been, too.
    await ask('daily');
    expect(isAnswered).toBe(false);
    rig.calls();
    first.resolve();
    expect((await digest).title).toContain(titleDay('2026-11-21'));
    expect(rig.calls()).toEqual([]);
  });

  it('helps at once, even during the first collection', async () => {
    await open();
    const digest = await ask('help', { collected: new Promise(() => {}) });
    expect(digest.title).toBe(en.commands.helpTitle);
    expect(items(digest)).toEqual(en.commands.help);
  });

  it('says that there is nothing yet when WeChat has nothing', async () => {
    await open({ readyHour: 12 });
    const digest = await ask('daily');
    expect(digest.title).toBe(en.commands.noDataTitle);
    expect(digest.summary).toContain('晨读时光');
  });

  it('explains what is wrong when there is nothing because of a fault', async () => {
    await open();
    const body = { errcode: 40164, errmsg: 'invalid ip 203.0.113.9, not in whitelist' };
    rig.intercept(() => ({ body }));
    const digest = await ask('daily');
    expect(digest.title).toBe(en.commands.failedTitle);
    expect(digest.summary).toContain('203.0.113.9');
  });

  it('gives usage, not a stack, for words it does not know', async () => {
    await open();
    const digest = await ask('frobnicate <script>');
    expect(digest.title).toBe(en.commands.unknownTitle);
    expect(digest.summary).toContain('frobnicate');
    expect(items(digest)).toEqual(en.commands.help);
  });

  it('lists the apps it knows', async () => {
    await open({ apps: [APP, OTHER] });
    const digest = await ask('apps');
    expect(items(digest)).toEqual([
      en.commands.app({ name: '晨读时光', appid: APP }),
      en.commands.app({ name: 'Lotus Store', appid: OTHER }),
    ]);
  });

  it('subscribes and unsubscribes the chat it was asked in', async () => {
    await open();
    await rig.stores.addresses.remember(place.adapter, place.id, {});
    const isSubscribed = async () =>
      (await rig.stores.addresses.list(place.adapter)).map(({ subscribed }) => subscribed);
    expect((await ask('subscribe')).title).toBe(en.commands.subscribedTitle);
    expect(await isSubscribed()).toEqual([true]);
    expect((await ask('退订')).title).toBe(en.commands.unsubscribedTitle);
    expect(await isSubscribed()).toEqual([false]);
  });

  it('leaves a chat alone that the configuration sets', async () => {
    await open();
    await rig.stores.addresses.remember(place.adapter, place.id, {});
    const isFixed = ({ id }: { id: string }) => id === place.id;
    expect((await ask('subscribe', { isFixed })).title).toBe(en.commands.fixedTitle);
    expect((await ask('unsubscribe', { isFixed })).title).toBe(en.commands.fixedTitle);
    expect((await rig.stores.addresses.list(place.adapter))[0]?.subscribed).toBe(false);
  });

  it.each(['daily', 'weekly new', 'apps', 'help', 'subscribe', '???', '', '日报 活跃'])(
    'never throws: "%s" on a store that is broken',
    async (text) => {
      await open();
      const broken = async () => {
        throw new Error('disk I/O error at /secret/path');
      };
      const stores = {
        ...rig.stores,
        snapshots: { ...rig.stores.snapshots, triangle: broken },
        addresses: { ...rig.stores.addresses, subscribe: broken },
      };
      const digest = await ask(text, { bot: { ...rig.bot, stores } });
      expect(digest.title).not.toBe('');
      expect(JSON.stringify(digest)).not.toContain('disk I/O');
    },
  );

  it.each(['daily', 'help', 'nonsense', 'apps', 'subscribe'])(
    'says that the data is simulated, also to "%s"',
    async (text) => {
      await open({ simulated: true });
      expect((await ask(text)).banner).toBe(en.digest.simulated);
    },
  );

  it('does not throw when the bot is stopped meanwhile', async () => {
    await open();
    const digest = await ask('daily', { signal: AbortSignal.abort() });
    expect(digest.title).toBe(en.commands.failedTitle);
  });

  it('has something to say without any app', async () => {
    await open();
    const digest = await ask('daily', { bot: { ...rig.bot, apps: [] } });
    expect(digest.title).toBe(en.commands.noDataTitle);
  });
});
