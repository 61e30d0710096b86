/** What becomes of an open finding: worse, recovered, the new normal, or taken back. */
import { addDays } from '../period.ts';
import type { AlertMemory, Finding, Judged, Judgement } from './alert.ts';
import { type Evidence, newestOf, ofCohorts, ofSeries } from './evidence.ts';
import {
  FLOOR,
  findingOf,
  peopleOf,
  type Ruled,
  type Step,
  telling,
  withExclusion,
} from './opening.ts';
import type { Pooled } from './pooled.ts';
import { isCalm as isRuleCalm } from './rules.ts';

/** Mornings in a row that say it is over. */
const CALM = 2;
/** Days after which a level is the normal one. */
const NEW_NORMAL = 42;
/** Days that hold all the judgements there are. */
const WHOLE = 90;

interface Following {
  readonly finding: Finding;
  readonly best: Evidence | undefined;
  readonly ruled: Ruled | undefined;
  readonly judged: Judged;
  readonly memory: AlertMemory;
  readonly at: Date;
}

export function followed(o: Following): Step {
  const { finding, judged, memory } = o;
  const own = memory.judged.filter((one) => isOf(finding, one));
  const today = newestOf(memory.judged);
  if (isRetracted(finding, own, judged)) return ended(o, finding, 'revised');
  if (!judged.fresh.some((one) => isOf(finding, one)))
    return { memory: kept(memory, finding, o.at), change: undefined };
  if (!finding.rule && finding.since <= addDays(today, -NEW_NORMAL))
    return ended(o, finding, 'new-normal');
  if (finding.rule && o.best) return upgraded(o, o.best);
  const recent = windowsOf(finding, own, [3, 7]);
  const calm = isCalm(finding, recent, own) ? finding.calm + 1 : 0;
  const cells = telling(own.filter(({ score }) => score < -1));
  const next = {
    ...finding,
    calm,
    cells: cells.length > 0 ? cells : finding.cells,
    people: Math.max(finding.people, peopleOf(own)),
  };
  if (calm >= CALM) return ended(o, next, 'back');
  const worse = finding.rule ? undefined : recent.find((one) => isWorse(finding, one));
  if (!worse) return { memory: kept(memory, next, o.at), change: undefined };
  // The last days still hold some from before it grew: told as deep as the newest, it isn't told again tomorrow.
  const [newest = worse] = windowsOf(finding, own, [1]);
  const told = {
    ...next,
    depth: Math.min(worse.depth, newest.depth),
    error: worse.error,
    worsened: finding.worsened + 1,
  };
  return {
    memory: kept(memory, told, o.at),
    change: { kind: 'worse', reason: 'fell', finding: told, cells: telling(worse.cells) },
  };
}

function isOf({ segment, since, series }: Finding, one: Judgement): boolean {
  return (
    one.segment === segment &&
    one.cohort.first >= since &&
    (!series || (series.grain === one.grain && series.offset === one.offset))
  );
}

/** Of the last days or cells. */
function windowsOf(
  { series }: Finding,
  own: readonly Judgement[],
  lengths: readonly number[],
): Evidence[] {
  return series ? ofSeries(own, lengths) : ofCohorts(own, lengths);
}

function isSame(a: Judgement, b: Judgement): boolean {
  return (
    a.grain === b.grain &&
    a.segment === b.segment &&
    a.offset === b.offset &&
    a.cohort.first === b.cohort.first
  );
}

/**
 * Nothing left of the fall, and nearer to what is usual than to the fall by more than chance: a fall
 * that only looks smaller for a few days does not end.
 */
function isCalm(finding: Finding, recent: readonly Pooled[], own: readonly Judgement[]): boolean {
  if (finding.rule) return isRuleCalm(finding.rule, own);
  // What was told at first may have looked deeper than it was: what is found is what looks deep.
  const [whole] = windowsOf(finding, own, [WHOLE]);
  const fall = Math.max(finding.depth, whole?.depth ?? finding.depth);
  return recent.some(
    ({ depth, error, score }) => (score > -1 || depth > -FLOOR) && (depth - fall / 2) / error > 2,
  );
}

function isWorse(told: Finding, { depth, error }: Pooled): boolean {
  return told.depth - depth - FLOOR > 2 * Math.hypot(error, told.error);
}

/** Whether revised figures took away what it rested on. */
function isRetracted(finding: Finding, own: readonly Judgement[], { revised }: Judged): boolean {
  if (!revised.some((one) => isOf(finding, one))) return false;
  if (finding.rule) return isRuleCalm(finding.rule, own);
  const days = [1, 2, 3, 5, 7, 14];
  const first = own.toSorted((a, b) => (a.cohort.first < b.cohort.first ? -1 : 1));
  const scores = days.flatMap((count) => {
    const until = addDays(finding.since, count);
    const cells = first.filter(({ cohort }) => cohort.first < until);
    return (finding.series ? ofSeries(cells, [cells.length]) : ofCohorts(cells, [count + 30])).map(
      ({ score }) => score,
    );
  });
  return Math.min(...scores) > -3;
}

function upgraded({ finding, memory, judged, at }: Following, best: Evidence): Step {
  const found = findingOf({
    app: judged.app,
    segment: finding.segment,
    best,
    ruled: undefined,
    at,
  });
  const next = {
    ...found,
    id: finding.id,
    openedAt: finding.openedAt,
    worsened: finding.worsened + 1,
  };
  return {
    memory: kept(memory, next, at),
    change: { kind: 'worse', reason: 'fell', finding: next, cells: next.cells },
  };
}

function kept(memory: AlertMemory, finding: Finding, at: Date): AlertMemory {
  return {
    ...memory,
    open: memory.open.map((one) => (one.segment === finding.segment ? finding : one)),
    excluded: finding.rule ? memory.excluded : withExclusion(memory, finding, at),
  };
}

function ended(
  { memory, at }: Following,
  finding: Finding,
  reason: 'back' | 'new-normal' | 'revised',
): Step {
  const { segment, since } = finding;
  const closed = kept(memory, finding, at);
  const open = memory.open.filter((one) => one.segment !== segment);
  const others = closed.excluded.filter((one) => one.segment !== segment || one.first !== since);
  const change = {
    kind: reason === 'revised' ? ('retracted' as const) : ('recovered' as const),
    reason,
    finding,
    // Taken back, they are what WeChat says now.
    cells: finding.cells.map((cell) => memory.judged.find((one) => isSame(one, cell)) ?? cell),
  };
  if (reason === 'back') return { memory: { ...closed, open }, change };
  return {
    memory: {
      ...closed,
      open,
      excluded: others,
      normal: reason === 'new-normal' ? normalAfter(memory, finding) : memory.normal,
    },
    change,
  };
}

function normalAfter(memory: AlertMemory, { segment, since }: Finding): AlertMemory['normal'] {
  const declared = newestOf(memory.judged);
  return [...memory.normal.filter((one) => one.segment !== segment), { segment, since, declared }];
}
