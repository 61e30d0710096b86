/** The JSON report, held to the interface other programs rely on. */
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { compare } from '../../src/core/comparison.ts';
import { type Grain, OFFSETS, periodOf } from '../../src/core/period.ts';
import { toReport } from '../../src/core/report.ts';
import { reportSchema } from './report-schema.ts';
import { fullTriangle, triangleOf } from './triangles.ts';

const AS_OF = new Date('2026-11-22T01:30:00Z');

function reportOf(grain: Grain, cohorts = 60) {
  const newest = periodOf(grain, grain === 'day' ? '2026-11-21' : '2026-10-20');
  const comparison = compare('wx1', newest, fullTriangle(newest, cohorts));
  return { comparison, report: toReport(comparison, AS_OF, ['a note']) };
}

describe.each(['day', 'week', 'month'] as const)('of a %s', (grain) => {
  test.each([60, 3, 1, 0])('has the shape promised, from %i cohorts', (cohorts) => {
    const { report } = reportOf(grain, cohorts);
    const sent: unknown = JSON.parse(JSON.stringify(report));
    expect(reportSchema.parse(sent)).toEqual(sent);
    // JSON loses nothing: no undefined, no NaN, no Infinity, no Map.
    expect(sent).toEqual(report);
  });

  test('holds the comparison’s numbers to the last digit', () => {
    const { comparison, report } = reportOf(grain);
    const sent = reportSchema.parse(JSON.parse(JSON.stringify(report)));
    for (const [at, { offsets, size }] of comparison.segments.entries()) {
      expect(sent.segments[at]?.size).toBe(size);
      for (const [index, one] of offsets.entries()) {
        const told = sent.segments[at]?.offsets[index];
        expect(told?.rate).toBe(one.rate);
        expect(told?.rate).toBe((one.retained ?? Number.NaN) / (one.size ?? Number.NaN));
        expect(told?.interval).toEqual(one.interval);
        expect(told?.previous?.points).toBe(one.previous?.points);
        expect(told?.previous?.relative).toBe(one.previous?.relative);
        expect(told?.previous?.interval).toEqual(one.previous?.interval);
        expect(told?.sameWeekday?.points).toBe(one.sameWeekday?.points);
        expect(told?.baseline?.rate).toBe(one.baseline?.rate);
        expect(told?.baseline?.interval).toEqual(one.baseline?.interval);
        expect(told?.baseline?.phi).toBe(one.baseline?.phi);
      }
    }
  });

  test('tells every offset above zero, and both segments', () => {
    const { segments } = reportOf(grain, 0).report;
    expect(segments.map(({ segment }) => segment)).toEqual(['new', 'active']);
    for (const { offsets } of segments)
      expect(offsets.map(({ offset }) => offset)).toEqual(OFFSETS[grain].slice(1));
  });
});

test('a whole report, field by field', () => {
  const triangle = triangleOf('month', {
    '2026-10-01': { new: { 0: 5000 }, active: { 0: 20_000 } },
    '2026-09-01': { new: { 0: 4000, 1: 1000 }, active: { 1: 9 } },
    '2026-08-01': { new: { 0: 4000, 1: 1200 } },
  });
  const comparison = compare('wx1', periodOf('month', '2026-10-01'), triangle);
  const { interval } = comparison.segments[0]?.offsets[0] ?? {};
  const against = comparison.segments[0]?.offsets[0]?.previous?.interval;
  const september = { first: '2026-09-01', last: '2026-09-30' };
  expect(toReport(comparison, AS_OF, ['one', 'two'])).toEqual({
    app: 'wx1',
    grain: 'month',
    asOf: '2026-11-22T01:30:00.000Z',
    period: { first: '2026-10-01', last: '2026-10-31' },
    segments: [
      {
        segment: 'new',
        size: 5000,
        offsets: [
          {
            offset: 1,
            cohort: september,
            size: 4000,
            retained: 1000,
            rate: 0.25,
            interval,
            previous: {
              cohort: { first: '2026-08-01', last: '2026-08-31' },
              size: 4000,
              retained: 1200,
              rate: 0.3,
              points: 0.25 - 0.3,
              relative: 0.25 / 0.3 - 1,
              interval: against,
            },
            sameWeekday: null,
            baseline: null,
            verdict: 'down',
          },
        ],
      },
      {
        segment: 'active',
        size: 20_000,
        offsets: [
          {
            offset: 1,
            cohort: september,
            size: null,
            retained: 9,
            rate: null,
            interval: null,
            previous: null,
            sameWeekday: null,
            baseline: null,
            verdict: 'no cohort',
          },
        ],
      },
    ],
    notes: ['one', 'two'],
  });
});

test('the schema is strict enough to notice a change of the contract', () => {
  const { report } = reportOf('day');
  expect(() => reportSchema.parse({ ...report, extra: 1 })).toThrow(z.ZodError);
  expect(() => reportSchema.parse({ ...report, notes: undefined })).toThrow(z.ZodError);
  const [segment] = report.segments;
  expect(() =>
    reportSchema.parse({
      ...report,
      segments: [{ ...segment, offsets: [{ ...segment?.offsets[0], rate: 28.5 }] }],
    }),
  ).toThrow(z.ZodError);
});
