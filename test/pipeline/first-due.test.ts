/** Once a database was restored: a digest that any schedule of its chat may have posted is not posted by another one. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { periodOf } from '../../src/core/period.ts';
import { cronAt, type Schedule, schedule } from '../../src/core/schedule.ts';
import { firstDue } from '../../src/pipeline/first-due.ts';
import { markLost } from '../../src/pipeline/lost-time.ts';
import { runTick } from '../../src/pipeline/tick.ts';
import { APP, destination, OTHER, openRig, type Rig } from './rig.ts';

const SUNDAY = '2026-11-22';
const at = (time: string) => new Date(`${SUNDAY}T${time}:00+08:00`);
const signal = new AbortController().signal;
const daily = (cron: string, change: Partial<Schedule> = {}): Schedule =>
  schedule({
    ...{ grain: 'day', cron, at: undefined, zone: 'Asia/Shanghai', apps: 'all', channels: 'all' },
    ...change,
  });
const HOURLY = daily('0 * * * *');
const NOON = daily('0 12 * * *', { channels: ['growth'] });
const MORNING = daily(cronAt('day', '09:30'), { channels: ['growth'] });

let rig: Rig;
let growth: ReturnType<typeof destination>;
beforeEach(() => {
  growth = destination('growth');
});
afterEach(() => rig.close());

/** Restored at 11:40 from a copy of 08:30. */
async function restored(schedules: readonly Schedule[]): Promise<void> {
  const one = growth.destination;
  rig = await openRig({ now: at('11:40').toISOString(), destinations: [one], schedules });
  await markLost(rig.stores, at('08:30'), at('11:40'));
}

async function runAt(one: Schedule, time: string): Promise<void> {
  rig.clock.set(at(time).toISOString());
  const tick = { schedule: one.key, scheduledFor: at(time), attempt: 1 };
  await runTick(rig.bot, one, tick, signal);
}

describe('where nobody can look', () => {
  it('what an hourly schedule may have posted is held back by each of its later firings', async () => {
    await restored([HOURLY]);
    growth.channel.history('unreadable');
    await runAt(HOURLY, '12:00');
    await runAt(HOURLY, '13:00');
    expect(growth.channel.tries).toEqual([]);
  });

  it('what another schedule may have posted is held back', async () => {
    await restored([MORNING, NOON]);
    growth.channel.history('unreadable');
    await runAt(NOON, '12:00');
    expect(growth.channel.tries).toEqual([]);
  });

  it('what no schedule can have posted goes out', async () => {
    await restored([NOON]);
    growth.channel.history('unreadable');
    await runAt(NOON, '12:00');
    expect(growth.channel.messages).toHaveLength(1);
  });
});

describe('a digest was first due', () => {
  const dueOf = (due: Date | undefined, chat = 'test:growth') =>
    firstDue(rig.bot, { appid: APP } as Rig['apps'][number], YESTERDAY, chat, due);
  const YESTERDAY = periodOf('day', '2026-11-21');

  it.each<[string, readonly Schedule[]]>([
    ['of another app', [daily('30 9 * * *', { apps: [OTHER] })]],
    ['of another grain', [{ ...MORNING, grain: 'week' }]],
    ['of another channel', [daily('30 9 * * *', { channels: ['board'] })]],
  ])('not by a schedule %s', async (_, schedules) => {
    await restored([...schedules, NOON]);
    expect(await dueOf(at('12:00'))).toEqual(at('12:00'));
  });

  it('not by a subscription before somebody asked for it', async () => {
    await restored([NOON]);
    const fields = { adapter: 'test', chat: 'growth', grain: 'day', at: '09:30' } as const;
    const wanted = { ...fields, app: APP, zone: 'Asia/Shanghai', by: 'U1' };
    await rig.stores.subscriptions.add(wanted, at('10:00'));
    expect(await dueOf(at('12:00'))).toEqual(at('12:00'));
  });

  it('whenever a person sends it', async () => {
    await restored([MORNING]);
    expect(await dueOf(undefined)).toBeUndefined();
  });

  it('when its own schedule fires, where nothing was restored', async () => {
    const schedules = [MORNING, NOON];
    const destinations = [growth.destination];
    rig = await openRig({ now: at('12:00').toISOString(), schedules, destinations });
    expect(await dueOf(at('12:00'))).toEqual(at('12:00'));
  });
});
