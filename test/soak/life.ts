/** The whole bot, living through simulated days as fast as it can; measured at the end of each. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as soon } from 'node:timers/promises';
import { readConfig } from '../../src/config/index.ts';
import { COLLECTIONS } from '../../src/core/collections.ts';
import { GRAINS } from '../../src/core/period.ts';
import { openHouse } from '../../src/main.ts';
import { backfill } from '../../src/pipeline/backfill.ts';
import { keepAlive, lostTime } from '../../src/pipeline/lost-time.ts';
import { partHandler } from '../../src/pipeline/part.ts';
import { subscriptionSchedules } from '../../src/pipeline/posted-here.ts';
import { tellMissed } from '../../src/pipeline/tell-missed.ts';
import { tellRestored } from '../../src/pipeline/tell-restored.ts';
import { runTick } from '../../src/pipeline/tick.ts';
import type { Clock } from '../../src/ports/runtime.ts';
import { heartbeat } from '../../src/schedule/heartbeat.ts';
import { chat } from './chat.ts';
import { type Measured, measure } from './measure.ts';
import type { Arrived, Outside, Told } from './outside.ts';
import { people } from './people.ts';
import { APPS, CHANNELS, dateOf, HISTORY, RAW_DAYS } from './setting.ts';

export interface Day extends Measured, Arrived {
  readonly day: number;
  /** Names the process that lived it. */
  readonly run: string;
  readonly seconds: number;
  readonly commands: number;
}

export interface LifeOptions {
  /** A SQLite file. */
  readonly path: string;
  /** The first and the last day; before day 1 history is fetched. */
  readonly from: number;
  readonly to: number;
  /** From one beat to the next. */
  readonly minutes: number;
  /** After each day, while nothing is under way. */
  readonly after: (day: Day) => void;
}

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;

/** Stands until it is set; whoever sleeps finds the time gone by. */
function standingClock(): Clock & { set(moment: number): void } {
  let at = 0;
  const set = (moment: number) => {
    at = Math.max(at, moment);
  };
  return {
    now: () => new Date(at),
    async sleep(ms, signal) {
      const wake = at + ms;
      await soon(undefined, { signal });
      set(wake);
    },
    set,
  };
}

export async function live({ path, from, to, minutes, after }: LifeOptions): Promise<void> {
  const run = `${process.pid}-${Math.round(performance.timeOrigin)}`;
  const outside = fork(new URL('outside.ts', import.meta.url), { execArgv: [] });
  const heard = async <T>() => (await once(outside, 'message'))[0] as T;
  const tell = <T>(told: Told): Promise<T> => {
    const answer = heard<T>();
    outside.send(told);
    return answer;
  };
  const { wechat, chats } = await heard<Outside>();
  const clock = standingClock();
  const moment = (day: number, minute: number) =>
    Date.parse(`${dateOf(day)}T00:00:00+08:00`) + minute * MINUTE_MS;
  async function be(at: number): Promise<void> {
    clock.set(at);
    await tell({ now: clock.now().getTime() });
  }
  await be(moment(from - 1, DAY_MINUTES - 1));

  const own = chat();
  const env = {
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: 'silent',
    PUBLIC_URL: 'http://127.0.0.1',
    WECHAT_API_URL: wechat,
    WECHAT_PER_SECOND: '9999',
    WECHAT_PER_SECOND_PER_APP: '9999',
    KEEP_RAW_DAYS: String(RAW_DAYS),
    LINE_URL: chats,
    DATABASE_URL: `sqlite:${path}`,
  };
  const file = JSON.stringify({
    apps: APPS.map(({ appid, name, secret }) => ({ appid, name, secret })),
    channels: CHANNELS.map((name) => ({ name, line: name })),
    schedules: ['daily', 'weekly', 'monthly'].map((grain) => ({
      grain,
      channels: CHANNELS.filter((name) => name !== 'operators'),
    })),
    operators: 'operators',
  });
  const config = readConfig(env, [own.adapter], () => file);
  const house = await openHouse({ config, clock, chats: true, serves: true });
  const { bot, signal } = house;
  const port = await house.listen();
  if (from === 1)
    await Promise.all(
      bot.apps.flatMap((app) =>
        GRAINS.map((grain) => backfill(bot, app, grain, { window: HISTORY[grain], signal })),
      ),
    );
  const schedules = async () => [
    ...config.schedules,
    ...COLLECTIONS,
    ...(await subscriptionSchedules(bot)),
  ];
  await lostTime(bot.stores, clock.now(), house.witness?.lastAlive);
  await bot.parts.serve(partHandler(bot, schedules));
  const heart = heartbeat({
    schedules,
    ticks: bot.stores.ticks,
    clock,
    log: bot.log,
    isAlone: house.isAlone,
    catchUp: {
      withinMs: config.catchUpMs,
      leases: bot.stores.leases,
      owner: house.owner,
      tell: (missed, ended) => tellMissed(bot, missed, ended),
    },
    run: (one, tick, ended) => runTick(bot, one, tick, ended),
  });
  house.beatsBy(heart.lastBeat);
  async function beat(at: number): Promise<void> {
    await be(at);
    await heart.beat();
    await heart.idle();
    await keepAlive(bot);
    house.witness?.alive(clock.now());
  }
  const crowd = people(house, own, () => newestAlert(path));

  for (let day = from; day <= to; day += 1) {
    const begun = performance.now();
    const acts = crowd.on(day);
    for (let minute = 0; minute < DAY_MINUTES; minute += minutes) {
      await beat(moment(day, minute));
      for (const [at, act] of acts) if (at >= minute && at < minute + minutes) await act();
    }
    await beat(moment(day, DAY_MINUTES - 1));
    await tellRestored(bot, signal);
    await bot.stores.prune(clock.now(), { rawDays: config.keepRawDays }, signal);
    await look(port, own.charts());
    const arrived = await tell<Arrived>('arrived');
    const measured = await measure(path);
    const seconds = (performance.now() - begun) / 1000;
    after({ day, run, seconds, commands: crowd.asked, ...arrived, ...measured });
  }
  await heart.stop();
  await house.close();
  outside.disconnect();
}

/** Whoever watches the bot, and whoever opens its messages. */
async function look(port: number, charts: readonly string[]): Promise<void> {
  const paths = ['/healthz', '/readyz', '/metrics', ...charts.map((url) => new URL(url).pathname)];
  for (const path of paths) {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    const told = Buffer.from(await response.arrayBuffer());
    if (!response.ok) throw new Error(`${path}: ${response.status} ${told.toString('utf8')}`);
  }
}

function newestAlert(path: string): number | undefined {
  const file = new DatabaseSync(path, { readOnly: true });
  const row = file.prepare('SELECT max(number) AS number FROM alert_findings').get();
  file.close();
  return (row?.['number'] as number | null) ?? undefined;
}
