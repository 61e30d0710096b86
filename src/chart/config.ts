/** The one Chart.js configuration of a chart: the embedded renderer and a QuickChart server draw the same. */
import type { ChartConfiguration, ChartDataset, FontSpec } from 'chart.js';
import type { Chart } from '../core/digest.ts';
import { formatter } from '../core/format.ts';
import { HEADLINE } from '../core/headline.ts';
import { GRAINS } from '../core/period.ts';
import { type Locale, textFor } from '../core/text/index.ts';
import { rateScale } from './scale.ts';
import { fitted, widthOf, withoutEmoji } from './text-width.ts';
import { legendLines, type ValueLabels, valueLabels } from './value-labels.ts';

export type LineConfig = ChartConfiguration<'line', (number | null)[], string>;

/** Pixels of the picture. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Named first is what the embedded renderer registers; the second is how a QuickChart server's system calls the same face. */
export const FONT_FAMILY = 'Noto Sans SC';
const FONTS = `"${FONT_FAMILY}", "Noto Sans CJK SC", "Noto Sans", sans-serif`;

/** Blue against grey differ in lightness too, so they stay apart for every kind of colour vision. */
const COLORS = {
  ground: '#ffffff',
  title: '#1b2430',
  text: '#4a5565',
  grid: '#e4e8ee',
  axis: '#aab3c0',
  now: '#0b5cad',
  before: '#8b95a5',
} as const;

/** Lengths below are for a picture of this size; larger ones scale them. */
const BASE: Size = { width: 800, height: 400 };
const TEXT = { title: 21, subtitle: 15, legend: 15, tick: 14.5, value: 16.5 } as const;
const MARGIN = { top: 14, right: 24, bottom: 12, left: 16, overhang: 14 } as const;

