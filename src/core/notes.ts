/** What a reader must know before trusting the figures, in words. */
import type { Formatter } from './format.ts';
import type { Period } from './period.ts';
import type { Note } from './quality.ts';
import type { Catalogue } from './text/index.ts';

/** A comparison's notes as sentences; also the `notes` of the JSON report. */
export function noteText(note: Note, text: Catalogue, format: Formatter): string {
  const list = (cohorts: readonly Period[]) => cohortsText(cohorts, text, format);
  switch (note.kind) {
    case 'not-ready':
      return text.digest.notReady({ period: format.shortPeriod(note.period) });
    case 'no-answer':
      return text.digest.noAnswer({ cohorts: list(note.cohorts) });
    case 'no-size':
    case 'contradiction':
    case 'trend-size': {
      const segment = text.digest.segment[note.segment];
      return text.digest[SENTENCES[note.kind]]({ segment, cohorts: list(note.cohorts) });
    }
    case 'fewer-active-than-new':
      return text.digest.fewerActiveThanNew({ cohorts: list(note.cohorts) });
    case 'more-than-came':
      return text.digest.moreThanCame({ cohorts: list(note.cohorts) });
    case 'no-calendar':
      return text.digest.noCalendar({ year: String(note.year) });
    case 'failed':
      return text.digest.failed({ reason: note.reason });
  }
}

const SENTENCES = {
  'no-size': 'noSize',
  contradiction: 'contradiction',
  'trend-size': 'trendSize',
} as const;

/** A few by name, many by their number and range; newest first. */
export function cohortsText(
  cohorts: readonly Period[],
  text: Catalogue,
  format: Formatter,
): string {
  const [newest, oldest] = [cohorts.at(0), cohorts.at(-1)];
  if (cohorts.length <= MOST_NAMED || !newest || !oldest)
    return cohorts.map((cohort) => format.shortPeriod(cohort)).join(text.digest.cohortComma);
  return text.digest.cohorts({
    count: format.count(cohorts.length),
    from: format.shortPeriod(oldest),
    to: format.shortPeriod(newest),
  });
}

const MOST_NAMED = 3;
