/** `status`: what it tells of a database, to people and to programs. */
import { afterEach, describe, expect, it } from 'vitest';
import { adapters } from '../../adapters/index.ts';
import type { House } from '../../src/commands/house.ts';
import { runStatus, type StatusReport } from '../../src/commands/status.ts';
import { readConfig } from '../../src/config/index.ts';
import { AppError, explain } from '../../src/core/errors.ts';
import { formatter } from '../../src/core/format.ts';
import { newestExpected } from '../../src/core/period.ts';
import { cronAt, schedule } from '../../src/core/schedule.ts';
import { textFor } from '../../src/core/text/index.ts';
import { APP, openRig, type Rig } from '../pipeline/rig.ts';

/** A Wednesday, 10:00 in Beijing. */
const NOW = '2026-11-25T02:00:00Z';
const en = textFor('en');
const words = en.terminal.status;
const moment = (at: string) => formatter('en').moment(new Date(at), 'Asia/Shanghai');
const DAILY = schedule({
  grain: 'day',
  cron: cronAt('day', '09:30'),
  at: '09:30',
  zone: 'Asia/Shanghai',
  apps: 'all',
  channels: ['growth'],
});
const ERROR = { code: 'ip_not_allowed', params: { app: APP, detail: 'd', ip: '203.0.113.9' } };
const REASON = explain(new AppError('ip_not_allowed', ERROR.params), en);

let rig: Rig;
afterEach(() => rig.close());

async function open(env: Readonly<Record<string, string>> = {}, isStarted?: boolean) {
  rig = await openRig({ now: NOW, schedules: [DAILY] });
  const config = readConfig(
    {
      WECHAT_APPID: APP,
      WECHAT_APPSECRET: 'an-AppSecret',
      SLACK_BOT_TOKEN: 'xoxb-planted-token',
      SLACK_SIGNING_SECRET: '0123456789abcdef0123456789abcdef',
      SLACK_CHANNEL: 'C0123ABCD',
      ...env,
    },
    adapters,
    () => undefined,
  );
  // Reading needs no chat and no server.
  const house = { bot: rig.bot, config, isStarted: () => isStarted } as House;
  const print = async (json: boolean) => {
    const written: string[] = [];
    const stdout = { write: (text: string) => written.push(text) };
    expect(await runStatus(house, { json }, { stdout })).toBe(0);
    return written.join('');
  };
  return {
    text: () => print(false),
    json: async () => JSON.parse(await print(true)) as StatusReport,
  };
}

describe('of an empty database', () => {
  it('is that nothing has run and nothing is known', async () => {
    const { text, json } = await open();
    const report = await json();
    expect(report).toMatchObject({
      at: '2026-11-25T02:00:00.000Z',
      running: { isRunning: false, lastSeen: null, processes: 0 },
      database: 'sqlite',
      apps: [
        {
          app: APP,
          newest: { day: null, week: null, month: null },
          expected: { day: '2026-11-24', week: '2026-11-16', month: '2026-10-01' },
        },
      ],
      paused: [],
      openAlerts: 0,
    });
    expect(report.schedules.map(({ origin, grain }) => `${origin} ${grain}`)).toEqual([
      'configuration day',
      'collection day',
      'collection week',
      'collection month',
    ]);
    expect(report.schedules[0]).toEqual({
      origin: 'configuration',
      grain: 'day',
      at: '09:30',
      cron: '30 9 * * *',
      zone: 'Asia/Shanghai',
      apps: 'all',
      chat: null,
      number: null,
      lastRun: null,
      next: '2026-11-26T01:30:00.000Z',
      lastSuccess: null,
      lastError: null,
    });
    expect(await text()).toContain(words.neverRun);
  });
});

describe('of a SQLite file', () => {
  it('says that nothing runs as soon as the one process has ended', async () => {
    const { text, json } = await open({}, false);
    await rig.stores.marks.set('alive', new Date('2026-11-25T01:59:30Z'));
    expect((await json()).running).toMatchObject({ isRunning: false, processes: 0 });
    expect(await text()).toContain(words.stopped({ seen: moment('2026-11-25T01:59:30Z') }));
  });

  it('counts the one process that runs, also where the machine was asleep or it has only just begun', async () => {
    const { text, json } = await open({}, true);
    expect(await text()).toContain(words.running({ seen: moment(NOW), count: '1' }));
    await rig.stores.marks.set('alive', new Date('2026-11-25T00:00:00Z'));
    expect((await json()).running).toMatchObject({ isRunning: true, processes: 1 });
  });
});

