/** The commands that deal with figures: they print, post, fetch and judge them. */
import { parsers } from './cli-arguments.ts';
import type { Door } from './cli-door.ts';
import type { Grain } from './core/period.ts';

export function figureCommands({ command, act, withHouse, stopping, words, terminal }: Door): void {
  const { grain, count, day, asOf } = parsers(words);
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
}
