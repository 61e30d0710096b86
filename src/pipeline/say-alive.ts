/** Says every minute that the database is alive here, which shows as well whether it can be written. */
import type { Bot } from './bot.ts';
import { keepAlive } from './lost-time.ts';
import { isStoreFault, tellWithoutStore } from './tell-without-store.ts';

const MINUTE_MS = 60_000;

/** What remembers the same beside the database, so that it outlives a restored one. */
export interface Witness {
  alive(at: Date): void;
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
    } catch (error) {
      log.error({ err: error }, 'store not written');
      if (isStoreFault(error)) await tellWithoutStore(bot, error, signal);
    }
    await clock.sleep(MINUTE_MS, signal).catch(() => undefined);
  }
}
