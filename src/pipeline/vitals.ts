/** How the bot is, read from its stores when somebody looks. */
import type { Schedule } from '../core/schedule.ts';
import type { ScheduleHealth, Vitals } from '../ports/health.ts';
import type { Bot } from './bot.ts';
import { subscriptionSchedules } from './posted-here.ts';
import { type Runs, runsOf } from './run-line.ts';
import { isWritten } from './say-alive.ts';

/** Longer than a run waits for WeChat: nine hours from when figures are expected, or four after the firing. */
const PATIENCE_MS = 12 * 3_600_000;

export interface Watched {
  /** Schedules that collect alone. */
  readonly collections: readonly Schedule[];
  /** Since when the process has run: what never succeeded can't be overdue for longer. */
  readonly since: Date;
  readonly replicas: Vitals['replicas'];
  readonly lastBeat: Vitals['lastBeat'];
  readonly isStopping: Vitals['isStopping'];
}

export function vitalsOf(bot: Bot, { collections, since, ...process }: Watched): Vitals {
  return {
    ...process,
    async schedules() {
      const [runs, subscribed] = await Promise.all([runsOf(bot), subscriptionSchedules(bot)]);
      const healthOf = (one: Schedule) => health(bot, one, runs, since);
      const named = Map.groupBy([...bot.schedules, ...collections].map(healthOf), labelOf);
      const asked = Map.groupBy(subscribed, ({ grain }) => grain);
      return [
        ...[...named.values()].map(together),
        ...[...asked.values()].map((all) => ({
          ...together(all.map(healthOf)),
          // Anybody may ask for another time and zone, and each would be a series for ever.
          at: 'subscriptions',
          zone: '',
        })),
      ];
    },
    waiting: () => bot.parts.waiting(),
    async openFindings() {
      const records = await bot.stores.alerts.records();
      const open = { new: 0, active: 0 };
      for (const { app, segment, ended } of records)
        if (!ended && bot.apps.some(({ appid }) => appid === app)) open[segment] += 1;
      return open;
    },
    isWritten: () => isWritten(bot.stores),
    pausedChats: async () => (await bot.stores.pauses.list()).length,
  };
}

function health(bot: Bot, schedule: Schedule, runs: Runs, since: Date): ScheduleHealth {
  const { grain, at, cron, zone } = schedule;
  const run = runs.get(schedule.key);
  const missed = bot.nextFiring(schedule, run?.succeededAt ?? schedule.since ?? since);
  const { failed } = run ?? {};
  return {
    grain,
    at: at ?? cron,
    zone,
    succeededAt: run?.succeededAt,
    failed: failed && { at: failed.at, code: failed.code },
    isOverdue: missed !== undefined && bot.clock.now().getTime() - missed.getTime() > PATIENCE_MS,
  };
}

function labelOf({ grain, at, zone }: ScheduleHealth): string {
  return [grain, at, zone].join(' ');
}

/** Those that are called alike, as one: as bad as the worst. */
function together(all: readonly ScheduleHealth[]): ScheduleHealth {
  const [first] = all;
  if (!first) throw new Error('no schedule');
  const oldest = all
    .flatMap(({ succeededAt }) => (succeededAt ? [succeededAt] : []))
    .toSorted((a, b) => a.getTime() - b.getTime())[0];
  return {
    ...first,
    succeededAt: oldest,
    failed: all.find(({ failed }) => failed)?.failed,
    isOverdue: all.some(({ isOverdue }) => isOverdue),
  };
}
