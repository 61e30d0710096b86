/** Replays the alert rules over stored history: what would have been told, and what no rule could have seen. */
import type { AlertMemory, AlertSettings, Series } from '../core/alerts/alert.ts';
import type { AlertMessage } from '../core/alerts/message.ts';
import { smallestDrop } from '../core/alerts/power.ts';
import { type AlertRow, type Backtest, rowsOf, type Sight } from '../core/alerts/rows.ts';
import { SEGMENTS } from '../core/cohort.ts';
import { addDays, beijingDate, GRAINS, OFFSETS } from '../core/period.ts';
import type { App, Bot } from './bot.ts';
import { type Morning, morningOf, replay, turn, WARM_UP } from './replay.ts';
import { newestAt, triangles } from './watch-input.ts';

export interface BacktestOptions {
  readonly from: string;
  /** No later than `newestMorning`. */
  readonly to: string;
  readonly settings: AlertSettings;
  /** Of the mornings before `from`, where they are others. */
  readonly before?: AlertSettings;
  readonly signal: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface Backtested {
  readonly result: Backtest;
  /** What the rows come from, each as it would have been told. */
  readonly messages: readonly AlertMessage[];
}

/** Reads the store and writes nothing. */
export async function backtest(
  bot: Pick<Bot, 'stores' | 'calendar'>,
  apps: readonly App[],
  { from, to, settings, before = settings, signal, onProgress }: BacktestOptions,
): Promise<Backtested> {
  const begin = addDays(from, -WARM_UP);
  const total = daysBetween(begin, to);
  const [alerts, messages]: [AlertRow[], AlertMessage[]] = [[], []];
  const series = new Set<string>();
  let [done, judged] = [0, 0];
  let last: Morning | undefined;
  const appids = apps.map(({ appid }) => appid);
  const earlier = { before: from, settings: before };
  for await (const morning of replay(bot, appids, { from: begin, to, settings, earlier, signal })) {
    done += 1;
    onProgress?.(done, total);
    last = morning;
    if (morning.date < from) continue;
    const memories = new Map(morning.apps.map(({ app, memory }) => [app, memory]));
    messages.push(...morning.messages);
    alerts.push(...morning.messages.flatMap((one) => rowsOf(one, (app) => memories.get(app))));
    for (const one of morning.apps) {
      judged += one.judged.fresh.length;
      for (const { grain, segment, offset } of one.judged.fresh)
        series.add(`${one.app} ${grain} ${segment} ${offset}`);
    }
  }
  const blind = last ? await sightsAt(bot, last, settings, signal) : [];
  return { result: { from, to, series: series.size, judged, alerts, blind }, messages };
}

/** The newest date whose morning has been. */
export function newestMorning(now: Date): string {
  const today = beijingDate(now);
  return morningOf(today) <= now ? today : addDays(today, -1);
}

/** What every series, judged or not, can see on the last morning. */
async function sightsAt(
  bot: Pick<Bot, 'stores' | 'calendar'>,
  { at, apps }: Morning,
  { sensitivity }: AlertSettings,
  signal: AbortSignal,
): Promise<Sight[]> {
  const newest = newestAt(at);
  const sights: Sight[] = [];
  for (const { app, memory } of apps) {
    await turn(signal);
    const known = await triangles(bot, app, newest, at);
    const { calendar } = bot;
    for (const series of allSeries()) {
      const history = { triangle: known[series.grain], calendar, ...kept(memory) };
      const drop = smallestDrop(history, series, newest[series.grain], sensitivity);
      sights.push({ app, ...series, smallestDrop: drop });
    }
  }
  return sights;
}

function kept({ excluded, normal }: AlertMemory): Pick<AlertMemory, 'excluded' | 'normal'> {
  return { excluded, normal };
}

function allSeries(): Series[] {
  return GRAINS.flatMap((grain) =>
    SEGMENTS.flatMap((segment) =>
      OFFSETS[grain].filter((offset) => offset > 0).map((offset) => ({ grain, segment, offset })),
    ),
  );
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1;
}
