/** An inline Chart.js plugin: white ground, and a sentence where there is nothing to draw. */
import type { ChartType, Plugin } from 'chart.js';

export interface Ground {
  readonly color: string;
  /** Printed in the middle of an empty chart; empty otherwise. */
  readonly empty: string;
  /** CSS shorthand. */
  readonly emptyFont: string;
  readonly emptyColor: string;
}

declare module 'chart.js' {
  interface PluginOptionsByType<TType extends ChartType> {
    ground?: Ground;
  }
}

/** Travels as source text, under the rules of `valueLabels`. */
export const ground: Plugin<ChartType, Ground> = {
  id: 'ground',

  beforeDraw(chart, _args, options) {
    chart.ctx.save();
    chart.ctx.fillStyle = options.color;
    chart.ctx.fillRect(0, 0, chart.width, chart.height);
    chart.ctx.restore();
  },

  afterDatasetsDraw(chart, _args, options) {
    if (!options.empty) return;
    const { ctx, chartArea } = chart;
    ctx.save();
    ctx.textAlign = 'center';
    ctx.textBaseline = 'middle';
    ctx.font = options.emptyFont;
    ctx.fillStyle = options.emptyColor;
    ctx.fillText(
      options.empty,
      (chartArea.left + chartArea.right) / 2,
      (chartArea.top + chartArea.bottom) / 2,
    );
    ctx.restore();
  },
};
