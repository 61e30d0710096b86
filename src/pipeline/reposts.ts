/** How often a message is posted again that nobody can look for. */
import type { DeliveryId } from '../ports/channel.ts';
import type { DeliveryLedger } from '../ports/stores.ts';

/** Enough to outlast two bad hours; each of them may stand in the chat. */
const MOST = 5;

/** By ledger, because whoever shares that shares its messages; not stored, as a start is worth another try. */
const reposts = new WeakMap<DeliveryLedger, Map<DeliveryId, number>>();

/** Says whether it may be posted once more, and counts that. */
export function takeRepost(ledger: DeliveryLedger, id: DeliveryId): boolean {
  const counts = reposts.get(ledger) ?? new Map<DeliveryId, number>();
  reposts.set(ledger, counts);
  const count = counts.get(id) ?? 0;
  counts.set(id, count + 1);
  return count < MOST;
}
