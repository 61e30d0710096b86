/**
 * Run as a process of its own: says that it is ready, waits for a word, then saves one cohort after
 * the other, and prints a line for each that is stored.
 */
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { periodOf, shift } from '../../src/core/period.ts';
import { openStores } from '../../src/store/index.ts';

const [path = '', app = '', count = '0', from = '0'] = process.argv.slice(2);
const start = periodOf('day', '1990-01-01');
writeSync(1, 'ready\n');
await once(process.stdin, 'data');
process.stdin.destroy();
const stores = await openStores(path);
for (let index = Number(from); index < Number(from) + Number(count); index += 1) {
  const period = shift(start, index);
  const size = 1000 + index;
  const counts = {
    new: new Map([[0, size]]),
    active: new Map([
      [0, size * 9],
      [1, size + 1],
    ]),
  };
  const raw = JSON.stringify({ ref_date: period.first, size });
  await stores.snapshots.save(app, { period, counts, raw }, shift(period, 1), new Date());
  // Not through a stream: what is printed must be out when the process is killed.
  writeSync(1, `${period.first} ${size}\n`);
}
await stores.close();
