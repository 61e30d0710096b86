/** Rates and intervals against published figures, and what must hold of any of them. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compare } from '../../src/core/comparison.ts';
import { addDays, isMature, periodOf } from '../../src/core/period.ts';
import { isEnough, newcombe, wilson } from '../../src/core/statistics.ts';
import { triangleOf } from './triangles.ts';

interface Case {
  readonly id: string;
  readonly kind: string;
  readonly input: unknown;
  readonly expected: unknown;
  readonly tolerance_abs: number;
}

type Numbers = Readonly<Record<string, number>>;

const { cases } = JSON.parse(
  readFileSync(new URL('../fixtures/stats-cases.json', import.meta.url), 'utf8'),
) as { cases: readonly Case[] };

/** What the code computes for a case of each kind it implements. */
const COMPUTED: Readonly<Record<string, (input: never) => Numbers | { mature: boolean }>> = {
  wilson_ci: ({ x, n }: { x: number; n: number }) => bounds(wilson(x, n)),
  newcombe_diff_ci: ({ x1, n1, x2, n2 }: Record<'x1' | 'n1' | 'x2' | 'n2', number>) => ({
    ...bounds(newcombe(x1, n1, x2, n2)),
    diff: x1 / n1 - x2 / n2,
  }),
  rate: ({ x, n }: Sample) => ({ rate: dayAfter({ x, n }, undefined).rate ?? Number.NaN }),
  delta_pp_and_relative: ({ cur, prev }: { cur: Sample; prev: Sample }) => {
    const delta = dayAfter(cur, prev).sameWeekday;
    return {
      pp: (delta?.points ?? Number.NaN) * 100,
      relative_pct: (delta?.relative ?? Number.NaN) * 100,
    };
  },
  cohort_maturity: (p: { cohort_date: string; key: number; run_date_shanghai: string }) => ({
    mature: isMature(
      periodOf('day', p.cohort_date),
      p.key,
      periodOf('day', addDays(p.run_date_shanghai, -1)),
    ),
  }),
};

interface Sample {
  readonly x: number;
  readonly n: number;
}

function bounds([lower, upper]: readonly [number, number]) {
  return { lower, upper };
}

/** The D1 figure of a cohort, as the product compares it with the same weekday before. */
function dayAfter(now: Sample, then: Sample | undefined) {
  const period = periodOf('day', '2026-11-21');
  const triangle = triangleOf('day', {
    '2026-11-20': { new: { 0: now.n, 1: now.x } },
    ...(then && { '2026-11-13': { new: { 0: then.n, 1: then.x } } }),
  });
  const figure = compare('wx1', period, triangle).segments[0]?.offsets[0];
  if (!figure) throw new Error('no figure for D1');
  return figure;
}

describe('published figures', () => {
  const known = cases.filter(({ kind }) => kind in COMPUTED);

  test('every case of the kinds implemented is run', () => {
    const counted = Object.keys(COMPUTED).map((kind) => [
      kind,
      known.filter((one) => one.kind === kind).length,
    ]);
    expect(Object.fromEntries(counted)).toEqual({
      wilson_ci: 5,
      newcombe_diff_ci: 6,
      rate: 4,
      delta_pp_and_relative: 1,
      cohort_maturity: 4,
    });
  });

  test.each(known.map((one) => [one.kind, one.id, one] as const))('%s: %s', (_kind, _id, one) => {
    const got: Record<string, unknown> = { ...COMPUTED[one.kind]?.(one.input as never) };
    const expected = Object.entries(one.expected as Record<string, unknown>);
    expect(expected.length).toBeGreaterThan(0);
    for (const [key, value] of expected) {
      if (typeof value === 'number')
        expect(Math.abs(Number(got[key]) - value)).toBeLessThanOrEqual(one.tolerance_abs);
      else expect(got[key]).toBe(value);
    }
  });
});

const samples = fc
  .integer({ min: 1, max: 5_000_000 })
  .chain((n) => fc.record({ x: fc.integer({ min: 0, max: n }), n: fc.constant(n) }));
const pairs = fc.tuple(samples, samples);

describe('Wilson intervals', () => {
  test('hold the rate and stay between 0 and 1', () => {
    fc.assert(
      fc.property(samples, ({ x, n }) => {
        const [low, high] = wilson(x, n);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(x / n);
        expect(high).toBeGreaterThanOrEqual(x / n);
        expect(high).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('of those who stay and those who leave mirror each other', () => {
    fc.assert(
      fc.property(samples, ({ x, n }) => {
        const [low, high] = wilson(x, n);
        const [mirroredLow, mirroredHigh] = wilson(n - x, n);
        expect(mirroredLow).toBeCloseTo(1 - high, 12);
        expect(mirroredHigh).toBeCloseTo(1 - low, 12);
      }),
    );
  });

  test('grow narrower with more people', () => {
    fc.assert(
      fc.property(samples, ({ x, n }) => {
        const [low, high] = wilson(x, n);
        const [closerLow, closerHigh] = wilson(x * 4, n * 4);
        expect(closerHigh - closerLow).toBeLessThan(high - low);
      }),
    );
  });
});

describe('Newcombe intervals', () => {
  test('hold the difference and stay between −1 and 1', () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const [low, high] = newcombe(a.x, a.n, b.x, b.n);
        const difference = a.x / a.n - b.x / b.n;
        expect(low).toBeLessThanOrEqual(difference);
        expect(high).toBeGreaterThanOrEqual(difference);
        expect(low).toBeGreaterThanOrEqual(-1);
        expect(high).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('change their sign when the samples change places', () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const [low, high] = newcombe(a.x, a.n, b.x, b.n);
        const [swappedLow, swappedHigh] = newcombe(b.x, b.n, a.x, a.n);
        expect(swappedLow).toBeCloseTo(-high, 12);
        expect(swappedHigh).toBeCloseTo(-low, 12);
      }),
    );
  });

  test('of equal samples hold zero', () => {
    fc.assert(
      fc.property(samples, ({ x, n }) => {
        const [low, high] = newcombe(x, n, x, n);
        expect(low).toBeLessThan(0);
        expect(high).toBeGreaterThan(0);
      }),
    );
  });
});

describe('samples large enough to judge', () => {
  test.each([
    // Five expected in each of the four cells of the pooled table.
    [10, 20, 10, 20, true],
    [5, 20, 5, 20, true],
    [4, 20, 5, 20, false],
    [15, 20, 15, 20, true],
    [16, 20, 15, 20, false],
    [0, 1000, 0, 1000, false],
    [1000, 1000, 1000, 1000, false],
    [5, 10, 5000, 10_000, true],
    [4, 9, 4500, 9000, false],
    [0, 16, 15, 72, false],
  ])('%i of %i against %i of %i: %s', (x1, n1, x2, n2, enough) => {
    expect(isEnough(x1, n1, x2, n2)).toBe(enough);
  });

  test('do not depend on which comes first', () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        expect(isEnough(a.x, a.n, b.x, b.n)).toBe(isEnough(b.x, b.n, a.x, a.n));
      }),
    );
  });
});
