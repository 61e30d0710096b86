/** Tells the operators once that the database was restored, and what is held back since: in one message, which grows. */
import { type Digest, listOf, plainDigest } from '../core/digest.ts';
import { ChannelError } from '../core/errors.ts';
import { formatter } from '../core/format.ts';
import { type Locale, textFor } from '../core/text/index.ts';
import type { DeliveryKey, DeliveryLedger } from '../ports/stores.ts';
import type { Bot, Destination } from './bot.ts';
import { deliver } from './deliver.ts';
import { type LostTime, reachOf, restoredTime } from './lost-time.ts';
import { RESTORED } from './post-once.ts';

/** Chat → what its message said last; by ledger, and not stored, as an edit made twice leaves the same message. */
const said = new WeakMap<DeliveryLedger, Map<string, string>>();

/** Worth another try. */
const OPEN: ReadonlySet<string> = new Set(['later', 'unknown', 'busy']);

/** Every minute while the bot runs; does nothing where nothing was restored. */
export async function tellRestored(bot: Bot, signal: AbortSignal): Promise<void> {
  const { deliveries } = bot.stores;
  const lost = await restoredTime(bot.stores, bot.clock.now());
  if (!lost) return;
  const held = await deliveries.failedFor(RESTORED, reachOf(lost));
  const subject = `restored ${lost.from.toISOString()} ${lost.until.toISOString()}`;
  const names = await namesOf(bot, held);
  const last = said.get(deliveries) ?? new Map<string, string>();
  said.set(deliveries, last);
  const now = JSON.stringify([subject, held]);
  if (bot.operators.length === 0 && last.get('') !== now) {
    bot.log.warn({ ...lost, heldBack: held.length }, 'database restored from an older copy');
    last.set('', now);
  }
  for (const one of bot.operators) {
    if (last.get(one.chat) === now) continue;
    const worded = (locale: Locale) => words(bot, lost, held, names, locale);
    const [told] = await deliver(bot, [one], subject, worded, signal);
    if (told?.state === 'already' && !(await grow(bot, one, subject, worded, signal))) continue;
    if (told && !OPEN.has(told.state)) last.set(one.chat, now);
  }
}

/** Whether nothing is left to be tried again. */
async function grow(
  bot: Bot,
  { channel, chat, locale }: Destination,
  subject: string,
  worded: (locale: Locale) => Digest,
  signal: AbortSignal,
): Promise<boolean> {
  const posted = await bot.stores.deliveries.posted({ channel: chat, subject });
  try {
    if (posted) await channel.edit(posted, worded(locale), signal);
    return true;
  } catch (err) {
    signal.throwIfAborted();
    bot.log.warn({ channel: channel.name, err }, 'what is held back is not told');
    return !(err instanceof ChannelError) || err.outcome === 'rejected';
  }
}

/** What people call the chats. */
async function namesOf(bot: Bot, held: readonly DeliveryKey[]): Promise<Map<string, string>> {
  const chats = [...new Set(held.map(({ channel }) => channel))];
  const all = chats.length > 0 ? await bot.destinations(chats) : [];
  return new Map(all.map(({ chat, channel }) => [chat, channel.name]));
}

function words(
  bot: Bot,
  { from, until }: LostTime,
  held: readonly DeliveryKey[],
  names: ReadonlyMap<string, string>,
  locale: Locale,
): Digest {
  const { restored, digest } = textFor(locale);
  const format = formatter(locale);
  const moment = (at: Date) => format.moment(at, bot.zone);
  const lines = [...Map.groupBy(held, ({ channel }) => channel)].map(([chat, all]) => {
    const counts = Map.groupBy(all, ({ subject }) => kindOf(subject));
    const what = KINDS.flatMap((kind) => {
      const { length } = counts.get(kind) ?? [];
      return length > 0 ? [restored[kind]({ count: format.count(length) })] : [];
    });
    return restored.held({ channel: names.get(chat) ?? chat, what: format.list(what) });
  });
  return plainDigest({
    locale,
    title: restored.title,
    summary: restored.summary({ from: moment(from), until: moment(until) }),
    banner: bot.simulated ? digest.simulated : '',
    sections: listOf(restored.heldHeading, lines.length > 0 ? [...lines, restored.hint] : []),
  });
}

const KINDS = ['digests', 'alerts', 'others'] as const;

function kindOf(subject: string): (typeof KINDS)[number] {
  if (subject.startsWith('alert ')) return 'alerts';
  return /^\S+ (day|week|month) \S+$/.test(subject) ? 'digests' : 'others';
}
