/** Replays mornings over stored history as they would have run: judged from what was known then, remembered in memory alone. */
import type { AlertMemory, AlertSettings, Judged } from '../core/alerts/alert.ts';
import { deciding } from '../core/alerts/decide.ts';
import { judge } from '../core/alerts/judge.ts';
import { type AlertMessage, type Decided, messagesOf } from '../core/alerts/message.ts';
import { loopTurn } from '../core/loop-turn.ts';
import { addDays, beijingMidnight } from '../core/period.ts';
import type { Bot } from './bot.ts';
import { histories, newestAt } from './watch-input.ts';

/** So many mornings before the first that counts: judged cells and open findings are remembered from then on. */
export const WARM_UP = 28;
/** 09:30 Beijing time, when the bot's own collections begin. */
const MORNING_MS = 9.5 * 3_600_000;

export interface Replay {
  /** Beijing dates of the first and the last morning. */
  readonly from: string;
  readonly to: string;
  readonly settings: AlertSettings;
  /** Other settings of the mornings before a date. */
  readonly earlier?: { readonly before: string; readonly settings: AlertSettings } | undefined;
  /** Who reads of an app: apps with the same readers share a message. All do, when it is absent. */
  readonly readers?: (app: string) => string;
  readonly signal: AbortSignal;
}

/** What one morning made of the apps. */
export interface Morning {
  readonly date: string;
  readonly at: Date;
  readonly apps: readonly {
    readonly app: string;
    readonly judged: Judged;
    /** After the morning. */
    readonly memory: AlertMemory;
  }[];
  readonly messages: readonly AlertMessage[];
}

/** Morning by morning; whoever wants findings that opened earlier begins `WARM_UP` mornings before. */
export async function* replay(
  bot: Pick<Bot, 'stores' | 'calendar'>,
  apps: readonly string[],
  { from, to, settings, earlier, readers = () => '', signal }: Replay,
): AsyncGenerator<Morning> {
  const ends = [morningOf(from), morningOf(to)] as const;
  const known = new Map<string, Awaited<ReturnType<typeof histories>>>();
  for (const app of apps) known.set(app, await histories(bot, app, ...ends));
  const memories = new Map<string, AlertMemory>();
  for (let date = from; date <= to; date = addDays(date, 1)) {
    const at = morningOf(date);
    const newest = newestAt(at);
    const judged: Judged[] = [];
    for (const [app, trianglesAt] of known) {
      await turn(signal);
      const memory = memories.get(app);
      const triangles = trianglesAt(at);
      judged.push(judge({ app, triangles, newest, calendar: bot.calendar, memory }));
    }
    const now = earlier && date < earlier.before ? earlier.settings : settings;
    const run = await runOf({ at, settings: now, judged, memories, readers, signal });
    const kept = messagesOf(at.toISOString(), run);
    for (const [index, memory] of kept.memories.entries()) {
      const app = judged[index]?.app;
      if (app !== undefined) memories.set(app, memory);
    }
    yield { date, at, apps: after(judged, kept.memories), messages: kept.messages };
  }
}

export function morningOf(date: string): Date {
  return new Date(beijingMidnight(date).getTime() + MORNING_MS);
}

/** One app in each turn of the event loop, so that commands are answered meanwhile. */
export async function turn(signal: AbortSignal): Promise<void> {
  await loopTurn();
  signal.throwIfAborted();
}

/** What is decided of the apps judged in one run. */
export async function runOf(o: {
  at: Date;
  settings: AlertSettings;
  judged: readonly Judged[];
  memories: ReadonlyMap<string, AlertMemory>;
  readers: (app: string) => string;
  signal: AbortSignal;
}): Promise<Decided[]> {
  const { at, settings, judged, memories, readers, signal } = o;
  const apps = judged.map((one) => ({ judged: one, memory: memories.get(one.app) }));
  const steps = deciding({ at, settings, apps });
  let step = steps.next();
  for (; !step.done; step = steps.next()) await turn(signal);
  return step.value.flatMap((decided, index) => {
    const app = judged[index]?.app;
    return app === undefined ? [] : [{ app, readers: readers(app), ...decided }];
  });
}

function after(judged: readonly Judged[], memories: readonly AlertMemory[]): Morning['apps'] {
  return judged.flatMap((one, index) => {
    const memory = memories[index];
    return memory ? [{ app: one.app, judged: one, memory }] : [];
  });
}
