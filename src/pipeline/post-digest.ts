/** Posts an app's digest of a period to its channels, and remembers what it shows. */
import { digestActions } from '../core/actions.ts';
import { allEnded } from '../core/all-ended.ts';
import type { Digest } from '../core/digest.ts';
import { type Period, readyAt } from '../core/period.ts';
import { shownFigures } from '../core/revision.ts';
import type { Locale } from '../core/text/index.ts';
import type { Shown } from '../ports/stores.ts';
import type { App, Bot, Destination } from './bot.ts';
import type { Composed } from './compose.ts';
import { type Delivered, deliver } from './deliver.ts';
import { firstDue } from './first-due.ts';

export interface Posting {
  readonly app: App;
  /** Which digest it is, whatever older period `composed` may show. */
  readonly period: Period;
  readonly composed: Composed;
  /** The moment `composed` was read at. */
  readonly asOf: Date;
  readonly schedule: Shown['schedule'];
  readonly remarks: (locale: Locale) => readonly string[];
}

export async function postDigest(
  bot: Bot,
  { app, period, composed, asOf, schedule, remarks }: Posting,
  destinations: readonly Destination[],
  signal: AbortSignal,
): Promise<Delivered[]> {
  const { comparison } = composed;
  const subject = digestSubject(app, period);
  const actions = (locale: Locale) => publicActions(app, comparison.period, locale);
  const shown: Shown = {
    app: app.appid,
    grain: period.grain,
    first: period.first,
    period: comparison.period.first,
    asOf,
    schedule,
    figures: shownFigures(comparison),
    revisions: [],
  };
  const worded = byLocale((locale) =>
    composed.digest(locale, { remarks: remarks(locale), schedule, actions: actions(locale) }),
  );
  const delivered = await allEnded(
    destinations.map(async (one) =>
      deliver(bot, [one], subject, worded, signal, {
        shown,
        isUnasked: schedule !== undefined,
        due: await firstDue(bot, app, period, one.chat, schedule?.at),
        // By a schedule, or a configuration, that is there no more.
        possible: readyAt(period),
      }),
    ),
  );
  return delivered.flat();
}

/** Worded once for all chats that read it in one language. */
function byLocale(word: (locale: Locale) => Digest): (locale: Locale) => Digest {
  const worded = new Map<Locale, Digest>();
  return (locale) => {
    const digest = worded.get(locale) ?? word(locale);
    worded.set(locale, digest);
    return digest;
  };
}

/** Everybody sees the digest already: there is nothing to share. */
export function publicActions({ appid }: App, period: Period, locale: Locale): Digest['actions'] {
  return digestActions({ app: appid, period }, { locale, isPublic: true });
}

/** Which message an app's digest of a period is; two schedules never post the same one into one channel. */
function digestSubject(app: App, period: Period): string {
  return `${app.appid} ${period.grain} ${period.first}`;
}
