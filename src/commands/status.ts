/** `status`: how the bot is, from its database: runs, newest figures, pauses, alerts, and whether it is running. */
import type { Config } from '../config/index.ts';
import { COLLECTIONS } from '../core/collections.ts';
import { errorOf, explain } from '../core/errors.ts';
import { GRAINS } from '../core/period.ts';
import type { Schedule } from '../core/schedule.ts';
import { textFor } from '../core/text/index.ts';
import type { Bot } from '../pipeline/bot.ts';
import { newestKnown } from '../pipeline/newest-known.ts';
import { chatOf, numberedOf } from '../pipeline/posted-here.ts';
import { type Runs, runsOf } from '../pipeline/run-line.ts';
import type { House, Terminal } from './house.ts';
import { printStatus } from './status-print.ts';

/** It says that it is alive every minute. */
const ALIVE_MS = 3 * 60_000;

/** The shape of `--json`; moments in ISO 8601, null where there is none. */
export interface StatusReport {
  readonly at: string;
  readonly running: {
    /** Whether a `start` has hold of the SQLite file, or was seen in the last three minutes on PostgreSQL. */
    readonly isRunning: boolean;
    readonly lastSeen: string | null;
    readonly processes: number;
  };
  readonly database: 'sqlite' | 'postgresql';
  readonly schedules: readonly ScheduleStatus[];
  readonly apps: readonly {
    readonly app: string;
    readonly name: string;
    /** First days of the newest periods with figures, by grain. */
    readonly newest: Readonly<Record<'day' | 'week' | 'month', string | null>>;
    /** The same of the periods that WeChat should have by now. */
    readonly expected: Readonly<Record<'day' | 'week' | 'month', string>>;
  }[];
  readonly paused: readonly {
    readonly chat: string;
    /** As the configuration calls it. */
    readonly channel: string | null;
    readonly since: string;
    readonly code: string;
    readonly reason: string;
  }[];
  readonly openAlerts: number;
}

interface ScheduleStatus {
  readonly origin: 'configuration' | 'collection' | 'subscription';
  readonly grain: 'day' | 'week' | 'month';
  /** The time as it was given, or null for a cron line. */
  readonly at: string | null;
  readonly cron: string;
  readonly zone: string;
  readonly apps: readonly string[] | 'all';
  /** Of a subscription. */
  readonly chat: string | null;
  readonly number: number | null;
  readonly lastRun: { readonly scheduledFor: string; readonly isDone: boolean } | null;
  readonly next: string | null;
  readonly lastSuccess: string | null;
  /** Since the last success. */
  readonly lastError: {
    readonly at: string;
    readonly code: string;
    readonly reason: string;
  } | null;
}

/** A schedule with what the report says beside it. */
export interface Listed extends Pick<ScheduleStatus, 'origin' | 'chat' | 'number'> {
  readonly schedule: Schedule;
}

/** Reads alone. */
export async function runStatus(
  { bot, config, isStarted }: House,
  { json }: { readonly json: boolean },
  { stdout }: Pick<Terminal, 'stdout'>,
): Promise<number> {
  const [listed, runs] = [await listedOf(bot), await runsOf(bot)];
  const report = await reportOf(bot, config, listed, runs, isStarted());
  if (json) stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else stdout.write(await printStatus(bot, config, { report, listed, runs }));
  return 0;
}

async function listedOf(bot: Bot): Promise<Listed[]> {
  const own = { chat: null, number: null };
  const subscribed = (await bot.stores.subscriptions.list()).map((one): Listed[] => {
    const { number, schedule, isGone } = numberedOf(bot, one);
    const chat = chatOf({ adapter: one.adapter, id: one.chat });
    return isGone ? [] : [{ origin: 'subscription', schedule, chat, number }];
  });
  return [
    ...bot.schedules.map((one): Listed => ({ origin: 'configuration', schedule: one, ...own })),
    ...COLLECTIONS.map((one): Listed => ({ origin: 'collection', schedule: one, ...own })),
    ...subscribed.flat(),
  ];
}

async function reportOf(
  bot: Bot,
  config: Config,
  listed: readonly Listed[],
  runs: Runs,
  isStarted: boolean | undefined,
): Promise<StatusReport> {
  const { stores } = bot;
  const now = bot.clock.now();
  const text = textFor(config.locale);
  const alive = await stores.marks.get('alive');
  const names = namesOf(config);
  const records = await stores.alerts.records();
  // Not by the mark, which outlives processes that have ended.
  const processes =
    isStarted === undefined ? await stores.replicas.count(now, ALIVE_MS) : Number(isStarted);
  return {
    at: now.toISOString(),
    running: {
      isRunning: processes > 0,
      lastSeen: alive?.toISOString() ?? null,
      processes,
    },
    database: /^postgres(ql)?:/.test(config.database) ? 'postgresql' : 'sqlite',
    schedules: await Promise.all(listed.map((one) => scheduleStatus(bot, config, one, runs))),
    apps: await Promise.all(bot.apps.map((app) => appStatus(bot, app))),
    paused: (await stores.pauses.list()).map((pause) => ({
      chat: pause.chat,
      channel: names.get(pause.chat) ?? null,
      since: pause.since.toISOString(),
      code: pause.code,
      reason: explain(errorOf(pause), text),
    })),
    openAlerts: records.filter(
      ({ app, ended }) => !ended && bot.apps.some(({ appid }) => appid === app),
    ).length,
  };
}

async function scheduleStatus(
  bot: Bot,
  { locale }: Config,
  { schedule, ...about }: Listed,
  runs: Runs,
): Promise<ScheduleStatus> {
  const { grain, at, cron, zone, apps, key } = schedule;
  const [tick, run] = [await bot.stores.ticks.last(key), runs.get(key)];
  const failed = run?.failed;
  return {
    ...about,
    grain,
    at: at ?? null,
    cron,
    zone,
    apps,
    lastRun: tick ? { scheduledFor: tick.scheduledFor.toISOString(), isDone: tick.isDone } : null,
    next: bot.nextFiring(schedule, bot.clock.now())?.toISOString() ?? null,
    lastSuccess: run?.succeededAt?.toISOString() ?? null,
    lastError: failed
      ? {
          at: failed.at.toISOString(),
          code: failed.code,
          reason: explain(errorOf(failed), textFor(locale)),
        }
      : null,
  };
}

async function appStatus(
  bot: Bot,
  app: Bot['apps'][number],
): Promise<StatusReport['apps'][number]> {
  const found = await Promise.all(
    GRAINS.map(async (grain) => [grain, await newestKnown(bot, app, grain)] as const),
  );
  const by = <T>(pick: (one: (typeof found)[number][1]) => T) =>
    Object.fromEntries(found.map(([grain, one]) => [grain, pick(one)])) as Record<
      'day' | 'week' | 'month',
      T
    >;
  return {
    app: app.appid,
    name: app.name,
    newest: by(({ known }) => known?.first ?? null),
    expected: by(({ expected }) => expected.first),
  };
}

/** What the configuration calls the chats; none need be open to say so. */
function namesOf({ adapters }: Config): ReadonlyMap<string, string> {
  return new Map(
    adapters.flatMap(({ adapter, targets }) =>
      targets.map(({ id, name }) => [chatOf({ adapter: adapter.name, id }), name] as const),
    ),
  );
}
