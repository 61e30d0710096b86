/** Opens the store that DATABASE_URL names and hands out its ports. */
import type { Stores } from '../ports/stores.ts';
import { addressBook } from './addresses.ts';
import { alertStore } from './alerts.ts';
import { auditLog } from './audit.ts';
import { chartShelf } from './charts.ts';
import { checkDatabase } from './check.ts';
import { openDatabase } from './database.ts';
import { deliveryLedger } from './deliveries.ts';
import { keptKey } from './keys.ts';
import { leaseBook } from './leases.ts';
import { markBook } from './marks.ts';
import { noticeBook } from './notices.ts';
import { pauseBook } from './pauses.ts';
import { replicaBook } from './replicas.ts';
import { runBook } from './runs.ts';
import { snapshotStore } from './snapshots.ts';
import { subscriptionBook } from './subscriptions.ts';
import { tickLedger } from './ticks.ts';
import { tokenShelf } from './tokens.ts';
import { turnBook } from './turns.ts';

/** @param path SQLite file, or ":memory:". Throws AppError store_unusable. */
export async function openStores(path: string): Promise<Stores> {
  const db = await openDatabase(path);
  return {
    snapshots: snapshotStore(db),
    ticks: tickLedger(db),
    deliveries: deliveryLedger(db),
    addresses: addressBook(db),
    charts: chartShelf(db),
    subscriptions: subscriptionBook(db),
    audit: auditLog(db),
    pauses: pauseBook(db),
    alerts: alertStore(db),
    notices: noticeBook(db),
    turns: turnBook(db),
    tokens: tokenShelf(db),
    leases: leaseBook(db),
    replicas: replicaBook(db),
    runs: runBook(db),
    marks: markBook(db),
    signingKey: (fresh) => keptKey(db, 'signing', fresh),
    check: () => checkDatabase(db, path),
    close: () => db.destroy(),
  };
}
