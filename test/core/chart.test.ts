/** What a chart shows, and what it says to those who can't see it. */
import { describe, expect, test } from 'vitest';
import { curveOf, trendOf } from '../../src/core/chart.ts';
import type { Triangle } from '../../src/core/cohort.ts';
import { compare, earlier } from '../../src/core/comparison.ts';
import { type Period, periodOf, shift } from '../../src/core/period.ts';
import { rateAt } from '../../src/core/rate.ts';
import { fullTriangle, triangleOf } from './triangles.ts';

const SATURDAY = periodOf('day', '2026-11-21');
const WEEK = periodOf('week', '2026-11-16');
const OCTOBER = periodOf('month', '2026-10-01');
const SHOP = { appName: 'Corner Shop', locale: 'en' } as const;
const CHINESE_SHOP = { appName: '晨读时光', locale: 'zh-CN' } as const;

describe('the curve', () => {
  const triangle = fullTriangle(SATURDAY, 60);
  const comparison = compare('wx1', SATURDAY, triangle);
  const chart = curveOf(comparison, 'active', SHOP);

  test('holds every offset now and a week earlier, unrounded', () => {
    const figures = comparison.segments[1]?.offsets ?? [];
    expect(chart.labels).toEqual(['D1', 'D2', 'D3', 'D4', 'D5', 'D6', 'D7', 'D14', 'D30']);
    expect(chart.series).toEqual([
      { name: 'As of Sat, Nov 21', role: 'now', values: figures.map(({ rate }) => rate) },
      {
        name: 'A week earlier',
        role: 'before',
        values: figures.map((one) => earlier(one)?.rate),
      },
    ]);
    expect(chart.series.flatMap(({ values }) => values)).not.toContain(null);
    expect(chart.title).toBe('Retention of active users');
    expect(chart.subtitle).toBe('Corner Shop · Sat, Nov 21, 2026');
  });

  test('says its numbers, now and before', () => {
    const [first] = comparison.segments[1]?.offsets ?? [];
    const percent = (rate: number | undefined) => `${((rate ?? Number.NaN) * 100).toFixed(1)}%`;
    expect(chart.alt).toContain(`D1 ${percent(first?.rate ?? undefined)}`);
    expect(chart.alt).toContain(`a week earlier: D1 ${percent(first?.sameWeekday?.rate)}`);
    expect(chart.alt.match(/%/g)).toHaveLength(18);
  });

  test('leaves a gap where there is no rate, and says nothing of it', () => {
    const gappy = triangleOf('week', {
      '2026-11-09': { new: { 0: 5000, 1: 700 } },
      '2026-11-02': { new: { 0: 5000, 1: 600, 2: 400 } },
      '2026-10-26': { new: { 0: 0, 2: 3, 3: 3 } },
    });
    const { series, alt } = curveOf(compare('wx1', WEEK, gappy), 'new', SHOP);
    expect(series.map(({ values }) => values)).toEqual([
      [0.14, 0.08, null, null],
      [0.12, null, null, null],
    ]);
    expect(alt).toBe(
      'Line chart. Corner Shop, Retention of new users: W1 14.0%, W2 8.0%; a week earlier: W1 12.0%.',
    );
  });

  test('of nothing says so', () => {
    const { alt, series } = curveOf(compare('wx1', WEEK, new Map()), 'new', CHINESE_SHOP);
    expect(alt).toBe(
      '折线图。晨读时光，新增用户留存：暂无可绘制的数据；一周前：暂无可绘制的数据。',
    );
    expect(series.map(({ values }) => values)).toEqual([
      [null, null, null, null],
      [null, null, null, null],
    ]);
  });
});

describe('the trend', () => {
  test.each([
    [SATURDAY, 28, 'D1'],
    [WEEK, 12, 'W1'],
    [OCTOBER, 12, 'M1'],
  ] as const)('ends with the newest mature cohort: %o', (newest, length, label) => {
    const triangle = fullTriangle(newest, 60);
    const chart = trendOf(triangle, newest, 'new', 1, SHOP);
    expect(chart.series).toEqual([
      { name: label, role: 'now', values: rates(triangle, newest, length) },
    ]);
    expect(chart.labels).toHaveLength(length);
    expect(chart.title).toBe(`${label} retention of new users`);
  });

  test('says its ends and its range', () => {
    const chart = trendOf(fullTriangle(OCTOBER, 60), OCTOBER, 'active', 1, SHOP);
    const shown = (chart.series[0]?.values ?? []).filter((rate) => rate !== null);
    const percent = (rate: number) => `${(rate * 100).toFixed(1)}%`;
    expect(chart.alt).toBe(
      `Line chart. Corner Shop, M1 retention of active users: from Oct 2025 to Sep 2026; lowest ${percent(Math.min(...shown))}, highest ${percent(Math.max(...shown))}.`,
    );
  });

  test('begins with the first cohort known, and keeps a gap within', () => {
    const triangle = triangleOf('month', {
      '2026-05-01': { new: { 0: 100 } },
      '2026-06-01': { new: { 0: 100, 1: 10 } },
      '2026-07-01': { new: { 0: 0, 1: 5 } },
      '2026-08-01': { new: { 0: 100, 1: 30 } },
    });
    const chart = trendOf(triangle, OCTOBER, 'new', 1, SHOP);
    expect(chart.labels).toEqual(['Jun 2026', 'Jul 2026', 'Aug 2026', 'Sep 2026']);
    expect(chart.series[0]?.values).toEqual([0.1, null, 0.3, null]);
    expect(chart.alt).toContain('lowest 10.0%, highest 30.0%');
  });

  test('of nothing is empty, and says so', () => {
    const chart = trendOf(new Map(), OCTOBER, 'new', 1, CHINESE_SHOP);
    expect(chart.labels).toEqual([]);
    expect(chart.series).toEqual([{ name: '次月', role: 'now', values: [] }]);
    expect(chart.alt).toBe('新增用户次月留存：暂无可绘制的数据');
  });
});

function rates(triangle: Triangle, newest: Period, length: number) {
  return Array.from({ length }, (_, index) => {
    const cohort = shift(newest, index - length);
    return rateAt(triangle.get(cohort.first), 'new', 1)?.rate ?? null;
  });
}
