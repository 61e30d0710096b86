/** What doesn't come is told to the operators once when it begins, once when it ends. */
import { afterEach, expect, it } from 'vitest';
import { cronAt, schedule } from '../../src/core/schedule.ts';
import { textFor } from '../../src/core/text/index.ts';
import { afterCollection } from '../../src/pipeline/after-collection.ts';
import { tellNotices } from '../../src/pipeline/notices.ts';
import { tellOne } from './mornings.ts';
import { APP, destination, OTHER, openRig, type Rig } from './rig.ts';

const signal = new AbortController().signal;
const words = textFor('en').notices;
let rig: Rig;
afterEach(() => rig.close());

async function open() {
  const operators = destination('operators');
  rig = await openRig({
    now: '2026-11-22T01:30:00Z',
    apps: [APP, OTHER],
    operators: [operators.destination],
  });
  return operators.channel;
}

const tellAt = async (moment: string) => {
  rig.clock.set(moment);
  return tellNotices(rig.bot, 1, signal);
};

/** WeChat answers of a day. */
async function known(app: string, first: string) {
  const counts = { new: new Map([[0, 100]]), active: new Map([[0, 400]]) };
  await tellOne(rig.stores, app, { period: { first }, counts }, rig.clock.now());
}

it('WeChat being late is one notice for all apps from 18:00 on, and one when the last figures are there', async () => {
  const { messages } = await open();
  await tellAt('2026-11-22T09:59:00Z');
  expect(messages).toEqual([]);
  await tellAt('2026-11-22T10:00:00Z');
  await tellAt('2026-11-22T12:00:00Z');
  expect(messages.map(({ digest }) => digest.title)).toEqual([words.began.late]);
  expect(messages[0]?.digest.summary).toMatch(/晨读时光.*Lotus Store/);
  for (const app of [APP, OTHER]) await known(app, '2026-11-21');
  await tellAt('2026-11-22T13:00:00Z');
  await tellAt('2026-11-22T14:00:00Z');
  expect(messages.map(({ digest }) => digest.title)).toEqual([words.began.late, words.ended.late]);
});

it('WeChat being late is told though alerts cannot be judged', async () => {
  const { messages } = await open();
  rig.clock.set('2026-11-22T10:00:00Z');
  const error = new Error('a memory that cannot be read');
  const alerts = { ...rig.stores.alerts, unsettled: () => Promise.reject(error) };
  const zone = 'Asia/Shanghai';
  const collection = schedule({
    ...{ grain: 'day', cron: cronAt('day', '09:00'), at: '09:00', zone },
    ...{ apps: 'all', channels: [] },
  });
  const ended = await afterCollection({
    bot: { ...rig.bot, stores: { ...rig.stores, alerts } },
    schedule: collection,
    tick: { schedule: collection.key, scheduledFor: new Date('2026-11-22T01:00:00Z'), attempt: 1 },
    destinations: [],
    noted: { brought: new Set(), lost: [] },
    signal,
  });
  expect(ended.fault).toEqual({ error, isTold: false });
  expect(messages.map(({ digest }) => digest.title)).toEqual([words.began.late]);
});

it('the morning after does not end what is still late', async () => {
  const { messages } = await open();
  await tellAt('2026-11-22T10:00:00Z');
  await tellAt('2026-11-23T01:30:00Z');
  await tellAt('2026-11-23T10:30:00Z');
  expect(messages).toHaveLength(1);
});

it('an app of which nothing new is known for two days is told of by itself, and ends once', async () => {
  const { messages } = await open();
  await known(APP, '2026-11-21');
  await known(OTHER, '2026-11-21');
  await tellAt('2026-11-23T10:00:00Z');
  await known(APP, '2026-11-23');
  await tellAt('2026-11-24T10:00:00Z');
  const titles = () => messages.map(({ digest }) => digest.title);
  expect(titles().filter((title) => title === words.began.silent)).toHaveLength(1);
  expect(messages.at(-1)?.digest.title).not.toBe(words.ended.silent);
  await known(OTHER, '2026-11-23');
  await tellAt('2026-11-24T11:00:00Z');
  expect(messages.at(-1)?.digest).toMatchObject({
    title: words.ended.silent,
    summary: words.there({ count: '1', apps: 'Lotus Store' }),
  });
  await tellAt('2026-11-24T12:00:00Z');
  expect(titles().filter((title) => title === words.ended.silent)).toHaveLength(1);
});

it('a channel that takes messages again is told of, since its refusal was', async () => {
  const { messages } = await open();
  const chat = 'slack:C1';
  const params = { channel: 'growth' };
  const since = rig.clock.now();
  await rig.stores.pauses.pause({ chat, since, code: 'slack_archived', params });
  await tellAt('2026-11-22T02:00:00Z');
  expect(messages).toEqual([]);
  await rig.stores.pauses.resume(chat);
  await tellAt('2026-11-22T03:00:00Z');
  await tellAt('2026-11-22T04:00:00Z');
  expect(messages.map(({ digest }) => digest.summary)).toEqual([
    words.takes({ channels: 'growth' }),
  ]);
});

it('what could not be told is told later', async () => {
  const channel = await open();
  channel.next('later');
  expect(await tellAt('2026-11-22T10:00:00Z')).toBeGreaterThan(0);
  expect(await tellAt('2026-11-22T10:05:00Z')).toBeUndefined();
  expect(channel.messages).toHaveLength(1);
});

it('what began together ends with its last app, told once', async () => {
  const { messages } = await open();
  await tellAt('2026-11-22T10:00:00Z');
  await known(APP, '2026-11-21');
  await tellAt('2026-11-22T11:00:00Z');
  expect(messages).toHaveLength(1);
  await known(OTHER, '2026-11-21');
  await tellAt('2026-11-22T12:00:00Z');
  expect(messages.map(({ digest }) => digest.title)).toEqual([words.began.late, words.ended.late]);
  expect(messages[1]?.digest.summary).toMatch(/晨读时光.*Lotus Store/);
});

it('an app that stays silent keeps nobody from hearing of the others', async () => {
  const { messages } = await open();
  for (const app of [APP, OTHER]) await known(app, '2026-11-20');
  await tellAt('2026-11-22T10:00:00Z');
  rig.clock.set('2026-11-23T10:00:00Z');
  await known(APP, '2026-11-22');
  await tellAt('2026-11-23T10:00:00Z');
  expect(messages.map(({ digest }) => digest.title)).toEqual([
    words.began.late,
    words.began.silent,
    words.ended.late,
  ]);
  expect(messages[2]?.digest.summary).toBe(words.there({ count: '1', apps: '晨读时光' }));
});

it('is told once where the process died right after the post and fewer apps are late by then', async () => {
  const channel = await open();
  channel.next('unseen');
  await tellAt('2026-11-22T10:00:00Z');
  await known(APP, '2026-11-21');
  await tellAt('2026-11-22T10:10:00Z');
  expect(channel.messages).toHaveLength(1);
  await known(OTHER, '2026-11-21');
  await tellAt('2026-11-22T11:00:00Z');
  expect(channel.messages).toHaveLength(2);
});

it('two processes that find the same tell it once', async () => {
  const { messages } = await open();
  rig.clock.set('2026-11-22T10:00:00Z');
  await Promise.all([tellNotices(rig.bot, 1, signal), tellNotices(rig.bot, 1, signal)]);
  await tellAt('2026-11-22T10:05:00Z');
  expect(messages).toHaveLength(1);
});
