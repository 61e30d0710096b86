/** `alerts test`: what a rule would have told over the last days, before anybody saves it. */
import type { AlertRule } from '../core/alerts/alert.ts';
import { findingLine, sightLine } from '../core/alerts/list.ts';
import type { AlertMessage } from '../core/alerts/message.ts';
import type { Sight } from '../core/alerts/rows.ts';
import { type Digest, listOf, plainDigest } from '../core/digest.ts';
import { formatter } from '../core/format.ts';
import { addDays } from '../core/period.ts';
import { textFor } from '../core/text/index.ts';
import type { Asked } from '../ports/adapter.ts';
import { type Backtested, backtest, newestMorning } from './backtest.ts';
import type { Bot } from './bot.ts';

interface Test {
  readonly rule: AlertRule | undefined;
  readonly days: number;
}

const MOST_MESSAGES = 20;
const MOST_SIGHTS = 18;

export async function testAlerts(
  bot: Bot,
  asked: Asked,
  { rule, days }: Test,
  signal: AbortSignal,
): Promise<Digest> {
  const apps = bot.apps.filter(({ appid }) => rule?.app === undefined || rule.app === appid);
  const to = newestMorning(bot.clock.now());
  const from = addDays(to, 1 - days);
  const settings = isWhole(rule) ? { ...bot.alerts, rules: [rule] } : bot.alerts;
  // As if the rule were saved on the first morning: what it finds broken by then is told.
  const before = isWhole(rule) ? { ...bot.alerts, rules: [] } : bot.alerts;
  const tested = await backtest(bot, apps, { from, to, settings, before, signal });
  return worded(bot, asked, { rule, days }, tested);
}

/** One without a threshold only says what is looked at. */
function isWhole(rule: AlertRule | undefined): rule is AlertRule {
  return rule?.below !== undefined || rule?.drop !== undefined;
}

function worded(bot: Bot, asked: Asked, { rule, days }: Test, tested: Backtested): Digest {
  const { locale } = asked;
  const text = textFor(locale);
  const { alerts: words } = text.answers;
  const format = formatter(locale);
  const { result } = tested;
  const nameOf = (app: string) => bot.apps.find(({ appid }) => appid === app)?.name ?? app;
  const about = tested.messages.filter((one) => isAbout(one, rule));
  const usual = tested.messages.length - about.length;
  const told = about.slice(-MOST_MESSAGES).flatMap(({ at, kind, items }) =>
    items.map(({ app, change }) =>
      words.message({
        at: format.moment(new Date(at), bot.zone),
        kind: words.kinds[kind],
        entry: findingLine(nameOf(app), { ...change.finding, cells: change.cells }, text, format),
      }),
    ),
  );
  const sights = result.blind.filter((one) => isOf(one, rule)).slice(0, MOST_SIGHTS);
  const summary = words.tested({
    rule: ruleText(asked, rule),
    count: format.count(about.length),
    from: format.day(result.from),
    to: format.day(result.to),
  });
  const notes = [
    words.judgedCells({ cells: format.count(result.judged), series: format.count(result.series) }),
    ...(isWhole(rule) ? [words.besides({ count: format.count(usual) })] : []),
    words.falseAlarms,
  ];
  return plainDigest({
    locale,
    title: words.testTitle({ count: format.count(days) }),
    summary,
    sections: [
      ...listOf(words.messagesHeading, told),
      ...notes.map((note) => ({ kind: 'text', text: note }) as const),
      ...listOf(
        words.sightHeading,
        sights.map((one) => sightLine(nameOf(one.app), one, text, format)),
      ),
    ],
  });
}

/** A rule's test shows what the rule found; any other what fell in the series it names. */
function isAbout({ items }: AlertMessage, rule: AlertRule | undefined): boolean {
  if (!rule) return true;
  return items.some(({ change: { finding, cells } }) =>
    isWhole(rule)
      ? finding.rule !== undefined
      : [...cells, ...finding.cells].some((cell) => isOf(cell, rule)),
  );
}

function isOf(
  { grain, segment, offset }: Pick<Sight, 'grain' | 'segment' | 'offset'>,
  rule: AlertRule | undefined,
): boolean {
  return (
    (rule?.grain ?? grain) === grain &&
    (rule?.segment ?? segment) === segment &&
    (rule?.offset ?? offset) === offset
  );
}

function ruleText({ locale }: Asked, rule: AlertRule | undefined): string {
  const text = textFor(locale);
  const { alerts: words } = text.answers;
  if (!isWhole(rule)) return words.usualRules;
  const format = formatter(locale);
  const { grain, segment, offset, below, drop } = rule;
  const label = grain && offset !== undefined ? format.offset(grain, offset) : undefined;
  const named = segment ? words.ofSegment({ segment, label: label ?? words.everyRate }) : label;
  const series = named ?? words.everySeries;
  const parts = [
    ...(below === undefined ? [] : [words.ruleBelow({ series, rate: format.rate(below) })]),
    ...(drop === undefined ? [] : [words.ruleDrop({ series, drop: format.rate(drop) })]),
  ];
  return words.rule({ what: format.list(parts) });
}
