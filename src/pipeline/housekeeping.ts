/** Removes once a day what the store keeps for a time only. */
import type { Keeping } from '../ports/stores.ts';
import type { Bot } from './bot.ts';
import { isStoreFault, tellWithoutStore } from './tell-without-store.ts';

const DAY_MS = 86_400_000;
/** Longer than it takes: millions of rows. A process that died at it leaves the work to the next day. */
const LEASE_MS = 10 * 60_000;

export interface Housekeeping extends Keeping {
  /** Names this process: of those that share a database one does it, else two would wait for each other's rows. */
  readonly owner: string;
}

/** At once, then every day, until it is aborted; a failure is told and waits for the next day. */
export async function housekeeping(
  bot: Bot,
  { owner, ...keeping }: Housekeeping,
  signal: AbortSignal,
): Promise<void> {
  const { clock, log } = bot;
  while (!signal.aborted) {
    try {
      await clean(bot, owner, keeping, signal);
    } catch (error) {
      if (signal.aborted) return;
      log.error({ err: error }, 'housekeeping failed');
      if (isStoreFault(error)) await tellWithoutStore(bot, error, signal);
    }
    await clock.sleep(DAY_MS, signal).catch(() => undefined);
  }
}

async function clean(
  { stores: { leases, prune }, clock }: Bot,
  owner: string,
  keeping: Keeping,
  signal: AbortSignal,
): Promise<void> {
  const now = clock.now();
  if (!(await leases.take(LEASE, owner, now, new Date(now.getTime() + LEASE_MS)))) return;
  try {
    await prune(now, keeping, signal);
  } finally {
    await leases.free(LEASE, owner);
  }
}

const LEASE = 'housekeeping';
