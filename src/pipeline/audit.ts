/** Writes down who changed what from which chat. */
import type { Asked } from '../ports/adapter.ts';
import type { AuditEntry } from '../ports/stores.ts';
import type { Bot } from './bot.ts';
import type { Numbered } from './posted-here.ts';

/** @param what a subscription, else in a machine's words */
export function record(
  bot: Bot,
  { place, user }: Asked,
  action: AuditEntry['action'],
  what: Numbered | string,
): Promise<void> {
  return bot.stores.audit.record({
    at: bot.clock.now(),
    adapter: place.adapter,
    chat: place.id,
    user,
    action,
    detail: typeof what === 'string' ? what : detailOf(what),
  });
}

function detailOf({ number, schedule: { grain, apps, at, zone } }: Numbered): string {
  return `#${number} ${grain} ${apps === 'all' ? 'all' : apps.join(',')} ${at} ${zone}`;
}
