/** What processes tell each other of their collections: who is at one, and what isn't ready. */
import type { Clock, Logger } from '../ports/runtime.ts';
import type { LeaseBook, TurnBook } from '../ports/shared-stores.ts';

export interface CollectTurns {
  /** Lets one process at a time collect `what`: "wx1234567890abcdef day". */
  alone<T>(what: string, work: () => Promise<T>, signal: AbortSignal): Promise<T>;
  /** Whether WeChat told any of them lately that it isn't ready. */
  isQuiet(what: string): Promise<boolean>;
  quiet(what: string, until: Date): Promise<void>;
}

/** Where one process does all the work. */
export const OWN_TURNS: CollectTurns = {
  alone: (_what, work) => work(),
  isQuiet: async () => false,
  async quiet() {},
};

export interface CollectTurnsDeps {
  readonly leases: LeaseBook;
  readonly turns: Pick<TurnBook, 'hold' | 'heldUntil'>;
  /** Names this process. */
  readonly owner: string;
  readonly clock: Clock;
  readonly log: Logger;
}

/** After this a process that died no longer keeps the others waiting. */
const LEASE_MS = 20_000;
const RENEW_MS = 5_000;
const LOOK_MS = 500;
/** What is quiet for longer is so by a clock that was ahead. */
const LONGEST_MS = 60 * 60_000;

export function collectTurns({ leases, turns, owner, clock, log }: CollectTurnsDeps): CollectTurns {
  const take = (name: string) => {
    const now = clock.now();
    return leases.take(name, owner, now, new Date(now.getTime() + LEASE_MS));
  };
  return {
    async alone(what, work, signal) {
      const name = `collect ${what}`;
      while (!(await take(name))) await clock.sleep(LOOK_MS, signal);
      const ended = new AbortController();
      const kept = keep(name, ended.signal);
      try {
        return await work();
      } finally {
        ended.abort();
        // A renewal under way would take again what was freed.
        await kept;
        await leases.free(name, owner).catch(untold(name));
      }
    },
    async isQuiet(what) {
      const now = clock.now();
      const until = await turns.heldUntil(`quiet ${what}`, now);
      return until !== undefined && until.getTime() - now.getTime() <= LONGEST_MS;
    },
    quiet: (what, until) => turns.hold(`quiet ${what}`, until),
  };

  async function keep(name: string, ended: AbortSignal): Promise<void> {
    for (;;) {
      await clock.sleep(RENEW_MS, ended).catch(() => undefined);
      if (ended.aborted) return;
      await take(name).catch(untold(name));
    }
  }

  /** The lease ends by itself. */
  function untold(name: string) {
    return (error: unknown) => log.warn({ lease: name, err: error }, 'lease not kept');
  }
}
