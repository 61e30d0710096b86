/** What a reader must know before trusting the figures, in words. */
import type { Note } from './comparison.ts';
import type { Formatter } from './format.ts';
import type { Period } from './period.ts';
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
    case 'contradiction': {
      const p = { segment: text.digest.segment[note.segment], cohorts: list(note.cohorts) };
      return note.kind === 'no-size' ? text.digest.noSize(p) : text.digest.contradiction(p);
    }
    case 'failed':
      return text.digest.failed({ reason: note.reason });
  }
}

/** A few by name, many by their number and range; newest first. */
function cohortsText(cohorts: readonly Period[], text: Catalogue, format: Formatter): string {
  const [newest, oldest] = [cohorts.at(0), cohorts.at(-1)];
  if (cohorts.length <= MOST_NAMED || !newest || !oldest)
    return cohorts.map((cohort) => format.shortPeriod(cohort)).join(text.digest.and);
  return text.digest.cohorts({
    count: format.count(cohorts.length),
    from: format.shortPeriod(oldest),
    to: format.shortPeriod(newest),
  });
}

const MOST_NAMED = 3;
