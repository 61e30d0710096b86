/** Tells the operators what doesn't come: once when that begins, once when it ends, many apps in one message. */
import { plainDigest } from '../core/digest.ts';
import { formatter } from '../core/format.ts';
import { newestExpected } from '../core/period.ts';
import { type Locale, textFor } from '../core/text/index.ts';
import type { Notice } from '../ports/stores.ts';
import type { Bot } from './bot.ts';
import { deliver } from './deliver.ts';
import { someOf } from './name-some.ts';
import { findNotices } from './notices-find.ts';
import { postAgain } from './waits.ts';

interface Telling {
  readonly what: 'began' | 'ended';
  readonly kind: Notice['kind'];
  readonly since: Date;
  /** Told in one message. */
  readonly notices: readonly Notice[];
  readonly subject: string;
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
  // Intent first: whatever is open is told until the ledger has it, by the same words for ever.
  for (const one of [...began, ...silently.began]) await notices.begin(one);
  for (const one of silently.ended) await notices.end(one);
  const open = (await notices.list()).filter(({ kind }) => kind !== 'channel');
  let isLeft = false;
  for (const telling of grouped('began', open))
    if (!(await tell(bot, telling, signal))) isLeft = true;
  for (const telling of grouped('ended', ended))
    if (!(await tell(bot, telling, signal))) isLeft = true;
    else for (const one of telling.notices) await notices.end(one);
  return isLeft ? postAgain(attempt) : undefined;
}

/** What began at one moment is one message, and so is the end of that lateness; of others, what ends at once. */
function grouped(what: Telling['what'], all: readonly Notice[]): Telling[] {
  const isOfMoment = (kind: Notice['kind']) => what === 'began' || kind === 'late';
  const groups = Map.groupBy(all, ({ kind, since }) =>
    isOfMoment(kind) ? `${kind} ${since.toISOString()}` : kind,
  );
  return [...groups.values()].flatMap((notices) => {
    const [first] = notices.toSorted((a, b) => (a.key < b.key ? -1 : 1));
    if (!first) return [];
    const { kind, key, since } = first;
    const which = isOfMoment(kind) ? [] : [key];
    const subject = ['notice', kind, what, ...which, since.toISOString()].join(' ');
    return [{ what, kind, since, notices, subject }];
  });
}

/** Whether nobody is left who could be told by another try. */
async function tell(bot: Bot, telling: Telling, signal: AbortSignal): Promise<boolean> {
  const { what, kind, subject } = telling;
  const told = await deliver(
    bot,
    bot.operators,
    subject,
    (locale) =>
      plainDigest({
        locale,
        title: textFor(locale).notices[what][kind],
        summary: sentence(telling, locale),
        banner: bot.simulated ? textFor(locale).digest.simulated : '',
      }),
    signal,
    { due: telling.since },
  );
  return !told.some(({ state }) => state === 'later' || state === 'unknown' || state === 'busy');
}

function sentence({ what, kind, since, notices }: Telling, locale: Locale): string {
  const { notices: words } = textFor(locale);
  const format = formatter(locale);
  const apps = someOf(
    notices.map(({ name }) => name),
    locale,
  );
  const count = format.count(notices.length);
  if (kind === 'channel') return words.takes({ channels: apps });
  if (what === 'ended') return words.there({ count, apps });
  if (kind === 'silent') return words.silent({ count, apps });
  const day = format.shortPeriod(newestExpected('day', since));
  return words.late({ day, count, apps });
}
