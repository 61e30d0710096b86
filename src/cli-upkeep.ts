/** The commands that look after the bot itself: what is set up, how it is, and its database. */
import { writeFileSync } from 'node:fs';
import { parsers } from './cli-arguments.ts';
import type { Door } from './cli-door.ts';
import type { House } from './commands/house.ts';
import type { Config } from './config/index.ts';
import {
  configFromEnvironment,
  copyDatabase,
  copyHistory,
  localeFromEnvironment,
  platformsFromEnvironment,
} from './main.ts';

export function upkeepCommands({ command, act, withHouse, stopping, words, terminal }: Door): void {
  const { asOf, count, moment } = parsers(words);
  /** Of a command that looks at the bot as it is. */
  const now = { asOf: undefined, chats: false, stopping };
  command('doctor')
    .option('--json', words.json, false)
    .addOption(asOf())
    .action(
      act(async ({ asOf, json }) => {
        const { runDoctor } = await import('./commands/doctor.ts');
        const door = {
          readConfig: configFromEnvironment,
          locale: localeFromEnvironment,
          withHouse: (config: Config, work: (house: House) => Promise<number>) =>
            withHouse({ asOf, chats: true, stopping, config }, work),
        };
        return runDoctor(door, { json }, terminal);
      }),
    );

  command('status')
    .option('--json', words.json, false)
    .action(
      act(async ({ json }) => {
        const { runStatus } = await import('./commands/status.ts');
        return withHouse(now, (house) => runStatus(house, { json }, terminal));
      }),
    );
  command('audit')
    .option('--limit <n>', words.limit, count, 50)
    .option('--json', words.json, false)
    .action(
      act(async ({ limit, json }) => {
        const { runAudit } = await import('./commands/audit.ts');
        return withHouse(now, (house) => runAudit(house, { limit, json }, terminal));
      }),
    );
  command('backup')
    .argument('<file>', words.backupFile)
    .option('--force', words.force, false)
    .action(
      act(async (file: string, { force }) => {
        const { runBackup } = await import('./commands/backup.ts');
        const { database, locale } = configFromEnvironment();
        const original = { database, locale, signal: stopping, copy: copyDatabase };
        return runBackup(original, { file, force }, terminal);
      }),
    );
  command('restored')
    .requiredOption('--from <datetime>', words.restoredFrom, moment)
    .action(
      act(async ({ from }) => {
        const { runRestored } = await import('./commands/restored.ts');
        return withHouse(now, (house) => runRestored(house, { from }, terminal));
      }),
    );
  command('migrate')
    .option('--from <url>', words.migrateFrom, 'sqlite:data/retention.db')
    .option('--to <url>', words.migrateTo)
    .action(
      act(async ({ from, to }: { from: string; to?: string }) => {
        const { runMigrate } = await import('./commands/migrate.ts');
        const move = {
          from: from.replace(/^sqlite:/, ''),
          to: to ?? configFromEnvironment().database,
          // With --to no configuration is read.
          locale: localeFromEnvironment(),
          signal: stopping,
          copy: copyHistory,
        };
        return runMigrate(move, terminal);
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
