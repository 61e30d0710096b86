/** Tells the operators which digests came due while nothing ran, and will not be posted. */
import { listOf, plainDigest } from '../core/digest.ts';
import { formatter } from '../core/format.ts';
import { newestExpected } from '../core/period.ts';
import type { MissedFirings, Schedule } from '../core/schedule.ts';
import { type Locale, textFor } from '../core/text/index.ts';
import type { Bot } from './bot.ts';
import { deliver } from './deliver.ts';
import { type LostTime, restoredTime } from './lost-time.ts';
import { scheduleLine } from './subscription-words.ts';

const MOST_LINES = 10;

/**
 * An operator wants to know of digests that nobody will get. A firing that is made up for is none: its
 * digest comes, and says that it is late. Nor is one of the same period, whose digest would have been the
 * same, or has stood since before the gap; nor one that only collects, since the next collection asks for
 * all that has matured.
 *
 * @returns whether nobody is left who could be told by another try
 */
export async function tellMissed(
  bot: Bot,
  missed: readonly MissedFirings[],
  signal: AbortSignal,
): Promise<boolean> {
  const restored = await restoredTime(bot.stores, bot.clock.now());
  const found = await Promise.all(missed.map((one) => lostOf(bot, one, restored)));
  const lost = found.flat().toSorted((a, b) => time(a.firings) - time(b.firings));
  const [oldest] = missed.map(({ firings }) => time(firings)).toSorted((a, b) => a - b);
  if (lost.length === 0 || oldest === undefined) return true;
  const count = lost.reduce((sum, { firings }) => sum + firings.length, 0);
  const told = await deliver(
    bot,
    bot.operators,
    // Of whoever looks at the same gap, now or after a crash, when more may have come due.
    `missed ${new Date(oldest).toISOString()}`,
    (locale) => {
      const text = textFor(locale);
      return plainDigest({
        locale,
        title: text.notices.missedTitle,
        summary: text.notices.missed({ count: formatter(locale).count(count) }),
        sections: listOf(text.notices.missedHeading, lines(bot, lost, locale)),
        banner: bot.simulated ? text.digest.simulated : '',
      });
    },
    signal,
  );
  return !told.some(({ state }) => state === 'later' || state === 'unknown' || state === 'busy');
}

function time([first]: readonly Date[]): number {
  return first?.getTime() ?? Number.POSITIVE_INFINITY;
}

/**
 * Those of a schedule whose digest will not come: one of each period. What fell due in the time that a
 * restored database doesn't know of was posted then, for all that is known.
 */
async function lostOf(
  bot: Bot,
  { schedule, firings: all, madeUp }: MissedFirings,
  restored: LostTime | undefined,
): Promise<MissedFirings[]> {
  const firings = all.filter((at) => !restored || at <= restored.from || at > restored.until);
  const { grain, channels } = schedule;
  if (channels.length === 0) return [];
  const periodAt = (firing: Date) => newestExpected(grain, firing).first;
  const kept = new Set(madeUp.map(periodAt));
  const byPeriod = new Map(firings.map((firing) => [periodAt(firing), firing]));
  // Before the gap, or by a schedule that had its place for a while.
  for (const first of byPeriod.keys()) if (await stands(bot, schedule, first)) kept.add(first);
  const lost = [...byPeriod].flatMap(([period, firing]) => (kept.has(period) ? [] : [firing]));
  return lost.length > 0 ? [{ schedule, firings: lost, madeUp }] : [];
}

/** Whether all that a schedule posts of a period stands where it belongs. */
async function stands(bot: Bot, { grain, apps, channels }: Schedule, first: string) {
  const chats = (await bot.destinations(channels)).map(({ chat }) => chat);
  if (chats.length === 0) return false;
  const ours = bot.apps.filter(({ appid }) => apps === 'all' || apps.includes(appid));
  for (const { appid } of ours) {
    const standing = await bot.stores.deliveries.standing(appid, grain, first);
    const there = new Set(standing.filter(({ shown }) => shown.first === first).map(chatOf));
    if (!chats.every((chat) => there.has(chat))) return false;
  }
  return true;
}

const chatOf = ({ channel }: { readonly channel: string }) => channel;

function lines(bot: Bot, lost: readonly MissedFirings[], locale: Locale): string[] {
  const { notices: words, digest } = textFor(locale);
  const format = formatter(locale);
  const shown = lost.slice(0, MOST_LINES).map(({ schedule, firings, madeUp }) => {
    const at = (firing: Date | undefined) => (firing ? format.moment(firing, schedule.zone) : '');
    const entry = scheduleLine(bot, schedule, locale);
    const span = { first: at(firings[0]), last: at(firings.at(-1)) };
    const line = words.missedOf({ entry, count: format.count(firings.length), ...span });
    if (madeUp.length === 0) return line;
    const now = { first: at(madeUp[0]), last: at(madeUp.at(-1)) };
    return words.madeUp({ line, count: format.count(madeUp.length), ...now });
  });
  const more = lost.length - shown.length;
  return more > 0 ? [...shown, digest.more({ count: format.count(more) })] : shown;
}
