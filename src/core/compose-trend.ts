/** Words one offset over time as a digest. */
import { againstOf, isUsualKnown } from './against.ts';
import { trendOf, trendPoints } from './chart.ts';
import type { Segment, Triangle } from './cohort.ts';
import {
  type Circumstances,
  type Comparison,
  compareAt,
  judged,
  type OffsetFigure,
} from './comparison.ts';
import { type FiguresOptions, figureOf } from './compose.ts';
import { type Digest, listOf, plainDigest } from './digest.ts';
import { type Formatter, formatter } from './format.ts';
import { cohortsText } from './notes.ts';
import { type Period, shift } from './period.ts';
import { type Catalogue, textFor } from './text/index.ts';

export interface TrendShown {
  readonly comparison: Comparison;
  /** Reaches as far back as the trend, and what its oldest cohort is judged by. */
  readonly triangle: Triangle;
  readonly circumstances?: Circumstances | undefined;
  readonly segment: Segment;
  readonly offset: number;
  /** Cohorts asked for; undefined for the usual length. */
  readonly length: number | undefined;
}

/** Undefined when no cohort has a rate at the offset. */
export function composeTrend(shown: TrendShown, options: FiguresOptions): Digest | undefined {
  const { comparison, triangle, circumstances, segment, offset, length } = shown;
  const { period } = comparison;
  const text = textFor(options.locale);
  const format = formatter(options.locale);
  const words = text.answers.trend;
  const found = rangeOf(triangle, period, segment, offset, length);
  if (!found) return undefined;
  const { low, high, newest, oldest, median, count, gaps } = found;
  const label = format.offset(period.grain, offset);
  // Where the newest cohort has no rate, it is an older one's that is told and judged.
  const judgedIn = shift(newest.cohort, offset);
  const figure = compareAt(judgedIn, { segment, offset }, triangle, circumstances);
  const at = ({ rate, cohort }: Point) => ({
    rate: format.rate(rate),
    cohort: format.shortPeriod(cohort),
  });
  const short = { count: format.count(count), wanted: format.count(length ?? count) };
  const notes = [
    ...options.remarks,
    ...(gaps.length > 0 ? [words.gaps({ cohorts: cohortsText(gaps, text, format) })] : []),
    ...(length !== undefined && count + gaps.length < length ? [words.short(short)] : []),
  ];
  return plainDigest({
    locale: options.locale,
    title: words.title({ app: options.appName, label, period: format.period(newest.cohort) }),
    summary: words.summary({
      app: options.appName,
      label,
      segment,
      ...at(newest),
      finding: findingOf(figure, text, format),
      low: format.rate(low.rate),
      high: format.rate(high.rate),
      count: format.count(count),
    }),
    banner: options.simulated ? text.digest.simulated : '',
    sections: [
      {
        kind: 'figures',
        heading: words.heading({ segment: text.digest.segment[segment], label }),
        size: words.size({
          count: format.count(count),
          from: format.shortPeriod(oldest.cohort),
          to: format.shortPeriod(newest.cohort),
        }),
        figures: [figureOf(figure, text, format)],
      },
      {
        kind: 'list',
        heading: words.range,
        items: [
          words.lowest(at(low)),
          words.highest(at(high)),
          words.median({ rate: format.rate(median) }),
        ],
      },
      {
        kind: 'chart',
        chart: {
          ...trendOf(triangle, period, segment, offset, { ...options, length }),
          subtitle: `${options.appName} · ${format.period(newest.cohort)}`,
        },
      },
      ...listOf(text.digest.quality, notes),
    ],
    footer: text.digest.footer({
      grain: period.grain,
      isUsualKnown: isUsualKnown([figure]),
    }),
    actions: options.actions,
  });
}

interface Point {
  readonly cohort: Period;
  readonly rate: number;
}

function rangeOf(
  triangle: Triangle,
  period: Period,
  segment: Segment,
  offset: number,
  length: number | undefined,
) {
  const drawn = trendPoints(triangle, period, segment, offset, length);
  const points = drawn.flatMap(({ cohort, known }): Point[] =>
    known ? [{ cohort, rate: known.rate }] : [],
  );
  const gaps = drawn.flatMap(({ cohort, known }) => (known ? [] : [cohort])).toReversed();
  // The newest of equals: it is the one a reader remembers.
  const byRate = points.toReversed().toSorted((a, b) => a.rate - b.rate);
  const [oldest, newest, low] = [points.at(0), points.at(-1), byRate.at(0)];
  const high = byRate.find(({ rate }) => rate === byRate.at(-1)?.rate);
  if (!oldest || !newest || !low || !high) return undefined;
  return { oldest, newest, low, high, median: middleOf(byRate), count: points.length, gaps };
}

function middleOf(byRate: readonly Point[]): number {
  const middle = (byRate.length - 1) / 2;
  const around = [byRate[Math.floor(middle)]?.rate ?? 0, byRate[Math.ceil(middle)]?.rate ?? 0];
  return around.reduce((sum, rate) => sum + rate, 0) / 2;
}

function findingOf(figure: OffsetFigure, text: Catalogue, format: Formatter): string {
  const delta = judged(figure);
  if (!delta) return text.digest.noComparison;
  const verdict = text.digest.verdict[figure.verdict];
  if (figure.verdict !== 'up' && figure.verdict !== 'down') return verdict;
  return text.answers.trend.moved({
    verdict,
    points: format.distance(delta.points),
    against: againstOf(figure, text, format),
  });
}
