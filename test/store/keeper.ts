/**
 * Run as a process of its own: keeps a cohort, a delivery and an app's alerts, one after the other, and prints a
 * line for each that is stored.
 */
import { writeSync } from 'node:fs';
import type { AlertMemory } from '../../src/core/alerts/alert.ts';
import { periodOf, shift } from '../../src/core/period.ts';
import { openStores } from '../../src/store/index.ts';

const [path = '', from = '0'] = process.argv.slice(2);
const start = periodOf('day', '1990-01-01');
const stores = await openStores(path);
for (let index = Number(from); ; index += 1) {
  const period = shift(start, index);
  const now = new Date();
  const counts = { new: new Map([[0, index]]), active: new Map() };
  const raw = JSON.stringify({ ref_date: period.first, index });
  await stores.snapshots.save('wx1', { period, counts, raw }, shift(period, 1), now);
  // Not through a stream: what is printed must be out when the process is killed.
  writeSync(1, `cohort ${period.first}\n`);

  const key = { channel: 'test:a', subject: `digest ${index}` };
  const claim = await stores.deliveries.claim(key, now, new Date(now.getTime() + 60_000));
  if (claim.state !== 'ours') throw new Error(`${key.subject} was there already`);
  await stores.deliveries.sent(claim.id, { message: String(index) });
  writeSync(1, `delivery ${index}\n`);

  const app = `wx-alerts-${index}`;
  const at = now.toISOString();
  const memory: AlertMemory = { at, judged: [], open: [], excluded: [], normal: [] };
  const id = `message ${index}`;
  const finding = { id: `finding ${index}`, segment: 'new', openedAt: at, message: undefined };
  const change = { kind: 'drop', reason: 'drop', finding };
  const message = { id, kind: 'drop', at, under: undefined, items: [{ app, change }] };
  await stores.alerts.prepare([{ app, version: 0, memory }], [message as never], now);
  writeSync(1, `alerts ${index}\n`);
}
