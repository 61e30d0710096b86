/** The printed 95 % intervals, on worlds whose truth is known: chance in the counts, and cohorts with shocks of their own. */
import { describe, expect, test } from 'vitest';
import { compare } from '../../src/core/comparison.ts';
import { addDays, periodOf } from '../../src/core/period.ts';
import { rateOf, type World, worldOf } from '../doubles/worlds.ts';

const FIRST = '2026-01-01';
const DELTAS = ['previous', 'sameWeekday', 'baseline'] as const;
const SLOW = 60_000;

/** How many intervals of each difference there were, and the share of them that hold the true one. */
function coverageOf(worlds: readonly World[], mornings: readonly number[]) {
  const pairs = worlds.flatMap((world) => pairsOf(world, mornings));
  return DELTAS.map((name) => {
    const own = pairs.filter((pair) => pair.name === name);
    return {
      name,
      pairs: own.length,
      share: own.filter(({ isHeld }) => isHeld).length / own.length,
    };
  });
}

function pairsOf(world: World, mornings: readonly number[]) {
  const triangle = worldOf(world);
  const figures = mornings
    .flatMap((day) => compare('wx1', periodOf('day', addDays(FIRST, day)), triangle).segments)
    .flatMap(({ segment, offsets }) => offsets.map((figure) => ({ ...figure, segment })));
  return figures.flatMap((figure) =>
    DELTAS.flatMap((name) => {
      const delta = figure[name];
      if (!delta) return [];
      const rate = (cohort: string) => rateOf(world, figure.segment, cohort, figure.offset);
      // Against what is usual of such days nothing has changed.
      const truth = name === 'baseline' ? 0 : rate(figure.cohort.first) - rate(delta.cohort.first);
      return [{ name, isHeld: delta.interval[0] <= truth && truth <= delta.interval[1] }];
    }),
  );
}

const worlds = (count: number, users: number, days: number) =>
  Array.from({ length: count }, (_, index): World => {
    return { world: 1, users, first: FIRST, days, seed: 1 + index * 7919 };
  });

describe('of 10,000 pairs of cohorts that chance alone tells apart, 94 in a hundred are told so', () => {
  const mornings = Array.from({ length: 8 }, (_, week) => 149 - 6 * week);

  test.each([100, 500, 3000])('%i new users a day', { timeout: SLOW }, (users) => {
    for (const { name, pairs, share } of coverageOf(worlds(70, users, 150), mornings)) {
      expect(pairs, name).toBeGreaterThanOrEqual(10_000);
      expect(share, name).toBeGreaterThanOrEqual(0.94);
    }
  });
});

test('a baseline of few cells says how little it knows', { timeout: SLOW }, () => {
  const found = coverageOf(worlds(250, 3000, 30), [29]).find(({ name }) => name === 'baseline');
  expect(found?.pairs).toBeGreaterThan(1500);
  expect(found?.share).toBeGreaterThanOrEqual(0.94);
});
