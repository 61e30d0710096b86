/** After a digest went out without its period: the tick goes on asking, ever less often, and bothers nobody. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Grain, newestExpected } from '../../src/core/period.ts';
import { cronAt, type Schedule, schedule } from '../../src/core/schedule.ts';
import type { SimulatedReply } from '../../src/demo/wechat-server.ts';
import { runTick } from '../../src/pipeline/tick.ts';
import { type EditedChannel, editedChannel } from '../doubles/edited-channel.ts';
import { compact, openRig, type Rig } from './rig.ts';

const SATURDAY = '2026-11-21T01:30:00Z';
const SUNDAY = '2026-11-22T01:30:00Z';
const AT_1800 = '2026-11-22T10:00:00Z';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const signal = new AbortController().signal;
const NOT_READY = { body: { errcode: 61503, errmsg: 'data not ready, please try later' } };
const BUSY = { body: { errcode: -1, errmsg: 'system error' } };
const UNAUTHORIZED = { body: { errcode: 48001, errmsg: 'api unauthorized' } };

let rig: Rig;
let growth: EditedChannel;
let operators: EditedChannel;
afterEach(() => rig.close());

function scheduled(grain: Grain, at = '09:30'): Schedule {
  const cron = cronAt(grain, at);
  return schedule({ grain, cron, at, zone: 'Asia/Shanghai', apps: 'all', channels: ['growth'] });
}

/** The digest before stands in the chat; the newest period is answered so. */
async function open(grain: Grain, before: string, reply: SimulatedReply, ticked = SUNDAY) {
  growth = editedChannel('growth');
  operators = editedChannel('operators');
  rig = await openRig({
    now: before,
    destinations: [growth.destination],
    operators: [operators.destination],
  });
  await run(scheduled(grain), before);
  answer(grain, reply, ticked);
  rig.calls();
}

/** How the newest period of a tick is answered from now on. */
function answer(grain: Grain, reply: SimulatedReply | undefined, ticked = SUNDAY): void {
  const { first } = newestExpected(grain, new Date(ticked));
  rig.intercept((call) =>
    call.endpoint === grain && call.begin === compact(first) ? reply : undefined,
  );
}

const run = (one: Schedule, at: string, attempt = 1) =>
  runTick(rig.bot, one, { schedule: one.key, scheduledFor: new Date(at), attempt }, signal);

/** Runs a tick until it is done, as the heartbeat would; minutes between the runs. */
async function live(one: Schedule, at: string, from: string): Promise<number[]> {
  rig.clock.set(from);
  const waits: number[] = [];
  for (let attempt = 13; ; attempt += 1) {
    const before = rig.clock.now().getTime();
    const again = await run(one, at, attempt);
    if (!again) return waits;
    waits.push(Math.round((again.getTime() - before) / MINUTE));
    rig.clock.set(again.toISOString());
  }
}

