/** Words what became of an alert: worse, over, the new normal, or taken back. */

import { type Digest, listOf, plainDigest, type Section } from '../digest.ts';
import { formatter } from '../format.ts';
import { beijingDate, distance, periodOf } from '../period.ts';
import { rateAt } from '../rate.ts';
import { textFor } from '../text/index.ts';
import type { Judgement } from './alert.ts';
import { alertChart } from './alert-chart.ts';
import type { AlertMessage } from './message.ts';
import type { AlertContext } from './tell-context.ts';
import { type Fallen, fallenOf, newestOf } from './tell-fallen.ts';
import type { Item } from './tell-usual.ts';
import {
  alertActions,
  bannerOf,
  figureOf,
  figureWords,
  footerOf,
  spanWords,
  who,
} from './tell-words.ts';

/** Several findings of one message that end together share their reply. */
export function followUp(message: AlertMessage, ctx: AlertContext): Digest {
  const isOver = message.kind !== 'worse';
  const isOne = message.items.length === 1;
  const told = message.items.map((item) => ({ item, shown: shownIn(item, message.at, ctx) }));
  const lines = told.map(({ item, shown }) => lineOf(item, shown[0], ctx));
  const [first] = told;
  const chart = first?.shown[0] && alertChart(first.item, first.shown[0], message.at, ctx);
  const text = textFor(ctx.locale);
  return plainDigest({
    locale: ctx.locale,
    title: titleOf(message, lines, ctx),
    summary: told
      .map(({ item }) =>
        text.alerts.after.said({
          who: who(item, ctx),
          sentence: sentenceOf(item, message.at, ctx),
        }),
      )
      .join(' '),
    banner: bannerOf(ctx),
    sections: [
      ...told.flatMap((one) => figuresOf(one.item, one.shown, { isOver, isOne }, ctx)),
      ...(chart ? [{ kind: 'chart' as const, chart }] : []),
      ...listOf(text.alerts.mix, isOver ? [] : (ctx.decomposition?.(message).lines ?? [])),
    ],
    footer: footerOf(message.at, ctx),
    actions: alertActions(
      message.items.map(({ change }) => change.finding),
      ctx,
      isOver,
    ),
  });
}

/** Of several, all are named and none has its figure. */
function titleOf({ items }: AlertMessage, lines: readonly string[], ctx: AlertContext): string {
  const [line = ''] = lines;
  if (items.length === 1) return line;
  const text = textFor(ctx.locale).alerts;
  const format = formatter(ctx.locale);
  const names = items.slice(0, MOST_NAMED).map((item) => who(item, ctx));
  const more = items.length - names.length;
  const all = format.list([
    ...names,
    ...(more > 0 ? [text.more({ count: format.count(more) })] : []),
  ]);
  const [reason, ...others] = new Set(items.map(({ change }) => change.reason));
  if (reason === undefined || others.length > 0) return text.after.over({ who: all });
  return text.after[reason === 'fell' ? 'worse' : reason]({ who: all, figure: null });
}

const MOST_NAMED = 2;

/** What is worse since it began; of what is over, the newest days. */
function shownIn(item: Item, at: string, ctx: AlertContext): Fallen[] {
  const { reason } = item.change;
  if (reason === 'fell') return fallenOf(item, at, ctx);
  if (reason === 'new-normal') return fallenOf(item, at, ctx).slice(0, 1);
  const newest = newestOf(item, at, ctx);
  return newest ? [newest] : [];
}

/** "Recovered: new users of Shop, D1 29.6%, expected 28.4–31.2%". */
function lineOf(item: Item, shown: Fallen | undefined, ctx: AlertContext): string {
  const text = textFor(ctx.locale).alerts.after;
  const figure = shown ? figureWords(shown, ctx.locale) : null;
  const people = who(item, ctx);
  switch (item.change.reason) {
    case 'fell':
      return text.worse({ who: people, figure });
    case 'revised':
      return text.revised({ who: people, figure: null });
    default:
      return text[item.change.reason]({ who: people, figure });
  }
}

function sentenceOf(item: Item, at: string, ctx: AlertContext): string {
  const text = textFor(ctx.locale).alerts.after;
  const format = formatter(ctx.locale);
  const { finding, reason } = item.change;
  const percent = (fall: number) => format.roughly(Math.max(0, -fall));
  const depth = percent(finding.depth);
  switch (reason) {
    case 'fell': {
      const before = beforeOf(item, ctx)?.depth;
      return text.worseBy({ depth, before: before === undefined ? null : percent(before) });
    }
    case 'back': {
      const day = (instant: string) => periodOf('day', beijingDate(new Date(instant)));
      const days = format.count(distance(day(finding.openedAt), day(at)));
      return text.backAfter({ days, from: format.day(finding.since), depth });
    }
    case 'new-normal':
      return text.normalSince({ since: format.day(finding.since), depth });
    case 'revised':
      return text.revisedBy({ list: revisedOf(item, ctx).join(textFor(ctx.locale).digest.comma) });
  }
}

/** The finding as it was told first. */
function beforeOf({ change }: Item, { first }: AlertContext) {
  return first?.items.find((one) => one.change.finding.id === change.finding.id)?.change.finding;
}

/** Cells whose figures are others now than those that were told. */
function revisedOf(item: Item, ctx: AlertContext): string[] {
  const cells: readonly Judgement[] = (beforeOf(item, ctx) ?? item.change.finding).cells;
  const format = formatter(ctx.locale);
  const changed = cells.flatMap(({ grain, segment, offset, cohort, rate }) => {
    const now = rateAt(ctx.triangle(item.app, grain)?.get(cohort.first), segment, offset);
    const [from, to] = [format.rate(rate), now ? format.rate(now.rate) : ''];
    if (!now || from === to) return [];
    const label = format.offset(grain, offset);
    const shown = { label, cohort: format.shortPeriod(cohort), from, to };
    return [textFor(ctx.locale).alerts.after.revisedFigure(shown)];
  });
  return changed.slice(0, MOST_REVISED);
}

const MOST_REVISED = 4;

function figuresOf(
  { app, change }: Item,
  shown: readonly Fallen[],
  { isOver, isOne }: { readonly isOver: boolean; readonly isOne: boolean },
  ctx: AlertContext,
): Section[] {
  const text = textFor(ctx.locale);
  const format = formatter(ctx.locale);
  const [leading] = shown;
  if (!leading) return [];
  const { finding } = change;
  const people = text.digest.segment[finding.segment];
  const size = isOver
    ? text.digest.size({
        count: format.count(leading.size),
        period: spanWords(leading, ctx.locale),
      })
    : text.alerts.since({ size: format.count(finding.people), day: format.day(finding.since) });
  return [
    {
      kind: 'figures',
      heading: isOne ? people : text.alerts.after.heading({ app: ctx.app(app), people }),
      size,
      figures: shown.slice(0, MOST_FIGURES).map((one) => figureOf(one, ctx.locale, isOver)),
    },
  ];
}

const MOST_FIGURES = 4;
