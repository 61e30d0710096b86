/** The command line: arguments in, an exit code out (0 done, 1 failed, 2 usage or configuration). */
import { writeFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { Command, CommanderError } from 'commander';
import { type CommandName, parsers } from './cli-arguments.ts';
import { type DemoOptions, withDemoOptions } from './cli-demo.ts';
import { clockAt, systemClock } from './clock.ts';
import type { House, Terminal } from './commands/house.ts';
import { type Config, localeFrom } from './config/index.ts';
import { AppError, type ErrorCode, explain } from './core/errors.ts';
import type { Grain } from './core/period.ts';
import { textFor } from './core/text/index.ts';
import {
  configFromEnvironment,
  demoEnvironment,
  openHouse,
  platformsFromEnvironment,
} from './main.ts';

const USAGE = 2;
const MISUSE: ReadonlySet<ErrorCode> = new Set([
  'config_invalid',
  'no_channels',
  'unknown_app',
  'unknown_channel',
  'no_manifest',
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
  // biome-ignore lint/style/noProcessEnv: the language of --help must be known before any configuration is read
  const said = textFor(localeFrom(process.env)).terminal;
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
  const { grain, count, day, asOf } = parsers(words);

  command('start').action(act(() => runStart(stopping)));
  withDemoOptions(command('demo'), said).action(
    act((options: DemoOptions) => runDemo(options, stopping)),
  );
  command('report')
    .argument('<grain>', words.grain, grain)
    .option('--app <appid>', words.app)
    .addOption(asOf())
    .option('--offline', words.offline, false)
    .option('--json', words.json, false)
    .action(
      act(async (grain: Grain, { app, asOf, offline, json }) => {
        const { runReport } = await import('./commands/report.ts');
        return withHouse({ asOf, chats: false, stopping }, (house) =>
          runReport(house, { grain, app, offline, json }, terminal),
        );
      }),
    );
  command('send')
    .argument('<grain>', words.grain, grain)
    .option('--app <appid>', words.app)
    .option('--channel <name>', words.channel)
    .addOption(asOf())
    .action(
      act(async (grain: Grain, { app, channel, asOf }) => {
        const { runSend } = await import('./commands/send.ts');
        return withHouse({ asOf, chats: true, stopping }, (house) =>
          runSend(house, { grain, app, channel }, terminal),
        );
      }),
    );
  command('backfill')
    .option('--app <appid>', words.app)
    .option('--days <n>', words.days, count)
    .option('--weeks <n>', words.weeks, count)
    .option('--months <n>', words.months, count)
    .addOption(asOf())
    .action(
      act(async ({ app, days, weeks, months, asOf }) => {
        const { runBackfill } = await import('./commands/backfill.ts');
        return withHouse({ asOf, chats: false, stopping }, (house) =>
          runBackfill(house, { app, windows: { day: days, week: weeks, month: months } }, terminal),
        );
      }),
    );
  command('alerts')
    .option('--app <appid>', words.app)
    .addOption(asOf())
    .option('--json', words.json, false)
    .action(
      act(async ({ app, asOf, json }) => {
        const { runAlerts } = await import('./commands/alerts.ts');
        return withHouse({ asOf, chats: false, stopping }, (house) =>
          runAlerts(house, { app, isPast: asOf !== undefined, json }, terminal),
        );
      }),
    );
  command('backtest')
    .requiredOption('--from <date>', words.from, day)
    .requiredOption('--to <date>', words.to, day)
    .option('--app <appid>', words.app)
    .addOption(asOf())
    .option('--json', words.json, false)
    .action(
      act(async ({ from, to, app, asOf, json }) => {
        const { runBacktest } = await import('./commands/backtest.ts');
        return withHouse({ asOf, chats: false, stopping }, (house) =>
          runBacktest(house, { from, to, app, json }, terminal),
        );
      }),
    );
  command('doctor')
    .option('--json', words.json, false)
    .addOption(asOf())
    .action(
      act(async ({ asOf, json }) => {
        const { runDoctor } = await import('./commands/doctor.ts');
        const door = {
          readConfig: configFromEnvironment,
          // biome-ignore lint/style/noProcessEnv: faults of a configuration are told in its language, as far as that can be read
          locale: () => localeFrom(process.env),
          withHouse: (config: Config, work: (house: House) => Promise<number>) =>
            withHouse({ asOf, chats: true, stopping, config }, work),
        };
        return runDoctor(door, { json }, terminal);
      }),
    );

  command('manifest')
    .argument('<platform>', words.platform)
    .option('--socket', words.socket, false)
    .option('--out <file>', words.out)
    .action(
      act(async (platform: string, { socket, out }) => {
        const { runManifest } = await import('./commands/manifest.ts');
        return runManifest(
          platformsFromEnvironment(),
          { platform, socket, out },
          { stdout: process.stdout, stderr: process.stderr, save: writeFileSync },
        );
      }),
    );

  await program.parseAsync(argv, { from: 'user' });
  return code;
}

interface HouseOptions {
  readonly asOf: Date | undefined;
  readonly chats: boolean;
  readonly stopping: AbortSignal;
  /** Read from the environment where it isn't given. */
  readonly config?: Config;
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
  } finally {
    await house.close();
  }
}

async function runStart(stopping: AbortSignal): Promise<number> {
  const { start } = await import('./commands/start.ts');
  const config = configFromEnvironment();
  const house = await openHouse({ config, clock: systemClock, chats: true });
  let stop = house.close;
  try {
    await heard();
    if (stopping.aborted) return 0;
    stop = (await start(house, terminal)).stop;
    await ended(stopping);
    return 0;
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

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE;
  // biome-ignore lint/style/noProcessEnv: the language of an error must be known even when no configuration could be read
  const text = textFor(localeFrom(process.env));
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
