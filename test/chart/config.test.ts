import { describe, expect, it } from 'vitest';
import { chartConfig } from '../../src/chart/config.ts';
import { lineConfig } from '../../src/chart/line-config.ts';
import { rateScale } from '../../src/chart/scale.ts';
import { fitted, withoutEmoji } from '../../src/chart/text-width.ts';
import type { ValueLabels } from '../../src/chart/value-labels.ts';
import type { LineChart } from '../../src/core/digest.ts';
import { sampleCurve, sampleHeat, sampleTrend, without } from './sample-charts.ts';

const large = { width: 1600, height: 800 };
const small = { width: 800, height: 400 };

describe('chartConfig', () => {
  it.each([
    ['curve', 'line', sampleCurve()],
    ['heat map', 'bar', sampleHeat()],
  ])(
    'is pure: the same %s makes the same configuration, and is left as it was',
    (_, type, chart) => {
      const before = structuredClone(chart);
      const config = chartConfig(chart, large);
      expect(config.type).toBe(type);
      expect(JSON.stringify(config)).toBe(JSON.stringify(chartConfig(chart, large)));
      expect(chart).toEqual(before);
    },
  );
});

describe('lineConfig', () => {
  it('keeps missing figures missing: no zero, no bridge', () => {
    const [now, before] = lineConfig(without(sampleCurve(), 2, 5), large).data.datasets;
    expect(now?.data[2]).toBeNull();
    expect(before?.data[5]).toBeNull();
    expect([now?.spanGaps, before?.spanGaps]).toEqual([false, false]);
    expect([now?.tension, before?.tension]).toEqual([0, 0]);
  });

  it('tells the two lines apart by dash, width and mark, not by colour alone', () => {
    const [now, before] = lineConfig(sampleCurve(), large).data.datasets;
    expect(now).toMatchObject({ borderDash: [], order: 0, clip: false });
    expect(before).toMatchObject({ order: 1, clip: false });
    expect(before?.borderDash).toHaveLength(2);
    expect(Number(now?.borderWidth)).toBeGreaterThan(Number(before?.borderWidth));
    expect(now?.pointBackgroundColor).not.toBe(before?.pointBackgroundColor);
  });

  it('names one font family wherever text is drawn', () => {
    const text = JSON.stringify(lineConfig(sampleCurve(), large));
    const families = [...text.matchAll(/"family":"((?:[^"\\]|\\.)*)"/g)].map(([, name]) => name);
    expect(families.length).toBeGreaterThanOrEqual(6);
    expect(new Set(families).size).toBe(1);
    expect(families[0]).toContain('Noto Sans SC');
    expect(lineConfig(sampleCurve(), large).options?.plugins?.valueLabels?.font).toContain(
      'px "Noto Sans SC"',
    );
  });

  it('doubles every length when the picture doubles', () => {
    const sizes = (size: { width: number; height: number }) => {
      const { plugins, scales, layout } = lineConfig(sampleTrend(), size).options ?? {};
      const fonts = [plugins?.title?.font, plugins?.subtitle?.font, scales?.['x']?.ticks?.font];
      const margin = layout?.padding as { left: number };
      return [...(fonts as { size: number }[]).map((font) => font.size), margin.left];
    };
    expect(sizes(large)).toEqual(sizes(small).map((length) => length * 2));
  });

  it('writes percentages and words as the reader does', () => {
    const english = lineConfig(sampleCurve(), large);
    expect(english.options?.locale).toBe('en');
    expect(english.options?.scales?.['y']?.ticks).toMatchObject({ format: { style: 'percent' } });
    const chinese = lineConfig(sampleCurve({ locale: 'zh-CN', appName: '街角小店' }), large);
    expect(chinese.options?.locale).toBe('zh-CN');
    expect(chinese.data.labels).toEqual([
      '次日',
      '2日',
      '3日',
      '4日',
      '5日',
      '6日',
      '7日',
      '14日',
      '30日',
    ]);
    expect(chinese.options?.plugins?.title?.text).toEqual(['新增用户留存']);
    expect(String(chinese.options?.plugins?.subtitle?.text)).toContain('街角小店');
    expect(chinese.data.datasets.map(({ label }) => label)).toEqual([
      expect.stringContaining('截至'),
      '一周前',
    ]);
  });

  it.each(['en', 'zh-CN'] as const)('prints the curve at D1, D7 and D30 (%s)', (locale) => {
    const chart = sampleCurve({ locale });
    const printed = labelsOf(chart);
    expect(printed.map(({ index }) => index).toSorted((a, b) => a - b)).toEqual([0, 6, 8]);
    const now = chart.series[0]?.values ?? [];
    for (const { index, text } of printed)
      expect(Number.parseFloat(text)).toBeCloseTo((now[index] ?? Number.NaN) * 100, 1);
  });

  it('prints the last known figure when the newest is missing', () => {
    expect(labelsOf(without(sampleCurve(), 8)).map(({ index }) => index)[0]).toBe(7);
  });

  it('prints a trend at its ends, its highest and its lowest', () => {
    const chart = sampleTrend();
    const values = (chart.series[0]?.values ?? []).filter((rate) => rate !== null);
    const indices = labelsOf(chart).map(({ index }) => index);
    expect(indices.slice(0, 2)).toEqual([values.length - 1, 0]);
    expect(indices).toContain(values.indexOf(Math.max(...values)));
    expect(indices).toContain(values.indexOf(Math.min(...values)));
  });

  it('names every position of a curve, and of a crowded trend the newest and every seventh', () => {
    expect(lineConfig(sampleCurve(), small).data.labels).toEqual(sampleCurve().labels);
    const labels = lineConfig(sampleTrend(), small).data.labels ?? [];
    expect(labels.at(-1)).toBe(sampleTrend().labels.at(-1));
    expect(labels.filter((label) => label !== '')).toHaveLength(4);
  });

  it.each([60, 120, 180, 365])('names the same weekday along a trend of %i days', (length) => {
    const labels = lineConfig(sampleTrend({ length }), small).data.labels ?? [];
    const named = labels.filter((label) => label !== '');
    expect(named.length).toBeGreaterThanOrEqual(4);
    expect(named.length).toBeLessThanOrEqual(7);
    expect(new Set(named.map((label) => label.slice(0, 3)))).toEqual(new Set(['Fri']));
  });

  it('draws a long trend as a thinner line, with marks only at printed values and lone points', () => {
    const chart = without(sampleTrend({ length: 365 }), 100, 102);
    const [line] = lineConfig(chart, small).data.datasets;
    const radii = line?.pointRadius as number[];
    const marked = radii.flatMap((radius, index) => (radius > 0 ? [index] : []));
    expect(marked).toEqual(
      [...new Set([101, ...labelsOf(chart).map(({ index }) => index)])].toSorted((a, b) => a - b),
    );
    const [month] = lineConfig(sampleTrend(), small).data.datasets;
    expect(Number(line?.borderWidth)).toBeLessThanOrEqual(Number(month?.borderWidth) / 2);
    expect(month?.pointRadius).not.toContain(0);
  });

  it('prints the newest value of a long trend after its end, in a margin wide enough', () => {
    const places = (chart: LineChart) => labelsOf(chart).map(({ place }) => place);
    expect(places(sampleTrend({ length: 60 }))[0]).toBe('after');
    expect(places(sampleTrend({ length: 60 })).slice(1)).not.toContain('after');
    expect(places(sampleTrend())).not.toContain('after');
    const margin = (chart: LineChart) => {
      const padding = lineConfig(chart, small).options?.layout?.padding as { right: number };
      return padding.right;
    };
    expect(margin(sampleTrend({ length: 60 }))).toBeGreaterThan(margin(sampleTrend()) + 20);
  });

  it('says that there is nothing to draw instead of showing empty axes', () => {
    const chart = without(sampleCurve({ locale: 'zh-CN' }), 0, 1, 2, 3, 4, 5, 6, 7, 8);
    const options = lineConfig(chart, large).options;
    expect(options?.scales?.['x']?.display).toBe(false);
    expect(options?.plugins?.legend?.display).toBe(false);
    expect(options?.plugins?.valueLabels?.labels).toEqual([]);
    expect(options?.plugins?.ground?.empty).toBe('暂无可绘制的数据');
    expect(lineConfig(sampleCurve(), large).options?.plugins?.ground?.empty).toBe('');
  });

  it('leaves the legend out where one line is all there is', () => {
    expect(lineConfig(sampleTrend(), large).options?.plugins?.legend?.display).toBe(false);
    expect(lineConfig(sampleCurve(), large).options?.plugins?.legend?.display).toBe(true);
  });
});

