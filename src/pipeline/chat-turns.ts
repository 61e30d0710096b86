/** A few messages of a chat at a time, so that none waits in it for longer than its lease. */
import PQueue from 'p-queue';
import type { DeliveryLedger } from '../ports/stores.ts';

/** Enough to prepare the next messages while a platform takes one a second. */
const AT_ONCE = 4;

/** By ledger, because whoever shares that shares its chats; nobody has to hand the turns around. */
const turns = new WeakMap<DeliveryLedger, Map<string, PQueue>>();

export function inTurn<T>(
  ledger: DeliveryLedger,
  chat: string,
  work: () => Promise<T>,
): Promise<T> {
  const chats = turns.get(ledger) ?? new Map<string, PQueue>();
  turns.set(ledger, chats);
  const turn = chats.get(chat) ?? new PQueue({ concurrency: AT_ONCE });
  chats.set(chat, turn);
  return turn.add(work);
}
