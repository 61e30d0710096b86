/** The pipeline on real parts: a simulated WeChat with exact figures, a real SQLite store, a clock to be set. */
import { USUAL_ALERTS } from '../../src/core/alerts/alert.ts';
import { NO_CALENDAR } from '../../src/core/calendar.ts';
import { OFFSETS, type Period } from '../../src/core/period.ts';
import type { Locale } from '../../src/core/text/index.ts';
import {
  type SimulatedCall,
  type SimulatedReply,
  type SimulatedWeChat,
  type SimulatedWeChatOptions,
  startSimulatedWeChat,
} from '../../src/demo/wechat-server.ts';
import type { Truth, World } from '../../src/demo/world.ts';
import type { App, Bot, Destination } from '../../src/pipeline/bot.ts';
import { collector } from '../../src/pipeline/collector.ts';
import type { RequestLimits } from '../../src/ports/access.ts';
import { NO_METER } from '../../src/ports/meter.ts';
import type { Clock } from '../../src/ports/runtime.ts';
import type { Stores } from '../../src/ports/stores.ts';
import { nextTick } from '../../src/schedule/due-ticks.ts';
import { ownParts } from '../../src/schedule/own-parts.ts';
import { openStores } from '../../src/store/index.ts';
import { throttle } from '../../src/wechat/throttle.ts';
import { scriptedChannel } from '../doubles/channel.ts';
import { keptLog, type LogLine } from '../doubles/host.ts';
import { type MiniProgramSettings, openMiniProgram, UNLIMITED } from '../doubles/mini-program.ts';

export const APP = 'wx1234567890abcdef';
export const OTHER = 'wxfedcba0987654321';
export const SECRET = 'an-AppSecret+with/odd=characters';

const NAMES: ReadonlyMap<string, string> = new Map([
  [APP, '晨读时光'],
  [OTHER, 'Lotus Store'],
]);

/** Stands until it is set; a sleep moves it on. */
export interface SetClock extends Clock {
  set(instant: string): void;
  readonly slept: number[];
}

export interface Rig {
  readonly wechat: SimulatedWeChat;
  readonly clock: SetClock;
  readonly stores: Stores;
  readonly log: LogLine[];
  readonly apps: readonly App[];
  readonly bot: Bot;
  /** A further process on the same database, with its own collector. */
  replica(stores: Stores): Bot;
  /** Datacube calls since the last time this was asked. */
  calls(): readonly SimulatedCall[];
  /** How WeChat answers from now on. */
  intercept(reply: (call: SimulatedCall) => SimulatedReply | undefined): void;
  close(): Promise<void>;
}

export interface RigOptions {
  readonly now: string;
  readonly world?: World;
  readonly apps?: readonly string[];
  readonly path?: string;
  readonly readyHour?: number;
  readonly destinations?: readonly Destination[];
  readonly operators?: readonly Destination[];
  readonly areOperatorsImplied?: boolean;
  readonly schedules?: Bot['schedules'];
  readonly permissions?: Bot['permissions'];
  readonly commandsPerMinute?: number;
  readonly onUnknownDelivery?: Bot['onUnknownDelivery'];
  readonly simulated?: boolean;
  readonly calendar?: Bot['calendar'];
  readonly alerts?: Partial<Bot['alerts']>;
  /** Further options of the simulated WeChat, such as its failures. */
  readonly wechat?: Partial<SimulatedWeChatOptions>;
  readonly limits?: RequestLimits;
  /** Further options of every app's way there. */
  readonly program?: Partial<MiniProgramSettings>;
}

export async function openRig(options: RigOptions): Promise<Rig> {
  const clock = setClock(options.now);
  const log: LogLine[] = [];
  let intercept: Parameters<Rig['intercept']>[0] = () => undefined;
  const appids = options.apps ?? [APP];
  const wechat = await startSimulatedWeChat({
    apps: appids.map((appid) => ({ appid, secret: SECRET })),
    world: options.world ?? WORLD,
    now: clock.now,
    readyHour: options.readyHour ?? 0,
    ...options.wechat,
    intercept: (call) => intercept(call) ?? options.wechat?.intercept?.(call),
  });
  const stores = await openStores(options.path ?? ':memory:');
  const lane = throttle(options.limits ?? UNLIMITED);
  const apps = appids.map(
    (appid): App => ({
      appid,
      name: NAMES.get(appid) ?? appid,
      ...openMiniProgram({
        app: appid,
        secret: SECRET,
        baseUrl: wechat.url,
        clock,
        log: keptLog(log),
        lane: lane(),
        ...options.program,
      }),
    }),
  );
  const botOn = (on: Stores): Bot => ({
    apps,
    stores: on,
    clock,
    log: keptLog(log),
    simulated: options.simulated ?? false,
    collector: collector({ snapshots: on.snapshots, clock, log: keptLog(log) }),
    parts: ownParts(),
    meter: NO_METER,
    nextFiring: nextTick,
    calendar: options.calendar ?? NO_CALENDAR,
    alerts: { ...USUAL_ALERTS, channels: undefined, ...options.alerts },
    operators: options.operators ?? [],
    areOperatorsImplied: options.areOperatorsImplied ?? false,
    schedules: options.schedules ?? [],
    zone: 'Asia/Shanghai',
    at: '09:30',
    permissions: options.permissions ?? {},
    commandsPerMinute: options.commandsPerMinute,
    hearsAlone: false,
    onUnknownDelivery: options.onUnknownDelivery ?? 'repost',
    async destinations(channels) {
      const all = options.destinations ?? [];
      return all.filter(
        ({ channel, chat }) =>
          channels === 'all' || channels.includes(channel.name) || channels.includes(chat),
      );
    },
  });
  let counted = 0;
  return {
    wechat,
    clock,
    stores,
    log,
    apps,
    bot: botOn(stores),
    replica: botOn,
    calls() {
      const since = wechat.calls.slice(counted);
      counted = wechat.calls.length;
      return since.filter(({ endpoint }) => endpoint !== 'stable_token');
    },
    intercept: (reply) => {
      intercept = reply;
    },
    async close() {
      await stores.close();
      await wechat.close();
    },
  };
}

export function setClock(start: string): SetClock {
  let at = Date.parse(start);
  const slept: number[] = [];
  return {
    slept,
    now: () => new Date(at),
    set: (instant) => {
      at = Date.parse(instant);
    },
    async sleep(ms, signal) {
      signal.throwIfAborted();
      slept.push(ms);
      at += ms;
    },
  };
}

/** Exact figures that differ from day to day and app to app; whoever reads the wrong cohort is found out. */
export const WORLD: World = { truth: (app, period) => truthOf(app, period) };

export function truthOf(app: string, { grain, first }: Period): Truth {
  const day = Date.parse(first) / 86_400_000;
  const size = { new: 2000 + (day % 97) * 10, active: 20_000 + (day % 89) * 100 };
  const people = (segment: 'new' | 'active') =>
    new Map(
      OFFSETS[grain].map((offset) => [
        offset,
        offset === 0
          ? size[segment] + (app === APP ? 0 : 7)
          : Math.floor(size[segment] / (offset + 2)) + (day % 31),
      ]),
    );
  return { new: people('new'), active: people('active') };
}

export function destination(name: string, locale: Locale = 'en') {
  const channel = scriptedChannel(name);
  return {
    channel,
    locale,
    destination: { channel, chat: `test:${name}`, locale } satisfies Destination,
  };
}

/** WeChat's own way to put a date: 20261121. */
export function compact(date: string): string {
  return date.replaceAll('-', '');
}
