/** How the bot is, for those who watch it from outside: nothing secret, and no chat by name. */

/** How one schedule runs, or the subscriptions of one grain together. */
export interface ScheduleHealth {
  readonly grain: string;
  /** "09:30", the cron line, or "subscriptions". */
  readonly at: string;
  /** IANA zone; empty for subscriptions, which have several. */
  readonly zone: string;
  /** Of several the oldest there is; undefined where none ever succeeded. */
  readonly succeededAt: Date | undefined;
  /** The failure since then. */
  readonly failed: { readonly at: Date; readonly code: string } | undefined;
  /** Whether a firing is so long past that no patience explains that it brought nothing. */
  readonly isOverdue: boolean;
}

/** What is read when somebody looks; each may fail or hang, and whoever asks bears it. */
export interface Vitals {
  /** From a query of the store. */
  schedules(): Promise<readonly ScheduleHealth[]>;
  /** Jobs that wait for a process. */
  waiting(): Promise<number>;
  /** Findings that are open, by segment. */
  openFindings(): Promise<Readonly<Record<string, number>>>;
  pausedChats(): Promise<number>;
  replicas(): Promise<number>;
  /** When the scheduler's last beat came to its end; undefined before the first. */
  lastBeat(): Date | undefined;
  /** Whether the store could be written a minute ago. */
  isWritten(): boolean;
  isStopping(): boolean;
}
