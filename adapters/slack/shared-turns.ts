/** A channel's turns among all processes of the bot, also those that nobody has counted yet. */
import { unlessAwayOf } from '../../src/core/unless-away.ts';
import type { LaneHost } from './lanes.ts';

export interface SharedTurns {
  /** The moment of the next turn; undefined where this process' own pace is all there is. */
  next(everyMs: number): Promise<Date | undefined>;
  /** Tells the others what Slack asked for. */
  hold(until: Date): Promise<void>;
}

export function sharedTurns(name: string, { turns, clock, log }: LaneHost): SharedTurns {
  // While the database is away a message is worth more than the rate.
  const unlessAway = unlessAwayOf((err) =>
    log.warn({ turns: name, err }, 'turns are not shared for now'),
  );
  return {
    next: (everyMs) => unlessAway(() => turns.next(name, everyMs, clock.now())),
    async hold(until) {
      await unlessAway(() => turns.hold(name, until));
    },
  };
}
