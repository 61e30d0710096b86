/** Which values of a line chart are printed beside their points. */
import type { LineChart } from '../core/digest.ts';
import { formatter } from '../core/format.ts';
import { HEADLINE } from '../core/headline.ts';
import { GRAINS } from '../core/period.ts';
import type { Locale } from '../core/text/index.ts';
import type { ValueLabels } from './value-labels.ts';

/** The newest series' values worth printing, the most important first; that of its end `after` it where `isDense`. */
export function printedValues(chart: LineChart, isDense: boolean): ValueLabels['labels'] {
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
      const place = isLow(chart, dataset, index) ? ('below' as const) : ('above' as const);
      const isEnd = index === series.values.length - 1;
      return [
        { dataset, index, text: format.rate(rate), place: isDense && isEnd ? 'after' : place },
      ];
    });
  });
}

/** Whether the other line runs above a point, or both neighbours do: its value is printed below then. */
function isLow(chart: LineChart, dataset: number, index: number): boolean {
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
