/** From the store to a comparison and its digest. */
import type { Triangle } from '../core/cohort.ts';
import { type Comparison, compare } from '../core/comparison.ts';
import { type ComposeOptions, compose as word } from '../core/compose.ts';
import type { Digest } from '../core/digest.ts';
import { formatter } from '../core/format.ts';
import { type Grain, type Period, shift } from '../core/period.ts';
import { type Locale, textFor } from '../core/text/index.ts';
import type { App, Bot } from './bot.ts';

/** Cohorts read for a digest: its figures, the week before them, and the trend. */
const SPAN: Record<Grain, number> = { day: 38, week: 17, month: 14 };

export interface Composed {
  readonly comparison: Comparison;
  /** Whether anything that rests on the newest period is known: its size, or who came back in it. */
  readonly isReady: boolean;
  digest(locale: Locale, extra?: Extra): Digest;
}

/** What a digest says beside the figures. */
type Extra = Omit<ComposeOptions, 'appName' | 'locale' | 'simulated'>;

/** Reads what was known of an app at `asOf` and compares up to `period`. */
export async function compose(
  bot: Pick<Bot, 'stores' | 'simulated'>,
  app: App,
  period: Period,
  asOf: Date,
): Promise<Composed> {
  return composed(bot, app, period, await read(bot, app, period, asOf));
}

function composed(
  { simulated }: Pick<Bot, 'simulated'>,
  app: App,
  period: Period,
  triangle: Triangle,
): Composed {
  const comparison = compare(app.appid, period, triangle);
  return {
    comparison,
    isReady: isReady(comparison),
    digest: (locale, extra = {}) =>
      word(comparison, triangle, {
        appName: app.name,
        locale,
        simulated,
        ...extra,
      }),
  };
}

/** Whether anything that rests on the period is known. */
export function isReady({ segments }: Comparison): boolean {
  return segments.some(
    ({ size, offsets }) => size !== null || offsets.some(({ rate }) => rate !== null),
  );
}

/** The same for the newest period the store knows, at most `wanted`; undefined when it knows none. */
export async function composeNewest(
  bot: Pick<Bot, 'stores' | 'simulated'>,
  app: App,
  wanted: Period,
  asOf: Date,
): Promise<Composed | undefined> {
  const triangle = await read(bot, app, wanted, asOf);
  const current = composed(bot, app, wanted, triangle);
  if (current.isReady) return current;
  const newest = [...triangle.values()]
    .map((cohort) => cohort.period)
    .reduce<Period | undefined>((a, b) => (!a || b.first > a.first ? b : a), undefined);
  // An older period than the wanted one rests on cohorts further back.
  return newest && compose(bot, app, newest, asOf);
}

/** "… isn't there yet; this shows …", when an older period than the wanted one is shown. */
export function olderRemark(wanted: Period, shown: Period, locale: Locale): string[] {
  if (wanted.first === shown.first) return [];
  const format = formatter(locale);
  return [
    textFor(locale).digest.older({
      wanted: format.shortPeriod(wanted),
      shown: format.shortPeriod(shown),
    }),
  ];
}

/** What a digest says that went out without the period it is of. */
export function lateRemarks(wanted: Period, shown: Period, locale: Locale): string[] {
  if (wanted.first === shown.first) return [];
  return [textFor(locale).digest.late, ...olderRemark(wanted, shown, locale)];
}

function read(bot: Pick<Bot, 'stores'>, app: App, newest: Period, asOf: Date): Promise<Triangle> {
  return readBack(bot, app, newest, SPAN[newest.grain], asOf);
}

/** The cohorts up to `newest` and so many before it, as they were known at `asOf`. */
export function readBack(
  bot: Pick<Bot, 'stores'>,
  app: App,
  newest: Period,
  back: number,
  asOf: Date,
): Promise<Triangle> {
  const { first } = shift(newest, -back);
  return bot.stores.snapshots.triangle(
    app.appid,
    newest.grain,
    { first, last: newest.first },
    asOf,
  );
}
