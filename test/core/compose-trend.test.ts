/** One offset over time: its newest figure, its range, and what is said where there is little. */
import { describe, expect, test } from 'vitest';
import type { Triangle } from '../../src/core/cohort.ts';
import { compare } from '../../src/core/comparison.ts';
import { composeTrend, type TrendShown } from '../../src/core/compose-trend.ts';
import type { Digest } from '../../src/core/digest.ts';
import { type Period, periodOf } from '../../src/core/period.ts';
import { fullTriangle, triangleOf } from './triangles.ts';

const SATURDAY = periodOf('day', '2026-11-21');
const OCTOBER = periodOf('month', '2026-10-01');
const MONTHS = triangleOf('month', {
  '2026-09-01': { new: { 0: 4000, 1: 1000 } },
  '2026-08-01': { new: { 0: 4000, 1: 1200 } },
  '2026-07-01': { new: { 0: 4000, 1: 800 } },
  '2026-06-01': { new: { 0: 0 } },
  '2026-05-01': { new: { 0: 4000, 1: 1200 } },
});

function trend(
  period: Period,
  triangle: Triangle,
  shown: Partial<TrendShown> = {},
  options: { remarks?: readonly string[]; locale?: 'en' | 'zh-CN' } = {},
): Digest | undefined {
  const comparison = compare('wx1', period, triangle);
  return composeTrend(
    { comparison, triangle, segment: 'new', offset: 1, length: undefined, ...shown },
    { appName: 'Shop', locale: 'en', simulated: false, remarks: [], actions: [], ...options },
  );
}
const items = (digest: Digest | undefined, heading: string) =>
  digest?.sections.flatMap((one) =>
    one.kind === 'list' && one.heading === heading ? one.items : [],
  );

describe('a trend', () => {
  const digest = trend(OCTOBER, MONTHS);

  test('says the newest, how it is judged, and the range', () => {
    expect(digest?.title).toBe('Shop · M1 trend · up to September 2026');
    expect(digest?.summary).toBe(
      'Shop: M1 of new users is 25.0% for those of Sep 2026 (down 5.0 pp against Aug 2026); of 4 cohorts the lowest is 20.0%, the highest 30.0%.',
    );
  });

  test('has the newest as a figure like any other', () => {
    expect(digest?.sections[0]).toMatchObject({
      kind: 'figures',
      heading: 'New users, M1',
      size: '4 cohorts, May 2026 to Sep 2026',
      figures: [{ label: 'M1', rate: '25.0%', verdict: { word: 'down', tone: 'bad' } }],
    });
  });

  test('names the lowest and the newest of the highest, and the median', () => {
    expect(items(digest, 'Range')).toEqual([
      'Lowest: 20.0%, users of Jul 2026',
      'Highest: 30.0%, users of Aug 2026',
      'Median: 27.5%',
    ]);
  });

  test('draws the line with its gap', () => {
    const chart = digest?.sections.find((one) => one.kind === 'chart')?.chart;
    expect(chart).toMatchObject({
      kind: 'line',
      subtitle: 'Shop · September 2026',
      series: [{ values: [0.3, null, 0.2, 0.3, 0.25] }],
    });
  });

  test('is as long as it is asked to be', () => {
    const days = fullTriangle(SATURDAY, 70);
    const drawn = (length: number | undefined) => {
      const sections = trend(SATURDAY, days, { offset: 7, length })?.sections ?? [];
      const chart = sections.find((one) => one.kind === 'chart')?.chart;
      return chart?.kind === 'line' ? chart.labels.length : 0;
    };
    expect([drawn(undefined), drawn(60), drawn(5)]).toEqual([28, 60, 5]);
    expect(items(trend(SATURDAY, days, { offset: 7, length: 60 }), 'Data quality')).toEqual([]);
  });

  test('says when fewer cohorts are known than were asked for', () => {
    const short = trend(OCTOBER, MONTHS, { length: 12 }, { remarks: ['A remark.'] });
    expect(items(short, 'Data quality')).toEqual([
      'A remark.',
      'No rate for Jun 2026: WeChat’s figures are missing or contradict each other.',
      '12 cohorts were asked for; 4 are known.',
    ]);
  });

  test('doesn’t judge without anything to judge by', () => {
    const one = triangleOf('month', { '2026-09-01': { new: { 0: 4000, 1: 1000 } } });
    expect(trend(OCTOBER, one)?.summary).toContain('(no comparison); no other cohort is known.');
    expect(trend(OCTOBER, one)?.sections[0]).toMatchObject({ size: '1 cohort, Sep 2026' });
    expect(items(trend(OCTOBER, one), 'Range')?.[2]).toBe('Median: 25.0%');
  });

  test('doesn’t pass an older cohort off as the newest', () => {
    const late = triangleOf('month', {
      '2026-08-01': { new: { 0: 4000, 1: 1200 } },
      '2026-07-01': { new: { 0: 4000, 1: 800 } },
    });
    const digest = trend(OCTOBER, late);
    expect(digest?.title).toContain('up to August 2026');
    expect(digest?.summary).toContain('30.0% for those of Aug 2026 (up 10.0 pp against Jul 2026)');
    expect(digest?.sections[0]).toMatchObject({ figures: [{ rate: '30.0%' }] });
    expect(items(digest, 'Data quality')).toEqual([
      'No rate for Sep 2026: WeChat’s figures are missing or contradict each other.',
    ]);
  });

  test('leaves out what contradicts itself, and says so', () => {
    const days = new Map(fullTriangle(SATURDAY, 40));
    const broken = days.get('2026-11-20');
    if (!broken) throw new Error('no cohort');
    const counts = { ...broken.counts, new: new Map([...broken.counts.new, [1, 99_999]]) };
    days.set('2026-11-20', { ...broken, counts });
    const digest = trend(SATURDAY, days);
    expect(digest?.summary).toMatch(/those of Thu, Nov 19 \((?!no comparison)/);
    expect(items(digest, 'Data quality')?.[0]).toContain('No rate for Fri, Nov 20:');
  });

  test('of nothing is none', () => {
    expect(trend(OCTOBER, new Map())).toBeUndefined();
    expect(trend(OCTOBER, MONTHS, { segment: 'active' })).toBeUndefined();
  });

  test('is Chinese in a Chinese chat', () => {
    expect(trend(OCTOBER, MONTHS, {}, { locale: 'zh-CN' })?.summary).toBe(
      'Shop：2026年9月的新增用户次月留存 25.0%（对比 2026年8月 下降 5.0 个百分点）；4 期中最低 20.0%，最高 30.0%。',
    );
  });
});
