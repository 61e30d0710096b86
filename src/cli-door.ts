/** What a command of the command line is made with. */
import type { Command } from 'commander';
import type { CommandName } from './cli-arguments.ts';
import type { House, Terminal } from './commands/house.ts';
import type { Config } from './config/index.ts';
import type { Catalogue } from './core/text/index.ts';

export interface Door {
  command(name: CommandName): Command;
  /** The action's number is the exit code. */
  act<A extends unknown[]>(action: (...args: A) => Promise<number>): (...args: A) => Promise<void>;
  withHouse(options: HouseOptions, work: (house: House) => Promise<number>): Promise<number>;
  /** Aborted when the process is told to end. */
  readonly stopping: AbortSignal;
  readonly words: Catalogue['terminal']['cli'];
  readonly terminal: Terminal;
}

export interface HouseOptions {
  readonly asOf: Date | undefined;
  readonly chats: boolean;
  readonly stopping: AbortSignal;
  /** Read from the environment where it isn't given. */
  readonly config?: Config;
}
