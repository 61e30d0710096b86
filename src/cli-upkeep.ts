/** The commands that look after the bot itself: what is set up, how it is, and its database. */
import { writeFileSync } from 'node:fs';
import { parsers } from './cli-arguments.ts';
import type { Door } from './cli-door.ts';
import type { House } from './commands/house.ts';
import { type Config, localeFrom } from './config/index.ts';
import { configFromEnvironment, platformsFromEnvironment } from './main.ts';

export function upkeepCommands({ command, act, withHouse, stopping, words, terminal }: Door): void {
  const { asOf } = parsers(words);
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
}
