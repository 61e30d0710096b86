/** A chat that refuses whatever the bot says: told once, left alone, and given its digest as soon as it is mended. */
import { afterEach, describe, expect, it } from 'vitest';
import { ChannelError, explain } from '../../src/core/errors.ts';
import { cronAt, schedule } from '../../src/core/schedule.ts';
import { textFor } from '../../src/core/text/index.ts';
import { deliver } from '../../src/pipeline/deliver.ts';
import { runTick } from '../../src/pipeline/tick.ts';
import type { Script } from '../doubles/channel.ts';
import { dailyDigest } from '../doubles/digests.ts';
import { APP, destination, OTHER, openRig, type Rig } from './rig.ts';

const SUNDAY = '2026-11-22T01:30:00Z';
const MONDAY = '2026-11-23T01:30:00Z';
const MINUTE = 60_000;
const signal = new AbortController().signal;
const DAILY = schedule({
  grain: 'day',
  cron: cronAt('day', '09:30'),
  at: '09:30',
  zone: 'Asia/Shanghai',
  apps: 'all',
  channels: 'all',
});
const BARRED = Array<Script>(100).fill('barred');

let rig: Rig;
let growth: ReturnType<typeof destination>;
let operators: ReturnType<typeof destination>;
afterEach(() => rig.close());

async function open(apps = [APP]): Promise<void> {
  growth = destination('growth');
  operators = destination('operators');
  rig = await openRig({
    now: SUNDAY,
    apps,
    destinations: [growth.destination],
    operators: [operators.destination],
  });
}

const run = (at = SUNDAY, attempt = 1) =>
  runTick(rig.bot, DAILY, { schedule: DAILY.key, scheduledFor: new Date(at), attempt }, signal);

/** Every run of a tick, each when the one before asked for it; says how many there were. */
async function runAll(at = SUNDAY): Promise<number> {
  rig.clock.set(at);
  for (let attempt = 1; ; attempt += 1) {
    const again = await run(at, attempt);
    if (!again) return attempt;
    rig.clock.set(again.toISOString());
  }
}

const say = async (subject: string) => {
  const [said] = await deliver(rig.bot, [growth.destination], subject, () => dailyDigest(), signal);
  return said?.state;
};

const told = () => operators.channel.messages.map(({ digest }) => digest.summary);
const sentence = () =>
  explain(
    new ChannelError('rejected', 'slack_not_in_channel', { channel: 'growth' }),
    textFor('en'),
  );

describe('a chat that refuses everything', () => {
  it.each(['welcome', 'share 1.2 daily'])(
    'keeps nothing from its digest by having refused "%s"',
    async (subject) => {
      await open();
      growth.channel.next('barred');
      expect(await say(subject)).toBe('rejected');
      expect(await run()).toBeUndefined();
      expect(growth.channel.messages).toHaveLength(1);
    },
  );

  it('is told to the operators by the first digest, whatever it has refused before', async () => {
    await open();
    growth.channel.next(...BARRED);
    await say('welcome');
    expect(told()).toEqual([]);
    await run();
    expect(told()).toEqual([sentence()]);
  });

  it('gets the digest of the day within the hour after it was mended, though nothing tells of that', async () => {
    await open();
    growth.channel.next('barred', 'barred');
    for (const attempt of [1, 2]) {
      const again = await run(SUNDAY, attempt);
      expect(again?.getTime()).toBe(rig.clock.now().getTime() + 45 * MINUTE);
      if (again) rig.clock.set(again.toISOString());
    }
    expect(await run(SUNDAY, 3)).toBeUndefined();
    expect(growth.channel.messages).toHaveLength(1);
    expect(told()).toHaveLength(1);
    expect(await rig.stores.pauses.list()).toEqual([]);
  });

  it('keeps no digest from another schedule’s, which comes while it is still said to be paused', async () => {
    await open();
    growth.channel.next('barred');
    await run();
    rig.clock.set('2026-11-22T02:05:00Z');
    const weekly = schedule({ ...DAILY, grain: 'week', cron: '5 10 * * 0' });
    const tick = { schedule: weekly.key, scheduledFor: rig.clock.now(), attempt: 1 };
    await runTick(rig.bot, weekly, tick, signal);
    expect(growth.channel.messages).toHaveLength(1);
  });

  it('is told once however many apps and days there are, and soon left alone', async () => {
    await open([APP, OTHER]);
    growth.channel.next(...BARRED);
    const runs = await runAll();
    expect(runs).toBe(18);
    // Both apps' digests reach it side by side, at most.
    expect(growth.channel.tries.length).toBeLessThanOrEqual(2 * runs);
    const [since] = await rig.stores.pauses.list();
    await runAll(MONDAY);
    expect(told()).toEqual([sentence()]);
    expect(await rig.stores.pauses.list()).toEqual([since]);
  });

  it('is told when it is refused next where the operators could not be reached', async () => {
    await open();
    growth.channel.next(...BARRED);
    operators.channel.next('later');
    const again = await run();
    expect(told()).toEqual([]);
    if (again) rig.clock.set(again.toISOString());
    await run(SUNDAY, 2);
    expect(told()).toEqual([sentence()]);
  });
});
