/** Removes once a day what the store keeps for a time only. */
import type { Keeping } from '../ports/stores.ts';
import type { Bot } from './bot.ts';
import { isStoreFault, tellWithoutStore } from './tell-without-store.ts';

const DAY_MS = 86_400_000;

/** At once, then every day, until it is aborted; a failure is told and waits for the next day. */
export async function housekeeping(bot: Bot, keeping: Keeping, signal: AbortSignal): Promise<void> {
  const { stores, clock, log } = bot;
  while (!signal.aborted) {
    try {
      await stores.prune(clock.now(), keeping, signal);
    } catch (error) {
      if (signal.aborted) return;
      log.error({ err: error }, 'housekeeping failed');
      if (isStoreFault(error)) await tellWithoutStore(bot, error, signal);
    }
    await clock.sleep(DAY_MS, signal).catch(() => undefined);
  }
}
