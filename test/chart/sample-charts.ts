/** Charts as the core makes them, of made-up cohorts. */
import { curveOf, trendOf } from '../../src/core/chart.ts';
import type { Cohort, Triangle } from '../../src/core/cohort.ts';
import { compare } from '../../src/core/comparison.ts';
import type { HeatMap, LineChart } from '../../src/core/digest.ts';
import { cohortGrid, heatMapOf } from '../../src/core/heat-map.ts';
import { type Grain, matureOffsets, type Period, periodOf, shift } from '../../src/core/period.ts';
import type { Locale } from '../../src/core/text/index.ts';

interface Sample {
  readonly appName?: string;
  readonly locale?: Locale;
}

const SATURDAY = periodOf('day', '2026-11-21');

/** D1 … D30 of new users, against the week before. */
export function sampleCurve({ appName = 'Corner Shop', locale = 'en' }: Sample = {}): LineChart {
  const comparison = compare('wx1234567890abcdef', SATURDAY, triangleOf(SATURDAY));
  return curveOf(comparison, 'new', { appName, locale });
}

/** D1 of 28 cohorts, or more, between 35 % and 44 %. */
export function sampleTrend(sample: Sample & { readonly length?: number } = {}): LineChart {
  const { appName = 'Corner Shop', locale = 'en', length } = sample;
  return trendOf(triangleOf(SATURDAY), SATURDAY, 'new', 1, { appName, locale, length });
}

/** 14 days by nine offsets, 8 weeks by four, 12 months by one; what isn't mature is null. */
export function sampleHeat(sample: Sample & { readonly grain?: Grain } = {}): HeatMap {
  const { appName = 'Corner Shop', locale = 'en', grain = 'day' } = sample;
  const newest = periodOf(
    grain,
    { day: '2026-11-21', week: '2026-11-16', month: '2026-10-01' }[grain],
  );
  const grid = cohortGrid(triangleOf(newest), newest, 'new');
  return heatMapOf(grid, newest, 'new', { appName, locale });
}

/** The same map without a single rate. */
export function emptied(chart: HeatMap): HeatMap {
  const rows = chart.rows.map((row) => ({ ...row, values: row.values.map(() => null) }));
  return { ...chart, rows };
}

/** The same chart without the figures at some positions, in every series. */
export function without(chart: LineChart, ...positions: readonly number[]): LineChart {
  return {
    ...chart,
    series: chart.series.map((one) => ({
      ...one,
      values: one.values.map((rate, index) => (positions.includes(index) ? null : rate)),
    })),
  };
}

/** Enough for a trend of a year. */
const COHORTS = 400;

function triangleOf(newest: Period): Triangle {
  const cohorts = Array.from({ length: COHORTS }, (_, back): Cohort => {
    const period = shift(newest, -back);
    const size = 5000 + ((back * 37) % 11) * 60;
    const level = 0.4 + 0.03 * Math.sin(back * 1.7) - (back < 3 ? 0.03 : 0);
    const counts = new Map(
      matureOffsets(period, newest).map((offset) => [
        offset,
        offset === 0 ? size : Math.round((size * level) / offset ** 0.46),
      ]),
    );
    return { period, counts: { new: counts, active: counts } };
  });
  return new Map(cohorts.map((cohort) => [cohort.period.first, cohort]));
}
