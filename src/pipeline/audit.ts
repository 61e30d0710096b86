/** Writes down who changed what from which chat. */
import type { Asked } from '../ports/adapter.ts';
import type { AuditEntry } from '../ports/stores.ts';
import type { Bot } from './bot.ts';
import type { Numbered } from './posted-here.ts';

/**
 * What was done stands: a log that can't be written makes no failure of it.
 *
 * @param what a subscription, else in a machine's words
 */
export async function record(
  bot: Bot,
  { place, user }: Asked,
  action: AuditEntry['action'],
  what: Numbered | string,
): Promise<void> {
  const detail = typeof what === 'string' ? what : detailOf(what);
  const { adapter, id: chat } = place;
  try {
    await bot.stores.audit.record({ at: bot.clock.now(), adapter, chat, user, action, detail });
  } catch (error) {
    bot.log.error({ err: error, adapter, chat, action, detail }, 'change not recorded');
  }
}

function detailOf({ number, schedule: { grain, apps, at, zone } }: Numbered): string {
  return `#${number} ${grain} ${apps === 'all' ? 'all' : apps.join(',')} ${at} ${zone}`;
}
