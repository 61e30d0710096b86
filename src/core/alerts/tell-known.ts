/** What a reader of an alert wants to know beside the figures: since when, how unusual, when it ends. */
import { formatter } from '../format.ts';
import { addDays, type Grain } from '../period.ts';
import { rateAt } from '../rate.ts';
import { Z95 } from '../statistics.ts';
import { textFor } from '../text/index.ts';
import type { AlertContext } from './tell-context.ts';
import type { Fallen } from './tell-fallen.ts';
import type { Item } from './tell-usual.ts';
import { ruleWords } from './tell-words.ts';

/** Days that a rate is held against. */
const LOOK_BACK: Record<Grain, number> = { day: 56, week: 182, month: 365 };
/** Fewer say nothing about what is low. */
const FEWEST = 7;
/** Days after which a level is the normal one, as `following` has it. */
const NEW_NORMAL = 42;

/** Of one finding. */
export function knownOf(item: Item, fallen: Fallen | undefined, ctx: AlertContext): string[] {
  const text = textFor(ctx.locale).alerts;
  const { rule } = item.change.finding;
  return [
    ...(rule ? [text.byRule({ rule: ruleWords(rule, ctx) })] : [depthOf(item, ctx)]),
    ...otherSegment(item, ctx),
    ...(fallen ? historyOf(item, fallen, ctx) : []),
  ];
}

/** How alerts were found in that chat. */
export function votesOf({ locale, votes: { told, notUseful }, isTest }: AlertContext): string[] {
  const format = formatter(locale);
  return told > 0 && !isTest
    ? [
        textFor(locale).alerts.votes({
          told: format.count(told),
          notUseful: format.count(notUseful),
        }),
      ]
    : [];
}

/** Of the whole message: where to look, and when it ends. */
export function nextOf(items: readonly Item[], { locale }: AlertContext): string[] {
  const text = textFor(locale).alerts;
  const format = formatter(locale);
  const findings = items.map(({ change }) => change.finding);
  const [since = ''] = findings.map((one) => one.since).toSorted();
  const areRules = findings.every(({ rule }) => rule);
  return [
    text.check({ day: format.day(since), segments: findings.map(({ segment }) => segment) }),
    areRules ? text.endsRule : text.ends({ days: format.count(NEW_NORMAL) }),
  ];
}

function depthOf({ change: { finding } }: Item, { locale }: AlertContext): string {
  const format = formatter(locale);
  const { depth, error, people, series } = finding;
  const percent = (fall: number) => format.roughly(Math.min(1, Math.max(0, -fall)));
  return textFor(locale).alerts.depth({
    depth: percent(depth),
    least: percent(depth + Z95 * error),
    most: percent(depth - Z95 * error),
    people: format.count(people),
    series: series ? format.offset(series.grain, series.offset) : null,
  });
}

/** Silent where the other segment was not judged: nothing is known of it then. */
function otherSegment({ app, change }: Item, ctx: AlertContext): string[] {
  const { segment, rule } = change.finding;
  const text = textFor(ctx.locale).alerts;
  const other = segment === 'new' ? 'active' : 'new';
  const memory = ctx.memory(app);
  if (rule || !memory?.judged.some((one) => one.segment === other)) return [];
  const open = memory.open.find((one) => one.segment === other);
  if (!open) return [text.onlySegment({ other })];
  const number = ctx.number(open.id);
  return [text.otherToo({ other, number: number === undefined ? null : String(number) })];
}

/** Against the cohorts before it fell, of whatever kind of day. */
export function historyOf({ app, change }: Item, fallen: Fallen, ctx: AlertContext): string[] {
  const { grain, segment, offset } = fallen.series;
  const triangle = ctx.triangle(app, grain);
  const from = addDays(change.finding.since, -LOOK_BACK[grain]);
  const before = [...(triangle?.values() ?? [])].flatMap((cohort) => {
    const { first } = cohort.period;
    const known = first >= from && first < fallen.first.first && rateAt(cohort, segment, offset);
    return known ? [{ cohort: cohort.period, rate: known.rate }] : [];
  });
  const [lowest] = before.toSorted((a, b) => a.rate - b.rate);
  if (!lowest || before.length < FEWEST) return [];
  const text = textFor(ctx.locale).alerts;
  const format = formatter(ctx.locale);
  const shared = {
    label: format.offset(grain, offset),
    days: format.count(LOOK_BACK[grain]),
    known: format.count(before.length),
  };
  const count = before.filter(({ rate }) => rate <= fallen.rate).length;
  if (count > 0) return [text.asLow({ ...shared, count: format.count(count) })];
  const cohort = format.shortPeriod(lowest.cohort);
  return [text.lowest({ ...shared, before: format.rate(lowest.rate), cohort })];
}
