/** The ticks that run here: their leases are renewed while they do, and a run whose lease is lost is ended. */
import type { Clock, Logger } from '../ports/runtime.ts';
import type { HeldTick, TickLedger } from '../ports/stores.ts';

/** Renewed several times as often; a process that dies is taken over after this. */
const LEASE_MS = 30_000;

export interface Holding {
  /** With its newest lease. */
  readonly tick: HeldTick;
  /** Aborts when the tick is no longer ours. */
  readonly signal: AbortSignal;
}

export interface HeldTicks {
  /** One that is neither held here, nor in turn behind one that is, nor left to other processes. */
  claim(isLeft: (schedule: string, scheduledFor: Date) => boolean): Promise<HeldTick | undefined>;
  /** Its lease is renewed from now on. */
  hold(tick: HeldTick): Holding;
  renew(): Promise<void>;
  /** Its lease is renewed no more. */
  letGo(holding: Holding): Promise<void>;
}

interface Held extends Holding {
  tick: HeldTick;
  readonly lost: AbortController;
}

export function heldTicks(deps: {
  readonly ticks: TickLedger;
  readonly clock: Clock;
  readonly log: Logger;
}): HeldTicks {
  const { ticks, clock, log } = deps;
  const all = new Set<Held>();
  let renewing: Promise<void> | undefined;

  const lease = () => new Date(clock.now().getTime() + LEASE_MS);

  async function renewAll(): Promise<void> {
    for (const one of [...all]) {
      if (!all.has(one)) continue;
      try {
        const renewed = await ticks.renew(one.tick, lease());
        if (renewed) one.tick = renewed;
        else lose(one);
      } catch (err) {
        // Nobody knows whether it was renewed. Where it wasn't, the next time tells.
        log.error({ schedule: one.tick.schedule, err }, 'lease not renewed');
      }
    }
  }

  /** Itself, or an older one of its schedule whose lease ran out: the store thinks that nobody has that. */
  function isHeld(schedule: string, scheduledFor: Date): boolean {
    const now = clock.now();
    return [...all].some(({ tick }) => {
      if (tick.schedule !== schedule) return false;
      if (tick.scheduledFor.getTime() === scheduledFor.getTime()) return true;
      return tick.scheduledFor < scheduledFor && tick.leaseUntil <= now;
    });
  }

  function lose(one: Held): void {
    all.delete(one);
    one.lost.abort();
  }

  return {
    claim: (isLeft) =>
      // A lease that ran out while the machine slept, or could not be renewed in time, ends no run of ours.
      ticks.claim(clock.now(), lease(), (...tick) => isHeld(...tick) || isLeft(...tick)),
    hold(tick) {
      const lost = new AbortController();
      const holding: Held = { tick, lost, signal: lost.signal };
      all.add(holding);
      return holding;
    },
    renew() {
      // Two at once would take each other for another process.
      renewing ??= renewAll().finally(() => {
        renewing = undefined;
      });
      return renewing;
    },
    async letGo(holding) {
      all.delete(holding as Held);
      await renewing;
    },
  };
}
