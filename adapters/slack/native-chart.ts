/** A line chart as Slack draws it itself: of a long one the newest part; heat maps have no such form. */
import { clip } from '../../src/core/clip.ts';
import type { Chart, LineChart } from '../../src/core/digest.ts';
import { NONE } from '../../src/core/format.ts';
import { checkLimits, LIMITS } from './limits.ts';
import type { DataVisualization } from './message.ts';

interface NativeChart {
  readonly block: DataVisualization;
  /** Positions with a figure that the drawing leaves out. */
  readonly left: number;
}

export function fitsNative(chart: Chart): boolean {
  return nativeChart(chart) !== undefined;
}

export function nativeChart(chart: Chart): NativeChart | undefined {
  if (chart.kind !== 'line') return undefined;
  const { from, to } = drawn(chart);
  if (to - from < 2) return undefined;
  const block = blockOf(chart, from, to);
  if (checkLimits({ text: NONE, blocks: [block] }).length > 0) return undefined;
  const positions = chart.labels.map((_, index) => index);
  const outside = positions.filter((index) => index < from || index >= to);
  const left = outside.filter((index) =>
    chart.series.some(({ values }) => hasFigure(values, index)),
  );
  return { block, left: left.length };
}

/** Slack wants a figure of every series at every position: both ends are cut to where all have one. */
function drawn({ labels, series }: LineChart): { from: number; to: number } {
  const isWhole = labels.map((_, index) => series.every(({ values }) => hasFigure(values, index)));
  const to = isWhole.lastIndexOf(true) + 1;
  const newest = Math.max(0, to - LIMITS.chartPoints);
  return { from: Math.max(0, isWhole.indexOf(true, newest)), to };
}

function hasFigure(values: readonly (number | null)[], index: number): boolean {
  return typeof values[index] === 'number';
}

function blockOf(chart: LineChart, from: number, to: number): DataVisualization {
  const categories = chart.labels.slice(from, to).map((label) => clip(label, LIMITS.chartName));
  const rates = chart.series.flatMap(({ values }) => values.map((rate) => rate ?? 0));
  // Of rates this low one digit would draw steps.
  const digits = Math.max(...rates) < 0.05 ? 2 : 1;
  return {
    type: 'data_visualization',
    title: clip(chart.title, LIMITS.chartTitle),
    chart: {
      type: 'line',
      series: chart.series.map(({ name, values }) => ({
        name: clip(name, LIMITS.chartName),
        data: categories.map((label, index) => ({
          label,
          value: percent(values[from + index], digits),
        })),
      })),
      axis_config: { categories, y_label: '%' },
    },
  };
}

/** NaN for a gap: the check of limits refuses it. */
function percent(rate: number | null | undefined, digits: number): number {
  return typeof rate === 'number' ? Number((rate * 100).toFixed(digits)) : Number.NaN;
}
