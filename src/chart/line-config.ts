/** Lines as a Chart.js configuration: the newest strong and labelled, what it is compared with pale and dashed. */
import type { ChartConfiguration, ChartDataset } from 'chart.js';
import type { LineChart } from '../core/digest.ts';
import { expectedDatasets } from './expected.ts';
import { FONTS, type Frame, frameOf, COLORS as HOUSE, MARGIN, type Size, TEXT } from './frame.ts';
import { ground } from './ground.ts';
import { printedValues } from './printed-values.ts';
import { rateScale } from './scale.ts';
import { widthOf } from './text-width.ts';
import { legendLines, valueLabels } from './value-labels.ts';

export type LineConfig = ChartConfiguration<'line', (number | null)[], string>;

/** Blue against grey differ in lightness too, so they stay apart for every kind of colour vision. */
const COLORS = {
  ...HOUSE,
  grid: '#e4e8ee',
  axis: '#aab3c0',
  now: '#0b5cad',
  before: '#8b95a5',
} as const;

const VALUE = 16.5;
const OVERHANG = 14;

/** Rates stay fractions, the axis prints them as percentages. */
export function lineConfig(chart: LineChart, size: Size): LineConfig {
  const lines = chart.series.flatMap(({ values }) => values.filter((rate) => rate !== null));
  const edges = [...(chart.band?.low ?? []), ...(chart.band?.high ?? [])];
  const rates = [...lines, ...edges.filter((rate) => rate !== null)];
  const shown = lines.length > 0;
  const labels = printedValues(chart, chart.labels.length > DENSE);
  const after = labels
    .filter(({ place }) => place === 'after')
    .map(({ text }) => widthOf(text, VALUE));
  const margin = MARGIN.right + Math.max(0, ...after);
  const frame = frameOf(chart, size, shown, margin);
  const { px, font, room } = frame;
  const positions = spaced(chart.labels, room, px(TEXT.tick));
  const scale = rateScale(rates, chart.series.length === 1);
  // Thinned labels are wider than their position, so the last one reaches into the margin.
  const overhang = positions.includes('') && after.length === 0 ? OVERHANG : 0;

  return {
    type: 'line',
    data: {
      labels: positions,
      datasets: [
        ...chart.series.map((one, dataset) => {
          const own = labels.filter((label) => label.dataset === dataset);
          return datasetOf(one, chart.labels.length, new Set(own.map(({ index }) => index)), px);
        }),
        ...expectedDatasets(chart, px),
      ],
    },
    options: {
      ...frame.options,
      layout: {
        padding: {
          top: px(MARGIN.top),
          right: px(margin + overhang),
          bottom: px(MARGIN.bottom),
          left: px(MARGIN.left),
        },
      },
      scales: {
        x: {
          type: 'category',
          display: shown,
          offset: true,
          grid: { display: false },
          border: { color: COLORS.axis, width: px(1) },
          ticks: {
            color: COLORS.text,
            font: font(TEXT.tick),
            maxRotation: 0,
            autoSkip: false,
            padding: px(4),
          },
        },
        y: {
          type: 'linear',
          display: shown,
          min: scale.min,
          max: scale.max,
          grid: { color: COLORS.grid, lineWidth: px(1), drawTicks: false },
          border: { display: false },
          ticks: {
            color: COLORS.text,
            font: font(TEXT.tick),
            stepSize: scale.step,
            includeBounds: false,
            padding: px(8),
            format: {
              style: 'percent',
              minimumFractionDigits: scale.decimals,
              maximumFractionDigits: scale.decimals,
            },
          },
        },
      },
      plugins: {
        ...frame.plugins,
        legend: {
          // One line is named by the title already.
          display: shown && (chart.series.length > 1 || chart.band !== undefined),
          align: 'start',
          labels: {
            color: COLORS.text,
            font: font(TEXT.legend),
            usePointStyle: true,
            generateLabels: legendLines,
            pointStyleWidth: px(38),
            boxHeight: px(8),
            padding: px(12),
          },
        },
        valueLabels: {
          halo: COLORS.ground,
          color: COLORS.now,
          font: `bold ${px(VALUE)}px ${FONTS}`,
          lineHeight: px(VALUE * 1.2),
          gap: px(9),
          labels,
        },
      },
    },
    plugins: [ground, valueLabels],
  };
}

/** Room between two axis labels, in widths of a letter. */
const LABEL_GAP = 1.4;
/** By sevens a crowded axis of days names the same weekday. */
const STRIDES = [1, 2, 3, 4, 7, 14, 28, 56, 84] as const;

/** Blanks the axis labels that find no room, counted from the newest, which is always named. */
function spaced(labels: readonly string[], room: number, size: number): string[] {
  const widest = Math.max(0, ...labels.map((label) => widthOf(label, size))) + LABEL_GAP * size;
  // The rate axis takes some of the width.
  const needed = (widest * labels.length) / (room * 0.92);
  const stride = STRIDES.find((one) => one >= needed) ?? Math.ceil(needed);
  return labels.map((label, index) => ((labels.length - 1 - index) % stride === 0 ? label : ''));
}

/** Widths of a line and sizes of its marks, by how many positions there are. */
const STROKES = [
  { upTo: 14, now: { line: 3.5, mark: 5 }, before: { line: 2.25, mark: 3.5 } },
  { upTo: 40, now: { line: 3, mark: 3 }, before: { line: 2.25, mark: 2 } },
  { upTo: 120, now: { line: 2.25, mark: 3 }, before: { line: 1.75, mark: 2 } },
  { upTo: Number.POSITIVE_INFINITY, now: { line: 1.25, mark: 2.5 }, before: { line: 1, mark: 2 } },
] as const;
/** Beyond so many positions marks would hide the line, and its newest value is printed beside its end. */
const DENSE = 40;

function datasetOf(
  series: LineChart['series'][number],
  positions: number,
  printed: ReadonlySet<number>,
  px: Frame['px'],
): ChartDataset<'line', (number | null)[]> {
  const now = series.role === 'now';
  const color = COLORS[series.role];
  const { line, mark } = (STROKES.find(({ upTo }) => positions <= upTo) ?? STROKES[0])[series.role];
  const isKnown = (index: number) => typeof series.values[index] === 'number';
  // A point between two gaps always has its mark, or it would vanish.
  const isMarked = (index: number) =>
    positions <= DENSE || printed.has(index) || !(isKnown(index - 1) || isKnown(index + 1));
  return {
    label: series.name,
    data: [...series.values],
    // Chart.js draws a lower order later, hence above.
    order: now ? 0 : 1,
    tension: 0,
    spanGaps: false,
    clip: false,
    fill: false,
    borderColor: color,
    borderWidth: px(line),
    borderDash: now ? [] : [px(8), px(6)],
    borderJoinStyle: 'round',
    pointStyle: 'circle',
    pointRadius: series.values.map((_, index) => (isMarked(index) ? px(mark) : 0)),
    // A ring of the ground's colour sets marks off; alone on a thin line it would cut it.
    pointBorderWidth: px(!now ? 2 : positions > DENSE ? 0 : 1.5),
    pointBorderColor: now ? COLORS.ground : color,
    pointBackgroundColor: now ? color : COLORS.ground,
  };
}
