/** What alarms rest on, against published figures. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { discoveries } from '../../../src/core/alerts/discoveries.ts';
import { varianceOf } from '../../../src/core/alerts/robust.ts';
import {
  falseDiscovery,
  MAD_TO_SD,
  mad,
  median,
  newcombe,
  normalTail,
  wilson,
} from '../../../src/core/statistics.ts';
import { chance } from '../../doubles/chance.ts';

interface Case<I, E> {
  readonly kind: string;
  readonly id: string;
  readonly input: I;
  readonly expected: E;
  readonly tolerance_abs: number;
}

const { cases } = JSON.parse(
  readFileSync(new URL('../../fixtures/stats-cases.json', import.meta.url), 'utf8'),
) as { cases: readonly Case<never, never>[] };

function casesOf<I, E>(kind: string): readonly Case<I, E>[] {
  const found = cases.filter((one) => one.kind === kind) as readonly Case<unknown, unknown>[];
  if (found.length === 0) throw new Error(`no cases of ${kind}`);
  return found as readonly Case<I, E>[];
}

test.each(
  casesOf<{ p: number[] }, { bh: number[] }>('bh_and_holm_adjusted').map(
    (one) => [one.id, one] as const,
  ),
)('adjusts for many tests: %s', (_id, { input, expected, tolerance_abs }) => {
  const adjusted = falseDiscovery(input.p);
  for (const [index, value] of expected.bh.entries())
    expect(Math.abs((adjusted[index] ?? 2) - value)).toBeLessThanOrEqual(tolerance_abs);
});

test.each(
  casesOf<{ values: number[] }, { median: number; mad_x_1_4826: number }>('median_mad').map(
    (one) => [one.id, one] as const,
  ),
)('median and MAD: %s', (_id, { input: { values }, expected, tolerance_abs }) => {
  expect(Math.abs(median(values) - expected.median)).toBeLessThanOrEqual(tolerance_abs);
  expect(Math.abs(mad(values) * MAD_TO_SD - expected.mad_x_1_4826)).toBeLessThanOrEqual(
    tolerance_abs,
  );
});

test('values that are all the same have no spread, and nothing divides by it', () => {
  const [flat] = casesOf<{ values: number[] }, { mad_raw: number }>('median_mad_z');
  expect(mad(flat?.input.values ?? [])).toBe(0);
  expect(varianceOf([0, 0, 0, 0])).toBe(0);
});

describe('the tail of the normal distribution', () => {
  // R 4.3: pnorm(z), 16 digits.
  test.each([
    [0, 0.5],
    [-0.5, 0.3085375387259869],
    [-1.959963984540054, 0.025],
    [-3, 1.349898031630095e-3],
    [-5, 2.866515718791939e-7],
    [-8, 6.220960574271786e-16],
    [-20, 2.753624118606234e-89],
    [1.959963984540054, 0.975],
  ])('below %d: %d', (z, expected) => {
    expect(Math.abs(normalTail(z) / expected - 1)).toBeLessThan(1e-10);
  });

  test('falls with z', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -30, max: 6, noNaN: true }),
        fc.double({ min: 1e-6, max: 1, noNaN: true }),
        (z, step) => {
          expect(normalTail(z - step)).toBeLessThanOrEqual(normalTail(z));
        },
      ),
    );
  });
});

describe('overdispersion', () => {
  test('makes an interval that of fewer people', () => {
    for (const [bound, fewer] of [
      [wilson(300, 1000, 2), wilson(150, 500)],
      [newcombe(300, 1000, 250, 1000, 2), newcombe(150, 500, 125, 500)],
    ] as const) {
      expect(bound[0]).toBeCloseTo(fewer[0], 12);
      expect(bound[1]).toBeCloseTo(fewer[1], 12);
    }
  });

  test('is found in normal values, and one wild value hardly moves it', () => {
    const random = chance(4);
    const values = Array.from({ length: 4000 }, () => 3 * random.normal());
    expect(varianceOf(values) / 9).toBeCloseTo(1, 1);
    const few = values.slice(0, 50);
    expect(varianceOf([...few, 1e6]) / varianceOf(few)).toBeLessThan(1.25);
  });
});

test('among many looks a score must be lower to be a discovery', () => {
  const quiet = (count: number) => Array.from({ length: count }, (_, index) => (index % 5) - 2);
  expect(discoveries([-4, ...quiet(50)])).toBe(-4);
  expect(discoveries([-4, ...quiet(50_000)])).toBe(Number.NEGATIVE_INFINITY);
  expect(discoveries([-6, ...quiet(50_000)])).toBe(-6);
  expect(discoveries([])).toBe(Number.NEGATIVE_INFINITY);
});
