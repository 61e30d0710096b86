/** The cohorts of an app by offset: what a heat map draws, and the finding in words. */
import type { Cohort, Segment, Triangle } from './cohort.ts';
import type { HeatMap } from './digest.ts';
import { type Formatter, formatter } from './format.ts';
import { type Grain, isMature, OFFSETS, type Period, shift } from './period.ts';
import { rateAt } from './rate.ts';
import { type Catalogue, type Locale, textFor } from './text/index.ts';

/** How many cohorts are shown. */
export const HEAT_LENGTH: Record<Grain, number> = { day: 14, week: 8, month: 12 };

/** Cohorts newest first, from the oldest one known; a rate is null where it isn't mature or isn't known. */
export interface CohortGrid {
  readonly offsets: readonly number[];
  readonly rows: readonly {
    readonly period: Period;
    readonly size: number | null;
    readonly rates: readonly (number | null)[];
  }[];
}

export function cohortGrid(triangle: Triangle, newest: Period, segment: Segment): CohortGrid {
  const periods = Array.from({ length: HEAT_LENGTH[newest.grain] }, (_, back) =>
    shift(newest, -back),
  );
  const shown = periods.slice(0, periods.findLastIndex(({ first }) => triangle.has(first)) + 1);
  const oldest = shown.at(-1) ?? newest;
  // A column that no cohort shown can have reached says nothing.
  const offsets = OFFSETS[newest.grain].filter(
    (offset) => offset > 0 && isMature(oldest, offset, newest),
  );
  const rows = shown.map((period) => {
    const cohort: Cohort | undefined = triangle.get(period.first);
    return {
      period,
      size: cohort?.counts[segment].get(0) ?? null,
      rates: offsets.map((offset) => rateAt(cohort, segment, offset)?.rate ?? null),
    };
  });
  return { offsets, rows };
}

export interface HeatMapOptions {
  readonly appName: string;
  readonly locale: Locale;
}

export function heatMapOf(
  { offsets, rows }: CohortGrid,
  newest: Period,
  segment: Segment,
  { appName, locale }: HeatMapOptions,
): HeatMap {
  const text = textFor(locale);
  const format = formatter(locale);
  const title = text.chart.heatTitle({ segment: text.digest.segment[segment] });
  const ranges = rangesOf({ offsets, rows }, newest.grain, text, format);
  return {
    kind: 'heat',
    title,
    subtitle: `${appName} · ${format.period(newest)}`,
    alt: text.chart.heatAlt({
      title,
      app: appName,
      count: format.count(rows.length),
      ranges: ranges || text.chart.nothing,
    }),
    locale,
    columns: offsets.map((offset) => format.offset(newest.grain, offset)),
    rows: rows.map(({ period, rates }) => ({ name: format.shortPeriod(period), values: rates })),
  };
}

/** "D1 newest 28.5%, from 25.0% to 31.2%; …", of every offset with a rate; empty where there is none. */
export function rangesOf(
  { offsets, rows }: CohortGrid,
  grain: Grain,
  text: Catalogue,
  format: Formatter,
): string {
  return offsets
    .flatMap((offset, column) => {
      const rates = rows.map((row) => row.rates[column]).filter((rate) => typeof rate === 'number');
      const [newest] = rates;
      if (newest === undefined) return [];
      return [
        text.chart.heatRange({
          label: format.offset(grain, offset),
          newest: format.rate(newest),
          low: format.rate(Math.min(...rates)),
          high: format.rate(Math.max(...rates)),
        }),
      ];
    })
    .join(text.digest.and);
}
