/** What changed in a digest after it was posted, and how a reader is told. */
import type { Segment } from './cohort.ts';
import type { Comparison } from './comparison.ts';
import { formatter, NONE } from './format.ts';
import { headline } from './headline.ts';
import type { Grain } from './period.ts';
import { type Locale, textFor } from './text/index.ts';

/** One edit: figures that changed, as they were printed before and after; none where figures arrived that were missing. */
export interface Revision {
  readonly at: Date;
  readonly changes: readonly RevisedFigure[];
}

export interface RevisedFigure {
  readonly segment: Segment;
  readonly offset: number;
  /** Rates, unrounded; null where there was none. */
  readonly from: number | null;
  readonly to: number | null;
}

/** A rate as a digest shows it, unrounded; null where there is none. */
export interface ShownFigure {
  readonly segment: Segment;
  readonly offset: number;
  readonly rate: number | null;
}

/** The figures a digest of both segments prints. */
export function shownFigures({ period, segments }: Comparison): ShownFigure[] {
  return segments.flatMap(({ segment, offsets }) =>
    headline(offsets, period.grain).map(({ offset, rate }) => ({ segment, offset, rate })),
  );
}

/** Those that would be printed otherwise now. */
export function revisedFigures(
  before: readonly ShownFigure[],
  now: readonly ShownFigure[],
): RevisedFigure[] {
  return now.flatMap(({ segment, offset, rate: to }) => {
    const shown = before.find((one) => one.segment === segment && one.offset === offset);
    if (!shown || printed(shown.rate, 'en') === printed(to, 'en')) return [];
    return [{ segment, offset, from: shown.rate, to }];
  });
}

/** Revisions with where their moments are told: the schedule's zone, or the bot's own. */
export interface Revisions {
  readonly made: readonly Revision[];
  readonly zone: string;
}

/** A digest that hourly schedules revise for a week must still be read. */
const MOST_LINES = 5;

/** One sentence for each, oldest first. */
export function revisionLines(
  { made, zone }: Revisions,
  grain: Grain,
  locale: Locale,
  scheduled: Date | undefined,
): string[] {
  const { digest } = textFor(locale);
  const format = formatter(locale);
  const lines = made.slice(-MOST_LINES).map(({ at, changes }) => {
    // The footer names the zone of a digest that was scheduled.
    const when = scheduled ? format.time(at, zone, scheduled) : format.moment(at, zone);
    if (changes.length === 0) return digest.completed({ when });
    const figures = changes.map(({ segment, offset, from, to }) =>
      digest.revisedFigure({
        label: format.offset(grain, offset),
        from: printed(from, locale),
        to: printed(to, locale),
        segment,
      }),
    );
    return digest.revised({ when, figures: figures.join(digest.comma) });
  });
  const earlier = made.length - lines.length;
  return earlier > 0 ? [digest.revisedEarlier({ count: format.count(earlier) }), ...lines] : lines;
}

function printed(rate: number | null, locale: Locale): string {
  return rate === null ? NONE : formatter(locale).rate(rate);
}
