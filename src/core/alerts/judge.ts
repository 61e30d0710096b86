/** Judges each cell of an app once, when it has matured, against what was usual before. */
import { SEGMENTS } from '../cohort.ts';
import { addDays, GRAINS, type Grain, OFFSETS } from '../period.ts';
import { Z95 } from '../statistics.ts';
import type { Judged, Judgement, NotJudged, Series, Spread, WatchInput } from './alert.ts';
import { reachOf, tooShort, type Usual, usualOf, weekdayOf, whyNot } from './baseline.ts';
import { type Cell, cellAt, type Past, pastOf } from './cells.ts';
import { isLopsided, levelAt } from './level.ts';
import { sharedOf } from './shared.ts';

/** Late figures are judged when they come, of returns no older than two weeks. */
const LATE: Record<Grain, number> = { day: 14, week: 2, month: 1 };
/** People expected to return; fewer make a rate that jumps. */
const FEWEST_EXPECTED = 5;

export function judge(input: WatchInput): Judged {
  const { app, triangles, newest, calendar, memory } = input;
  const known = new Map(memory?.judged.map((one) => [keyOf(one, one.cohort.first), one]));
  const judged = GRAINS.map((grain) => {
    const history = {
      triangle: triangles[grain],
      calendar,
      excluded: memory?.excluded ?? [],
      normal: memory?.normal ?? [],
    };
    const oldest = Math.max(...OFFSETS[grain]);
    return ofGrain(pastOf(history, newest[grain], reachOf(grain, oldest, LATE[grain])), known);
  });
  return {
    app,
    fresh: judged.flatMap(({ fresh }) => fresh),
    revised: judged.flatMap(({ revised }) => revised),
    not: judged.flatMap(({ not }) => not),
  };
}

/** What becomes of a cell in a run; nothing where it was judged before and is as it was. */
type Outcome =
  | { readonly kind: 'fresh' | 'revised'; readonly judgement: Judgement }
  | { readonly kind: 'not'; readonly not: Judged['not'][number] };

function ofGrain(past: Past, known: ReadonlyMap<string, Judgement>) {
  const outcomes = Array.from({ length: LATE[past.grain] }, (_, back) => back)
    .reverse()
    .flatMap((returned) => ofReturn(past, known, returned));
  const judgements = (kind: 'fresh' | 'revised') =>
    outcomes.flatMap((one) => (one.kind === kind ? [one.judgement] : []));
  return {
    fresh: judgements('fresh'),
    revised: judgements('revised'),
    not: outcomes.flatMap((one) => (one.kind === 'not' ? [one.not] : [])),
  };
}

function ofReturn(past: Past, known: ReadonlyMap<string, Judgement>, returned: number): Outcome[] {
  const morning = isBlank(past, returned) ? undefined : morningOf(past, returned);
  return seriesOf(past.grain).flatMap((series): Outcome[] => {
    const cohort = past.periods[returned + series.offset];
    if (!cohort) return [];
    const before = known.get(keyOf(series, cohort.first));
    if (before) {
      const now = morning && again(past, before, returned);
      return now ? [{ kind: 'revised', judgement: now }] : [];
    }
    const found = morning?.(series) ?? ({ reason: 'figure' } as const);
    if (!('reason' in found)) return [{ kind: 'fresh', judgement: found }];
    // Of older ones there is nothing to say: they were said when they were the newest.
    return returned === 0 ? [{ kind: 'not', not: { ...series, cohort, why: found } }] : [];
  });
}

function seriesOf(grain: Grain): Series[] {
  return SEGMENTS.flatMap((segment) =>
    OFFSETS[grain].filter((offset) => offset > 0).map((offset) => ({ grain, segment, offset })),
  );
}

/** Nothing but zeros came back in a period: WeChat being late, not everybody leaving. */
function isBlank({ grain, cohorts }: Past, returned: number): boolean {
  return seriesOf(grain).every(
    ({ segment, offset }) => !cohorts[returned + offset]?.counts[segment].get(offset),
  );
}

