/** An app's first run tells what is open, once, whenever that began: of falls that nobody was told of nothing else is told. */
import type { AlertChange } from '../core/alerts/alert.ts';
import type { Decided } from '../core/alerts/message.ts';

export function firstTold(decided: Decided): Decided {
  const changes = decided.memory.open.map(
    (finding): AlertChange => ({ kind: 'drop', reason: 'fell', finding, cells: finding.cells }),
  );
  return { ...decided, changes };
}
