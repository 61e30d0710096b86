/** What a digest calls usual: deltas, intervals and verdicts by the baseline, and the words for it. */
import { describe, expect, test } from 'vitest';
import type { Cohort, Triangle } from '../../src/core/cohort.ts';
import { type Circumstances, compare, judged, UNEVENTFUL } from '../../src/core/comparison.ts';
import { compose } from '../../src/core/compose.ts';
import { composeTrend } from '../../src/core/compose-trend.ts';
import { contrastApps } from '../../src/core/contrast.ts';
import { type Grain, isMature, type Period, periodOf, shift } from '../../src/core/period.ts';
import { toReport } from '../../src/core/report.ts';
import { newcombe, wilson } from '../../src/core/statistics.ts';
import { reportSchema } from './report-schema.ts';

const SATURDAY = periodOf('day', '2026-11-21');
const FRIDAY = '2026-11-20';
/** The Friday before, which every Friday's D1 is compared with as well. */
const WEEK_BEFORE = '2026-11-13';
const SIZE = 2000;

/** D1 of 30 % throughout, wobbling as said, but for the days that are named. */
function days(
  named: Readonly<Record<string, number>>,
  { wobble = 0, newest = SATURDAY, cohorts = 100, offset = 1 } = {},
): Triangle {
  return new Map(
    Array.from({ length: cohorts }, (_, back): [string, Cohort] => {
      const period = shift(newest, -back);
      const rate = named[period.first] ?? 0.3 + ((back % 3) - 1) * wobble;
      const counts = new Map([[0, SIZE]]);
      if (isMature(period, offset, newest)) counts.set(offset, Math.round(SIZE * rate));
      return [period.first, { period, counts: { new: counts, active: counts } }];
    }),
  );
}

function figureOf(triangle: Triangle, circumstances?: Partial<Circumstances>, newest = SATURDAY) {
  const { segments } = compare('wx1', newest, triangle, { ...UNEVENTFUL, ...circumstances });
  const figure = segments[0]?.offsets[0];
  if (!figure) throw new Error('no figure');
  return figure;
}

