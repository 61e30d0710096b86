/** An inline Chart.js plugin: what stands in the cells of a heat map, and the key to its colours below. */
import type { ChartType, Plugin } from 'chart.js';

/** Lengths are pixels of the picture. */
export interface CellLabels {
  /** CSS shorthand. */
  readonly font: string;
  readonly labels: readonly {
    readonly column: number;
    readonly row: number;
    readonly text: string;
    readonly color: string;
  }[];
  readonly key: {
    /** Light to dark. */
    readonly colors: readonly string[];
    readonly text: string;
    readonly font: string;
    readonly color: string;
    /** Of one colour. */
    readonly width: number;
    readonly height: number;
    /** Below the cells, and before the text. */
    readonly gap: number;
  };
}

declare module 'chart.js' {
  interface PluginOptionsByType<TType extends ChartType> {
    cellLabels?: CellLabels;
  }
}

/** Travels as source text, under the rules of `valueLabels`. */
export const cellLabels: Plugin<'bar', CellLabels> = {
  id: 'cellLabels',

  afterDatasetsDraw(chart, _args, options) {
    const { ctx, chartArea, scales } = chart;
    const { key, labels } = options;
    if (labels.length === 0) return;
    ctx.save();
    ctx.textBaseline = 'middle';
    ctx.textAlign = 'center';
    ctx.font = options.font;
    labels.forEach(({ column, row, text, color }) => {
      ctx.fillStyle = color;
      const x = scales['x']?.getPixelForValue(column + 0.5) ?? 0;
      const y = scales['y']?.getPixelForValue(row) ?? 0;
      ctx.fillText(text, x, y);
    });
    const top = chartArea.bottom + key.gap;
    key.colors.forEach((color, step) => {
      ctx.fillStyle = color;
      ctx.fillRect(chartArea.left + step * key.width, top, key.width, key.height);
    });
    ctx.textAlign = 'left';
    ctx.font = key.font;
    ctx.fillStyle = key.color;
    const after = chartArea.left + key.colors.length * key.width + key.gap;
    ctx.fillText(key.text, after, top + key.height / 2);
    ctx.restore();
  },
};
