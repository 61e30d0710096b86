/** `backtest`: what the alert rules would have told between two dates, and what they cannot see. */
import { findingLine, sightLine } from '../core/alerts/list.ts';
import type { AlertMessage } from '../core/alerts/message.ts';
import { formatter } from '../core/format.ts';
import { beijingDate } from '../core/period.ts';
import { type Locale, textFor } from '../core/text/index.ts';
import { type Backtested, backtest, newestMorning } from '../pipeline/backtest.ts';
import type { Bot } from '../pipeline/bot.ts';
import { progressBar } from '../progress.ts';
import type { House, Terminal } from './house.ts';
import { pickApps } from './pick-apps.ts';

export interface BacktestArgs {
  /** Beijing dates. */
  readonly from: string;
  readonly to: string;
  readonly app: string | undefined;
  readonly json: boolean;
}

/** Exit code 2 where nothing lies between the dates. */
export async function runBacktest(
  { bot, config, signal }: House,
  { from, to, app, json }: BacktestArgs,
  { stdout, stderr, now }: Terminal,
): Promise<number> {
  const { locale } = config;
  const { backtest: words, pace } = textFor(locale).terminal;
  const apps = pickApps(bot, app);
  const newest = newestMorning(bot.clock.now());
  if (from > to || from > newest) {
    const fault = from > to ? words.reversed({ from, to }) : words.future({ from, newest });
    stderr.write(`${fault}\n`);
    return 2;
  }
  const last = to < newest ? to : newest;
  if (last < to) stderr.write(`${words.clamped({ to, newest })}\n`);
  const bar = progressBar(stderr, words.replaying, { now, words: pace });
  try {
    const tested = await backtest(bot, apps, {
      from,
      to: last,
      settings: bot.alerts,
      signal,
      onProgress: (done, total) => bar.update('', done, total),
    });
    bar.end();
    stdout.write(
      json ? `${JSON.stringify(tested.result, null, 2)}\n` : readable(tested, bot, locale),
    );
    return 0;
  } catch (error) {
    bar.end();
    throw error;
  }
}

/** A table for each message, then what is to be known about them all. */
function readable({ result, messages }: Backtested, bot: Bot, locale: Locale): string {
  const text = textFor(locale);
  const { alerts } = text.answers;
  const format = formatter(locale);
  const nameOf = nameIn(bot);
  const tested = alerts.tested({
    rule: alerts.usualRules,
    count: format.count(messages.length),
    from: format.day(result.from),
    to: format.day(result.to),
  });
  const judged = alerts.judgedCells({
    cells: format.count(result.judged),
    series: format.count(result.series),
  });
  const sights = result.blind.map((one) => `  ${sightLine(nameOf(one.app), one, text, format)}`);
  const told = messages.map((one) => messageTable(one, nameOf, locale));
  const end = [judged, alerts.falseAlarms, '', `${alerts.sightHeading}:`, ...sights];
  return `${[tested, ...told, '', ...end].join('\n')}\n`;
}

function messageTable(
  { at, kind, items }: AlertMessage,
  nameOf: (app: string) => string,
  locale: Locale,
): string {
  const text = textFor(locale);
  const format = formatter(locale);
  const { alerts } = text.answers;
  const lines = items.map(({ app, change }) => {
    const entry = findingLine(nameOf(app), { ...change.finding, cells: [] }, text, format);
    const rows = change.cells.map(
      ({ grain, offset, cohort, rate, interval: [low, high], size, score }) =>
        [
          `    ${format.offset(grain, offset).padEnd(4)}`,
          cohort.first === cohort.last ? cohort.first : `${cohort.first} – ${cohort.last}`,
          format.rate(rate).padStart(6),
          `[${format.rate(low)}, ${format.rate(high)}]`,
          format.count(size).padStart(9),
          score.toFixed(1).padStart(6),
        ].join('  '),
    );
    return [`  ${alerts.kinds[kind]}: ${entry}`, ...rows].join('\n');
  });
  return ['', `${beijingDate(new Date(at))}`, ...lines].join('\n');
}

function nameIn({ apps }: Pick<Bot, 'apps'>): (appid: string) => string {
  return (appid) => apps.find((one) => one.appid === appid)?.name ?? appid;
}
