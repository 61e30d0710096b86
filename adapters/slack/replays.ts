/** Remembers for a while what has come, so that it counts once. */
import type { Clock } from '../../src/ports/runtime.ts';

export interface Seen {
  /** Whether it comes for the first time. */
  isNew(key: string): boolean;
}

/** Slack's signatures are good for five minutes; twice that bears with clocks that differ. */
const KEEP_MS = 10 * 60_000;
const MOST = 10_000;

export function seenOf(clock: Clock): Seen {
  /** Oldest first. */
  const seen = new Map<string, number>();
  return {
    isNew(key) {
      const now = clock.now().getTime();
      for (const [old, until] of seen) {
        if (until > now && seen.size < MOST) break;
        seen.delete(old);
      }
      if (seen.has(key)) return false;
      seen.set(key, now + KEEP_MS);
      return true;
    },
  };
}
