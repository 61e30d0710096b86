/** Writes down who changed what: from a chat, by hand, or on the platform. */
import type { Asked } from '../ports/adapter.ts';
import { BY_HAND } from '../ports/audit-log.ts';
import type { AddressBook, AuditAction, AuditEntry } from '../ports/stores.ts';
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
  action: AuditAction,
  what: Numbered | string,
): Promise<void> {
  const detail = typeof what === 'string' ? what : detailOf(what);
  const { adapter, id: chat } = place;
  await keep(bot, { adapter, chat, user, action, detail });
}

/** What somebody did at the command line. */
export function recordByHand(bot: Deps, action: AuditAction, detail: string): Promise<void> {
  return keep(bot, { adapter: BY_HAND, chat: '', user: '', action, detail });
}

/** Writes down which chats come and go; the platforms don't say by whom. */
export function auditedAddresses(bot: Deps, addresses: AddressBook): AddressBook {
  return {
    ...addresses,
    async remember(adapter, id, address) {
      const isNew = await addresses.remember(adapter, id, address);
      if (isNew) await keep(bot, { ...NOBODY, adapter, chat: id, action: 'chat-added' });
      return isNew;
    },
    async forget(adapter, id) {
      const known = await addresses.list(adapter);
      await addresses.forget(adapter, id);
      if (known.some((one) => one.id === id))
        await keep(bot, { ...NOBODY, adapter, chat: id, action: 'chat-removed' });
    },
  };
}

/** Something changed in a chat, so that it may take messages again. @param chat "slack:C0123ABCD" */
export async function resumeChat(bot: Deps, chat: string): Promise<void> {
  const pause = await bot.stores.pauses.get(chat);
  await bot.stores.pauses.resume(chat);
  if (!pause) return;
  const [adapter = '', ...id] = chat.split(':');
  const entry = { adapter, chat: id.join(':'), user: '', detail: pause.code };
  await keep(bot, { ...entry, action: 'chat-resumed' });
}

type Deps = Pick<Bot, 'stores' | 'clock' | 'log'>;
const NOBODY = { user: '', detail: '' };

async function keep(bot: Deps, entry: Omit<AuditEntry, 'at'>): Promise<void> {
  try {
    await bot.stores.audit.record({ at: bot.clock.now(), ...entry });
  } catch (error) {
    bot.log.error({ err: error, ...entry }, 'change not recorded');
  }
}

function detailOf({ number, schedule: { grain, apps, at, zone } }: Numbered): string {
  return `#${number} ${grain} ${apps === 'all' ? 'all' : apps.join(',')} ${at} ${zone}`;
}
