/** Keeps the lease of a row while work on it is under way, and says when somebody else has taken it. */
import type { Bot } from './bot.ts';

/** How long a process that died keeps a message to itself: with the look that follows, less than half a minute. */
const LEASE_MS = 15_000;
/** Of real time, whatever the clock says: one that is set forward ends nobody's lease who is alive. */
const RENEW_MS = 5_000;
/** Renewals that may wait for their answer when the next is due: with one more, the lease is over. */
const MOST_UNANSWERED = LEASE_MS / RENEW_MS - 1;
/** Whoever has lost a row knows after so long, and has cut its post. */
export const HANDOVER_MS = RENEW_MS + 1_000;

export interface Held {
  /** Aborted when somebody else has it. */
  readonly lost: AbortSignal;
  /** Renews it now; says whether it is still ours. */
  keep(): Promise<boolean>;
  /** Says whether it is still ours; asks only where the lease may be over, as after a sleep of the whole machine. */
  isOurs(): Promise<boolean>;
  /** Writes under the lease as it stands; no renewal comes between. */
  write<T>(work: (lease: Date) => Promise<T>): Promise<T>;
  release(): void;
}

/** @param renew moves its end from one moment to another; false where somebody else has it */
export function holdLease(
  { clock, log }: Pick<Bot, 'clock' | 'log'>,
  taken: Date,
  renew: (before: Date, until: Date) => Promise<boolean>,
): Held {
  const gone = new AbortController();
  let lease = taken;
  let turn: Promise<unknown> = Promise.resolve();
  let unanswered = 0;
  const write: Held['write'] = (work) => {
    const done = turn.then(() => work(lease));
    turn = done.catch(() => undefined);
    return done;
  };
  const keep = () =>
    write(async (before) => {
      if (gone.signal.aborted) return false;
      const until = leaseFrom(clock.now());
      if (await renew(before, until)) lease = until;
      else gone.abort();
      unanswered = 0;
      return !gone.signal.aborted;
    });
  const isOurs = async () => (clock.now() < lease ? !gone.signal.aborted : keep());
  const beat = setInterval(() => {
    // A database that hangs neither refuses nor fails.
    if (unanswered >= MOST_UNANSWERED) gone.abort();
    unanswered += 1;
    keep().catch((err: unknown) => {
      log.warn({ err }, 'lease not renewed');
      // Where the database can't be asked, somebody else may have it from that moment on.
      if (clock.now() >= lease) gone.abort();
    });
  }, RENEW_MS);
  beat.unref();
  return { lost: gone.signal, keep, isOurs, write, release: () => clearInterval(beat) };
}

export function leaseFrom(now: Date): Date {
  return new Date(now.getTime() + LEASE_MS);
}
