/** A heat map as a Chart.js configuration: a stacked bar for each cohort, whose pieces are the cells. */
import type { ChartConfiguration } from 'chart.js';
import type { HeatMap } from '../core/digest.ts';
import { formatter, NONE } from '../core/format.ts';
import { textFor } from '../core/text/index.ts';
import { cellLabels } from './cell-labels.ts';
import {
  COLORS,
  FONTS,
  type Frame,
  frameOf,
  LINE_HEIGHT,
  MARGIN,
  type Size,
  TEXT,
} from './frame.ts';
import { ground } from './ground.ts';
import { SHADES, shadesOf } from './heat-colors.ts';
import { cut, widthOf } from './text-width.ts';

export type HeatConfig = ChartConfiguration<'bar', number[], string>;

/** A column's name is at most so much larger than its figures. */
const HEAD = 1.3;
/** Rows under this height have thinner lines between them. */
const SLIM = 14;
/** A dash on white, readable and still no figure. */
const DASH = '#687385';
const KEY = { text: 13, width: 16, height: 11, gap: 8 } as const;
/** Fewer columns are as wide as so many would be, and no row grows higher than this: a small map is no wall of blue. */
const LEAST_COLUMNS = 3;
const CELL_HEIGHT = 46;
const AXIS_GAP = 6;
/** Share of the width the cohorts' names may take. */
const NAMES = 0.3;
/** Height of a cell's text within the cell, and what its width needs beside the text, in heights of it. */
const FILL = { height: 0.7, beside: 0.7 } as const;

export function heatConfig(chart: HeatMap, size: Size): HeatConfig {
  const columns = chart.columns.map((name, column) => {
    const rates = chart.rows.map(({ values }) => values[column] ?? null);
    return { name, rates, shades: shadesOf(rates) };
  });
  const shown = columns.some(({ rates }) => rates.some((rate) => rate !== null));
  const frame = frameOf(chart, size, shown);
  const { px, font } = frame;
  const format = formatter(chart.locale);
  const cells = columns.flatMap(({ rates, shades }, column) =>
    rates.map((rate, row) => ({
      column,
      row,
      text: rate === null ? NONE : format.rate(rate),
      color: shades[row]?.ink ?? DASH,
    })),
  );
  const fit = fitOf(
    chart,
    cells.map(({ text }) => text),
    frame,
  );
  const names = { color: COLORS.text, autoSkip: false, maxRotation: 0, padding: px(AXIS_GAP) };
  const bare = { grid: { display: false, drawTicks: false }, border: { display: false } };
  const wide = Math.max(columns.length, LEAST_COLUMNS);

  return {
    type: 'bar',
    data: {
      labels: fit.names,
      datasets: columns.map(({ name, shades }) => ({
        label: name,
        // Every cell is as long as any other: its colour and its text are the figure.
        data: shades.map(() => 1),
        backgroundColor: shades.map((shade) => shade?.ground ?? COLORS.ground),
        borderColor: COLORS.ground,
        borderWidth: fit.line,
        borderSkipped: false,
        barPercentage: 1,
        categoryPercentage: 1,
      })),
    },
    options: {
      ...frame.options,
      indexAxis: 'y',
      layout: {
        padding: {
          top: px(MARGIN.top),
          right: px(MARGIN.right),
          bottom: px(MARGIN.bottom) + fit.key + fit.spare,
          left: px(MARGIN.left),
        },
      },
      scales: {
        x: { type: 'linear', display: false, stacked: true, min: 0, max: wide },
        // The cells' own axis has its ticks between them; this one names their middles.
        columns: {
          ...bare,
          axis: 'x',
          type: 'category',
          position: 'top',
          display: shown,
          offset: true,
          labels: Array.from({ length: wide }, (_, column) => columns[column]?.name ?? ''),
          ticks: { ...names, font: { ...font(TEXT.tick), size: fit.head } },
        },
        y: {
          ...bare,
          type: 'category',
          display: shown,
          stacked: true,
          ticks: { ...names, font: { ...font(TEXT.tick), size: fit.text } },
        },
      },
      plugins: {
        ...frame.plugins,
        legend: { display: false },
        cellLabels: {
          font: `${fit.text}px ${FONTS}`,
          labels: shown ? cells : [],
          key: {
            colors: SHADES.map((shade) => shade.ground),
            text: textFor(chart.locale).chart.heatKey,
            font: `${px(KEY.text)}px ${FONTS}`,
            color: COLORS.text,
            width: px(KEY.width),
            height: px(KEY.height),
            gap: px(KEY.gap),
          },
        },
      },
    },
    plugins: [ground, cellLabels],
  };
}

/** How large a cell becomes, the text that fits it, and the height left over. */
function fitOf({ columns, rows }: HeatMap, texts: readonly string[], { px, room, height }: Frame) {
  const key = px(KEY.gap + KEY.height);
  const axis = px(TEXT.tick * LINE_HEIGHT + AXIS_GAP);
  const tall = (height - key - axis) / Math.max(rows.length, 1);
  const text = Math.min(px(TEXT.tick), half(tall * FILL.height));
  const names = rows.map(({ name }) => cut(name, room * NAMES, text));
  const beside = Math.max(0, ...names.map((name) => widthOf(name, text))) + px(AXIS_GAP);
  const wide = (room - beside) / Math.max(columns.length, LEAST_COLUMNS);
  const fitting = (words: readonly string[], most: number) =>
    Math.min(
      most,
      half(wide / (Math.max(0, ...words.map((word) => widthOf(word, 1))) + FILL.beside)),
    );
  return {
    names,
    key,
    text: fitting(texts, text),
    head: fitting(columns, Math.min(px(TEXT.tick), text * HEAD)),
    line: tall < px(SLIM) ? px(0.5) : px(1),
    spare: Math.max(0, tall - px(CELL_HEIGHT)) * rows.length,
  };
}

/** Rounded down to half a pixel. */
function half(length: number): number {
  return Math.floor(length * 2) / 2;
}
