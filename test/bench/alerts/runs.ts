/** Lives of simulated apps, morning by morning, and what the rules would have told. */
import type { AlertMemory, AlertSettings } from '../../../src/core/alerts/alert.ts';
import { USUAL_ALERTS } from '../../../src/core/alerts/alert.ts';
import { decide } from '../../../src/core/alerts/decide.ts';
import { judge } from '../../../src/core/alerts/judge.ts';
import { type Calendar, NO_CALENDAR } from '../../../src/core/calendar.ts';
import type { Triangle } from '../../../src/core/cohort.ts';
import { addDays, periodOf } from '../../../src/core/period.ts';

export interface Morning {
  /** The newest complete day. */
  readonly newest: string;
  readonly kind: string;
  readonly reason: string;
  readonly segment: string;
  readonly depth: number;
  readonly offsets: string;
}

export interface Life {
  readonly triangle: Triangle;
  /** The newest complete days of the first and of the last morning. */
  readonly first: string;
  readonly last: string;
  readonly calendar?: Calendar;
  readonly settings?: AlertSettings;
  readonly memory?: AlertMemory | undefined;
}

/** What is told on each morning, and the memory after the last one. */
export function live({ triangle, first, last, calendar = NO_CALENDAR, settings, memory }: Life) {
  const told: Morning[] = [];
  let now = memory;
  for (let newest = first; newest <= last; newest = addDays(newest, 1)) {
    const judged = judge({
      app: 'wx1',
      triangles: { day: triangle, week: new Map(), month: new Map() },
      newest: {
        day: periodOf('day', newest),
        week: periodOf('week', newest),
        month: periodOf('month', newest),
      },
      calendar,
      memory: now,
    });
    const [decided] = decide({
      at: new Date(`${addDays(newest, 1)}T01:30:00Z`),
      settings: settings ?? USUAL_ALERTS,
      apps: [{ judged, memory: now }],
    });
    if (!decided) throw new Error('no decision');
    now = decided.memory;
    for (const { kind, reason, finding } of decided.changes)
      told.push({
        newest,
        kind,
        reason,
        segment: finding.segment,
        depth: finding.depth,
        offsets: finding.series ? String(finding.series.offset) : 'all',
      });
  }
  return { told, memory: now };
}
