/** Two cohorts side by side: the numbers, the verdicts, and how they are worded. */
import { describe, expect, test } from 'vitest';
import type { Segment, Triangle } from '../../src/core/cohort.ts';
import { compare } from '../../src/core/comparison.ts';
import { composeContrast } from '../../src/core/compose-contrast.ts';
import {
  type Contrast,
  type ContrastShown,
  contrastApps,
  contrastPeriods,
} from '../../src/core/contrast.ts';
import { formatter } from '../../src/core/format.ts';
import { type Period, periodOf } from '../../src/core/period.ts';
import { isEnough, newcombe } from '../../src/core/statistics.ts';
import { triangleOf } from './triangles.ts';

const WEEK = periodOf('week', '2026-11-16');
const week = (first: string) => formatter('en').shortPeriod(periodOf('week', first));

function apps(
  period: Period,
  one: Triangle,
  other: Triangle,
  segment: Segment = 'new',
): Contrast[] {
  const figures = (triangle: Triangle) => {
    const found = compare('wx1', period, triangle).segments.find(
      (each) => each.segment === segment,
    );
    if (!found) throw new Error('no figures');
    return found;
  };
  return contrastApps(figures(one), figures(other));
}

/** W1 from 2026-11-09, W2 from 2026-11-02, and so on. */
const ONE = triangleOf('week', {
  '2026-11-16': { new: { 0: 5000 } },
  '2026-11-09': { new: { 0: 1000, 1: 300 } },
  '2026-11-02': { new: { 0: 1000, 2: 100 } },
  '2026-10-26': { new: { 0: 100, 3: 10 } },
  '2026-10-19': { new: { 0: 40, 4: 1 } },
});
const OTHER = triangleOf('week', {
  '2026-11-16': { new: { 0: 900 } },
  '2026-11-09': { new: { 0: 1000, 1: 200 } },
  '2026-11-02': { new: { 0: 1000, 2: 200 } },
  '2026-10-26': { new: { 0: 100, 3: 12 } },
  '2026-10-19': { new: { 0: 0, 4: 3 } },
});

describe('two apps', () => {
  const contrasts = apps(WEEK, ONE, OTHER);

  test('are compared at the same offset of the same cohort', () => {
    expect(contrasts.map(({ offset, one, other }) => [offset, one?.rate, other?.rate])).toEqual([
      [1, 0.3, 0.2],
      [2, 0.1, 0.2],
      [3, 0.1, 0.12],
      [4, 0.025, undefined],
    ]);
  });

  test('differ by points with the interval of Newcombe', () => {
    const [first] = contrasts;
    expect(first?.difference?.points).toBeCloseTo(0.1, 12);
    expect(first?.difference?.relative).toBeCloseTo(0.5, 12);
    expect(first?.difference?.interval).toEqual(newcombe(300, 1000, 200, 1000));
  });

  test('get a verdict in words', () => {
    expect(contrasts.map(({ verdict }) => verdict)).toEqual([
      'higher',
      'lower',
      'no clear difference',
      'no cohort',
    ]);
  });

  test('are not judged by too few users', () => {
    const few = triangleOf('week', { '2026-11-09': { new: { 0: 10, 1: 2 } } });
    const [first] = apps(WEEK, ONE, few);
    expect(isEnough(300, 1000, 2, 10)).toBe(false);
    expect(first?.verdict).toBe('too few users');
    expect(first?.difference).toBeDefined();
  });

  test('the other way round is the other way round', () => {
    const swapped = apps(WEEK, OTHER, ONE);
    expect(swapped.map(({ verdict }) => verdict)).toEqual([
      'lower',
      'higher',
      'no clear difference',
      'no cohort',
    ]);
    const [low, high] = contrasts[0]?.difference?.interval ?? [0, 0];
    const [from, to] = swapped[0]?.difference?.interval ?? [0, 0];
    expect(from).toBeCloseTo(-high, 12);
    expect(to).toBeCloseTo(-low, 12);
  });

  test('a rate of zero gives no relative change', () => {
    const none = triangleOf('week', { '2026-11-09': { new: { 0: 1000, 1: 0 } } });
    expect(apps(WEEK, ONE, none)[0]?.difference).toMatchObject({ points: 0.3, relative: null });
  });
});

describe('two periods', () => {
  const days = triangleOf('day', {
    '2026-11-13': { new: { 0: 1000, 1: 300, 2: 200, 7: 100 } },
    '2026-11-06': { new: { 0: 1000, 1: 200, 2: 210, 7: 90, 14: 50 } },
  });
  const periods = [periodOf('day', '2026-11-13'), periodOf('day', '2026-11-06')] as const;

  test('are compared at the offsets that both have', () => {
    const contrasts = contrastPeriods(days, periods, 'new');
    expect(contrasts.map(({ offset, verdict }) => [offset, verdict])).toEqual([
      [1, 'higher'],
      [2, 'no clear difference'],
      [7, 'no clear difference'],
    ]);
  });

  test('of an app whose rates spread more than chance are as certain as so many fewer people', () => {
    const [plain] = contrastPeriods(days, periods, 'new');
    const known = compare('wx1', periods[0], days).segments[0];
    if (!known || !plain?.difference) throw new Error('no figures');
    const offsets = known.offsets.map((one) => ({ ...one, phi: one.offset === 1 ? 4 : 1 }));
    const [spread] = contrastPeriods(days, periods, 'new', { ...known, offsets });
    const width = ([low, high]: readonly [number, number]) => high - low;
    expect(spread?.difference?.points).toBe(plain.difference.points);
    expect(
      width(spread?.difference?.interval ?? [0, 0]) / width(plain.difference.interval),
    ).toBeCloseTo(2, 1);
  });

  test('one that is not known leaves nothing', () => {
    const unknown = [periods[0], periodOf('day', '2026-01-01')] as const;
    expect(contrastPeriods(days, unknown, 'new')).toEqual([]);
    expect(contrastPeriods(days, periods, 'active')).toEqual([]);
  });
});

