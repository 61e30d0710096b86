/** An inline Chart.js plugin: values printed beside chosen points of a line. */
import type { Chart as ChartJs, ChartType, LegendItem, Plugin } from 'chart.js';

/** Which values to print and how; lengths are pixels of the picture. */
export interface ValueLabels {
  /** Around each figure; the ground's own colour. */
  readonly halo: string;
  readonly color: string;
  /** CSS shorthand. */
  readonly font: string;
  readonly lineHeight: number;
  /** Between a point and its value. */
  readonly gap: number;
  /** By importance: a value that finds no room is left out. */
  readonly labels: readonly {
    readonly dataset: number;
    readonly index: number;
    readonly text: string;
    /** Above or below where there is room, else the other way; `after` needs room kept in the margin. */
    readonly place: 'above' | 'below' | 'after';
  }[];
}

declare module 'chart.js' {
  interface PluginOptionsByType<TType extends ChartType> {
    valueLabels?: ValueLabels;
  }
}

/**
 * Chart.js would show a point's colour and no dashes; this shows each line, band and mark as it is
 * drawn. Same rules as below.
 */
export function legendLines(chart: ChartJs<'line'>): LegendItem[] {
  return (
    chart.data.datasets
      .map((dataset, datasetIndex) => {
        const isBand = dataset.fill === '+1';
        const isMark = dataset.showLine === false;
        return {
          datasetIndex,
          text: dataset.label ?? '',
          fontColor: chart.options.plugins?.legend?.labels?.color as string,
          fillStyle: dataset.backgroundColor as string,
          strokeStyle: dataset.borderColor as string,
          lineWidth: dataset.borderWidth as number,
          lineDash: (dataset.borderDash ?? []) as number[],
          pointStyle: isBand
            ? ('rect' as const)
            : isMark
              ? ('triangle' as const)
              : ('line' as const),
          rotation: isMark ? 180 : 0,
        };
      })
      // A band's other edge has no name.
      .filter(({ text }) => text !== '')
  );
}

/**
 * These functions travel to a QuickChart server as source text, so they close over nothing. Its sandbox
 * also refuses text with loop statements and hides globals such as Array, Object and Map: only
 * Math and the methods of what is passed in may be used here.
 */
export const valueLabels: Plugin<'line', ValueLabels> = {
  id: 'valueLabels',

  afterDatasetsDraw(chart, _args, options) {
    const { ctx, chartArea } = chart;
    const curves = chart.data.datasets.map((dataset, index) =>
      chart.getDatasetMeta(index).data.map((point, at) => {
        return { x: point.x, y: point.y, known: typeof dataset.data[at] === 'number' };
      }),
    );
    const strokes = curves.flatMap((points) =>
      points.slice(1).flatMap((to, at) => {
        const from = points[at];
        return from?.known && to.known ? [{ from, to }] : [];
      }),
    );
    const placed: { x: number; y: number; width: number; height: number }[] = [];

    ctx.save();
    ctx.textAlign = 'center';
    ctx.textBaseline = 'middle';
    ctx.lineJoin = 'round';
    options.labels.forEach((label) => {
      const point = curves[label.dataset]?.[label.index];
      if (!point) return;
      ctx.font = options.font;
      const width = ctx.measureText(label.text).width;
      const height = options.lineHeight;
      const boxAt = (aside: number, away: number, below: boolean) => ({
        x: Math.min(
          Math.max(point.x + aside * width - width / 2, chartArea.left),
          chartArea.right - width,
        ),
        y: point.y + (below ? away : -away - height),
        width,
        height,
      });
      const after = { x: point.x + options.gap, y: point.y - height / 2, width, height };
      const below = label.place === 'below';
      const around = [below, !below]
        .flatMap((under) =>
          [options.gap, options.gap * 2].flatMap((away) =>
            [0, 0.3, -0.3, 0.55, -0.55].map((aside) => boxAt(aside, away, under)),
          ),
        )
        .filter((box) => box.y >= chartArea.top && box.y + height <= chartArea.bottom);
      const boxes = (label.place === 'after' ? [after] : around).filter((box) =>
        placed.every(
          (other) =>
            box.x > other.x + other.width + options.gap ||
            box.x + box.width + options.gap < other.x ||
            box.y > other.y + other.height ||
            box.y + box.height < other.y,
        ),
      );
      const clear = boxes.find((box) =>
        strokes.every(({ from, to }) => {
          const left = Math.max(from.x, box.x);
          const right = Math.min(to.x, box.x + box.width);
          if (left > right) return true;
          const slope = (to.y - from.y) / (to.x - from.x);
          const [a, b] = [from.y + slope * (left - from.x), from.y + slope * (right - from.x)];
          const near = options.gap / 3;
          return Math.max(a, b) < box.y - near || Math.min(a, b) > box.y + box.height + near;
        }),
      );
      // Where every place lies on a line, the halo keeps the figure legible.
      const box = clear ?? boxes[0];
      if (!box) return;
      placed.push(box);
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      ctx.lineWidth = options.lineHeight / 4;
      ctx.strokeStyle = options.halo;
      ctx.strokeText(label.text, x, y);
      ctx.fillStyle = options.color;
      ctx.fillText(label.text, x, y);
    });
    ctx.restore();
  },
};
