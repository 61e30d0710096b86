/** A replay tells what the bot itself has told, morning by morning: the same messages, by the same ids, with the same figures. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Triangle } from '../../src/core/cohort.ts';
import { addDays } from '../../src/core/period.ts';
import { cronAt, schedule } from '../../src/core/schedule.ts';
import { backtest } from '../../src/pipeline/backtest.ts';
import { openAlerts } from '../../src/pipeline/open-alerts.ts';
import { morningOf } from '../../src/pipeline/replay.ts';
import { watch } from '../../src/pipeline/watch.ts';
import { worldOf } from '../doubles/worlds.ts';
import { tellHistory, tellMorning } from './mornings.ts';
import { APP, destination, OTHER, openRig, type Rig } from './rig.ts';

const signal = new AbortController().signal;
const START = '2026-07-15';
/** The first cohorts of which fewer come back. */
const FALL = '2026-07-25';
/** The morning from which WeChat tells of no fall of the second app. */
const REVISED = addDays(FALL, 8);
const END = addDays(FALL, 40);

let rig: Rig;
let growth: ReturnType<typeof destination>;
beforeEach(async () => {
  growth = destination('growth');
  const daily = schedule({
    grain: 'day',
    cron: cronAt('day', '09:30'),
    at: '09:30',
    zone: 'Asia/Shanghai',
    apps: 'all',
    channels: 'all',
  });
  rig = await openRig({
    now: morningOf(START).toISOString(),
    apps: [APP, OTHER],
    destinations: [growth.destination],
    schedules: [daily],
  });
});
afterEach(() => rig.close());

function world(seed: number, to: string | undefined): Triangle {
  const drop =
    to === undefined ? undefined : ({ by: 'cohort', share: 0.3, from: FALL, to } as const);
  return worldOf({ world: 1, users: 3000, first: '2026-03-01', days: 260, seed, drop });
}

async function liveThrough(): Promise<void> {
  const passing = world(7, addDays(FALL, 20));
  const [told, truth] = [world(9, END), world(9, undefined)];
  for (let date = START; date <= END; date = addDays(date, 1)) {
    rig.clock.set(morningOf(date).toISOString());
    const other = date < REVISED ? told : truth;
    const tell = (app: string, whole: boolean, of: Triangle) =>
      (whole ? tellHistory : tellMorning)(rig.stores, app, of, rig.clock.now());
    await tell(APP, date === START, passing);
    await tell(OTHER, date === START || date === REVISED, other);
    await watch(rig.bot, 1, signal);
  }
}

it('what was told stands in a replay of the same days, and nothing else', async () => {
  await liveThrough();
  const options = { from: START, to: END, settings: rig.bot.alerts, signal };
  const { messages } = await backtest(rig.bot, rig.apps, options);
  expect(new Set(messages.map(({ kind }) => kind))).toEqual(
    new Set(['drop', 'recovered', 'retracted']),
  );
  expect(growth.channel.messages).toHaveLength(messages.length);
  for (const message of messages)
    expect(await rig.stores.alerts.message(message.id)).toEqual(message);
  for (const isPast of [false, true])
    for (const { open } of await openAlerts(rig.bot, rig.apps, { isPast, signal }))
      expect(open).toEqual([]);
});
