/** Spreads the parts of ticks over the processes that share a database. */

/** One app's part of one run of a tick. */
export interface PartJob {
  /** The schedule's key. */
  readonly schedule: string;
  /** ISO instant. */
  readonly scheduledFor: string;
  readonly attempt: number;
  readonly app: string;
}

/** An error as it travels: its words come from the catalogue where it is read. */
export interface KeptError {
  readonly code: string;
  readonly params: object;
}

/** What became of it; JSON. */
export interface PartEnd {
  /** Milliseconds after which it is worth another run; undefined when it is done. */
  readonly againMs?: number | undefined;
  /** Whether something new became known. */
  readonly hasBrought: boolean;
  /** Why nothing was collected, though all patience is over and nobody was told. */
  readonly lost?: KeptError | undefined;
  /** Why it is not done: WeChat is out of reach, or a chat, or no chat takes it. */
  readonly open?: KeptError | undefined;
  /** Whether WeChat hasn't the figures yet. */
  readonly isWaiting?: true | undefined;
  /** Whether it was not run, as its schedule or app is unknown where the queue brought it. */
  readonly isForeign?: true | undefined;
  /** A fault of the bot's own that ended it. */
  readonly fault?: KeptError | undefined;
}

export type PartHandler = (job: PartJob, signal: AbortSignal) => Promise<PartEnd>;

export interface PartQueue {
  /**
   * Runs each job once, wherever: whoever asks for the same job later gets the same end. `here` runs one
   * in this process, also where another didn't know what it was of. Ends in the order of the jobs; rejects when aborted.
   */
  run(
    jobs: readonly PartJob[],
    here: PartHandler,
    signal: AbortSignal,
  ): Promise<readonly PartEnd[]>;
  /** Takes jobs of whichever process from now on. */
  serve(handler: PartHandler): Promise<void>;
  /** Jobs that wait for a process, or for their turn in this one. */
  waiting(): Promise<number>;
  /** Takes no more; what runs is aborted and handed back. */
  stop(): Promise<void>;
}