describe('a digest that went out late', () => {
  it('is asked for after 45 minutes, then less often, up to every two hours, for seven days', async () => {
    await open('week', '2026-11-16T01:30:00Z', NOT_READY, '2026-11-23T01:30:00Z');
    const monday = '2026-11-23T01:30:00Z';
    const waits = await live(scheduled('week'), monday, '2026-11-23T10:00:00Z');
    expect(waits.slice(0, 6)).toEqual([45, 45, 45, 68, 101, 120]);
    expect(new Set(waits.slice(6))).toEqual(new Set([120]));
    const ended = rig.clock.now().getTime() - Date.parse(monday);
    expect(ended).toBeGreaterThanOrEqual(7 * DAY);
    expect(ended).toBeLessThan(7 * DAY + 2 * HOUR);
    expect(rig.calls()).toHaveLength(waits.length + 1);
    expect(growth.messages).toHaveLength(2);
    expect(growth.tries).toHaveLength(2);
    expect(growth.editTries()).toBe(0);
    expect(operators.tries).toEqual([]);
  });

  it('is edited when its figures come, and the tick is done', async () => {
    await open('day', SATURDAY, NOT_READY);
    rig.clock.set(AT_1800);
    const again = await run(scheduled('day'), SUNDAY, 13);
    answer('day', undefined);
    rig.clock.set(again?.toISOString() ?? '');
    expect(await run(scheduled('day'), SUNDAY, 14)).toBeUndefined();
    expect(growth.messages).toHaveLength(2);
    expect(growth.edits.map(({ title }) => title)).toEqual([
      expect.stringContaining('Sat, Nov 21, 2026'),
    ]);
    expect(rig.calls()).toHaveLength(1 + 10);
  });

  it('is waited for through failures that mend themselves, and the operators aren’t told', async () => {
    await open('day', SATURDAY, NOT_READY);
    rig.clock.set(AT_1800);
    await run(scheduled('day'), SUNDAY, 13);
    answer('day', BUSY);
    rig.clock.set('2026-11-22T10:45:00Z');
    expect(await run(scheduled('day'), SUNDAY, 14)).toBeDefined();
    expect(operators.tries).toEqual([]);
    answer('day', undefined);
    rig.clock.set('2026-11-22T11:30:00Z');
    expect(await run(scheduled('day'), SUNDAY, 15)).toBeUndefined();
    expect(growth.edits).toHaveLength(1);
  });

  it('tells the operators once what only a person can mend', async () => {
    await open('day', SATURDAY, NOT_READY);
    rig.clock.set(AT_1800);
    await run(scheduled('day'), SUNDAY, 13);
    answer('day', UNAUTHORIZED);
    for (const hour of [11, 12, 13]) {
      rig.clock.set(`2026-11-22T${hour}:00:00Z`);
      expect(await run(scheduled('day'), SUNDAY, hour)).toBeDefined();
    }
    expect(operators.messages).toHaveLength(1);
    expect(growth.tries).toHaveLength(2);
  });

  it('whose edit fails is edited by a later run', async () => {
    await open('day', SATURDAY, NOT_READY);
    rig.clock.set(AT_1800);
    await run(scheduled('day'), SUNDAY, 13);
    answer('day', undefined);
    growth.nextEdit('later');
    const waits = await live(scheduled('day'), SUNDAY, '2026-11-22T10:45:00Z');
    expect(waits).toEqual([3]);
    expect(growth.editTries()).toBe(2);
    expect(growth.edits).toHaveLength(1);
  });

  it('is still waited for after a fault of the bot’s own, however long it has been waited for', async () => {
    await open('week', '2026-11-16T01:30:00Z', NOT_READY, '2026-11-23T01:30:00Z');
    const monday = '2026-11-23T01:30:00Z';
    rig.clock.set('2026-11-23T10:00:00Z');
    await run(scheduled('week'), monday, 13);
    rig.clock.set('2026-11-25T10:00:00Z');
    const broken = vi.spyOn(rig.stores.deliveries, 'standing');
    broken.mockRejectedValueOnce(new Error('disk I/O error'));
    const again = await run(scheduled('week'), monday, 40);
    answer('week', undefined, monday);
    rig.clock.set(again?.toISOString() ?? '');
    expect(await run(scheduled('week'), monday, 41)).toBeUndefined();
    expect(growth.edits).toHaveLength(1);
  });

  it('whose edit is refused is waited for no longer', async () => {
    await open('day', SATURDAY, NOT_READY);
    rig.clock.set(AT_1800);
    await run(scheduled('day'), SUNDAY, 13);
    answer('day', undefined);
    growth.nextEdit('rejected');
    expect(await live(scheduled('day'), SUNDAY, '2026-11-22T10:45:00Z')).toEqual([]);
    expect(growth.editTries()).toBe(1);
  });

  it('follows the older figures it shows while it waits', async () => {
    await open('day', SATURDAY, NOT_READY);
    rig.clock.set(AT_1800);
    await run(scheduled('day'), SUNDAY, 13);
    const period = { grain: 'day' as const, first: '2026-11-19', last: '2026-11-19' };
    const newest = newestExpected('day', new Date(SUNDAY));
    rig.clock.set('2026-11-22T10:45:00Z');
    const counts = {
      new: new Map([
        [0, 1000],
        [1, 123],
      ]),
      active: new Map([[0, 5000]]),
    };
    const snapshot = { period, counts, raw: '' };
    const [app] = rig.apps;
    await rig.stores.snapshots.save(app?.appid ?? '', snapshot, newest, rig.clock.now());
    expect(await run(scheduled('day'), SUNDAY, 14)).toBeDefined();
    const edited = growth.edits.at(-1);
    expect(edited?.title).toContain('Fri, Nov 20');
    expect(JSON.stringify(edited)).toContain('→ 12.3% (new users)');
    expect(JSON.stringify(edited)).toContain("Sat, Nov 21 isn't there yet");
  });
});

describe('a tick that only collects', () => {
  it('edits what its figures change, and waits for nothing once patience is over', async () => {
    await open('day', SATURDAY, NOT_READY);
    rig.clock.set(AT_1800);
    await run(scheduled('day'), SUNDAY, 13);
    const collecting = schedule({ ...scheduled('day'), channels: [] });
    expect(await run(collecting, SUNDAY, 13)).toBeUndefined();
    answer('day', undefined);
    rig.clock.set('2026-11-22T10:45:00Z');
    expect(await run(collecting, SUNDAY, 14)).toBeUndefined();
    expect(growth.edits).toHaveLength(1);
  });
});
