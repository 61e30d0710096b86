/** The status for people, in the words of the chats. */
import type { Config } from '../config/index.ts';
import { formatter } from '../core/format.ts';
import { textFor } from '../core/text/index.ts';
import type { Bot } from '../pipeline/bot.ts';
import { dataLine } from '../pipeline/newest-known.ts';
import { type Runs, runLine } from '../pipeline/run-line.ts';
import { scheduleLine } from '../pipeline/subscription-words.ts';
import type { Listed, StatusReport } from './status.ts';

const DATABASES = { sqlite: 'SQLite', postgresql: 'PostgreSQL' };

interface Told {
  readonly report: StatusReport;
  readonly listed: readonly Listed[];
  readonly runs: Runs;
}

export async function printStatus(
  bot: Bot,
  { locale, zone }: Config,
  { report, listed, runs }: Told,
): Promise<string> {
  const { subscriptions: words, terminal } = textFor(locale);
  const format = formatter(locale);
  const lineOf = (one: Listed) =>
    runLine(bot, { schedule: one.schedule, entry: entryOf(one) }, runs, locale);
  const linesOf = (origin: Listed['origin']) =>
    Promise.all(listed.filter((one) => one.origin === origin).map(lineOf));
  const pauses = report.paused.map(({ chat, channel, since, reason }) =>
    words.paused({ chat: channel ?? chat, since: format.moment(new Date(since), zone), reason }),
  );
  return [
    runningLine(),
    terminal.status.database({ kind: DATABASES[report.database] }),
    terminal.status.openAlerts({ count: format.count(report.openAlerts) }),
    ...under(terminal.status.schedules, await linesOf('configuration')),
    ...under(terminal.status.collections, await linesOf('collection')),
    ...under(terminal.status.subscriptions, await linesOf('subscription')),
    ...under(
      words.dataHeading,
      await Promise.all(bot.apps.map((app) => dataLine(bot, app, locale))),
    ),
    ...under(words.pausedHeading, pauses),
    '',
  ].join('\n');

  function runningLine(): string {
    const { isRunning, lastSeen, processes } = report.running;
    if (lastSeen === null && !isRunning) return terminal.status.neverRun;
    // One that has only just begun says so a moment later.
    const seen = format.moment(new Date(lastSeen ?? report.at), zone);
    return isRunning
      ? terminal.status.running({ seen, count: format.count(processes) })
      : terminal.status.stopped({ seen });
  }

  function entryOf({ origin, schedule, chat, number }: Listed): string {
    const { grain, at, cron } = schedule;
    if (origin === 'collection')
      return words.collects({ grain, at: at ?? cron, zone: schedule.zone });
    const entry = scheduleLine(bot, schedule, locale);
    return chat === null ? entry : `${chat} ${words.numbered({ number: String(number), entry })}`;
  }
}

function under(heading: string, lines: readonly string[]): string[] {
  return lines.length > 0 ? ['', heading, ...lines.map((line) => `  ${line}`)] : [];
}
