/** A digest in a sentence or two: notifications and screen readers get nothing else. */
import { type Comparison, judged, type OffsetFigure } from './comparison.ts';
import { type Formatter, NONE } from './format.ts';
import { headline } from './headline.ts';
import type { Catalogue } from './text/index.ts';

/** A notification has room for so many changes; the figures tell the rest. */
const MOST_MOVED = 2;

/** The finding first, then the numbers. */
export function summaryOf(
  comparison: Comparison,
  shown: Comparison['segments'],
  appName: string,
  text: Catalogue,
  format: Formatter,
): string {
  const figures = shown.flatMap(({ segment, offsets }) =>
    headline(offsets, comparison.period.grain).map((figure) => ({ segment, figure })),
  );
  const label = ({ cohort, offset }: OffsetFigure) => format.offset(cohort.grain, offset);
  const moved = figures
    .flatMap(({ segment, figure }) => {
      const delta = judged(figure);
      if (!delta || (figure.verdict !== 'up' && figure.verdict !== 'down')) return [];
      const words = text.digest.summaryMoved({
        segment,
        label: label(figure),
        verdict: text.digest.verdict[figure.verdict],
        points: format.distance(delta.points),
      });
      // How far from no change, in widths of its interval.
      const weight = Math.abs(delta.points) / (delta.interval[1] - delta.interval[0]);
      return [{ words, weight }];
    })
    .sort((a, b) => b.weight - a.weight);
  const named = moved.slice(0, MOST_MOVED).map(({ words }) => words);
  if (moved.length > MOST_MOVED)
    named.push(text.digest.summaryMore({ count: format.count(moved.length - MOST_MOVED) }));
  const isJudged = figures.some(({ figure }) => figure.verdict === 'no clear change');
  const numbers = shown.map(({ segment, offsets }) =>
    text.digest.summarySegment({
      segment,
      figures: headline(offsets, comparison.period.grain)
        .map((figure) =>
          text.digest.summaryFigure({
            label: label(figure),
            rate: figure.rate === null ? NONE : format.rate(figure.rate),
          }),
        )
        .join(text.digest.comma),
    }),
  );
  return text.digest.summary({
    app: appName,
    period: format.shortPeriod(comparison.period),
    finding:
      named.length > 0
        ? named.join(text.digest.comma)
        : isJudged
          ? text.digest.verdict['no clear change']
          : text.digest.summaryUnjudged,
    numbers: numbers.join(text.digest.and),
  });
}
