/** Shows in a message that told of a fall what has become of it since. */
import type { AlertMessage } from '../core/alerts/message.ts';
import { type AlertContext, openingNow } from '../core/alerts/tell.ts';
import type { Locale } from '../core/text/index.ts';
import type { Bot, Destination } from './bot.ts';

const DEADLINE_MS = 60_000;

/** Once: what follows stands in the thread anyhow. */
export async function editOpening(
  bot: Bot,
  message: AlertMessage,
  destinations: readonly Destination[],
  context: (locale: Locale, chat: string) => AlertContext,
  signal: AbortSignal,
): Promise<void> {
  const opening = message.under && (await bot.stores.alerts.message(message.under));
  if (!opening) return;
  const followed = await followedBy(bot, opening, message);
  const subject = `alert ${opening.id}`;
  for (const { channel, chat, locale } of destinations) {
    const posted = await bot.stores.deliveries.posted({ channel: chat, subject });
    if (!posted) continue;
    const deadline = AbortSignal.any([AbortSignal.timeout(DEADLINE_MS), signal]);
    try {
      await channel.edit(posted, openingNow(opening, followed, context(locale, chat)), deadline);
    } catch (err) {
      bot.log.warn({ channel: channel.name, alert: opening.id, err }, 'alert not edited');
    }
  }
}

/** What was told in its thread up to a message, the oldest first; ids are made of the findings'. */
async function followedBy(
  { stores: { alerts } }: Bot,
  opening: AlertMessage,
  last: AlertMessage,
): Promise<readonly AlertMessage[]> {
  const most = Math.max(...last.items.map(({ change }) => change.finding.worsened), 1);
  const kinds = [
    ...Array.from({ length: most }, (_, index) => `worse/${index + 1}`),
    'recovered',
    'retracted',
  ];
  const ids = opening.items.flatMap(({ change }) =>
    kinds.map((kind) => `${change.finding.id}/${kind}`),
  );
  const told = await Promise.all(ids.map((id) => alerts.message(id)));
  return told
    .flatMap((one) => (one && one.at <= last.at ? [one] : []))
    .sort((a, b) => (a.at < b.at ? -1 : 1));
}
