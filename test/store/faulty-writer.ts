/** Run as a process of its own, under a limit of the system: saves cohorts until it can't, and says how many and why. */
import { writeSync } from 'node:fs';
import { AppError } from '../../src/core/errors.ts';
import { periodOf, shift } from '../../src/core/period.ts';
import { openStores } from '../../src/store/index.ts';

const [path = ''] = process.argv.slice(2);
const newest = periodOf('day', '2026-11-21');
const stores = await openStores(path);
for (let kept = 0; ; kept += 1) {
  const period = shift(newest, -kept);
  const counts = { new: new Map([[0, kept]]), active: new Map() };
  const raw = JSON.stringify({ ref_date: period.first, filler: 'x'.repeat(2_000) });
  try {
    await stores.snapshots.save('wx1234567890abcdef', { period, counts, raw }, newest, new Date());
  } catch (error) {
    writeSync(1, `${kept} ${error instanceof AppError ? error.code : String(error)}\n`);
    break;
  }
}
