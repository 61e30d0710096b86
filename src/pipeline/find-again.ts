/** Looks for a message of which nobody knows whether it stands in its chat. */
import type { Channel, DeliveryId, Posted } from '../ports/channel.ts';
import type { Bot } from './bot.ts';

/** A message can appear in a chat's history a moment after it was accepted. */
const MOMENT_MS = 3_000;

/**
 * Twice before it is posted again. Throws what the channel throws: a look that failed tells nothing.
 *
 * @param againMs between the two looks
 */
export async function findAgain(
  { clock }: Pick<Bot, 'clock'>,
  channel: Channel,
  delivery: DeliveryId,
  since: Date,
  signal: AbortSignal,
  under?: Posted,
  againMs = MOMENT_MS,
): Promise<Posted | 'absent' | 'unreadable'> {
  const first = await channel.find(delivery, since, signal, under);
  if (first) return first;
  await clock.sleep(againMs, signal);
  return (await channel.find(delivery, since, signal, under)) ?? 'absent';
}

/**
 * Right after a post whose outcome is unknown: most answers are lost to messages that arrived. What is
 * found settles it; what isn't may still be on its way, so it is posted again by a later run alone.
 */
export async function findSoon(
  bot: Pick<Bot, 'clock' | 'log'>,
  channel: Channel,
  delivery: DeliveryId,
  since: Date,
  signal: AbortSignal,
  under?: Posted,
): Promise<Posted | undefined> {
  try {
    await bot.clock.sleep(MOMENT_MS, signal);
    const found = await findAgain(bot, channel, delivery, since, signal, under);
    return typeof found === 'string' ? undefined : found;
  } catch (err) {
    bot.log.warn({ channel: channel.name, delivery, err }, 'not found for now');
    return undefined;
  }
}
