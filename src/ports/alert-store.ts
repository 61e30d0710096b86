/** What must survive a restart of alerts: what is remembered, what was told, and what people said to it. */
import type { AlertChange, AlertMemory } from '../core/alerts/alert.ts';
import type { AlertMessage } from '../core/alerts/message.ts';
import type { Segment } from '../core/cohort.ts';

/** What the bot remembers of an app's alerts. */
export interface RememberedAlerts {
  readonly memory: AlertMemory;
  /** Changes whenever it is written. */
  readonly version: number;
  /** Whether messages wait to be posted before the memory moves on. */
  readonly isPending: boolean;
}

/** A finding as people name it: "mute 3". */
export interface AlertRecord {
  readonly number: number;
  /** The finding's id. */
  readonly finding: string;
  readonly app: string;
  readonly segment: Segment;
  /** Id of the message that told it first. */
  readonly message: string;
  readonly openedAt: Date;
  /** When it ended, and why; undefined while it is open. */
  readonly ended: { readonly at: Date; readonly reason: AlertChange['reason'] } | undefined;
}

/** An alert that a chat hears nothing more of: until a moment, or until it recovers. */
export interface Mute {
  readonly number: number;
  /** "slack:C0123ABCD". */
  readonly chat: string;
  readonly until: Date;
  /** The platform's id of who muted it. */
  readonly by: string;
}

export interface AlertStore {
  get(app: string): Promise<RememberedAlerts | undefined>;
  /**
   * Keeps what a run decided, all or nothing: memories without messages take effect at once, those with
   * messages when the last of these has settled. False where any app was written since `version`, or
   * (version 0) exists already.
   */
  prepare(
    memories: readonly {
      readonly app: string;
      readonly version: number;
      readonly memory: AlertMemory;
    }[],
    messages: readonly AlertMessage[],
    now: Date,
  ): Promise<boolean>;
  /** Messages that have not settled, the oldest first. */
  unsettled(): Promise<AlertMessage[]>;
  /** A message is known to be posted, or given up: the memories that waited for it alone move on. Repeated, it changes nothing. */
  settle(message: string): Promise<void>;
  /** A message as it was told. */
  message(id: string): Promise<AlertMessage | undefined>;
  /** What belongs in a message's thread, the oldest first, whether it has settled or not. */
  followed(id: string): Promise<AlertMessage[]>;
  /** The numbers of a message's findings, by their ids: a message that waits to be posted names them already. */
  numbers(message: string): Promise<ReadonlyMap<string, number>>;
  /** By number; the newest first. Of settled messages only. */
  records(app?: string): Promise<AlertRecord[]>;
  mute(mute: Mute): Promise<void>;
  /** Whether there was one. */
  unmute(number: number, chat: string): Promise<boolean>;
  /** Those that still hold at `now`: those of findings that have ended don't. */
  mutes(now: Date): Promise<Mute[]>;
  /** One word of each person on each alert; the last one counts. */
  vote(number: number, chat: string, user: string, isUseful: boolean, now: Date): Promise<void>;
  /** Alerts told in a chat, and how many of these somebody there found not useful. */
  votes(chat: string): Promise<{ readonly told: number; readonly notUseful: number }>;
}
