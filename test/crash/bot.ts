/**
 * A whole bot in a process of its own, whose time runs ahead from one beat to the next: dies by kill -9
 * at the point it is told, else lives until nothing is left to do, and prints how often each point was reached.
 */
import { writeSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { readConfig } from '../../src/config/index.ts';
import { COLLECTIONS } from '../../src/core/collections.ts';
import { HISTORY_WINDOW } from '../../src/core/plan.ts';
import { openHouse } from '../../src/main.ts';
import { backfill } from '../../src/pipeline/backfill.ts';
import { keepAlive, lostTime } from '../../src/pipeline/lost-time.ts';
import { partHandler } from '../../src/pipeline/part.ts';
import { tellAgain } from '../../src/pipeline/tell-again.ts';
import { tellMissed } from '../../src/pipeline/tell-missed.ts';
import { runTick } from '../../src/pipeline/tick.ts';
import type { Clock } from '../../src/ports/runtime.ts';
import { heartbeat } from '../../src/schedule/heartbeat.ts';
import { line } from './line.ts';
import { instrument, instrumented, type Point } from './points.ts';

export interface Life {
  readonly database: string;
  readonly wechat: string;
  readonly chats: string;
  readonly apps: readonly { appid: string; name: string; secret: string }[];
  readonly channels: readonly string[];
  /** Instants to live through, one after the other. */
  readonly moments: readonly string[];
  /** Fetches history first. */
  readonly isFirst?: boolean;
  /** Dies at the nth time a point is reached, `delayMs` after it where something is under way. */
  readonly crash?: { readonly point: string; readonly nth: number; readonly delayMs: number };
}

/** After so many beats something is never done. */
const MOST_BEATS = 60;
const BEAT_MS = 10 * 60_000;

const life: Life = JSON.parse(process.argv[2] ?? '{}');
const counts: Record<string, number> = {};

function reached({ name, when }: Point): void {
  counts[name] = (counts[name] ?? 0) + 1;
  if (life.crash?.point !== name || counts[name] !== life.crash.nth) return;
  const die = () => process.kill(process.pid, 'SIGKILL');
  if (when === 'under way') setTimeout(die, life.crash.delayMs);
  else die();
}

/** Its time goes by faster than ours, so that waits and leases are short. */
const FASTER = 20;
let [at, since] = [0, 0];
const clock: Clock & { set(moment: string): void; skip(ms: number): void } = {
  now: () => new Date(at + (performance.now() - since) * FASTER),
  sleep: (ms, signal) => wait(ms / FASTER, undefined, { signal }),
  set(moment) {
    at = Date.parse(moment);
    since = performance.now();
  },
  skip(ms) {
    at += ms;
  },
};

const file = JSON.stringify({
  apps: life.apps,
  channels: life.channels.map((name) => ({ name, line: name })),
  schedules: [{ grain: 'daily', channels: life.channels.filter((name) => name !== 'operators') }],
  operators: 'operators',
  calendar: 'none',
});
const env = {
  HOST: '127.0.0.1',
  PORT: '0',
  LOG_LEVEL: 'silent',
  WECHAT_API_URL: life.wechat,
  WECHAT_PER_SECOND: '9999',
  WECHAT_PER_SECOND_PER_APP: '9999',
  LINE_URL: life.chats,
  DATABASE_URL: /^postgres/.test(life.database) ? life.database : `sqlite:${life.database}`,
};
const killable: typeof line = {
  ...line,
  async open(...args) {
    const open = await line.open(...args);
    return {
      ...open,
      channel(target) {
        const channel = open.channel(target);
        instrumented(channel, reached);
        return channel;
      },
    };
  },
};
clock.set(life.moments[0] ?? '');
const config = readConfig(env, [killable], () => file);
const house = await openHouse({ config, clock, chats: true, serves: true });
const { bot } = house;
instrument(bot, reached);
if (life.isFirst)
  for (const app of bot.apps)
    await backfill(bot, app, 'day', { window: HISTORY_WINDOW.day, signal: house.signal });
const schedules = [...config.schedules, ...COLLECTIONS.filter(({ grain }) => grain === 'day')];
await lostTime(bot.stores, clock.now(), house.witness?.lastAlive);
await bot.parts.serve(partHandler(bot, async () => schedules));
const heart = heartbeat({
  schedules: async () => schedules,
  ticks: bot.stores.ticks,
  clock,
  log: bot.log,
  catchUp: {
    withinMs: config.catchUpMs,
    leases: bot.stores.leases,
    owner: house.owner,
    tell: (missed, signal) => tellMissed(bot, missed, signal),
  },
  run: (one, tick, signal) => runTick(bot, one, tick, signal),
});

async function isQuiet(): Promise<boolean> {
  const last = await Promise.all(schedules.map(({ key }) => bot.stores.ticks.last(key)));
  if (!last.every((one) => one?.isDone ?? true)) return false;
  return (await bot.stores.alerts.unsettled()).length === 0;
}

for (const moment of life.moments) {
  clock.set(moment);
  // As a bot that runs does every minute: what comes due from now on is not looked for before it is posted.
  await keepAlive(bot);
  house.witness?.alive(clock.now());
  for (let beats = 0; beats < MOST_BEATS; beats += 1) {
    await heart.beat();
    await heart.idle();
    await keepAlive(bot);
    house.witness?.alive(clock.now());
    await tellAgain(bot, house.signal);
    if (await isQuiet()) break;
    if (beats === MOST_BEATS - 1) throw new Error('something is never done');
    clock.skip(BEAT_MS);
  }
}
await heart.stop();
await house.close();
writeSync(1, JSON.stringify(counts));
