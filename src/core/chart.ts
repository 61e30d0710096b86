/** What a digest's chart shows: the retention curve now against before, or one offset over time. */
import type { Segment, Triangle } from './cohort.ts';
import { type Comparison, earlier } from './comparison.ts';
import type { LineChart } from './digest.ts';
import { formatter } from './format.ts';
import { type Period, shift } from './period.ts';
import { rateAt } from './rate.ts';
import { type Locale, textFor } from './text/index.ts';

interface ChartOptions {
  readonly appName: string;
  readonly locale: Locale;
}

/** Each offset's newest mature cohort, against the cohorts it is judged by. */
export function curveOf(
  comparison: Comparison,
  segment: Segment,
  options: ChartOptions,
): LineChart {
  const text = textFor(options.locale);
  const format = formatter(options.locale);
  const { period } = comparison;
  const figures = comparison.segments.find((one) => one.segment === segment)?.offsets ?? [];
  const label = (offset: number) => format.offset(period.grain, offset);
  const title = text.chart.curveTitle({ segment: text.digest.segment[segment] });
  const name = text.chart.before[period.grain];
  const spoken = (values: readonly (readonly [number, number | null | undefined])[]) =>
    values
      .filter((pair): pair is readonly [number, number] => typeof pair[1] === 'number')
      .map(([offset, rate]) => text.chart.point({ label: label(offset), rate: format.rate(rate) }))
      .join(text.digest.comma) || text.chart.nothing;
  return {
    kind: 'line',
    title,
    subtitle: `${options.appName} · ${format.period(period)}`,
    alt: text.chart.curveAlt({
      title,
      app: options.appName,
      figures: spoken(figures.map((one) => [one.offset, one.rate])),
      before: text.chart.beforeFigures({
        name,
        figures: spoken(figures.map((one) => [one.offset, earlier(one)?.rate])),
      }),
    }),
    locale: options.locale,
    labels: figures.map(({ offset }) => label(offset)),
    series: [
      {
        name: text.chart.now({ period: format.shortPeriod(period) }),
        role: 'now',
        values: figures.map(({ rate }) => rate),
      },
      { name, role: 'before', values: figures.map((one) => earlier(one)?.rate ?? null) },
    ],
  };
}

/** How many cohorts a trend shows where nobody says. */
export const TREND_LENGTH = { day: 28, week: 12, month: 12 } as const;

/** One offset of the newest mature cohorts, oldest first, from the first one known. */
export function trendPoints(
  triangle: Triangle,
  period: Period,
  segment: Segment,
  offset: number,
  length: number = TREND_LENGTH[period.grain],
) {
  const points = Array.from({ length }, (_, index) => {
    const cohort = shift(period, -offset - (length - 1 - index));
    return { cohort, known: rateAt(triangle.get(cohort.first), segment, offset) };
  });
  const first = points.findIndex(({ known }) => known);
  return first === -1 ? [] : points.slice(first);
}

/** The same as a chart. */
export function trendOf(
  triangle: Triangle,
  period: Period,
  segment: Segment,
  offset: number,
  options: ChartOptions & { readonly length?: number | undefined },
): LineChart {
  const text = textFor(options.locale);
  const format = formatter(options.locale);
  const label = format.offset(period.grain, offset);
  const drawn = trendPoints(triangle, period, segment, offset, options.length);
  const rates = drawn.flatMap(({ known }) => (known ? [known.rate] : []));
  const title = text.chart.trendTitle({ label, segment: text.digest.segment[segment] });
  const [from, to] = [drawn.at(0), drawn.at(-1)];
  return {
    kind: 'line',
    title,
    subtitle: `${options.appName} · ${format.period(period)}`,
    alt:
      from && to
        ? text.chart.trendAlt({
            title,
            app: options.appName,
            from: format.shortPeriod(from.cohort),
            to: format.shortPeriod(to.cohort),
            low: format.rate(Math.min(...rates)),
            high: format.rate(Math.max(...rates)),
          })
        : text.chart.nothingAlt({ title }),
    locale: options.locale,
    labels: drawn.map(({ cohort }) => format.shortPeriod(cohort)),
    series: [{ name: label, role: 'now', values: drawn.map(({ known }) => known?.rate ?? null) }],
  };
}
