/** What stands behind an alert, for whoever asks: every figure that was judged, and how. */

import { GRAIN_WORD, offsetWord } from '../command-text.ts';
import { type Action, type Digest, listOf, plainDigest } from '../digest.ts';
import { formatter } from '../format.ts';
import { textFor } from '../text/index.ts';
import type { AlertChange, Finding, Judgement } from './alert.ts';
import { baselineOf } from './baseline.ts';
import type { AlertContext } from './tell-context.ts';
import { bannerOf, footerOf, ruleWords, who } from './tell-words.ts';

/** `change` is the newest that was told of it. */
export function alertDetails(
  alert: { readonly app: string; readonly change: AlertChange },
  ctx: AlertContext,
): Digest {
  const { finding } = alert.change;
  const text = textFor(ctx.locale).alerts.detail;
  const format = formatter(ctx.locale);
  const number = ctx.number(finding.id);
  const cells = cellsOf(alert.app, finding, ctx);
  const shown = cells.slice(0, MOST_ROWS);
  const more = cells.length - shown.length;
  return plainDigest({
    locale: ctx.locale,
    title: text.title({
      number: number === undefined ? null : String(number),
      who: who(alert, ctx),
    }),
    summary: text.summary({
      moment: format.moment(new Date(finding.openedAt), ctx.zone),
      depth: format.roughly(Math.max(0, -finding.depth)),
      since: format.day(finding.since),
    }),
    banner: bannerOf(ctx),
    sections: [
      {
        kind: 'table',
        heading: text.heading,
        columns: [text.figure, text.users, text.rate, text.expected, text.score],
        rows: shown.map((cell) => rowOf(cell, ctx)),
      },
      ...(more > 0
        ? [{ kind: 'text' as const, text: text.earlier({ count: format.count(more) }) }]
        : []),
      ...listOf(text.how, howOf(alert.app, finding, cells[0] ?? finding.cells[0], ctx)),
    ],
    footer: footerOf(finding.openedAt, ctx),
    actions: ctx.isTest ? [] : [linksOf(alert.app, finding, ctx)],
  });
}

/** More is no longer read in a chat. */
const MOST_ROWS = 12;

/** Of its cohorts, the newest first; the memory holds two weeks, so of an older one what was told last. */
function cellsOf(app: string, finding: Finding, ctx: AlertContext): Judgement[] {
  const { segment, series, since } = finding;
  const judged = (ctx.memory(app)?.judged ?? []).filter(
    (one) =>
      one.segment === segment &&
      one.cohort.first >= since &&
      (!series || (series.grain === one.grain && series.offset === one.offset)),
  );
  return (judged.length > 0 ? judged : [...finding.cells]).toSorted((a, b) =>
    a.returned < b.returned ? 1 : a.returned > b.returned ? -1 : a.score - b.score,
  );
}

function rowOf(cell: Judgement, { locale }: AlertContext): string[] {
  const format = formatter(locale);
  return [
    `${format.offset(cell.grain, cell.offset)} · ${format.shortPeriod(cell.cohort)}`,
    format.count(cell.size),
    format.rate(cell.rate),
    textFor(locale).alerts.detail.around({
      expected: format.rate(cell.expected),
      range: format.range(cell.interval),
    }),
    format.decimal(cell.score),
  ];
}

function howOf(app: string, finding: Finding, cell: Judgement | undefined, ctx: AlertContext) {
  const text = textFor(ctx.locale).alerts;
  const format = formatter(ctx.locale);
  const found = finding.rule
    ? text.byRule({ rule: ruleWords(finding.rule, ctx) })
    : text.detail.usualRule;
  if (!cell) return [found, text.detail.score1];
  const label = format.offset(cell.grain, cell.offset);
  const isWide = format.decimal(cell.phi) !== format.decimal(1);
  return [
    found,
    text.detail.score1,
    isWide
      ? text.detail.spread({ label, phi: format.decimal(cell.phi) })
      : text.detail.chanceOnly({ label }),
    ...baselineWords(app, cell, label, ctx),
  ];
}

function baselineWords(app: string, cell: Judgement, label: string, ctx: AlertContext): string[] {
  const triangle = ctx.triangle(app, cell.grain);
  const memory = ctx.memory(app);
  if (!triangle) return [];
  const { calendar } = ctx;
  const history = {
    triangle,
    calendar,
    excluded: memory?.excluded ?? [],
    normal: memory?.normal ?? [],
  };
  const usual = baselineOf(history, cell, cell.cohort);
  if ('reason' in usual) return [];
  const text = textFor(ctx.locale).alerts.detail;
  const format = formatter(ctx.locale);
  return [
    text.baseline({
      label,
      cohorts: format.count(usual.cohorts),
      people: format.count(usual.people),
      from: format.shortPeriod(usual.first),
      to: format.shortPeriod(usual.last),
    }),
    ...(usual.newNormalSince ? [text.newNormal({ since: format.day(usual.newNormalSince) })] : []),
  ];
}

function linksOf(app: string, { cells, segment }: Finding, ctx: AlertContext): Action[] {
  const text = textFor(ctx.locale).alerts.detail;
  const { grain = 'day', offset = 1 } = cells[0] ?? {};
  const label = formatter(ctx.locale).offset(grain, offset);
  const show = (name: string, command: string): Action => ({
    label: name,
    does: 'show',
    command,
    isCurrent: false,
  });
  return [
    show(text.trend({ label }), `trend ${offsetWord(grain, offset)} ${app} ${segment}`),
    show(text.all, `cohorts ${GRAIN_WORD[grain]} ${app} ${segment}`),
  ];
}
