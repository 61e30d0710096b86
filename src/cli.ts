/** The command line: arguments in, an exit code out (0 done, 1 failed, 2 usage or configuration). */
import { setImmediate } from 'node:timers/promises';
import { Command, CommanderError } from 'commander';
import type { CommandName } from './cli-arguments.ts';
import { type DemoOptions, withDemoOptions } from './cli-demo.ts';
import type { HouseOptions } from './cli-door.ts';
import { figureCommands } from './cli-figures.ts';
import { upkeepCommands } from './cli-upkeep.ts';
import { clockAt, systemClock } from './clock.ts';
import type { House, Terminal } from './commands/house.ts';
import { AppError, type ErrorCode, explain } from './core/errors.ts';
import { textFor } from './core/text/index.ts';
import {
  configFromEnvironment,
  demoEnvironment,
  localeFromEnvironment,
  openHouse,
} from './main.ts';

const USAGE = 2;
const MISUSE: ReadonlySet<ErrorCode> = new Set([
  'config_invalid',
  'no_channels',
  'unknown_app',
  'unknown_channel',
  'no_manifest',
  'restored_future',
  'migrate_target',
  'migrate_source',
]);
const terminal: Terminal = {
  now: systemClock.now,
  stdout: process.stdout,
  stderr: process.stderr,
};

/** @param stopping aborted when the process is told to end */
export async function main(argv: readonly string[], stopping: AbortSignal): Promise<void> {
  process.exitCode = await run(argv, stopping).catch((error: unknown) => exitCodeOf(error));
}

async function run(argv: readonly string[], stopping: AbortSignal): Promise<number> {
  let code = 0;
  const said = textFor(localeFromEnvironment()).terminal;
  const words = said.cli;
  const program = new Command('retention-bot')
    .description(words.summary)
    .exitOverride()
    .showHelpAfterError();
  const command = (name: CommandName) => program.command(name).description(words[name]);
  const act =
    <A extends unknown[]>(action: (...args: A) => Promise<number>) =>
    async (...args: A) => {
      code = await action(...args);
    };

  command('start').action(act(() => runStart(stopping)));
  withDemoOptions(command('demo'), said).action(
    act((options: DemoOptions) => runDemo(options, stopping)),
  );
  const door = { command, act, withHouse, stopping, words, terminal };
  figureCommands(door);
  upkeepCommands(door);
  await program.parseAsync(argv, { from: 'user' });
  return code;
}

async function withHouse(
  { asOf, chats, stopping, config = configFromEnvironment() }: HouseOptions,
  work: (house: House) => Promise<number>,
): Promise<number> {
  const clock = asOf ? clockAt(asOf) : systemClock;
  const house = await openHouse({ config, clock, chats });
  stopping.addEventListener('abort', house.abort);
  // What is asked counts as asked up to that day: until it comes, little else would be asked for.
  if (asOf && asOf > systemClock.now())
    house.bot.log.warn({ asOf: asOf.toISOString() }, '--as-of lies in the future');
  try {
    await heard();
    stopping.throwIfAborted();
    return await work(house);
  } catch (error) {
    throw faultOf(stopping) ?? error;
  } finally {
    await house.close();
  }
}

async function runStart(stopping: AbortSignal): Promise<number> {
  const { start } = await import('./commands/start.ts');
  const config = configFromEnvironment();
  const house = await openHouse({ config, clock: systemClock, chats: true, serves: true });
  let stop = () => house.close();
  try {
    await heard();
    if (stopping.aborted) return 0;
    stop = (await start(house, terminal)).stop;
    await ended(stopping);
    const fault = faultOf(stopping);
    if (!fault) return 0;
    house.bot.log.error({ err: fault }, 'ended by a fault that nobody caught');
    return 1;
  } finally {
    await stop();
  }
}

async function runDemo(
  { wechatOnly, port, knob }: DemoOptions,
  stopping: AbortSignal,
): Promise<number> {
  const open = wechatOnly
    ? (await import('./main-wechat.ts')).openSimulatedWeChat
    : (await import('./main-demo.ts')).openDemo;
  await heard();
  if (stopping.aborted) return 0;
  const env = demoEnvironment();
  const demo = await open({ ...env, PORT: port ?? env.PORT }, terminal, knob);
  await ended(stopping);
  await demo.stop();
  return 0;
}

/** A signal that came while everything was loaded is heard by the next turn of the event loop. */
function heard(): Promise<void> {
  return setImmediate();
}

function ended(stopping: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (stopping.aborted) resolve();
    else stopping.addEventListener('abort', () => resolve());
  });
}

/** What nobody caught, where that ends the process rather than a word to stop. */
function faultOf({ aborted, reason }: AbortSignal): Error | undefined {
  return aborted && reason instanceof Error && reason.name !== 'AbortError' ? reason : undefined;
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE;
  const text = textFor(localeFromEnvironment());
  if (error instanceof AppError) {
    process.stderr.write(`${explain(error, text)}\n`);
    return MISUSE.has(error.code) ? USAGE : 1;
  }
  if (error instanceof Error && error.name === 'AbortError') {
    process.stderr.write(`${text.errors.aborted({}).message}\n`);
    return 1;
  }
  // A fault of the bot itself: the stack is what a report needs, and holds no settings.
  process.stderr.write(`${explain(error, text)}\n${error instanceof Error ? error.stack : ''}\n`);
  return 1;
}
