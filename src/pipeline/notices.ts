/** Tells the operators what doesn't come: once when that begins, once when it ends, many apps in one message. */
import { plainDigest } from '../core/digest.ts';
import { formatter } from '../core/format.ts';
import { newestExpected, type Period } from '../core/period.ts';
import { type Locale, textFor } from '../core/text/index.ts';
import type { Notice } from '../ports/stores.ts';
import type { Bot } from './bot.ts';
import { deliver } from './deliver.ts';
import { findNotices } from './notices-find.ts';
import { postAgain } from './waits.ts';

/** Apps and channels that a message names. */
const MOST_NAMED = 10;

/** Said in the past tense; kept once it was told. */
interface Telling {
  readonly what: 'began' | 'ended';
  readonly kind: Notice['kind'];
  /** Told in one message. */
  readonly notices: readonly Notice[];
}

/**
 * Whoever has just collected calls it.
 *
 * @returns milliseconds after which what could not be told is worth another try
 */
export async function tellNotices(
  bot: Bot,
  attempt: number,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { notices } = bot.stores;
  const { began, ended, silently } = await findNotices(bot);
  for (const one of silently.began) await notices.begin(one);
  for (const one of silently.ended) await notices.end(one);
  let isLeft = false;
  for (const telling of [...grouped('began', began), ...grouped('ended', ended)]) {
    if (!(await tell(bot, telling, signal))) isLeft = true;
    else
      for (const one of telling.notices)
        await (telling.what === 'began' ? notices.begin(one) : notices.end(one));
  }
  return isLeft ? postAgain(attempt) : undefined;
}

function grouped(what: Telling['what'], all: readonly Notice[]): Telling[] {
  return [...Map.groupBy(all, ({ kind }) => kind)].map(([kind, notices]) => ({
    what,
    kind,
    notices,
  }));
}

/** Whether nobody is left who could be told by another try. */
async function tell(
  bot: Bot,
  { what, kind, notices }: Telling,
  signal: AbortSignal,
): Promise<boolean> {
  const [first] = notices.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  if (!first) return true;
  const day = newestExpected('day', bot.clock.now());
  // The same again after it had ended is another one.
  const since = what === 'began' ? day.first : first.since.toISOString();
  const told = await deliver(
    bot,
    bot.operators,
    `notice ${kind} ${what} ${first.key} ${since}`,
    (locale) =>
      plainDigest({
        locale,
        title: textFor(locale).notices[what][kind],
        summary: sentence({ what, kind, notices }, day, locale),
        banner: bot.simulated ? textFor(locale).digest.simulated : '',
      }),
    signal,
  );
  return !told.some(({ state }) => state === 'later' || state === 'unknown' || state === 'busy');
}

function sentence({ what, kind, notices }: Telling, day: Period, locale: Locale): string {
  const { notices: words } = textFor(locale);
  const format = formatter(locale);
  const names = notices.map(({ name }) => name);
  const rest = names.length - MOST_NAMED;
  const named = [
    ...names.slice(0, MOST_NAMED),
    ...(rest > 0 ? [words.more({ count: format.count(rest) })] : []),
  ];
  const apps = format.list(named);
  const count = format.count(names.length);
  if (kind === 'channel') return words.takes({ channels: apps });
  if (what === 'ended') return words.there({ count, apps });
  return kind === 'late'
    ? words.late({ day: format.shortPeriod(day), count, apps })
    : words.silent({ count, apps });
}