describe('a figure', () => {
  test('is held against the level of days like it, which returned on such days, with the level’s own uncertainty', () => {
    const figure = figureOf(days({ [FRIDAY]: 0.25 }));
    expect(figure.baseline).toMatchObject({
      cohort: { grain: 'day', first: '2026-09-25', last: '2026-11-13' },
      cohorts: 8,
      size: 8 * SIZE,
      retained: 8 * SIZE * 0.3,
      rate: 0.3,
      relative: 0.25 / 0.3 - 1,
      phi: 1,
      newNormalSince: undefined,
    });
    expect(figure.baseline?.points).toBeCloseTo(-0.05, 14);
    const [low, high] = figure.baseline?.interval ?? [];
    const people = (8 * SIZE) / 1.2;
    const [wantedLow, wantedHigh] = newcombe(500, SIZE, people * 0.3, people);
    expect(low).toBeCloseTo(wantedLow, 12);
    expect(high).toBeCloseTo(wantedHigh, 12);
    expect(figure.verdict).toBe('down');
  });

  test('that is as usual isn’t "up" because the same weekday a week earlier was bad', () => {
    const figure = figureOf(days({ [WEEK_BEFORE]: 0.2 }));
    expect(figure.sameWeekday?.interval[0]).toBeGreaterThan(0);
    expect(figure.verdict).toBe('no clear change');
    expect(judged(figure)).toBe(figure.baseline);
  });

  test('that fell is "down" in the second week of the fall as well, once that is confirmed', () => {
    const fallen = Object.fromEntries(
      Array.from({ length: 8 }, (_, back) => [shift(SATURDAY, -1 - back).first, 0.24]),
    );
    const excluded = [{ segment: 'new' as const, first: WEEK_BEFORE, last: '2026-11-21' }];
    const figure = figureOf(days(fallen, { cohorts: 160 }), { excluded });
    expect(figure.sameWeekday?.points).toBe(0);
    expect(figure.baseline).toMatchObject({ rate: 0.3, cohort: { last: '2026-11-06' } });
    expect(figure.verdict).toBe('down');
  });

  test('of an app whose rates vary more than chance is as certain as so many fewer people', () => {
    const figure = figureOf(days({ [FRIDAY]: 0.27 }, { wobble: 0.03 }));
    const { phi } = figure;
    expect(phi).toBeGreaterThan(2);
    expect(figure.interval).toEqual(wilson(540, SIZE, phi));
    expect(figure.baseline?.phi).toBe(phi);
    const then = figure.sameWeekday;
    expect(then?.interval).toEqual(newcombe(540, SIZE, then?.retained ?? 0, SIZE, phi));
    expect(figure.verdict).toBe('no clear change');
    expect(figureOf(days({ [FRIDAY]: 0.27 })).verdict).toBe('down');
  });

  test('of a holiday is judged by the week before, with what the other days tell of its spread', () => {
    const holiday = new Map([[FRIDAY, 'holiday' as const]]);
    const calendar = { country: 'CN', special: holiday, years: { first: 2026, last: 2026 } };
    const figure = figureOf(days({ [FRIDAY]: 0.25 }, { wobble: 0.03 }), { calendar });
    expect(figure.baseline).toBeNull();
    expect(figure.phi).toBeGreaterThan(2);
    expect(judged(figure)).toBe(figure.sameWeekday);
  });

  test('is judged by the earlier cohort alone until there are six days of its kind', () => {
    const few = figureOf(days({ [FRIDAY]: 0.25 }, { cohorts: 43 }));
    expect(few).toMatchObject({ baseline: null, verdict: 'down' });
    expect(judged(few)).toBe(few.sameWeekday);
    expect(figureOf(days({}, { cohorts: 44 })).baseline?.cohorts).toBe(6);
  });

  test('of a year that the calendar doesn’t know isn’t guessed at', () => {
    const calendar = { country: 'CN', special: new Map(), years: { first: 2020, last: 2025 } };
    const figure = figureOf(days({}), { calendar });
    expect(figure).toMatchObject({ baseline: null, verdict: 'no clear change' });
    const { notes } = compare('wx1', SATURDAY, days({}), { ...UNEVENTFUL, calendar });
    expect(notes).toContainEqual({ kind: 'no-calendar', year: 2026 });
    expect(compare('wx1', SATURDAY, new Map(), { ...UNEVENTFUL, calendar }).notes).not.toEqual(
      notes,
    );
  });

  test.each<[Grain, string, number]>([
    ['week', '2026-11-16', 8],
    ['month', '2026-10-01', 12],
  ])('of a %s has a baseline of its own', (grain, first, cohorts) => {
    const newest = periodOf(grain, first);
    const figure = figureOf(days({}, { newest, cohorts: 40 }), {}, newest);
    expect(figure.baseline).toMatchObject({ cohorts, rate: 0.3 });
    expect(judged(figure)).toBe(figure.baseline);
  });
});

