/** When WeChat wants no questions of one app on one interface, as any process was told. */
import { unlessAwayOf } from '../core/unless-away.ts';
import type { Clock, Logger } from '../ports/runtime.ts';
import type { TurnBook } from '../ports/shared-stores.ts';

/** Neither throws: while the database is away, each process finds out for itself. */
export interface Gate {
  /** After now; as known half a minute ago at most. */
  closedUntil(): Promise<Date | undefined>;
  close(until: Date): Promise<void>;
}

export const OWN_GATE: Gate = { closedUntil: async () => undefined, async close() {} };

export interface GateOptions {
  readonly turns: Pick<TurnBook, 'hold' | 'heldUntil'>;
  readonly clock: Clock;
  readonly log: Logger;
}

const LOOK_MS = 30_000;
/** What lasts longer is the word of a clock that was ahead. */
const LONGEST_MS = 24 * 3_600_000;

/** @param name "wechat wx1234567890abcdef retention" */
export function sharedGate(name: string, { turns, clock, log }: GateOptions): Gate {
  let looked: { readonly at: number; readonly until: Promise<Date | undefined> } | undefined;
  const unlessAway = unlessAwayOf((err) =>
    log.warn({ gate: name, err }, 'quotas are not shared for now'),
  );
  return {
    async closedUntil() {
      const now = clock.now();
      const since = now.getTime() - (looked?.at ?? Number.NEGATIVE_INFINITY);
      if (!looked || since < 0 || since >= LOOK_MS)
        looked = { at: now.getTime(), until: unlessAway(() => turns.heldUntil(name, now)) };
      const left = ((await looked.until)?.getTime() ?? 0) - clock.now().getTime();
      return left > 0 && left <= LONGEST_MS ? looked.until : undefined;
    },
    async close(until) {
      await unlessAway(() => turns.hold(name, until));
    },
  };
}
