/** A channel's turns among all processes of the bot, also those that nobody has counted yet. */
import type { LaneHost } from './lanes.ts';

export interface SharedTurns {
  /** The moment of the next turn; undefined where this process' own pace is all there is. */
  next(everyMs: number): Promise<Date | undefined>;
  /** Tells the others what Slack asked for. */
  hold(until: Date): Promise<void>;
}

export function sharedTurns(name: string, { turns, clock, log }: LaneHost): SharedTurns {
  let isTroubled = false;
  return {
    next: (everyMs) => unlessAway(() => turns.next(name, everyMs, clock.now())),
    async hold(until) {
      await unlessAway(() => turns.hold(name, until));
    },
  };

  /** While the database is away a message is worth more than the rate; told once, until it is back. */
  async function unlessAway<T>(ask: () => Promise<T>): Promise<T | undefined> {
    try {
      const answer = await ask();
      isTroubled = false;
      return answer;
    } catch (error) {
      if (!isTroubled) log.warn({ turns: name, err: error }, 'turns are not shared for now');
      isTroubled = true;
      return undefined;
    }
  }
}