describe('in words', () => {
  const said = (triangle: Triangle, options: { locale?: 'en' | 'zh-CN'; since?: string } = {}) => {
    const normal = options.since ? [{ segment: 'new' as const, since: options.since }] : [];
    const comparison = compare('wx1', SATURDAY, triangle, { ...UNEVENTFUL, normal });
    const digest = compose(comparison, triangle, {
      appName: 'Shop',
      locale: options.locale ?? 'en',
    });
    const figures = digest.sections[0]?.kind === 'figures' ? digest.sections[0].figures : [];
    return { ...digest, figure: figures[0] };
  };

  test('the change against what is usual comes first, the week before beside it', () => {
    const { figure, footer, summary } = said(days({ [FRIDAY]: 0.25, [WEEK_BEFORE]: 0.24 }));
    expect(figure?.change).toBe('−5.0 pp (−16.7%)');
    expect(figure?.interval).toBe(
      '95% interval −7.0 to −2.9 pp · against the usual 30.0% (8 such days) · +1.0 pp (−1.7 to +3.7) against Fri, Nov 13',
    );
    expect(figure?.verdict).toEqual({ word: 'down', tone: 'bad' });
    expect(summary).toContain('D1 of new users down 5.0 pp');
    expect(footer).toBe(
      'Source: WeChat visit retention, counted on Beijing days. Judged against what is usual of such days in the last eight weeks, with a 95% interval.',
    );
  });

  test('in Chinese as well', () => {
    const { figure, footer } = said(days({ [FRIDAY]: 0.25, [WEEK_BEFORE]: 0.24 }), {
      locale: 'zh-CN',
    });
    expect(figure?.interval).toBe(
      '95% 区间 −7.0 至 −2.9 个百分点 · 对比 平常水平 30.0%（8 个同类日） · 对比 11月13日周五 +1.0 个百分点（−1.7 至 +3.7）',
    );
    expect(footer).toContain('与平常水平比较（取自最近八周内的同类日）');
  });

  test('a level that lasted is called the new normal, since when', () => {
    const since = '2026-10-01';
    const { figure } = said(days({}), { since });
    expect(figure?.interval).toContain('against the usual 30.0%');
    expect(figure?.interval).toContain(', new normal since Thu, Oct 1');
  });

  test('a first digest says nothing of what is usual', () => {
    const { figure, footer } = said(days({ [FRIDAY]: 0.25 }, { cohorts: 9 }));
    expect(figure?.interval).toMatch(/^95% interval \S+ to \S+ pp · against Fri, Nov 13$/);
    expect(footer).toContain('the same weekday a week earlier');
  });

  test('a trend is judged as the digest is', () => {
    const triangle = days({ [FRIDAY]: 0.25 });
    const comparison = compare('wx1', SATURDAY, triangle);
    const digest = composeTrend(
      { comparison, triangle, segment: 'new', offset: 1, length: undefined },
      { appName: 'Shop', locale: 'en', simulated: false, remarks: [], actions: [] },
    );
    expect(digest?.summary).toContain('(down 5.0 pp against the usual 30.0% (8 such days))');
  });
});

test('the report has the baseline beside the other deltas, with plain dates', () => {
  const triangle = days({ [FRIDAY]: 0.25 }, { wobble: 0.01 });
  const normal = [{ segment: 'new' as const, since: '2026-09-01' }];
  const comparison = compare('wx1', SATURDAY, triangle, { ...UNEVENTFUL, normal });
  const report = toReport(comparison, new Date('2026-11-22T01:30:00Z'), []);
  const sent: unknown = JSON.parse(JSON.stringify(report));
  expect(reportSchema.parse(sent)).toEqual(report);
  const [fresh, active] = report.segments.map(({ offsets }) => offsets[0]?.baseline);
  expect(fresh).toMatchObject({
    cohort: { first: '2026-09-25', last: '2026-11-13' },
    newNormalSince: '2026-09-01',
  });
  expect(active?.newNormalSince).toBeNull();
});

test('two apps side by side are as certain as each of them is', () => {
  const segmentOf = (period: Period, triangle: Triangle) => {
    const found = compare('wx1', period, triangle).segments[0];
    if (!found) throw new Error('no segment');
    return found;
  };
  const steady = segmentOf(SATURDAY, days({ [FRIDAY]: 0.27 }));
  const wobbly = segmentOf(SATURDAY, days({ [FRIDAY]: 0.3 }, { wobble: 0.03 }));
  const verdicts = [
    contrastApps(steady, segmentOf(SATURDAY, days({})))[0]?.verdict,
    contrastApps(steady, wobbly)[0]?.verdict,
  ];
  expect(verdicts).toEqual(['lower', 'no clear difference']);
});
