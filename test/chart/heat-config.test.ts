import { describe, expect, it } from 'vitest';
import type { CellLabels } from '../../src/chart/cell-labels.ts';
import { SHADES, shadesOf } from '../../src/chart/heat-colors.ts';
import { heatConfig } from '../../src/chart/heat-config.ts';
import type { HeatMap } from '../../src/core/digest.ts';
import { emptied, sampleHeat } from './sample-charts.ts';

const large = { width: 1600, height: 800 };
const small = { width: 800, height: 400 };

describe('heatConfig', () => {
  it('makes a bar of equal pieces for each cohort, newest first, one dataset a column', () => {
    const chart = sampleHeat({ grain: 'week' });
    const { data, options } = heatConfig(chart, large);
    expect(data.labels).toEqual(chart.rows.map(({ name }) => name));
    expect(data.datasets.map(({ label }) => label)).toEqual(['W1', 'W2', 'W3', 'W4']);
    for (const dataset of data.datasets) expect(dataset.data).toEqual(chart.rows.map(() => 1));
    expect(options?.scales?.['columns']).toMatchObject({ position: 'top', labels: chart.columns });
  });

  it('prints the rate in each cell, and a dash on white where there is none', () => {
    const chart = sampleHeat();
    const labels = labelsOf(chart);
    expect(labels).toHaveLength(chart.rows.length * chart.columns.length);
    for (const { row, column, text } of labels) {
      const rate = chart.rows[row]?.values[column] ?? null;
      const ground = groundsOf(chart)[column]?.[row];
      expect(text === '—').toBe(rate === null);
      expect(ground === '#ffffff').toBe(rate === null);
      if (rate !== null) expect(Number.parseFloat(text)).toBeCloseTo(rate * 100, 1);
    }
  });

  it('can be read: every text stands off its cell by a contrast of 4.5 or more', () => {
    const chart = sampleHeat();
    const grounds = groundsOf(chart);
    for (const { row, column, color } of labelsOf(chart))
      expect(contrast(color, grounds[column]?.[row] ?? '')).toBeGreaterThanOrEqual(4.5);
    for (const { ground, ink } of SHADES) expect(contrast(ground, ink)).toBeGreaterThanOrEqual(4.5);
  });

  it('says in the reader’s language what the colours mean', () => {
    const keyOf = (chart: HeatMap) => heatConfig(chart, large).options?.plugins?.cellLabels?.key;
    expect(keyOf(sampleHeat())?.text).toBe('Darker is higher, within each column');
    expect(keyOf(sampleHeat({ locale: 'zh-CN' }))?.text).toContain('颜色越深');
    expect(keyOf(sampleHeat())?.colors).toEqual(SHADES.map(({ ground }) => ground));
  });

  it('keeps a single column from filling the width', () => {
    const { options, data } = heatConfig(sampleHeat({ grain: 'month' }), large);
    expect(data.datasets).toHaveLength(1);
    expect(options?.scales?.['x']?.max).toBe(3);
    expect(options?.scales?.['columns']).toMatchObject({ labels: ['M1', '', ''] });
  });

  it('makes the text smaller for thirty cohorts and many columns, and cuts long names', () => {
    const chart = sampleHeat();
    const [row] = chart.rows;
    if (!row) throw new Error('the sample has rows');
    const rows = Array.from({ length: 30 }, () => ({
      ...row,
      name: 'A very long name '.repeat(20),
    }));
    const fontOf = (one: HeatMap) =>
      Number.parseFloat(heatConfig(one, large).options?.plugins?.cellLabels?.font ?? '');
    expect(fontOf({ ...chart, rows })).toBeLessThan(fontOf(chart) * 0.6);
    expect(fontOf({ ...chart, rows })).toBeGreaterThanOrEqual(12);
    const columns = Array.from({ length: 30 }, (_, index) => `D${index + 1}`);
    expect(fontOf({ ...chart, columns })).toBeLessThan(fontOf(chart) * 0.6);
    expect(heatConfig({ ...chart, rows }, large).data.labels?.[0]).toMatch(/^A very .*…$/);
  });

  it('doubles every length when the picture doubles', () => {
    const fonts = (size: { width: number; height: number }) => {
      const { key, font = '' } = heatConfig(sampleHeat(), size).options?.plugins?.cellLabels ?? {};
      return [Number.parseFloat(font), key?.width ?? 0, key?.height ?? 0];
    };
    const [text = 0, ...key] = fonts(large);
    const [halfText = 0, ...halfKey] = fonts(small);
    expect(key).toEqual(halfKey.map((length) => length * 2));
    expect(Math.abs(text - halfText * 2)).toBeLessThanOrEqual(1);
  });

  it('says that there is nothing to draw instead of showing dashes', () => {
    const { options } = heatConfig(emptied(sampleHeat({ locale: 'zh-CN' })), large);
    expect(options?.plugins?.ground?.empty).toBe('暂无可绘制的数据');
    expect(options?.plugins?.cellLabels?.labels).toEqual([]);
    expect(options?.scales?.['y']?.display).toBe(false);
    expect(options?.scales?.['columns']?.display).toBe(false);
  });
});

describe('shadesOf', () => {
  const stepsOf = (...rates: (number | null)[]) =>
    shadesOf(rates).map((shade) => (shade ? SHADES.indexOf(shade) : null));

  it('goes from the palest to the darkest where a column varies widely', () => {
    expect(stepsOf(0.1, 0.2, 0.3, 0.4, null)).toEqual([0, 2, 4, 6, null]);
    expect(stepsOf(0.01, 0.02, 0.03, 0.04)).toEqual([0, 2, 4, 6]);
  });

  it('keeps to the middle where a column hardly varies', () => {
    expect(stepsOf(0.4, 0.402, 0.398)).toEqual([3, 3, 3]);
    expect(stepsOf(0.28)).toEqual([3]);
  });

  it('is palest where nobody returned', () => {
    expect(stepsOf(0, 0, null)).toEqual([0, 0, null]);
    expect(stepsOf(null)).toEqual([null]);
  });

  it('is darker step by step, so that the order is seen without colour', () => {
    const lightness = SHADES.map(({ ground }) => luminance(ground));
    expect(lightness).toEqual(lightness.toSorted((a, b) => b - a));
    expect(new Set(lightness).size).toBe(SHADES.length);
  });
});

function labelsOf(chart: HeatMap): CellLabels['labels'] {
  const options = heatConfig(chart, large).options?.plugins?.cellLabels as CellLabels;
  return options.labels;
}

function groundsOf(chart: HeatMap): readonly (readonly string[])[] {
  return heatConfig(chart, large).data.datasets.map((one) => one.backgroundColor as string[]);
}

/** https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio */
function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const level = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return level <= 0.04045 ? level / 12.92 : ((level + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
