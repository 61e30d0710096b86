/** Keeps what a run decided: what is told in one piece, the rest a few apps at a time. */
import type { AlertMemory } from '../core/alerts/alert.ts';
import type { AlertMessage } from '../core/alerts/message.ts';
import type { Bot } from './bot.ts';
import { turn } from './replay.ts';

/** Of a thousand in one commit each command would wait for seconds. */
const AT_ONCE = 10;

export interface Written {
  readonly app: string;
  readonly version: number;
  readonly memory: AlertMemory;
}

/** Those that are kept: of others another process was faster. */
export async function keep(
  bot: Pick<Bot, 'stores'>,
  written: readonly Written[],
  messages: readonly AlertMessage[],
  at: Date,
  signal: AbortSignal,
): Promise<readonly Written[]> {
  const told = new Set(messages.flatMap(({ items }) => items.map(({ app }) => app)));
  // Those first: a run that is cut short here has told what it found.
  const first = written.filter(({ app }) => told.has(app));
  const rest = written.filter(({ app }) => !told.has(app));
  const parts = Array.from({ length: Math.ceil(rest.length / AT_ONCE) }, (_, index) => ({
    all: rest.slice(index * AT_ONCE, (index + 1) * AT_ONCE),
    messages: [],
  }));
  const kept: Written[] = [];
  for (const part of [{ all: first, messages }, ...parts]) {
    if (part.all.length === 0) continue;
    await turn(signal);
    if (await bot.stores.alerts.prepare(part.all, part.messages, at)) kept.push(...part.all);
  }
  return kept;
}