describe('in words', () => {
  const shown: ContrastShown = {
    title: 'Reader and Store',
    subtitle: 'Nov 16 – 22, 2026 (W47)',
    names: ['Reader', 'Store'],
    spoken: 'Reader',
    grain: 'week',
    segments: [{ segment: 'new', sizes: [5000, 900], contrasts: apps(WEEK, ONE, OTHER) }],
    upTo: WEEK,
    notes: ['A note.'],
  };
  const digest = composeContrast(shown, { locale: 'en', simulated: false, actions: [] });
  const [figures, chart, notes] = digest.sections;

  test('the summary has the finding and the numbers', () => {
    expect(digest.summary).toBe(
      'Reader against Store: W2 of new users lower by 10.0 pp, W1 of new users higher by 10.0 pp. New users: W1 30.0% and 20.0%, W2 10.0% and 20.0%, W3 10.0% and 12.0%, W4 2.5% and —.',
    );
  });

  test('of many moves the summary names the two that are clearest', () => {
    const move = (offset: number, points: number, half: number): Contrast => ({
      offset,
      one: { size: 1000, retained: 300, rate: 0.3 },
      other: { size: 1000, retained: 300 - points * 1000, rate: 0.3 - points },
      difference: { points, relative: null, interval: [points - half, points + half] },
      verdict: 'higher',
    });
    const contrasts = [move(1, 0.05, 0.04), move(2, 0.1, 0.01), move(3, 0.2, 0.05)];
    const { summary } = composeContrast(
      { ...shown, segments: [{ segment: 'new', sizes: [1000, 1000], contrasts }] },
      { locale: 'en', simulated: false, actions: [] },
    );
    expect(summary).toContain(
      'Reader against Store: W2 of new users higher by 10.0 pp, W3 of new users higher by 20.0 pp. ',
    );
  });

  test('a figure says both, what they rest on, and how they differ', () => {
    if (figures?.kind !== 'figures') throw new Error('no figures');
    expect(figures.size).toBe('Reader: 5,000 · Store: 900');
    expect(figures.figures[0]).toEqual({
      label: 'W1',
      rate: '30.0%',
      basis: `300 of 1,000 · Store: 20.0%, 200 of 1,000 · users of ${week('2026-11-09')}`,
      change: '+10.0 pp (+50.0%)',
      interval: '95% interval +6.2 to +13.7 pp · against Store',
      verdict: { word: 'higher', tone: 'good' },
    });
    expect(figures.figures[3]).toEqual({
      label: 'W4',
      rate: '2.5%',
      basis: `1 of 40 · no figure of Store · users of ${week('2026-10-19')}`,
      change: '',
      interval: '',
      verdict: { word: 'no cohort', tone: 'unknown' },
    });
  });

  test('the chart draws both, and says what it draws', () => {
    if (chart?.kind !== 'chart' || chart.chart.kind !== 'line') throw new Error('no chart');
    expect(chart.chart.series).toEqual([
      { name: 'Reader', role: 'now', values: [0.3, 0.1, 0.1, 0.025] },
      { name: 'Store', role: 'before', values: [0.2, 0.2, 0.12, null] },
    ]);
    expect(chart.chart.alt).toBe(
      'Line chart. Retention of new users, compared. Reader: W1 30.0%, W2 10.0%, W3 10.0%, W4 2.5%; Store: W1 20.0%, W2 20.0%, W3 12.0%.',
    );
    expect(notes).toEqual({ kind: 'list', heading: 'Data quality', items: ['A note.'] });
  });

  test('days have every offset in a table as well', () => {
    const SATURDAY = periodOf('day', '2026-11-21');
    const day = triangleOf('day', {
      '2026-11-20': { new: { 0: 1000, 1: 300 } },
      '2026-11-19': { new: { 0: 1000, 2: 200 } },
    });
    const daily = composeContrast(
      {
        ...shown,
        grain: 'day',
        upTo: SATURDAY,
        segments: [{ segment: 'new', sizes: [null, 3], contrasts: apps(SATURDAY, day, day) }],
      },
      { locale: 'zh-CN', simulated: true, actions: [] },
    );
    const table = daily.sections.find((section) => section.kind === 'table');
    expect(table?.columns).toEqual(['间隔', 'Reader', 'Store', '差异（百分点）', '判断']);
    expect(table?.rows).toHaveLength(9);
    expect(table?.rows[1]).toEqual(['2日', '20.0%', '20.0%', '0.0', '无明显差异']);
    expect(table?.rows[8]).toEqual(['30日', '—', '—', '—', '无数据']);
    expect(daily.banner).not.toBe('');
  });

  test('nothing to judge by is said', () => {
    const none = composeContrast(
      { ...shown, segments: [{ segment: 'new', sizes: [null, null], contrasts: [] }] },
      { locale: 'en', simulated: false, actions: [] },
    );
    expect(none.summary).toContain('too little to judge a difference by');
  });
});
