/** What the processes of one bot share beside figures and messages: turns, tokens, leases, and how each of them is. */

/** Rates and waits that hold for all processes together. A name says what of: "slack C0123ABCD". */
export interface TurnBook {
  /** The moment of the caller's turn: not before `now`, nor before a hold has ended, and `everyMs` after the turn before it. */
  next(name: string, everyMs: number, now: Date): Promise<Date>;
  /** Lets one more through, unless `most` were within `perMs`; otherwise says from when another try is worth it. */
  admit(
    name: string,
    limit: { readonly most: number; readonly perMs: number },
    now: Date,
  ): Promise<'admitted' | Date>;
  /** No turn before `until`; a longer hold stands. */
  hold(name: string, until: Date): Promise<void>;
  /** Until when it is held, where that is after `now`. */
  heldUntil(name: string, now: Date): Promise<Date | undefined>;
}

/** An access token of one app, sealed with what every process knows and the database doesn't. */
export interface SharedToken {
  readonly sealed: string;
  readonly until: Date;
  /** When a new one was forced last. */
  readonly forcedAt: Date | undefined;
}

export interface TokenShelf {
  get(app: string): Promise<SharedToken | undefined>;
  put(app: string, token: SharedToken): Promise<void>;
}

/** Who is at something that one process does at a time. */
export interface LeaseBook {
  /**
   * Takes it, or renews it for whoever has it, for minutes at most; false where somebody else has it at `now`, unless that
   * ends so much later that a clock was set back since.
   */
  take(name: string, owner: string, now: Date, until: Date): Promise<boolean>;
  free(name: string, owner: string): Promise<void>;
}

/** The processes of `start` that share the database. */
export interface ReplicaBook {
  /** Says that one is alive; returns how many are, itself included: seen within `withinMs`. */
  beat(id: string, now: Date, withinMs: number): Promise<number>;
  leave(id: string): Promise<void>;
  /** How many are alive, for whoever isn't one of them. */
  count(now: Date, withinMs: number): Promise<number>;
}

/** How the runs of a schedule end. */
export interface Run {
  /** A schedule's key. */
  readonly schedule: string;
  readonly succeededAt: Date | undefined;
  readonly failed:
    | { readonly at: Date; readonly code: string; readonly params: object }
    | undefined;
}

export interface RunBook {
  /** A run came to its end; it forgets the failure before it. */
  succeeded(schedule: string, at: Date): Promise<void>;
  /** The error's code and params, to be worded in the reader's language. */
  failed(schedule: string, at: Date, error: { code: string; params: object }): Promise<void>;
  list(): Promise<Run[]>;
}

/**
 * Moments in the life of the database: `alive` when a process said so last, `copied` in a backup when it
 * was made, `lost-from` and `lost-until` what a restored one doesn't know of.
 */
export type MarkName = 'alive' | 'copied' | 'lost-from' | 'lost-until';

export interface MarkBook {
  get(name: MarkName): Promise<Date | undefined>;
  /** Undefined takes it away. */
  set(name: MarkName, at: Date | undefined): Promise<void>;
}
