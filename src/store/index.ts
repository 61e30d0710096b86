/** Opens the store that DATABASE_URL names and hands out its ports. */
import type { Stores } from '../ports/stores.ts';
import { addressBook } from './addresses.ts';
import { alertStore } from './alerts.ts';
import { auditLog } from './audit.ts';
import { chartShelf } from './charts.ts';
import { checkDatabase } from './check.ts';
import { isPostgres, openDatabase } from './database.ts';
import { deliveryLedger } from './deliveries.ts';
import { keptKey } from './keys.ts';
import { leaseBook } from './leases.ts';
import { markBook } from './marks.ts';
import { noticeBook } from './notices.ts';
import { pauseBook } from './pauses.ts';
import { placeOf } from './postgres-error.ts';
import { prune } from './prune.ts';
import { replicaBook } from './replicas.ts';
import { runBook } from './runs.ts';
import { snapshotStore } from './snapshots.ts';
import { subscriptionBook } from './subscriptions.ts';
import { tickLedger } from './ticks.ts';
import { tokenShelf } from './tokens.ts';
import { turnBook } from './turns.ts';

export { isPostgres };

/**
 * Throws AppError store_unusable.
 * @param database a SQLite file, ":memory:", or the URL of a PostgreSQL database
 */
export async function openStores(database: string): Promise<Stores> {
  const db = await openDatabase(database);
  return {
    place: isPostgres(database) ? placeOf(database) : database,
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
    prune: (now, keeping, signal) => prune(db, now, keeping, signal),
    signingKey: (fresh) => keptKey(db, 'signing', fresh),
    check: () => checkDatabase(db, database),
    close: () => db.destroy(),
  };
}
