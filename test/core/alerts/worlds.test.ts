/** A seeded sample of what `npm run bench:alerts` measures whole; bounds leave room for chance. */
import { describe, expect, test } from 'vitest';
import { judge } from '../../../src/core/alerts/judge.ts';
import { NO_CALENDAR } from '../../../src/core/calendar.ts';
import { addDays, periodOf } from '../../../src/core/period.ts';
import { rateAt } from '../../../src/core/rate.ts';
import { newcombe } from '../../../src/core/statistics.ts';
import { measure } from '../../bench/alerts/measure.ts';
import { worldOf } from '../../doubles/worlds.ts';

const APPS = 16;
const SEED = 20_261_125;

describe.each([
  { world: 1, users: 500, least: [14] },
  { world: 1, users: 3000, least: [15, 13] },
  { world: 2, users: 500, least: [13] },
  { world: 2, users: 3000, least: [15, 9] },
  { world: 3, users: 500, least: [14] },
] as const)('world $world, $users new users a day', ({ world, users, least }) => {
  test('is hardly ever told to have fallen when it has not, and a fall is found within a week', {
    timeout: 120_000,
  }, () => {
    const { alarms, found } = measure({
      world,
      users,
      shares: least.length > 1 ? [0.2, 0.1] : [0.2],
      apps: APPS,
      seed: SEED,
    });
    // 0.2 a month would be three.
    expect(alarms).toBeLessThanOrEqual(3);
    for (const [index, { usual }] of found.entries())
      expect(usual).toBeGreaterThanOrEqual(least[index] ?? 0);
  });
});

test('a fall on return days is found as well', { timeout: 120_000 }, () => {
  const { found } = measure({
    world: 1,
    users: 500,
    shares: [0.2],
    by: 'return',
    apps: 12,
    seed: SEED,
  });
  expect(found[0]?.usual).toBeGreaterThanOrEqual(7);
});

test('intervals of 95 % hold what they say, over 10,000 pairs of cohorts', {
  timeout: 120_000,
}, () => {
  let [expected, pairs, all] = [0, 0, 0];
  for (let app = 0; app < 42; app += 1) {
    const first = '2026-01-05';
    const triangle = worldOf({ world: 1, users: 500, first, days: 130, seed: SEED + app });
    const newest = addDays(first, 129);
    const { fresh } = judge({
      app: 'wx1',
      triangles: { day: triangle, week: new Map(), month: new Map() },
      newest: {
        day: periodOf('day', newest),
        week: periodOf('week', newest),
        month: periodOf('month', newest),
      },
      calendar: NO_CALENDAR,
      memory: undefined,
    });
    for (const { cohort, segment, offset, size, retained, rate, interval, phi } of fresh) {
      const before = rateAt(triangle.get(addDays(cohort.first, -7)), segment, offset);
      if (!before) throw new Error('no cohort a week before');
      const [low, high] = newcombe(retained, size, before.retained, before.size, phi);
      all += 1;
      if (low <= 0 && 0 <= high) pairs += 1;
      if (interval[0] <= rate && rate <= interval[1]) expected += 1;
    }
  }
  expect(all).toBeGreaterThan(10_000);
  expect(pairs / all).toBeGreaterThanOrEqual(0.94);
  expect(expected / all).toBeGreaterThanOrEqual(0.94);
});
