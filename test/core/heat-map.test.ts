/** Cohorts by offset: which rows and columns there are, and the same numbers drawn, in a table, and in words. */
import { describe, expect, test } from 'vitest';
import { composeCohorts } from '../../src/core/compose-cohorts.ts';
import { cohortGrid, heatMapOf } from '../../src/core/heat-map.ts';
import { periodOf } from '../../src/core/period.ts';
import { fullTriangle, triangleOf } from './triangles.ts';

const SATURDAY = periodOf('day', '2026-11-21');
const WEEK = periodOf('week', '2026-11-16');
const OCTOBER = periodOf('month', '2026-10-01');
const SHOP = { appName: 'Shop', locale: 'en' } as const;
const MONTHS = triangleOf('month', {
  '2026-10-01': { new: { 0: 5000 } },
  '2026-09-01': { new: { 0: 4000, 1: 1000 } },
  '2026-08-01': { new: { 0: 0, 1: 12 } },
  '2026-07-01': { new: { 0: 4000, 1: 1200 } },
});

describe('the grid', () => {
  test.each([
    [SATURDAY, 14, [1, 2, 3, 4, 5, 6, 7]],
    [WEEK, 8, [1, 2, 3, 4]],
    [OCTOBER, 12, [1]],
  ] as const)(
    'of %o has %i cohorts and the offsets one of them can have reached',
    (newest, count, offsets) => {
      const grid = cohortGrid(fullTriangle(newest, 40), newest, 'new');
      expect(grid.rows).toHaveLength(count);
      expect(grid.rows[0]?.period).toEqual(newest);
      expect(grid.offsets).toEqual(offsets);
    },
  );

  test('has a rate where it is mature and known, and nowhere else', () => {
    const grid = cohortGrid(MONTHS, OCTOBER, 'new');
    expect(grid.rows.map(({ size, rates }) => [size, ...rates])).toEqual([
      [5000, null],
      [4000, 0.25],
      [0, null],
      [4000, 0.3],
    ]);
  });

  test('keeps a gap, and ends with the oldest cohort known', () => {
    const gappy = triangleOf('week', {
      '2026-11-16': { new: { 0: 10 } },
      '2026-11-02': { new: { 0: 10, 1: 5, 2: 4 } },
    });
    const grid = cohortGrid(gappy, WEEK, 'new');
    expect(grid.rows.map(({ size }) => size)).toEqual([10, null, 10]);
    expect(grid.offsets).toEqual([1, 2]);
  });

  test('of nothing is empty', () => {
    expect(cohortGrid(new Map(), WEEK, 'new')).toEqual({ offsets: [], rows: [] });
  });
});

test('the heat map draws the grid, and says its range', () => {
  const chart = heatMapOf(cohortGrid(MONTHS, OCTOBER, 'new'), OCTOBER, 'new', SHOP);
  expect(chart).toEqual({
    kind: 'heat',
    title: 'Retention of new users by cohort',
    subtitle: 'Shop · October 2026',
    alt: 'Heat map. Shop, Retention of new users by cohort, 4 cohorts: M1 newest 25.0%, from 25.0% to 30.0%.',
    locale: 'en',
    columns: ['M1'],
    rows: [
      { name: 'Oct 2026', values: [null] },
      { name: 'Sep 2026', values: [0.25] },
      { name: 'Aug 2026', values: [null] },
      { name: 'Jul 2026', values: [0.3] },
    ],
  });
});

describe('the digest', () => {
  const options = { ...SHOP, simulated: false, remarks: [], actions: [] };

  test('has the same numbers as a table, sizes first', () => {
    const digest = composeCohorts(cohortGrid(MONTHS, OCTOBER, 'new'), OCTOBER, 'new', options);
    expect(digest.title).toBe('Shop · Monthly cohorts · up to October 2026');
    expect(digest.summary).toBe(
      'Shop, 4 cohorts of new users: M1 newest 25.0%, from 25.0% to 30.0%.',
    );
    expect(digest.sections).toEqual([
      { kind: 'chart', chart: expect.objectContaining({ kind: 'heat' }) },
      {
        kind: 'table',
        heading: 'New users by cohort',
        columns: ['Cohort', 'Users', 'M1'],
        rows: [
          ['Oct 2026', '5,000', '—'],
          ['Sep 2026', '4,000', '25.0%'],
          ['Aug 2026', '0', '—'],
          ['Jul 2026', '4,000', '30.0%'],
        ],
      },
    ]);
  });

  test('says in a sentence what a digest prints, not all of it', () => {
    const grid = cohortGrid(fullTriangle(SATURDAY, 40), SATURDAY, 'active');
    const digest = composeCohorts(grid, SATURDAY, 'active', { ...options, remarks: ['Late.'] });
    expect(digest.summary.match(/D\d+/g)).toEqual(['D1', 'D7']);
    expect(digest.sections.at(-1)).toEqual({
      kind: 'list',
      heading: 'Data quality',
      items: ['Late.'],
    });
  });

  test('of nothing says so', () => {
    const digest = composeCohorts(cohortGrid(new Map(), WEEK, 'new'), WEEK, 'new', {
      ...options,
      locale: 'zh-CN',
    });
    expect(digest.summary).toContain('暂无可绘制的数据');
  });
});
