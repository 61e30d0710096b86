/** The newest period of an app that figures are known of. */
import { isBlank } from '../core/cohort.ts';
import { formatter, NONE } from '../core/format.ts';
import { GRAINS, type Grain, newestExpected, type Period, shift } from '../core/period.ts';
import { type Locale, textFor } from '../core/text/index.ts';
import type { App, Bot } from './bot.ts';

/** Cohorts looked through for it. */
const SPAN: Record<Grain, number> = { day: 10, week: 4, month: 2 };

interface NewestKnown {
  /** Undefined where there is none, or only one that is older than anybody would call new. */
  readonly known: Period | undefined;
  readonly expected: Period;
}

type Reading = Pick<Bot, 'clock' | 'stores'>;

export async function newestKnown(
  { clock, stores }: Reading,
  { appid }: App,
  grain: Grain,
): Promise<NewestKnown> {
  const now = clock.now();
  const expected = newestExpected(grain, now);
  // WeChat may be early.
  const range = { first: shift(expected, -SPAN[grain]).first, last: shift(expected, 1).first };
  const triangle = await stores.snapshots.triangle(appid, grain, range, now);
  const [known] = [...triangle.values()]
    .filter(({ counts }) => !isBlank(counts))
    .map(({ period }) => period)
    .toSorted((a, b) => (a.first < b.first ? 1 : -1));
  return { known, expected };
}

/** "Reader: day Nov 21 · week …", with what isn't there yet. */
export async function dataLine(bot: Reading, app: App, locale: Locale): Promise<string> {
  const { subscriptions: words } = textFor(locale);
  const format = formatter(locale);
  const [day = NONE, week = NONE, month = NONE] = await Promise.all(
    GRAINS.map(async (grain) => {
      const { known, expected } = await newestKnown(bot, app, grain);
      const shown = known ? format.shortPeriod(known) : NONE;
      return known && known.first >= expected.first
        ? shown
        : words.behind({ known: shown, wanted: format.shortPeriod(expected) });
    }),
  );
  return words.data({ app: app.name, day, week, month });
}
