/** Ticks of schedules that only other processes know: in a rolling restart, or by mistake, two have different configurations. */
import type { Clock } from '../ports/runtime.ts';

/** A day later nobody has run it: its schedule is gone. */
const LEFT_MS = 24 * 60 * 60_000;

export interface LeftTicks {
  has(schedule: string, scheduledFor: Date): boolean;
  /** Says whether it is left to the others; one whose schedule is gone for all of them is not. */
  leave(tick: { readonly schedule: string; readonly scheduledFor: Date }): boolean;
}

export function leftTicks(deps: {
  readonly clock: Clock;
  readonly isAlone?: () => boolean;
}): LeftTicks {
  const { clock, isAlone = () => true } = deps;
  /** Until when each is left. */
  const left = new Map<string, number>();
  const nameOf = (schedule: string, at: Date) => `${at.toISOString()} ${schedule}`;
  const isOver = (until: number) => clock.now().getTime() >= until;

  return {
    has(schedule, scheduledFor) {
      const until = left.get(nameOf(schedule, scheduledFor));
      return until !== undefined && !isOver(until) && !isAlone();
    },
    leave({ schedule, scheduledFor }) {
      for (const [name, until] of left) if (isOver(until)) left.delete(name);
      const until = scheduledFor.getTime() + LEFT_MS;
      if (isAlone() || isOver(until)) return false;
      left.set(nameOf(schedule, scheduledFor), until);
      return true;
    },
  };
}
