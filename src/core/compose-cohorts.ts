/** Words the cohorts of an app as a digest: a heat map, and the same numbers as a table. */
import type { Segment } from './cohort.ts';
import type { FiguresOptions } from './compose.ts';
import { type Digest, listOf, plainDigest } from './digest.ts';
import { formatter, NONE } from './format.ts';
import { HEADLINE } from './headline.ts';
import { type CohortGrid, heatMapOf, rangesOf } from './heat-map.ts';
import type { Grain, Period } from './period.ts';
import { textFor } from './text/index.ts';

export function composeCohorts(
  grid: CohortGrid,
  newest: Period,
  segment: Segment,
  options: FiguresOptions,
): Digest {
  const { appName, locale, simulated, remarks, actions } = options;
  const text = textFor(locale);
  const format = formatter(locale);
  const words = text.answers.cohorts;
  const { grain } = newest;
  return plainDigest({
    locale,
    title: words.title({ app: appName, grain, period: format.period(newest) }),
    summary: words.summary({
      app: appName,
      count: format.count(grid.rows.length),
      segment,
      ranges: rangesOf(headOf(grid, grain), grain, text, format) || text.chart.nothing,
    }),
    banner: simulated ? text.digest.simulated : '',
    sections: [
      { kind: 'chart', chart: heatMapOf(grid, newest, segment, options) },
      {
        kind: 'table',
        heading: words.heading({ segment: text.digest.segment[segment] }),
        columns: [
          words.cohort,
          words.size,
          ...grid.offsets.map((offset) => format.offset(grain, offset)),
        ],
        rows: grid.rows.map(({ period, size, rates }) => [
          format.shortPeriod(period),
          size === null ? NONE : format.count(size),
          ...rates.map((rate) => (rate === null ? NONE : format.rate(rate))),
        ]),
      },
      ...listOf(text.digest.quality, remarks),
    ],
    footer: words.footer,
    actions,
  });
}

/** The offsets a digest prints: a sentence has no room for nine. */
function headOf({ offsets, rows }: CohortGrid, grain: Grain): CohortGrid {
  const pick = <T>(values: readonly T[]) =>
    values.filter((_, column) => HEADLINE[grain].includes(offsets[column] ?? 0));
  return {
    offsets: pick(offsets),
    rows: rows.map((row) => ({ ...row, rates: pick(row.rates) })),
  };
}
