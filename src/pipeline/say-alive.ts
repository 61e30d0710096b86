/** Says every minute that the database is alive here, which shows as well whether it can be written. */
import type { MarkBook } from '../ports/shared-stores.ts';
import type { Stores } from '../ports/stores.ts';
import type { Bot } from './bot.ts';
import { keepAlive } from './lost-time.ts';
import { AWAY, isStoreFault, tellWithoutStore } from './tell-without-store.ts';

const MINUTE_MS = 60_000;

/** What remembers the same beside the database, so that it outlives a restored one. */
export interface Witness {
  alive(at: Date): void;
}

/** What kept the last word from being written; by book, because whoever shares that shares its disk. */
const faults = new WeakMap<MarkBook, unknown>();

/** Whether the last word could be written. */
export function isWritten({ marks }: Pick<Stores, 'marks'>): boolean {
  return !faults.has(marks);
}

/** Begins when lost time has been told; ends when aborted. */
export async function sayAlive(
  bot: Bot,
  witness: Witness | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { clock, log } = bot;
  while (!signal.aborted) {
    try {
      // In this order: a witness ahead of the database would tell of a restored one.
      await keepAlive(bot);
      witness?.alive(clock.now());
      faults.delete(bot.stores.marks);
    } catch (error) {
      const isAgain = faults.has(bot.stores.marks);
      faults.set(bot.stores.marks, error);
      log.error({ err: error }, 'store not written');
      if (isStoreFault(error) && (error.code !== AWAY || isAgain))
        await tellWithoutStore(bot, error, signal);
    }
    await clock.sleep(MINUTE_MS, signal).catch(() => undefined);
  }
}
