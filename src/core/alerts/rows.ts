/** Alerts as other programs read them: one row for each cell of a message. */
import type { Segment } from '../cohort.ts';
import type { Grain } from '../period.ts';
import type { AlertChange, AlertMemory, Finding, Judgement } from './alert.ts';
import type { AlertMessage } from './message.ts';

export interface AlertRow {
  /** One id for each message a person would get. */
  readonly message: string;
  /** ISO instant of the run. */
  readonly at: string;
  readonly app: string;
  readonly grain: Grain;
  readonly segment: Segment;
  readonly offset: number;
  readonly cohort: { readonly first: string; readonly last: string };
  readonly kind: AlertChange['kind'];
  /** Of one that ended: whether it came back, lasted until it was normal, or was revised away. */
  readonly reason: AlertChange['reason'];
  readonly rate: number;
  readonly expected: number;
  readonly interval: readonly [number, number];
  readonly score: number;
  readonly size: number;
}

export interface Backtest {
  /** Beijing dates of the first and the last morning. */
  readonly from: string;
  readonly to: string;
  /** Series judged at least once. */
  readonly series: number;
  /** Cells judged. */
  readonly judged: number;
  readonly alerts: readonly AlertRow[];
  readonly blind: readonly Sight[];
}

/** What a series can see. */
export interface Sight {
  readonly app: string;
  readonly grain: Grain;
  readonly segment: Segment;
  readonly offset: number;
  /** Relative, above zero; null where it was not judged, or no fall would be seen. */
  readonly smallestDrop: number | null;
}

/** @param memoryOf what the run remembers of an app: its newest judgements show that a fall is over */
export function rowsOf(
  { id, at, items }: AlertMessage,
  memoryOf: (app: string) => Pick<AlertMemory, 'judged'> | undefined,
): AlertRow[] {
  return items.flatMap(({ app, change }) => {
    const { kind, reason, cells, finding } = change;
    const told = cells.length > 0 ? cells : finding.cells;
    const judged = memoryOf(app)?.judged ?? [];
    const shown = kind === 'recovered' ? told.map((cell) => newestOf(judged, cell)) : told;
    return shown.map((cell) => rowOf({ message: id, at, app, kind, reason }, cell));
  });
}

/** What is open, by the message that told it first. */
export function openRows(app: string, open: readonly Finding[]): AlertRow[] {
  return open.flatMap(({ id, message = `${id}/drop`, openedAt, cells }) =>
    cells.map((cell) => rowOf({ message, at: openedAt, app, kind: 'drop', reason: 'fell' }, cell)),
  );
}

function rowOf(
  told: Pick<AlertRow, 'message' | 'at' | 'app' | 'kind' | 'reason'>,
  { grain, segment, offset, cohort, rate, expected, interval, score, size }: Judgement,
): AlertRow {
  const { message, at, app, kind, reason } = told;
  const { first, last } = cohort;
  const series = { app, grain, segment, offset, cohort: { first, last } };
  const [low, high] = interval;
  return {
    message,
    at,
    ...series,
    kind,
    reason,
    rate,
    expected,
    interval: [low, high],
    score,
    size,
  };
}

function newestOf(judged: readonly Judgement[], cell: Judgement): Judgement {
  return judged
    .filter(
      (one) =>
        one.grain === cell.grain && one.segment === cell.segment && one.offset === cell.offset,
    )
    .reduce((newest, one) => (one.returned > newest.returned ? one : newest), cell);
}
