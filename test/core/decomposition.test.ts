/** Mix against rate, against published figures and on a campaign. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decompose, effectsOf } from '../../src/core/decomposition.ts';
import { movementOf, rateOf } from '../../src/core/movement.ts';
import { addDays, periodOf } from '../../src/core/period.ts';
import { chance } from '../doubles/chance.ts';
import { worldOf } from '../doubles/worlds.ts';

interface Case {
  readonly id: string;
  readonly input: Record<string, never>;
  readonly expected: Record<string, number>;
  readonly tolerance_abs: number;
}

const { cases } = JSON.parse(
  readFileSync(new URL('../fixtures/stats-cases.json', import.meta.url), 'utf8'),
) as { cases: readonly Case[] };

function caseOf(id: string): Case {
  const found = cases.find((one) => one.id === id);
  if (!found) throw new Error(`no case ${id}`);
  return found;
}

function expectWithin(actual: number, expected: number | undefined, tolerance: number) {
  expect(Math.abs(actual - (expected ?? Number.NaN))).toBeLessThanOrEqual(tolerance);
}

describe('mix against rate', () => {
  test('of 22 cells of the United States as Das Gupta printed them', () => {
    const { input, expected, tolerance_abs } = caseOf('kitagawa-eg5.3-22cells');
    const { size_1, rate_1, size_2, rate_2 } = input as Record<string, readonly number[]>;
    const at = (list: readonly number[] | undefined, index: number) => list?.[index] ?? Number.NaN;
    const split = decompose(
      (size_1 ?? []).map((size, index) => ({
        name: String(index),
        before: { size, retained: size * at(rate_1, index) },
        after: { size: at(size_2, index), retained: at(size_2, index) * at(rate_2, index) },
      })),
    );
    expectWithin(split?.mix ?? Number.NaN, expected.mix_effect, tolerance_abs);
    expectWithin(split?.rate ?? Number.NaN, expected.rate_effect, tolerance_abs);
    expectWithin(split?.total ?? Number.NaN, expected.total, tolerance_abs);
  });

  test.each(['dasgupta-2factor-toy', 'dasgupta-eg2.1'])('of two factors: %s', (id) => {
    const { input, expected, tolerance_abs } = caseOf(id);
    const [before, after] = [input.pop1, input.pop2].map((pop) => Object.values(pop ?? {}));
    const { mix, rate } = effectsOf(
      [Number(before?.[0]), Number(after?.[0])],
      [Number(before?.[1]), Number(after?.[1])],
    );
    const [first, second, total] = Object.values(expected);
    expectWithin(mix, first, tolerance_abs);
    expectWithin(rate, second, tolerance_abs);
    expectWithin(mix + rate, total, tolerance_abs);
  });

  test('adds up, whatever the parts', () => {
    const sample = fc
      .tuple(fc.integer({ min: 0, max: 9999 }), fc.double({ min: 0, max: 1, noNaN: true }))
      .map(([size, share]) => ({ size, retained: Math.round(size * share) }));
    const parts = fc.array(fc.record({ name: fc.string(), before: sample, after: sample }), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(parts, (some) => {
        const split = decompose(some);
        if (!split) return;
        expect(split.mix + split.rate).toBeCloseTo(split.total, 9);
        expect(split.parts.reduce((sum, one) => sum + one.mix + one.rate, 0)).toBeCloseTo(
          split.total,
          9,
        );
      }),
    );
  });
});

describe('a campaign that brings four times as many new users, who come back half as often', () => {
  const since = '2026-05-01';
  const plain = worldOf({ world: 1, users: 3000, first: '2026-03-01', days: 75, seed: 7 });
  const random = chance(8);
  const campaign = new Map(
    [...plain].map(([first, cohort]) => {
      if (first < since) return [first, cohort] as const;
      const [size, back] = [cohort.counts.new.get(0) ?? 0, cohort.counts.new.get(1) ?? 0];
      const [come, kept] = [3 * size, random.binomial(3 * size, 0.5 * (back / size) - 0.05)];
      const grown = (counts: ReadonlyMap<number, number>) =>
        new Map([...counts, [0, (counts.get(0) ?? 0) + come], [1, (counts.get(1) ?? 0) + kept]]);
      return [
        first,
        {
          ...cohort,
          counts: { new: grown(cohort.counts.new), active: grown(cohort.counts.active) },
        },
      ] as const;
    }),
  );
  const moved = movementOf(campaign, {
    since,
    cohort: periodOf('day', addDays(since, 5)),
    offset: 1,
  });

  test('is told as volume', () => {
    expect(moved?.isVolumeNotable).toBe(true);
    expect((moved?.volume.after ?? 0) / (moved?.volume.before ?? 1)).toBeCloseTo(4, 0);
  });

  test('is told as mix, not as loyal users leaving', () => {
    expect(moved?.isLoyal).toBe(true);
    const { before, after } = moved?.returning ?? {};
    expect(after && before ? rateOf(after) / rateOf(before) : 0).toBeGreaterThan(0.97);
    const returning = moved?.active.parts.find(({ name }) => name === 'returning');
    expect(Math.abs(returning?.rate ?? 1)).toBeLessThan(0.01);
    expect(moved?.active.mix).toBeLessThan(-0.02);
  });

  test('moves nothing where nothing changed', () => {
    const still = movementOf(plain, {
      since,
      cohort: periodOf('day', addDays(since, 5)),
      offset: 1,
    });
    expect(still?.isVolumeNotable).toBe(false);
    expect(Math.abs(still?.active.total ?? 1)).toBeLessThan(0.02);
  });
});
