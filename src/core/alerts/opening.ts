/** Whether evidence is enough to tell of a fall, and the finding that it opens. */
import type { Segment } from '../cohort.ts';
import { addDays, beijingDate } from '../period.ts';
import type {
  AlertChange,
  AlertMemory,
  AlertRule,
  Finding,
  Judgement,
  Sensitivity,
} from './alert.ts';
import type { Evidence } from './evidence.ts';

/**
 * Scores below which a fall is told: of the offsets of some days together, and of one series. Simulated apps of
 * 3,000 new users a day in which nothing falls are told of one in 30 days so often: normal, see
 * `npm run bench:alerts`; high 0.08 times (world 1) and 0.18 (world 2); low never, in 40 apps of each.
 */
export const THRESHOLDS: Record<
  Sensitivity,
  { readonly together: number; readonly series: number }
> = {
  low: { together: -5, series: -6 },
  normal: { together: -3.8, series: -4.8 },
  high: { together: -3.3, series: -4 },
};
/** Falls smaller than this, relatively, are told by nobody. */
export const FLOOR = 0.05;
/** Of one series also in points, or as a fifth of what is expected where that is less: 30 % of a D30 of 5 % count. */
const FLOOR_POINTS = 0.02;
const FLOOR_FIFTH = 0.2;

/** What a rule of the configuration says. */
export interface Ruled {
  readonly rule: AlertRule;
  readonly cell: Judgement;
}

export interface Step {
  readonly memory: AlertMemory;
  readonly change: AlertChange | undefined;
}

/** The strongest that is enough, if any. */
export function convincing(
  evidence: readonly Evidence[],
  sensitivity: Sensitivity,
): Evidence | undefined {
  return evidence
    .filter((one) => {
      const { together, series } = THRESHOLDS[sensitivity];
      return one.score <= (one.series ? series : together) && isDeep(one);
    })
    .toSorted((a, b) => a.score - b.score)[0];
}

function isDeep({ depth, series, cells }: Evidence): boolean {
  if (depth > -FLOOR) return false;
  if (!series) return true;
  const expected = cells.reduce((sum, one) => sum + one.expected, 0) / cells.length;
  return -depth * expected >= Math.min(FLOOR_POINTS, FLOOR_FIFTH * expected);
}

export function opened(o: {
  app: string;
  segment: Segment;
  best: Evidence | undefined;
  ruled: Ruled | undefined;
  memory: AlertMemory;
  at: Date;
}): Step {
  const { app, segment, best, ruled, memory, at } = o;
  if (!best && !ruled) return { memory, change: undefined };
  const finding = findingOf({ app, segment, best, ruled, at });
  return {
    memory: {
      ...memory,
      open: [...memory.open, finding],
      excluded: finding.rule ? memory.excluded : withExclusion(memory, finding, at),
    },
    change: { kind: 'drop', reason: 'fell', finding, cells: finding.cells },
  };
}

export function findingOf(o: {
  app: string;
  segment: Segment;
  best: Evidence | undefined;
  ruled: Ruled | undefined;
  at: Date;
}): Finding {
  const { app, segment, best, ruled, at } = o;
  const cells = best ? telling(best.cells) : ruled ? [ruled.cell] : [];
  const cell = ruled?.cell;
  return {
    id: `${app}-${segment}-${beijingDate(at)}`,
    segment,
    since: best?.since ?? cell?.cohort.first ?? beijingDate(at),
    openedAt: at.toISOString(),
    cells,
    depth: best?.depth ?? (cell ? cell.rate / cell.expected - 1 : 0),
    error: best?.error ?? (cell ? Math.abs((cell.rate / cell.expected - 1) / cell.score) : 0),
    series: best ? best.series : cell && { grain: cell.grain, segment, offset: cell.offset },
    people: peopleOf(best?.cells ?? cells),
    worsened: 0,
    rule: best ? undefined : ruled?.rule,
    calm: 0,
  };
}

/** Each series once, by its newest cell, the most telling first. */
export function telling(cells: readonly Judgement[]): Judgement[] {
  const newest = new Map<string, Judgement>();
  for (const cell of cells.toSorted((a, b) => (a.returned < b.returned ? -1 : 1)))
    newest.set(`${cell.grain} ${cell.offset}`, cell);
  return [...newest.values()].sort((a, b) => a.score - b.score);
}

export function peopleOf(cells: readonly Judgement[]): number {
  const sizes = new Map(cells.map(({ cohort, size }) => [`${cohort.grain} ${cohort.first}`, size]));
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}

/**
 * The cohorts of a finding, up to yesterday: also those of days that nothing is judged on, as holidays
 * that lie in a fall would be what the next ones are held against.
 */
export function withExclusion(memory: AlertMemory, { segment, since }: Finding, at: Date) {
  return [
    ...memory.excluded.filter((one) => one.segment !== segment || one.first !== since),
    { segment, first: since, last: addDays(beijingDate(at), -1) },
  ];
}