describe('rateScale', () => {
  it.each([
    ['a common curve', [0.42, 0.2, 0.09], { min: 0, max: 0.55, step: 0.1, decimals: 0 }],
    ['rates near one percent', [0.011, 0.004], { min: 0, max: 0.013, step: 0.002, decimals: 1 }],
    ['everybody returned', [1, 0.9], { min: 0, max: 1.19, step: 0.2, decimals: 0 }],
    ['nobody returned', [0, 0], { min: 0, max: 0.011, step: 0.002, decimals: 1 }],
    ['no figure', [], { min: 0, max: 1.1, step: 0.2, decimals: 0 }],
  ])('begins a curve at zero and ends above it: %s', (_, rates, scale) => {
    expect(rateScale(rates, false)).toEqual(scale);
  });

  it('fits a trend, but shows at least 30 % of its level so that noise stays small', () => {
    const { min, max } = rateScale([0.4, 0.404, 0.402], true);
    expect(min).toBeGreaterThan(0.3);
    expect(max - min).toBeGreaterThanOrEqual(0.4 * 0.3);
  });

  it('begins a trend at zero when it swings widely', () => {
    expect(rateScale([0.4, 0.1], true).min).toBe(0);
  });

  it('always holds every rate, with room above', () => {
    for (let high = 0.0005; high <= 1; high *= 1.07)
      for (const low of [0, high / 3, high * 0.9, high])
        for (const isFitted of [true, false]) {
          const { min, max } = rateScale([low, high], isFitted);
          expect(min).toBeLessThanOrEqual(low);
          expect(max).toBeGreaterThan(high * 1.02);
        }
  });
});

describe('headings', () => {
  it('stay on one line when they fit', () => {
    expect(fitted('Corner Shop · Sat, Nov 21, 2026', 700, 15)).toEqual([
      'Corner Shop · Sat, Nov 21, 2026',
    ]);
  });

  it('never lose the date to a long name, and show where they are cut', () => {
    const lines = fitted(`${'街角小店'.repeat(30)} · 2026年11月21日周六`, 700, 15);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^(街角小店)+.{0,3}…$/);
    expect([...(lines[0] ?? '')].length * 15).toBeLessThanOrEqual(715);
    expect(lines[1]).toBe('2026年11月21日周六');
  });

  it('drop the emoji the fonts lack, and nothing else', () => {
    expect(withoutEmoji('🛍️ Shop 👨‍👩‍👧 小店® 100% №1')).toBe('Shop 小店® 100% №1');
  });
});

function labelsOf(chart: LineChart): ValueLabels['labels'] {
  const options = lineConfig(chart, large).options?.plugins?.valueLabels as ValueLabels;
  return options.labels;
}
