/** Whatever was seen when, a triangle is what the whole history says of its moment. */
import { expect, test } from 'vitest';
import { newestExpected, type Period, periodOf, shift } from '../../src/core/period.ts';
import { openStores } from '../../src/store/index.ts';

const APP = 'wx1';
const NEWEST = periodOf('day', '2026-11-20');
const SEEN = ['2026-11-18T01:30:00Z', '2026-11-21T01:30:00Z', '2026-11-22T06:00:00Z'];
const RANGE = { first: shift(NEWEST, -9).first, last: NEWEST.first };

test('plain, revised and late cohorts, and sizes of the visit trend, at every moment', async () => {
  const stores = await openStores(':memory:');
  const tell = (
    period: Period,
    seen: string,
    size: number,
    retained: number,
    trend?: { sizes: { new: number }; raw: string },
  ) => {
    const counts = new Map([
      [0, size],
      [1, retained],
      [7, retained - 1],
    ]);
    const snapshot = {
      period,
      counts: { new: counts, active: counts },
      raw: `${size} ${retained}`,
      trend,
    };
    const at = new Date(seen);
    return stores.snapshots.save(APP, snapshot, newestExpected('day', at), at);
  };
  const [early = '', usual = '', late = ''] = SEEN;
  for (let back = 0; back < 10; back += 1) {
    const period = shift(NEWEST, -back);
    if (back >= 4) await tell(period, early, 100, 30);
    if (back !== 1) await tell(period, usual, 100, 30 - (back % 2));
    if (back === 1) await tell(period, late, 100, 30);
    if (back === 6) await tell(period, late, 101, 31);
    if (back === 3) await tell(period, late, 0, 30, { sizes: { new: 90 }, raw: 'trend' });
  }
  const history = await stores.snapshots.history(APP, 'day', RANGE);
  for (const at of [
    ...SEEN,
    '2026-11-12T02:00:00Z',
    '2026-11-20T20:00:00Z',
    '2026-12-30T00:00:00Z',
  ]) {
    const asOf = new Date(at);
    expect(await stores.snapshots.triangle(APP, 'day', RANGE, asOf)).toEqual(history.at(asOf));
  }
  await stores.close();
});