/** Judges what came back in one period; what is usual of a series is worked out when it is needed. */
function morningOf(past: Past, returned: number) {
  const usuals = new Map<string, Usual>();
  const usual = ({ segment, offset }: Series) => {
    const key = `${segment} ${offset}`;
    const found = usuals.get(key) ?? usualOf(past, segment, offset, returned);
    usuals.set(key, found);
    return found;
  };
  const shared = new Map<string, Common>();
  const sharedIn = (segment: Series['segment']) => {
    const found =
      shared.get(segment) ??
      commonOf(past.grain, (offset) => usual({ grain: past.grain, segment, offset }));
    shared.set(segment, found);
    return found;
  };
  return (series: Series): Judgement | NotJudged => {
    const { segment, offset } = series;
    const back = returned + offset;
    const cell = cellAt(past, segment, offset, back);
    if (!cell) return whyNot(past, series, back);
    if (isLopsided(cell.type)) return tooShort({ window: [] }, cell.type);
    const known = usual(series);
    const { levels, phi } = known;
    const level = levelAt(levels, cell.type, weekdayOf(past, back));
    if (!level) return tooShort(known, cell.type);
    const needed = Math.ceil(FEWEST_EXPECTED / Math.min(level.rate, 1 - level.rate));
    if (cell.size < needed) return { reason: 'users', size: cell.size, needed };
    const chance = (1 - level.rate) / (level.rate * cell.size);
    const total = phi * chance;
    const { cohort, returned: host } = sharedIn(segment);
    const fits = Math.min(1, total / (cohort + host) || 1);
    const spread = {
      own: Math.max(chance, total - cohort - host),
      cohort: cohort * fits,
      returned: host * fits,
      level: level.share,
      weekday: level.weekdayShare,
    };
    return judgementOf(past, series, cell, { expected: level.rate, phi, spread });
  };
}

type Common = Pick<Spread, 'cohort' | 'returned'>;

/** Longer periods than days have too few cells to tell. */
function commonOf(grain: Grain, usual: (offset: number) => Usual): Common {
  if (grain !== 'day') return { cohort: 0, returned: 0 };
  const residuals = OFFSETS.day
    .filter((offset) => offset > 0)
    .flatMap((offset) => usual(offset).residuals);
  return {
    cohort: sharedOf(residuals, ({ back }) => back),
    returned: sharedOf(residuals, ({ returned }) => returned),
  };
}

function judgementOf(
  past: Past,
  series: Series,
  { back, size, retained, rate, type }: Cell,
  { expected, phi, spread }: { expected: number; phi: number; spread: Spread },
): Judgement {
  const { own, cohort: shock, returned: day, level, weekday } = spread;
  const sd = expected * Math.sqrt((own + shock + day) * (1 + level + weekday));
  const cohort = past.periods[back];
  const host = past.periods[back - series.offset];
  if (!cohort || !host) throw new RangeError('A cell outside of the past');
  return {
    ...series,
    cohort,
    size,
    retained,
    rate,
    expected,
    interval: [Math.max(0, expected - Z95 * sd), Math.min(1, expected + Z95 * sd)],
    score: (rate - expected) / sd,
    phi,
    returned: host.last,
    type,
    spread,
  };
}

/** A cell judged before, where its figures are others now; what was expected stays. */
function again(past: Past, before: Judgement, returned: number): Judgement | undefined {
  const cell = cellAt(past, before.segment, before.offset, returned + before.offset);
  if (!cell || (cell.size === before.size && cell.retained === before.retained)) return undefined;
  const spread = { ...before.spread, own: (before.spread.own * before.size) / cell.size };
  return judgementOf(past, before, cell, { ...before, spread });
}

export function keyOf({ grain, segment, offset }: Series, cohort: string): string {
  return `${grain} ${segment} ${offset} ${cohort}`;
}

/** What is remembered of the judged: what late figures and evidence can still touch. */
export function rememberedSince(today: string): Record<Grain, string> {
  return { day: addDays(today, -14), week: addDays(today, -35), month: addDays(today, -70) };
}
