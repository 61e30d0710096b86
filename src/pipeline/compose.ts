/** From the store to a comparison and its digest. */

import type { AlertMemory } from '../core/alerts/alert.ts';
import { reachOf, SPAN } from '../core/alerts/baseline.ts';
import type { Calendar } from '../core/calendar.ts';
import type { Triangle } from '../core/cohort.ts';
import { type Circumstances, type Comparison, compare } from '../core/comparison.ts';
import { type ComposeOptions, compose as word } from '../core/compose.ts';
import { type Outlook, outlookLines, outlookOf } from '../core/compose-insights.ts';
import type { Digest } from '../core/digest.ts';
import { formatter } from '../core/format.ts';
import { OFFSETS, type Period, periodOf, shift } from '../core/period.ts';
import { type Locale, textFor } from '../core/text/index.ts';
import type { App, Bot } from './bot.ts';

export interface Composed {
  readonly comparison: Comparison;
  readonly circumstances: Circumstances;
  /** Whether anything that rests on the newest period is known: its size, or who came back in it. */
  readonly isReady: boolean;
  digest(locale: Locale, extra?: Extra): Digest;
}

/** What a digest says beside the figures. */
type Extra = Omit<ComposeOptions, 'appName' | 'locale' | 'simulated'>;

/** Reads what was known of an app at `asOf` and compares up to `period`. */
export async function compose(
  bot: Reading,
  app: App,
  period: Period,
  asOf: Date,
): Promise<Composed> {
  return composed(bot, app, period, await read(bot, app, period, asOf));
}

type Reading = Pick<Bot, 'stores' | 'simulated' | 'calendar'>;

function composed({ simulated }: Reading, app: App, period: Period, known: Known): Composed {
  const { triangle, circumstances } = known;
  const { comparison, outlook } = comparedOf(app, period, known);
  return {
    comparison,
    circumstances,
    isReady: isReady(comparison),
    digest: (locale, extra = {}) =>
      word(comparison, triangle, {
        appName: app.name,
        locale,
        simulated,
        outlook: outlook && outlookLines(outlook, locale),
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
  bot: Reading,
  app: App,
  wanted: Period,
  asOf: Date,
): Promise<Composed | undefined> {
  const known = await read(bot, app, wanted, asOf);
  const current = composed(bot, app, wanted, known);
  if (current.isReady) return current;
  const newest = [...known.triangle.values()]
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

interface Known {
  readonly triangle: Triangle;
  readonly circumstances: Circumstances;
  /** What the alerts remember, as the store handed it out. */
  readonly memory: AlertMemory | undefined;
  /** For the outlook of weekly digests. */
  readonly days: Triangle | undefined;
}

interface Compared {
  readonly comparison: Comparison;
  readonly outlook: Outlook | undefined;
}

/**
 * What was made of cohorts, memory and days: the store hands out the same ones until something changes, and baselines
 * take longer than all the rest of an answer. None outlives what it was made of: the cohorts of a week stay the same
 * while days and memories are replaced every morning, and would keep each of them.
 */
const made = new WeakMap<object, WeakMap<object, WeakMap<object, Made>>>();
/** In the place of a memory, or of days, where there are none. */
const NONE = {};

interface Made extends Compared {
  readonly calendar: Calendar;
}

function comparedOf({ appid }: App, period: Period, known: Known): Compared {
  const { triangle, memory, days, circumstances } = known;
  const { calendar } = circumstances;
  const ofThese = within(within(made, triangle), memory ?? NONE);
  const before = ofThese.get(days ?? NONE);
  const isSame =
    before?.comparison.app === appid &&
    before.comparison.period.grain === period.grain &&
    before.comparison.period.first === period.first &&
    before.calendar === calendar;
  if (isSame) return before;
  const comparison = compare(appid, period, triangle, circumstances);
  const segments = (memory?.open ?? []).map(({ segment }) => segment);
  const outlook =
    days && outlookOf({ triangle: days, ...circumstances }, periodOf('day', period.last), segments);
  const one = { comparison, outlook, calendar };
  ofThese.set(days ?? NONE, one);
  return one;
}

function within<V extends object>(
  outer: WeakMap<object, WeakMap<object, V>>,
  key: object,
): WeakMap<object, V> {
  const inner = outer.get(key) ?? new WeakMap<object, V>();
  outer.set(key, inner);
  return inner;
}

async function read(bot: Reading, app: App, newest: Period, asOf: Date): Promise<Known> {
  const { memory } = (await bot.stores.alerts.get(app.appid)) ?? {};
  const { excluded = [], normal = [] } = memory ?? {};
  const circumstances = { calendar: bot.calendar, excluded, normal };
  const back = baselineReach(newest, circumstances);
  return {
    triangle: await readBack(bot, app, newest, back, asOf),
    circumstances,
    memory,
    days: newest.grain === 'week' ? await readDays(bot, app, newest, asOf) : undefined,
  };
}

/** Days read for it: sixteen weeks to find eight ordinary ones in, and thirty days for the oldest to ripen. */
const OUTLOOK_DAYS = 16 * 7 + 2 * 30;

function readDays(bot: Reading, app: App, { last }: Period, asOf: Date): Promise<Triangle> {
  return readBack(bot, app, periodOf('day', last), OUTLOOK_DAYS, asOf);
}

/**
 * Cohorts that the baselines of a period's figures may rest on, further back where falls lie between:
 * most of a digest's time is spent reading. The figures and the trend reach less far.
 */
export function baselineReach({ grain }: Period, { excluded }: Circumstances): number {
  const oldest = Math.max(...OFFSETS[grain]);
  return excluded.length > 0 ? reachOf(grain, oldest, 0) : SPAN[grain] + oldest;
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
