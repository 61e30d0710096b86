/** Words that the messages of an alert have in common. */
import type { Action, Digest, Figure } from '../digest.ts';
import { formatter } from '../format.ts';
import { type Locale, textFor } from '../text/index.ts';
import type { AlertRule, Finding } from './alert.ts';
import type { AlertContext } from './tell-context.ts';
import type { Fallen } from './tell-fallen.ts';
import type { Item } from './tell-usual.ts';

/** "new users of Shop". */
export function who({ app, change }: Item, ctx: AlertContext): string {
  const { segment } = change.finding;
  return textFor(ctx.locale).alerts.of({ segment, app: ctx.app(app) });
}

/** "D1 23.9%, expected 28.4–31.2%". */
export function figureWords({ series, rate, interval }: Fallen, locale: Locale): string {
  const format = formatter(locale);
  return textFor(locale).alerts.figure({
    label: format.offset(series.grain, series.offset),
    rate: format.rate(rate),
    range: format.range(interval),
  });
}

export function changeOf({ rate, expected }: Pick<Fallen, 'rate' | 'expected'>, locale: Locale) {
  const format = formatter(locale);
  const share = format.roughly(Math.abs(rate / expected - 1));
  const isBelow = rate < expected;
  return {
    points: format.points(rate - expected),
    relative: `${isBelow ? '−' : '+'}${share}`,
    distance: format.distance(rate - expected),
    share,
    isBelow,
  };
}

/** "Thu, Nov 5 to Sat, Nov 7", or the one day. */
export function spanWords({ first, last }: Pick<Fallen, 'first' | 'last'>, locale: Locale): string {
  const format = formatter(locale);
  return textFor(locale).alerts.span({
    from: format.shortPeriod(first),
    to: format.shortPeriod(last),
  });
}

export function figureOf(fallen: Fallen, locale: Locale, isOver = false): Figure {
  const text = textFor(locale).alerts;
  const format = formatter(locale);
  const { series, rate, interval } = fallen;
  const verdict = verdictOf(fallen, isOver);
  return {
    label: format.offset(series.grain, series.offset),
    rate: format.rate(rate),
    basis: text.basis({
      retained: format.count(fallen.retained),
      size: format.count(fallen.size),
      span: spanWords(fallen, locale),
    }),
    change: text.change(changeOf(fallen, locale)),
    interval: text.expected({
      expected: format.rate(fallen.expected),
      range: format.range(interval),
    }),
    verdict: {
      word: text.verdict[verdict],
      tone: verdict === 'below' ? 'bad' : verdict === 'above' ? 'good' : 'neutral',
    },
  };
}

function verdictOf({ rate, interval: [low, high] }: Fallen, isOver: boolean) {
  if (rate < low) return 'below';
  if (rate > high) return 'above';
  return isOver ? 'back' : 'within';
}

/** "D1 19.1%, below the limit of 20.0%": which of a rule's two is broken. */
export function limitWords(
  { below, drop }: AlertRule,
  { series, rate, expected }: Fallen,
  locale: Locale,
): string {
  const text = textFor(locale).alerts;
  const format = formatter(locale);
  const shown = { label: format.offset(series.grain, series.offset), rate: format.rate(rate) };
  if (below !== undefined && (drop === undefined || rate < below))
    return text.belowLimit({ ...shown, limit: format.rate(below) });
  const { share } = changeOf({ rate, expected }, locale);
  return text.dropLimit({ ...shown, share, limit: format.roughly(drop ?? 0) });
}

export function ruleWords(
  { app, segment, grain, offset, below, drop }: AlertRule,
  ctx: AlertContext,
) {
  const text = textFor(ctx.locale).alerts;
  const format = formatter(ctx.locale);
  const figure = grain && offset ? format.offset(grain, offset) : undefined;
  const people = segment && text.people[segment];
  const parts = [app && ctx.app(app), people, figure].filter((part) => part);
  return text.rule({
    what: parts.length > 0 ? parts.join(' ') : text.anyRate,
    below: below === undefined ? null : format.rate(below),
    drop: drop === undefined ? null : format.roughly(drop),
  });
}

/** One row for each finding that has a number; a mute makes no sense of what is over. */
export function alertActions(
  findings: readonly Finding[],
  ctx: AlertContext,
  isOver = false,
): Digest['actions'] {
  if (ctx.isTest) return [];
  const text = textFor(ctx.locale).alerts;
  const numbers = findings.flatMap(({ id }) => ctx.number(id) ?? []).slice(0, MOST_ROWS);
  return numbers.map((one) => {
    const number = findings.length > 1 ? String(one) : null;
    const tell = (label: string, command: string): Action => ({
      label,
      does: 'tell',
      command,
      isCurrent: false,
    });
    return [
      ...(isOver ? [] : [tell(text.mute({ number }), `mute ${one} 7d`)]),
      tell(text.details({ number }), `alert ${one}`),
      tell(text.notUseful({ number }), `not-useful ${one}`),
    ];
  });
}

/** The others are reached by their numbers in the table. */
const MOST_ROWS = 3;

export function bannerOf({ locale, isTest, simulated }: AlertContext): string {
  const text = textFor(locale);
  return [isTest ? text.alerts.test : '', simulated ? text.digest.simulated : '']
    .filter((part) => part)
    .join(' ');
}

export function footerOf(at: string, { locale, zone }: AlertContext): string {
  const text = textFor(locale);
  const message = text.alerts.footer;
  const hint = text.alerts.asOf({ moment: formatter(locale).moment(new Date(at), zone) });
  return text.commands.explained({ message, hint });
}
