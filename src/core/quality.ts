/** What is wrong with the cohorts a period's figures rest on, and with those they are judged by. */
import { type Cohort, SEGMENTS, type Segment, type Triangle } from './cohort.ts';
import { OFFSETS, type Period, shift } from './period.ts';

/** Something a reader must know before trusting the figures. */
export type Note =
  | { readonly kind: 'not-ready'; readonly period: Period }
  | { readonly kind: 'failed'; readonly reason: string }
  /** The calendar has no data of a year, so nothing is held against what is usual. */
  | { readonly kind: 'no-calendar'; readonly year: number }
  | NoteOnCohorts;

/**
 * `no-size`: people returned to a cohort of zero or of no size; `contradiction`: more returned than
 * there were (neither has a rate); `trend-size`: the size is the visit trend's; `fewer-active-than-new`,
 * `more-than-came`: figures that cannot both be true, shown as they are.
 */
type NoteOnCohorts =
  | {
      readonly kind: 'no-answer' | 'fewer-active-than-new' | 'more-than-came';
      readonly cohorts: readonly Period[];
    }
  | {
      readonly kind: 'no-size' | 'contradiction' | 'trend-size';
      readonly segment: Segment;
      readonly cohorts: readonly Period[];
    };

/** Each kind once, with its cohorts. */
export function notesOn(period: Period, triangle: Triangle): Note[] {
  const cells = cellsOf(period, triangle);
  const where = (test: (cell: Cell) => boolean) => cohortsOf(cells.filter(test));
  // While the newest period isn't there nothing else was asked: its offset is missing in all the others.
  const isUnanswered = triangle.has(period.first) ? isGap : ({ known }: Cell) => !known;
  const notes: NoteOnCohorts[] = [
    { kind: 'no-answer', cohorts: where(isUnanswered) },
    ...SEGMENTS.flatMap((segment): NoteOnCohorts[] => [
      {
        kind: 'no-size',
        segment,
        cohorts: [
          ...(isSizeless(period, segment, triangle) ? [period] : []),
          ...where((cell) => hasNoSize(cell, segment)),
        ],
      },
      { kind: 'contradiction', segment, cohorts: where((cell) => isTooMany(cell, segment)) },
      { kind: 'trend-size', segment, cohorts: where((cell) => restsOnTrend(cell, segment)) },
    ]),
    { kind: 'fewer-active-than-new', cohorts: where(isFewerThanNew) },
    { kind: 'more-than-came', cohorts: where(isMoreThanCame) },
  ];
  return notes.filter(({ cohorts }) => cohorts.length > 0);
}

/** One figure of a cohort, with what is known of the cohort and of the period it returned in. */
interface Cell {
  readonly cohort: Period;
  readonly offset: number;
  readonly known: Cohort | undefined;
  readonly host: Cohort | undefined;
}

/** The figures a digest of this period needs: its size, each offset's newest cohort and the one it is judged by. */
function cellsOf(period: Period, triangle: Triangle): Cell[] {
  const base = period.grain === 'day' ? -7 : -1;
  return OFFSETS[period.grain].flatMap((offset) =>
    (offset === 0 ? [period] : [period, shift(period, base)]).map((host) => {
      const cohort = shift(host, -offset);
      return {
        cohort,
        offset,
        known: triangle.get(cohort.first),
        host: triangle.get(host.first),
      };
    }),
  );
}

/** Whether a mature figure is missing of a segment; a true zero is there. */
function isGap({ known, offset }: Cell): boolean {
  return SEGMENTS.some((segment) => !known?.counts[segment].has(offset));
}

function hasNoSize({ known, offset }: Cell, segment: Segment): boolean {
  return !known?.counts[segment].get(0) && isMore(known?.counts[segment].get(offset), 0);
}

/**
 * Whether the newest cohort's zero is a size left out: it has no later offset to show it, but people of
 * earlier cohorts came in its period.
 */
export function isSizeless(period: Period, segment: Segment, triangle: Triangle): boolean {
  const known = triangle.get(period.first)?.counts;
  return (
    known?.[segment].get(0) === 0 &&
    known.active.get(0) === 0 &&
    OFFSETS[period.grain].some((offset) =>
      isMore(triangle.get(shift(period, -offset).first)?.counts.active.get(offset), 0),
    )
  );
}

function isTooMany({ known, offset }: Cell, segment: Segment): boolean {
  return isMore(known?.counts[segment].get(offset), known?.counts[segment].get(0) || undefined);
}

function restsOnTrend({ known, offset }: Cell, segment: Segment): boolean {
  return known?.trendSizes?.has(segment) === true && known.counts[segment].has(offset);
}

/** New users are active ones. A rate rests on its size, so that is looked at too. */
function isFewerThanNew({ known, offset }: Cell): boolean {
  return [0, offset].some((one) =>
    isMore(known?.counts.new.get(one), known?.counts.active.get(one)),
  );
}

/** Those who returned in a period came in it. A size of zero is one that WeChat left out, and says nothing. */
function isMoreThanCame({ known, host, offset }: Cell): boolean {
  return isMore(known?.counts.active.get(offset), host?.counts.active.get(0) || undefined);
}

function isMore(some: number | undefined, others: number | undefined): boolean {
  return some !== undefined && others !== undefined && some > others;
}

/** Each cohort once, the newest first. */
function cohortsOf(cells: readonly Cell[]): Period[] {
  const cohorts = new Map(cells.map(({ cohort }) => [cohort.first, cohort]));
  return [...cohorts.values()].sort((a, b) => (a.first < b.first ? 1 : -1));
}
