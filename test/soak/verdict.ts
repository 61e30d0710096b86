/** Whether what was measured day by day has stopped growing. */
import { rulesAt } from '../../src/store/prune.ts';
import type { Day } from './life.ts';
import { RAW_DAYS } from './setting.ts';

/** Tables that a rule of `prune` empties of what is old. */
export const PRUNED: readonly string[] = [
  ...new Set(rulesAt(new Date(0), { rawDays: RAW_DAYS }).map(({ from }) => from)),
];
/** Nobody can ask for it again. */
export const KEPT: readonly string[] = ['cohorts', 'figures', 'keys'];
/** No more rows than there are things they tell of, or than people have asked for and not taken back. */
export const BOUNDED: Readonly<Record<string, string>> = {
  addresses: 'one a chat',
  alerts: 'one an app',
  figure_versions: 'one an app and grain',
  notices: 'one an app or chat, until it ends',
  pauses: 'one a chat, until it ends',
  replicas: 'one a process, until half a minute after its end',
  subscriptions: 'one a wish, until it is taken back',
  kysely_migration: 'one a migration of the code',
  kysely_migration_lock: 'one',
  sqlite_sequence: 'one a table that numbers its rows',
};

/** Tables that may grow for ever, though nobody has said that they should. */
export function unaccounted(rows: Readonly<Record<string, number>>): string[] {
  const known = new Set([...PRUNED, ...KEPT, ...Object.keys(BOUNDED)]);
  return Object.keys(rows).filter((name) => !known.has(name));
}

export interface Slope {
  /** A day. */
  readonly value: number;
  readonly error: number;
}

/** Least squares over days; each process has an intercept of its own, as a new one begins with less. */
export function slopeOf(days: readonly Day[], of: (day: Day) => number): Slope {
  const runs = [...Map.groupBy(days, ({ run }) => run).values()];
  const centred = runs.flatMap((own) => {
    const [x, y] = [mean(own.map(({ day }) => day)), mean(own.map(of))];
    return own.map((one) => ({ x: one.day - x, y: of(one) - y }));
  });
  const xx = centred.reduce((sum, { x }) => sum + x * x, 0);
  const value = centred.reduce((sum, { x, y }) => sum + x * y, 0) / xx;
  const left = centred.reduce((sum, { x, y }) => sum + (y - value * x) ** 2, 0);
  const freedom = centred.length - runs.length - 1;
  return { value, error: Math.sqrt(left / freedom / xx) };
}

const mean = (values: readonly number[]) =>
  values.reduce((sum, one) => sum + one, 0) / values.length;

/** Days in which a process loads and compiles what it needs. */
const WARM_DAYS = 10;
/** Of a soak, and of what a process after a restart must have lived through. */
function settled(days: readonly Day[]): Day[] {
  return [...Map.groupBy(days, ({ run }) => run).values()].flatMap((own) =>
    own.slice(WARM_DAYS).length < 2 ? [] : own.slice(WARM_DAYS),
  );
}

/** Days after which as many answers go as come. */
function afterRaw(days: readonly Day[]): Day[] {
  return days.filter(({ day }) => day > RAW_DAYS + 1);
}

export interface Verdict {
  readonly what: string;
  readonly slope: Slope;
  readonly most: number;
  /** Undefined where the days are too few to tell. */
  readonly isFlat: boolean | undefined;
}

/** Growth a day that is none, whatever the noise. */
const MOST = { heapMb: 0.05, codeMb: 0.05, externalMb: 0.1, rssMb: 0.5, answers: 1, handles: 0.1 };

export function verdicts(days: readonly Day[]): Verdict[] {
  const warm = settled(days);
  return [
    judged('heap, MB', warm, ({ heapMb }) => heapMb, MOST.heapMb),
    judged('code in it, MB', warm, ({ codeMb }) => codeMb, MOST.codeMb),
    judged('external, MB', warm, ({ externalMb }) => externalMb, MOST.externalMb),
    judged('RSS, MB', warm, ({ rssMb }) => rssMb, MOST.rssMb),
    judged('handles', warm, ({ handles }) => handles, MOST.handles),
    judged('answers, rows', afterRaw(days), ({ rows }) => rows['answers'] ?? 0, MOST.answers),
  ];
}

function judged(
  what: string,
  days: readonly Day[],
  of: (day: Day) => number,
  most: number,
): Verdict {
  const slope = slopeOf(days, of);
  // One that falls is no growth.
  const isFlat = Number.isFinite(slope.error)
    ? slope.value <= Math.max(most, 2 * slope.error)
    : undefined;
  return { what, slope, most, isFlat };
}
