/** What is told to those who watch the bot: how schedules run, what waits, what is open and paused. */
import { afterEach, describe, expect, it, test } from 'vitest';
import { COLLECTIONS } from '../../src/core/collections.ts';
import { cronAt, type Schedule, schedule } from '../../src/core/schedule.ts';
import { vitalsOf, type Watched } from '../../src/pipeline/vitals.ts';
import { destination, openRig, type Rig, type RigOptions } from './rig.ts';

/** A Wednesday, 10:00 in Beijing. */
const NOW = '2026-11-25T02:00:00Z';
const daily = (at: string, more: Partial<Schedule> = {}) =>
  schedule({
    grain: 'day',
    cron: cronAt('day', at),
    at,
    zone: 'Asia/Shanghai',
    apps: 'all',
    channels: ['growth'],
    ...more,
  });
const DAILY = daily('09:30');

let rig: Rig;
afterEach(() => rig.close());

async function open(options: Partial<RigOptions> = {}, watched: Partial<Watched> = {}) {
  rig = await openRig({
    now: NOW,
    schedules: [DAILY],
    destinations: [destination('growth').destination],
    ...options,
  });
  return vitalsOf(rig.bot, {
    collections: [],
    since: rig.clock.now(),
    replicas: async () => 1,
    lastBeat: () => undefined,
    isStopping: () => false,
    ...watched,
  });
}

describe('a schedule', () => {
  it('is told with its last success, then with the failure since', async () => {
    const vitals = await open();
    expect(await vitals.schedules()).toEqual([
      {
        grain: 'day',
        at: '09:30',
        zone: 'Asia/Shanghai',
        succeededAt: undefined,
        failed: undefined,
        isOverdue: false,
      },
    ]);
    const [at, later] = [new Date('2026-11-24T01:31:00Z'), new Date('2026-11-25T01:31:00Z')];
    await rig.stores.runs.succeeded(DAILY.key, at);
    const error = { code: 'wechat_down', params: { app: 'wx1', detail: 'secret detail' } };
    await rig.stores.runs.failed(DAILY.key, later, error);
    const told = await vitals.schedules();
    expect(told).toMatchObject([
      { succeededAt: at, failed: { at: later, code: 'wechat_down' }, isOverdue: false },
    ]);
    expect(JSON.stringify(told)).not.toContain('secret detail');
  });

  test.each([
    ['half a day and no more after its firing', '2026-11-25T13:30:00Z', false],
    ['longer', '2026-11-25T13:31:00Z', true],
  ])('is overdue when it brought nothing for %s', async (_, now, isOverdue) => {
    const vitals = await open();
    await rig.stores.runs.succeeded(DAILY.key, new Date('2026-11-24T01:31:00Z'));
    rig.clock.set(now);
    expect(await vitals.schedules()).toMatchObject([{ isOverdue }]);
  });

  it('that never ran is overdue half a day after the first firing that it was there for', async () => {
    const vitals = await open();
    rig.clock.set('2026-11-26T13:30:00Z');
    expect(await vitals.schedules()).toMatchObject([{ isOverdue: false }]);
    rig.clock.set('2026-11-26T13:31:00Z');
    expect(await vitals.schedules()).toMatchObject([{ isOverdue: true }]);
  });

  it('is one with those that are called alike, and as bad as the worst of them', async () => {
    const other = daily('09:30', { apps: ['wx1'] });
    const vitals = await open({ schedules: [DAILY, other] });
    const [early, late] = [new Date('2026-11-24T01:31:00Z'), new Date('2026-11-25T01:31:00Z')];
    await rig.stores.runs.succeeded(DAILY.key, late);
    await rig.stores.runs.succeeded(other.key, early);
    await rig.stores.runs.failed(other.key, late, { code: 'internal', params: {} });
    expect(await vitals.schedules()).toMatchObject([
      { succeededAt: early, failed: { code: 'internal' } },
    ]);
  });

  it('of the configuration stands beside the collections', async () => {
    const vitals = await open({}, { collections: COLLECTIONS });
    const told = (await vitals.schedules()).map(({ grain, at }) => `${grain} ${at}`);
    // The daily collection is called as the daily schedule is.
    expect(told).toEqual(['day 09:30', 'week 09:30', 'month 09:30']);
  });
});

it('subscriptions of a grain are one, whatever their times, and name no chat', async () => {
  const vitals = await open();
  for (const [at, zone] of [
    ['11:00', 'Asia/Tokyo'],
    ['12:15', 'Europe/Paris'],
  ] as const)
    await rig.stores.subscriptions.add(
      { adapter: 'test', chat: 'growth', grain: 'week', app: undefined, at, zone, by: 'U1' },
      rig.clock.now(),
    );
  const [, subscribed, ...more] = await vitals.schedules();
  expect(more).toEqual([]);
  expect(subscribed).toMatchObject({ grain: 'week', at: 'subscriptions', zone: '' });
  expect(JSON.stringify(subscribed)).not.toContain('growth');
});

it('counts what is paused, waits and is open', async () => {
  const vitals = await open();
  expect(await vitals.pausedChats()).toBe(0);
  await rig.stores.pauses.pause({
    chat: 'test:growth',
    since: rig.clock.now(),
    code: 'slack_archived',
    params: { channel: 'growth' },
  });
  expect(await vitals.pausedChats()).toBe(1);
  expect(await vitals.waiting()).toBe(0);
  expect(await vitals.openFindings()).toEqual({ new: 0, active: 0 });
});
