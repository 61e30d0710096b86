/** Words what fell: one finding with its figures, or several in a table. */
import { clip } from '../clip.ts';
import { type Digest, listOf, plainDigest, type Section } from '../digest.ts';
import { formatter, NONE } from '../format.ts';
import { textFor } from '../text/index.ts';
import { alertChart } from './alert-chart.ts';
import type { AlertMessage } from './message.ts';
import type { AlertContext } from './tell-context.ts';
import { type Fallen, fallenOf } from './tell-fallen.ts';
import { historyOf, knownOf, nextOf, votesOf } from './tell-known.ts';
import type { Item } from './tell-usual.ts';
import {
  alertActions,
  bannerOf,
  changeOf,
  figureOf,
  figureWords,
  footerOf,
  limitWords,
  who,
} from './tell-words.ts';

/** A finding with its series, the most telling first. */
interface Told {
  readonly item: Item;
  readonly fallen: readonly Fallen[];
}

/** What is over is told as past. */
export function opening(message: AlertMessage, ctx: AlertContext, isOver = false): Digest {
  const told = message.items.map((item) => ({ item, fallen: fallenOf(item, message.at, ctx) }));
  const words = told.length > 1 ? ofMany(told, isOver, ctx) : ofOne(told[0], isOver, ctx);
  const [first] = told;
  const chart = first?.fallen[0] && alertChart(first.item, first.fallen[0], message.at, ctx);
  const text = textFor(ctx.locale).alerts;
  const { explained } = textFor(ctx.locale).commands;
  const moved = ctx.decomposition?.(message);
  return plainDigest({
    locale: ctx.locale,
    title: words.title,
    summary: moved?.verdict
      ? explained({ message: words.summary, hint: moved.verdict })
      : words.summary,
    banner: bannerOf(ctx),
    sections: [
      ...words.figures,
      ...(chart ? [{ kind: 'chart' as const, chart }] : []),
      ...listOf(text.mix, moved?.lines ?? []),
      ...listOf(text.context, [...words.known, ...votesOf(ctx)]),
      ...listOf(text.next, isOver ? [] : nextOf(message.items, ctx)),
    ],
    footer: footerOf(message.at, ctx),
    actions: alertActions(
      message.items.map(({ change }) => change.finding),
      ctx,
    ),
  });
}

interface Words {
  readonly title: string;
  readonly summary: string;
  readonly figures: readonly Section[];
  readonly known: readonly string[];
}

/** More find no room in a message; the others are named. */
const MOST_FIGURES = 4;

function ofOne(told: Told | undefined, isOver: boolean, ctx: AlertContext): Words {
  const leading = told?.fallen[0];
  if (!told || !leading) throw new RangeError('An alert without a figure');
  const { item, fallen } = told;
  const { locale } = ctx;
  const text = textFor(locale).alerts;
  const format = formatter(locale);
  const since = format.day(item.change.finding.since);
  const label = ({ series }: Fallen) => format.offset(series.grain, series.offset);
  const rest = fallen.slice(MOST_FIGURES).filter(({ rate, expected }) => rate < expected);
  const { rule } = item.change.finding;
  const shared = { who: who(item, ctx), label: label(leading), since, isOver };
  return {
    title: rule
      ? text.titleRule({ ...shared, figure: limitWords(rule, leading, locale) })
      : text.title({ ...shared, figure: figureWords(leading, locale) }),
    summary: text.summary({
      ...shared,
      ...changeOf(leading, locale),
      isRule: rule !== undefined,
      rate: format.rate(leading.rate),
      size: format.count(leading.size),
      range: format.range(leading.interval),
    }),
    figures: [
      {
        kind: 'figures',
        heading: textFor(locale).digest.segment[item.change.finding.segment],
        size: text.since({ size: format.count(item.change.finding.people), day: since }),
        figures: fallen.slice(0, MOST_FIGURES).map((one) => figureOf(one, locale)),
      },
    ],
    known: [
      ...(rest.length > 0 ? [text.also({ list: format.list(rest.map(label)) })] : []),
      ...knownOf(item, leading, ctx),
    ],
  };
}

/** A notification has room for so many. */
const MOST_NAMED = 3;

