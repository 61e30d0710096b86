/** A fall of thirty days through the real heartbeat and the bot's own collections, from WeChat's answers to the threads. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { COLLECTIONS } from '../../src/core/collections.ts';
import { addDays } from '../../src/core/period.ts';
import { HISTORY_WINDOW } from '../../src/core/plan.ts';
import type { World } from '../../src/demo/world.ts';
import { backfill } from '../../src/pipeline/backfill.ts';
import type { Bot } from '../../src/pipeline/bot.ts';
import { runTick } from '../../src/pipeline/tick.ts';
import { heartbeat } from '../../src/schedule/heartbeat.ts';
import { openStores } from '../../src/store/index.ts';
import { keptLog } from '../doubles/host.ts';
import { worldOf } from '../doubles/worlds.ts';
import { APP, destination, openRig, type Rig } from '../pipeline/rig.ts';

const EVE = '2026-07-19';
const FALL = '2026-07-25';
const DAYS = 48;
const COHORTS = worldOf({
  world: 1,
  users: 3000,
  first: '2026-03-01',
  days: 260,
  seed: 7,
  drop: { by: 'cohort', share: 0.3, from: FALL, to: addDays(FALL, 29) },
});
/** Weeks and months are refused: what is counted are the questions about days. */
const WORLD: World = {
  truth: (_, { grain, first }) => (grain === 'day' ? COHORTS.get(first)?.counts : undefined),
};
const signal = new AbortController().signal;
const folder = mkdtempSync(join(tmpdir(), 'retention-beat-'));
const path = join(folder, 'retention.db');
let rig: Rig;
afterEach(async () => {
  await rig.close();
  rmSync(folder, { recursive: true, force: true });
});

function heartOf(bot: Bot) {
  return heartbeat({
    schedules: async () => COLLECTIONS,
    ticks: bot.stores.ticks,
    clock: bot.clock,
    log: keptLog([]),
    run: (one, tick, ended) => runTick(bot, one, tick, ended),
  });
}

const at = (date: string, time: string) => new Date(`${date}T${time}:00+08:00`).toISOString();

/** A day of beats: what waits for another try gets it. */
async function live(date: string, hearts: readonly ReturnType<typeof heartOf>[]) {
  for (const time of ['09:29', '09:30', '09:32', '10:20', '18:00']) {
    rig.clock.set(at(date, time));
    await Promise.all(hearts.map((heart) => heart.beat()));
    await Promise.all(hearts.map((heart) => heart.idle()));
  }
}

test('is one message, at most one worsening and one recovery in its thread on both chats, through a restart and with two processes', async () => {
  const [growth, board] = [destination('growth'), destination('board', 'zh-CN')];
  const operators = destination('operators');
  rig = await openRig({
    now: at(EVE, '12:00'),
    path,
    world: WORLD,
    readyHour: 9,
    destinations: [growth.destination, board.destination],
    operators: [operators.destination],
    alerts: { channels: ['growth', 'board'] },
  });
  board.channel.next('later', 'unseen');
  const [app] = rig.apps;
  if (!app) throw new Error('no app');
  await backfill(rig.bot, app, 'day', { window: HISTORY_WINDOW.day, signal });
  rig.calls();
  const first = heartOf(rig.bot);
  const half = 10;
  for (let day = 1; day <= half; day += 1) await live(addDays(EVE, day), [first]);
  expect(growth.channel.messages).toHaveLength(1);
  await first.stop();
  const stores = await Promise.all([openStores(path), openStores(path)]);
  const hearts = stores.map((one) => heartOf(rig.replica(one)));
  for (let day = half + 1; day <= DAYS; day += 1) await live(addDays(EVE, day), hearts);
  for (const { channel } of [growth, board]) {
    const [opening, ...replies] = channel.messages.map(({ under }) => under);
    expect(opening).toBeUndefined();
    expect(replies.length).toBeGreaterThanOrEqual(1);
    expect(replies.length).toBeLessThanOrEqual(2);
    expect(new Set(replies.map((under) => under?.['message']))).toEqual(new Set(['0']));
  }
  expect(growth.channel.messages).toHaveLength(board.channel.messages.length);
  const [record, ...others] = await rig.stores.alerts.records(APP);
  expect([record?.ended?.reason, ...others]).toEqual(['back']);
  expect(operators.channel.messages).toEqual([]);
  // Alerts ask WeChat for nothing.
  expect(rig.calls().filter(({ endpoint }) => endpoint === 'day')).toHaveLength(10 * DAYS);
  for (const heart of hearts) await heart.stop();
  for (const one of stores) await one.close();
}, 120_000);