/** Pure; of `Chart` and picture size alone. Rates stay fractions, the axis prints them as percentages. */
export function chartConfig(chart: Chart, size: Size): LineConfig {
  const unit = Math.min(size.width / BASE.width, size.height / BASE.height);
  const px = (length: number) => Math.round(length * unit * 2) / 2;
  const font = (length: number, weight: 'normal' | 'bold' = 'normal'): Partial<FontSpec> => ({
    family: FONTS,
    size: px(length),
    weight,
  });
  const room = size.width - px(MARGIN.left + MARGIN.right);
  const positions = spaced(chart.labels, room, px(TEXT.tick));
  const rates = chart.series.flatMap(({ values }) => values.filter((rate) => rate !== null));
  const scale = rateScale(rates, chart.series.length === 1);
  const shown = rates.length > 0;
  const heading = (text: string, length: number, color: string, below: number) => ({
    display: true,
    align: 'start' as const,
    text: fitted(withoutEmoji(text), room, px(length)),
    color,
    padding: { top: 0, bottom: px(below) },
  });

  return {
    type: 'line',
    data: {
      labels: positions,
      datasets: chart.series.map((one) => datasetOf(one, chart.labels.length, px)),
    },
    options: {
      responsive: false,
      maintainAspectRatio: false,
      animation: false,
      events: [],
      devicePixelRatio: 1,
      locale: chart.locale,
      font: { family: FONTS },
      layout: {
        padding: {
          top: px(MARGIN.top),
          // Thinned labels are wider than their position, so the last one reaches into the margin.
          right: px(MARGIN.right + (positions.includes('') ? MARGIN.overhang : 0)),
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
        title: {
          ...heading(chart.title, TEXT.title, COLORS.title, 3),
          font: font(TEXT.title, 'bold'),
        },
        subtitle: {
          ...heading(chart.subtitle, TEXT.subtitle, COLORS.text, 8),
          font: font(TEXT.subtitle),
        },
        legend: {
          // One line is named by the title already.
          display: shown && chart.series.length > 1,
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
        tooltip: { enabled: false },
        valueLabels: {
          background: COLORS.ground,
          color: COLORS.now,
          font: `bold ${px(TEXT.value)}px ${FONTS}`,
          lineHeight: px(TEXT.value * 1.2),
          gap: px(9),
          labels: labelsOf(chart),
          empty: shown ? '' : textFor(chart.locale).chart.empty,
          emptyFont: `${px(TEXT.subtitle)}px ${FONTS}`,
          emptyColor: COLORS.text,
        },
      },
    },
    plugins: [valueLabels],
  };
}

/** Room between two axis labels, in widths of a letter. */
const LABEL_GAP = 1.4;
/** By sevens a crowded axis of days names the same weekday. */
const STRIDES = [1, 2, 3, 4, 7, 14, 28] as const;

/** Blanks the axis labels that find no room, counted from the newest, which is always named. */
function spaced(labels: readonly string[], room: number, size: number): string[] {
  const widest = Math.max(0, ...labels.map((label) => widthOf(label, size))) + LABEL_GAP * size;
  // The rate axis takes some of the width.
  const needed = (widest * labels.length) / (room * 0.92);
  const stride = STRIDES.find((one) => one >= needed) ?? Math.ceil(needed);
  return labels.map((label, index) => ((labels.length - 1 - index) % stride === 0 ? label : ''));
}

function datasetOf(
  series: Chart['series'][number],
  positions: number,
  px: (length: number) => number,
): ChartDataset<'line', (number | null)[]> {
  const now = series.role === 'now';
  const color = COLORS[series.role];
  const crowded = positions > 14;
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
    borderWidth: px(now ? (crowded ? 3 : 3.5) : 2.25),
    borderDash: now ? [] : [px(8), px(6)],
    borderJoinStyle: 'round',
    // Every point has a mark, or one between two gaps would vanish.
    pointStyle: 'circle',
    pointRadius: px(now ? (crowded ? 3 : 5) : crowded ? 2 : 3.5),
    pointBorderWidth: px(now ? 1.5 : 2),
    pointBorderColor: now ? COLORS.ground : color,
    pointBackgroundColor: now ? color : COLORS.ground,
  };
}

/** The newest series' values worth printing, the most important first. */
function labelsOf(chart: Chart): ValueLabels['labels'] {
  const format = formatter(chart.locale);
  const headline = headlineLabels(chart.locale);
  return chart.series.flatMap((series, dataset) => {
    if (series.role !== 'now') return [];
    const known = series.values.flatMap((rate, index) => (rate === null ? [] : [{ rate, index }]));
    const byRate = known.toSorted((a, b) => a.rate - b.rate);
    const others = known.filter(({ index }) => headline.has(chart.labels[index] ?? ''));
    const extremes = others.length > 0 ? [] : [byRate.at(-1), byRate.at(0)];
    const chosen = new Set([known.at(-1), known.at(0), ...others, ...extremes]);
    return [...chosen].flatMap((point) => {
      if (!point) return [];
      const { rate, index } = point;
      return [{ dataset, index, text: format.rate(rate), below: isLow(chart, dataset, index) }];
    });
  });
}

/** Whether the other line runs above a point, or both neighbours do: its value is printed below then. */
function isLow(chart: Chart, dataset: number, index: number): boolean {
  const at = (series: number, position: number) => chart.series[series]?.values[position] ?? null;
  const rate = at(dataset, index) ?? 0;
  const before = chart.series.findIndex(({ role }) => role === 'before');
  const rival = before === -1 ? null : at(before, index);
  if (rival !== null) return rival > rate;
  const neighbours = [at(dataset, index - 1), at(dataset, index + 1)].filter((one) => one !== null);
  return neighbours.length > 0 && neighbours.every((one) => one > rate);
}

/** D1, D7, D30, W1 … in the reader's words: the offsets a digest prints. */
function headlineLabels(locale: Locale): ReadonlySet<string> {
  const format = formatter(locale);
  return new Set(
    GRAINS.flatMap((grain) => HEADLINE[grain].map((offset) => format.offset(grain, offset))),
  );
}