describe('of a PostgreSQL database', () => {
  it('says that nothing runs as soon as the last process has left', async () => {
    const { text, json } = await open();
    const { marks, replicas } = rig.stores;
    await marks.set('alive', new Date('2026-11-25T01:59:30Z'));
    await replicas.beat('one', rig.clock.now(), 60_000);
    expect((await json()).running).toMatchObject({ isRunning: true, processes: 1 });
    await replicas.leave('one');
    expect((await json()).running).toMatchObject({ isRunning: false, processes: 0 });
    expect(await text()).toContain(words.stopped({ seen: moment('2026-11-25T01:59:30Z') }));
  });

  it('counts a process that has only just begun', async () => {
    const { text } = await open();
    await rig.stores.replicas.beat('one', rig.clock.now(), 60_000);
    expect(await text()).toContain(words.running({ seen: moment(NOW), count: '1' }));
  });
});

describe('of a database that works', () => {
  it('has runs, their errors, figures, pauses and who is alive', async () => {
    const { text, json } = await open();
    const { runs, marks, replicas, pauses, ticks, subscriptions } = rig.stores;
    const now = rig.clock.now();
    await marks.set('alive', new Date('2026-11-25T01:59:30Z'));
    for (const id of ['one', 'two']) await replicas.beat(id, now, 60_000);
    await ticks.plan(DAILY.key, new Date('2026-11-25T01:30:00Z'));
    await runs.succeeded(DAILY.key, new Date('2026-11-24T01:31:00Z'));
    await runs.failed(DAILY.key, new Date('2026-11-25T01:40:00Z'), ERROR);
    await pauses.pause({
      chat: 'slack:C0123ABCD',
      since: new Date('2026-11-24T01:30:00Z'),
      code: 'slack_archived',
      params: { channel: 'slack' },
    });
    await subscriptions.add(
      {
        adapter: 'slack',
        chat: 'C9',
        grain: 'week',
        app: APP,
        at: '11:00',
        zone: 'Asia/Tokyo',
        by: 'U1',
      },
      now,
    );
    const [app] = rig.apps;
    if (app)
      await rig.bot.collector.collect(
        app,
        newestExpected('day', now),
        new AbortController().signal,
      );
    const report = await json();
    expect(report.running).toEqual({
      isRunning: true,
      lastSeen: '2026-11-25T01:59:30.000Z',
      processes: 2,
    });
    expect(report.schedules[0]).toMatchObject({
      lastRun: { scheduledFor: '2026-11-25T01:30:00.000Z', isDone: false },
      lastSuccess: '2026-11-24T01:31:00.000Z',
      lastError: { at: '2026-11-25T01:40:00.000Z', code: 'ip_not_allowed', reason: REASON },
    });
    expect(report.schedules.at(-1)).toMatchObject({
      origin: 'subscription',
      chat: 'slack:C9',
      number: 1,
      apps: [APP],
    });
    expect(report.apps[0]?.newest).toEqual({ day: '2026-11-24', week: null, month: null });
    expect(report.paused).toMatchObject([{ chat: 'slack:C0123ABCD', code: 'slack_archived' }]);
    expect(report.paused[0]?.channel).not.toBeNull();

    const told = await text();
    expect(told).toContain(words.running({ seen: moment('2026-11-25T01:59:30Z'), count: '2' }));
    expect(told).toContain(REASON);
    expect(told).toContain(`last success ${moment('2026-11-24T01:31:00Z')}`);
    expect(told).toContain('slack:C9 #1: Weekly digest');
    expect(told).toContain(en.subscriptions.pausedHeading);
    expect(told).toContain('Daily collection, every day at 09:30 Asia/Shanghai');
    // Every line stands by itself, and none says a secret.
    expect(told).toMatch(/[^\n]\n$/);
    expect(told + JSON.stringify(report)).not.toMatch(/xoxb|an-AppSecret|0123456789abcdef/);
  });

  it('says when it was alive last, once it is no more', async () => {
    const { text, json } = await open();
    await rig.stores.marks.set('alive', new Date('2026-11-25T01:50:00Z'));
    expect((await json()).running.isRunning).toBe(false);
    expect(await text()).toContain(words.stopped({ seen: moment('2026-11-25T01:50:00Z') }));
  });

  it('is Chinese where the bot is, and names PostgreSQL without its address', async () => {
    const { text } = await open({
      LOCALE: 'zh-CN',
      DATABASE_URL: 'postgres://bot:planted-password@db.example/retention',
    });
    const told = await text();
    expect(told).toContain('数据库：PostgreSQL');
    expect(told).not.toMatch(/planted|db\.example|Running/);
  });
});
