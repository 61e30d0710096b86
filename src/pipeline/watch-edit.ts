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
  const followed = (await bot.stores.alerts.followed(opening.id)).filter(
    ({ at }) => at <= message.at,
  );
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
