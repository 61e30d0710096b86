/** What is open: as the bot has told it, or as it would have been told by a moment. */
import type { Finding } from '../core/alerts/alert.ts';
import { addDays } from '../core/period.ts';
import { newestMorning } from './backtest.ts';
import type { App, Bot } from './bot.ts';
import { replay, WARM_UP } from './replay.ts';

export interface OpenOf {
  readonly app: App;
  readonly open: readonly Finding[];
  /** Whether it is a replay's word, and nobody was told. */
  readonly isReplayed: boolean;
}

/** A finding is over, or normal, after six weeks; one that opened earlier is of no replay. */
const LONGEST_OPEN = 42;

/**
 * Reads the store and writes nothing. Where the bot has not looked at an app yet, and for a moment in
 * the past, the mornings up to then are replayed.
 */
export async function openAlerts(
  bot: Pick<Bot, 'stores' | 'calendar' | 'alerts' | 'clock'>,
  apps: readonly App[],
  { isPast, signal }: { isPast: boolean; signal: AbortSignal },
): Promise<OpenOf[]> {
  const told = new Map<string, readonly Finding[]>();
  if (!isPast)
    for (const { appid } of apps) {
      const remembered = await bot.stores.alerts.get(appid);
      if (remembered) told.set(appid, remembered.memory.open);
    }
  const others = apps.filter(({ appid }) => !told.has(appid)).map(({ appid }) => appid);
  const replayed = others.length > 0 ? await lastMorning(bot, others, signal) : new Map();
  return apps.map((app) => ({
    app,
    open: told.get(app.appid) ?? replayed.get(app.appid) ?? [],
    isReplayed: !told.has(app.appid),
  }));
}

async function lastMorning(
  bot: Pick<Bot, 'stores' | 'calendar' | 'alerts' | 'clock'>,
  apps: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly Finding[]>> {
  const to = newestMorning(bot.clock.now());
  const from = addDays(to, -(WARM_UP + LONGEST_OPEN));
  const open = new Map<string, readonly Finding[]>();
  for await (const morning of replay(bot, apps, { from, to, settings: bot.alerts, signal }))
    for (const { app, memory } of morning.apps) open.set(app, memory.open);
  return open;
}
