/** A line chart as Slack draws it itself: of a long one the newest part, a band as two lines; heat maps have no such form. */
import { clip } from '../../src/core/clip.ts';
import type { Chart, LineChart } from '../../src/core/digest.ts';
import { NONE } from '../../src/core/format.ts';
import { textFor } from '../../src/core/text/index.ts';
import { checkLimits, LIMITS } from './limits.ts';
import type { DataVisualization } from './message.ts';

interface NativeChart {
  readonly block: DataVisualization;
  /** Positions with a figure that the drawing leaves out. */
  readonly left: number;
  /** What is marked, which Slack can't draw; empty where nothing is. */
  readonly marked: string;
}

interface Line {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

export function fitsNative(chart: Chart): boolean {
  return nativeChart(chart) !== undefined;
}

export function nativeChart(chart: Chart): NativeChart | undefined {
  if (chart.kind !== 'line') return undefined;
  const lines = [...chart.series, ...edgesOf(chart)];
  const { from, to } = drawn(chart, lines);
  if (to - from < 2) return undefined;
  const block = blockOf(chart, lines, { from, to });
  if (checkLimits({ text: NONE, blocks: [block] }).length > 0) return undefined;
  const positions = chart.labels.map((_, index) => index);
  const outside = positions.filter((index) => index < from || index >= to);
  const left = outside.filter((index) =>
    chart.series.some(({ values }) => hasFigure(values, index)),
  );
  return { block, left: left.length, marked: markedIn(chart) };
}

/** Slack fills nothing between lines. */
function edgesOf({ band, locale }: LineChart): Line[] {
  if (!band) return [];
  const { bandHigh, bandLow } = textFor(locale).chart;
  return [
    { name: bandHigh({ name: band.name }), values: band.high },
    { name: bandLow({ name: band.name }), values: band.low },
  ];
}

function markedIn({ marked, labels, locale }: LineChart): string {
  const { chart, digest } = textFor(locale);
  const named = marked?.at.flatMap((index) => labels[index] ?? []) ?? [];
  if (!marked || named.length === 0) return '';
  return chart.marked({ name: marked.name, positions: named.join(digest.comma) });
}

/** Slack wants a figure of every line at every position: both ends are cut to where all have one. */
function drawn({ labels }: LineChart, lines: readonly Line[]): { from: number; to: number } {
  const isWhole = labels.map((_, index) => lines.every(({ values }) => hasFigure(values, index)));
  const to = isWhole.lastIndexOf(true) + 1;
  const newest = Math.max(0, to - LIMITS.chartPoints);
  return { from: Math.max(0, isWhole.indexOf(true, newest)), to };
}

function hasFigure(values: readonly (number | null)[], index: number): boolean {
  return typeof values[index] === 'number';
}

function blockOf(
  chart: LineChart,
  lines: readonly Line[],
  { from, to }: { from: number; to: number },
): DataVisualization {
  const categories = chart.labels.slice(from, to).map((label) => clip(label, LIMITS.chartName));
  const rates = lines.flatMap(({ values }) => values.map((rate) => rate ?? 0));
  // Of rates this low one digit would draw steps.
  const digits = Math.max(...rates) < 0.05 ? 2 : 1;
  return {
    type: 'data_visualization',
    title: clip(chart.title, LIMITS.chartTitle),
    chart: {
      type: 'line',
      series: lines.map(({ name, values }) => ({
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
