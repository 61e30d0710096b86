/** A command as somebody would type it: what a button says, and what the audit remembers. */
import type { Segment } from './cohort.ts';
import type { ReportCommand } from './command/command.ts';
import { type Grain, isoWeekOf, type Period } from './period.ts';

/** `parseCommand` reads it back, in every language. */
export function commandText(command: ReportCommand): string {
  switch (command.kind) {
    case 'digest':
      return words(
        GRAIN_WORD[command.grain],
        command.app,
        command.segment,
        // A grain and a day in the period name it, whatever the grain.
        command.period?.first,
      );
    case 'compare-apps':
      return words(
        'compare',
        ...command.apps,
        GRAIN_WORD[command.grain],
        command.segment,
        command.period && periodText(command.period),
      );
    case 'compare-periods':
      return words('compare', ...command.periods.map(periodText), command.app, command.segment);
    case 'trend': {
      const { grain, offset, length } = command;
      const span = length === undefined ? undefined : `${length}${LETTER[grain]}`;
      return words('trend', offsetWord(grain, offset), span, command.app, command.segment);
    }
    case 'cohorts':
      return words('cohorts', GRAIN_WORD[command.grain], command.app, command.segment);
  }
}

/** "D7", in every language. */
export function offsetWord(grain: Grain, offset: number): string {
  return `${LETTER[grain].toUpperCase()}${offset}`;
}

export const GRAIN_WORD: Record<Grain, string> = { day: 'daily', week: 'weekly', month: 'monthly' };
const LETTER: Record<Grain, string> = { day: 'd', week: 'w', month: 'm' };

/** "2026-11-20", "2026-W46", "2026-10": the shortest that names the grain as well. */
function periodText(period: Period): string {
  switch (period.grain) {
    case 'day':
      return period.first;
    case 'week': {
      const { year, week } = isoWeekOf(period);
      return `${year}-W${String(week).padStart(2, '0')}`;
    }
    case 'month':
      return period.first.slice(0, 7);
  }
}

function words(...said: readonly (string | Segment | undefined)[]): string {
  return said.filter((word) => word !== undefined).join(' ');
}