function ofMany(told: readonly Told[], isOver: boolean, ctx: AlertContext): Words {
  const { locale } = ctx;
  const text = textFor(locale).alerts;
  const format = formatter(locale);
  const [leading] = told.flatMap(({ item, fallen: [one] }) => (one ? [{ item, one }] : []));
  const named = told.flatMap(({ item, fallen: [one] }) =>
    one ? [summaryItem(item, one, ctx)] : [],
  );
  const list = named.slice(0, MOST_NAMED);
  if (named.length > MOST_NAMED)
    list.push(text.more({ count: format.count(named.length - MOST_NAMED) }));
  const begun = told.map(({ item }) => item.change.finding.since).toSorted();
  const isSameDay = begun[0] === begun.at(-1);
  const isOneApp = new Set(told.map(({ item }) => item.app)).size === 1;
  return {
    title: titleOf(told, isOver, ctx),
    summary: text.summaryMany({
      since: format.day(begun[0] ?? ''),
      list: list.join(text.summaryStop),
    }),
    figures: [
      {
        kind: 'table',
        heading: text.table.heading,
        columns: [
          text.table.alert,
          text.table.rate,
          text.table.change,
          text.table.expected,
          text.table.users,
          // Of one day the summary says it.
          ...(isSameDay ? [] : [text.table.since]),
        ],
        rows: told.map((one) => rowOf(one, { isSameDay, isOneApp }, ctx)),
      },
    ],
    known: leading ? historyOf(leading.item, leading.one, ctx) : [],
  };
}

function summaryItem(item: Item, one: Fallen, ctx: AlertContext): string {
  const format = formatter(ctx.locale);
  return textFor(ctx.locale).alerts.summaryItem({
    ...changeOf(one, ctx.locale),
    who: who(item, ctx),
    label: format.offset(one.series.grain, one.series.offset),
    rate: format.rate(one.rate),
  });
}

/** More, and a title is no longer read at a glance. */
const MOST_TITLED = 2;
/** Of an app's name: a title has room for 150 letters. */
const LONGEST_NAME = 40;

function titleOf(told: readonly Told[], isOver: boolean, ctx: AlertContext): string {
  const text = textFor(ctx.locale).alerts;
  const format = formatter(ctx.locale);
  const apps = [...new Set(told.map(({ item }) => ctx.app(item.app)))];
  const [first] = told;
  const leading = first?.fallen[0];
  if (apps.length === 1 && first && leading) {
    const { segment } = first.item.change.finding;
    const figure = text.leading({ segment, figure: figureWords(leading, ctx.locale) });
    return text.titleBoth({ app: apps[0] ?? '', figure, isOver });
  }
  const names = apps.slice(0, MOST_TITLED).map((name) => clip(name, LONGEST_NAME));
  if (apps.length > MOST_TITLED)
    names.push(text.more({ count: format.count(apps.length - MOST_TITLED) }));
  const deepest = Math.max(...told.map(({ fallen: [one] }) => (one ? fallOf(one) : 0)));
  return text.titleMany({
    who: format.list(names),
    count: format.count(told.length),
    deepest: format.roughly(deepest),
    isOver,
  });
}

function fallOf({ rate, expected }: Fallen): number {
  return 1 - rate / expected;
}

function rowOf(
  { item, fallen: [one] }: Told,
  { isSameDay, isOneApp }: { readonly isSameDay: boolean; readonly isOneApp: boolean },
  ctx: AlertContext,
): string[] {
  const text = textFor(ctx.locale).alerts;
  const format = formatter(ctx.locale);
  const { finding } = item.change;
  const number = ctx.number(finding.id);
  const name = text.named({
    number: number === undefined ? null : String(number),
    app: isOneApp ? null : ctx.app(item.app),
    segment: finding.segment,
  });
  const since = isSameDay ? [] : [format.day(finding.since)];
  if (!one) return [name, NONE, NONE, NONE, format.count(finding.people), ...since];
  return [
    name,
    `${format.offset(one.series.grain, one.series.offset)} ${format.rate(one.rate)}`,
    text.tableChange(changeOf(one, ctx.locale)),
    format.range(one.interval),
    format.count(one.size),
    ...since,
  ];
}
