/** What a figure is judged against, in words. */
import { earlier, judged, type OffsetFigure } from './comparison.ts';
import type { Formatter } from './format.ts';
import type { Catalogue } from './text/index.ts';

/** "the usual 29.9% (38 such days)", or the cohort that stands in for it; empty where it isn't judged. */
export function againstOf(figure: OffsetFigure, text: Catalogue, format: Formatter): string {
  const { baseline, cohort } = figure;
  if (!baseline) {
    const delta = judged(figure);
    return delta ? format.shortPeriod(delta.cohort) : '';
  }
  const usual = text.digest.usual({
    rate: format.rate(baseline.rate),
    count: format.count(baseline.cohorts),
    grain: cohort.grain,
  });
  const since = baseline.newNormalSince;
  return since === undefined ? usual : text.digest.newNormal({ since: format.day(since), usual });
}

/** The change against the one earlier cohort, where the figure is judged by what is usual. */
export function besideOf(figure: OffsetFigure, text: Catalogue, format: Formatter): string[] {
  const delta = earlier(figure);
  if (!figure.baseline || !delta) return [];
  return [
    text.digest.beside({
      points: format.points(delta.points),
      interval: format.interval(delta.interval),
      against: format.shortPeriod(delta.cohort),
    }),
  ];
}

/** Whether any is judged by what is usual: the small print tells of that then. */
export function isUsualKnown(figures: readonly OffsetFigure[]): boolean {
  return figures.some(({ baseline }) => baseline !== null);
}
