/** What a command finds opened: the bot, its chats and its server. */
import type { Charts } from '../chart/index.ts';
import type { Closer } from '../closing.ts';
import type { Config } from '../config/index.ts';
import type { Digest } from '../core/digest.ts';
import type { Bot } from '../pipeline/bot.ts';
import type { Witness } from '../pipeline/say-alive.ts';
import type { AdapterHost, Asked, OpenAdapter, Target } from '../ports/adapter.ts';
import type { Vitals } from '../ports/health.ts';

export interface House {
  readonly config: Config;
  readonly bot: Bot;
  readonly charts: Charts;
  /** The chats that are set up; empty where the command needs none. */
  readonly chats: readonly {
    readonly name: string;
    readonly targets: readonly Target[];
    readonly open: OpenAdapter;
  }[];
  /** Names of the channels the configuration lists. */
  readonly channels: readonly string[];
  answer(asked: Asked): Promise<Digest>;
  /** Commands that arrive from now on wait for `first`. */
  waitFor(first: Promise<unknown>): void;
  readonly mount: AdapterHost['mount'];
  /** Serves what is mounted; resolves with the port. */
  listen(port?: number): Promise<number>;
  /** Aborted by abort() and close(). */
  readonly signal: AbortSignal;
  /** Ends what is under way; close() is still due. */
  abort(): void;
  /** Whether no other process shares the work, as far as it is known now. */
  isAlone(): boolean;
  /** Names this process among all there ever are. */
  readonly owner: string;
  /** Says beside the database when it was alive; undefined where several processes may share it. */
  readonly witness: (Witness & { readonly lastAlive: Date | undefined }) | undefined;
  /** Whether a `start` runs on the database's file, of which there is one at most; undefined where several may share it. */
  isStarted(): boolean | undefined;
  /** Whoever looks at the scheduler's health asks this from now on. */
  beatsBy(lastBeat: Vitals['lastBeat']): void;
  /** Closes everything in reverse order, first what runs in the house; within bounds, and never throws. */
  close(running?: readonly Closer[]): Promise<void>;
}

/** Where results and progress go, and the time progress is measured by. */
export interface Terminal {
  /** The machine's, whatever `--as-of` says. */
  now(): Date;
  readonly stdout: { write(text: string): unknown };
  readonly stderr: NodeJS.WriteStream;
}
