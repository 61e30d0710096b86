/** Decides what a run has to tell: findings that open, grow worse, end, or are taken back. */
import { SEGMENTS } from '../cohort.ts';
import { addDays } from '../period.ts';
import type { AlertChange, AlertMemory, AlertSettings, Judged, Judgement } from './alert.ts';
import { discoveries } from './discoveries.ts';
import { type Evidence, evidenceOf } from './evidence.ts';
import { followed } from './following.ts';
import { keyOf, rememberedSince } from './judge.ts';
import { convincing, opened } from './opening.ts';
import { ruleEvidence } from './rules.ts';

/** Days after which no baseline looks as far back as a fall that is over. */
const REACHED = 200;

interface Run {
  readonly at: Date;
  readonly settings: AlertSettings;
  readonly apps: readonly { readonly judged: Judged; readonly memory: AlertMemory | undefined }[];
}

interface Decision {
  readonly memory: AlertMemory;
  readonly changes: AlertChange[];
}

/** In the order of the apps. Whatever the run looked at is one family of tests, over all of them. */
export function decide(run: Run): Decision[] {
  const steps = deciding(run);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** The same app by app: whoever has a thousand of them has other things to do in between. */
export function* deciding({ at, settings, apps }: Run): Generator<void, Decision[]> {
  const looks: Look[] = [];
  for (const { judged, memory } of apps) {
    looks.push(lookAt(judged, memory));
    yield;
  }
  const found = discoveries(looks.flatMap(({ evidence }) => evidence.map(({ score }) => score)));
  const isDiscovery = (score: number) => score <= found;
  const decisions: Decision[] = [];
  for (const look of looks) {
    yield;
    decisions.push(settle(look, { at, settings, isDiscovery }));
  }
  return decisions;
}

interface Look {
  readonly judged: Judged;
  readonly memory: AlertMemory;
  readonly all: readonly Judgement[];
  readonly evidence: readonly Evidence[];
}

/** The memory with what was judged now, and the evidence of segments in which nothing is open. */
function lookAt(judged: Judged, before: AlertMemory | undefined): Look {
  const memory = before ?? { at: '', judged: [], open: [], excluded: [], normal: [] };
  const all = new Map(
    [...memory.judged, ...judged.revised, ...judged.fresh].map((one) => [
      keyOf(one, one.cohort.first),
      one,
    ]),
  );
  const quiet = SEGMENTS.filter(
    (segment) =>
      judged.fresh.some((one) => one.segment === segment) &&
      !memory.open.some((one) => one.segment === segment && !one.rule),
  );
  const usable = [...all.values()].filter((one) => !isOld(one, memory));
  return {
    judged,
    memory,
    all: [...all.values()],
    evidence: quiet.flatMap((segment) => evidenceOf(usable, segment)),
  };
}

/** Cells of a fall that is over, or judged by a level that is no longer normal, say nothing about a new fall. */
function isOld(cell: Judgement, { excluded, normal }: AlertMemory): boolean {
  const { segment, cohort, returned } = cell;
  return (
    excluded.some(
      (one) =>
        one.segment === segment &&
        ((one.first <= cohort.last && cohort.first <= one.last) ||
          (one.first <= returned && returned <= one.last)),
    ) || normal.some((one) => one.segment === segment && returned <= (one.declared ?? ''))
  );
}

function settle(
  look: Look,
  {
    at,
    settings,
    isDiscovery,
  }: { at: Date; settings: AlertSettings; isDiscovery: (score: number) => boolean },
) {
  const { judged, memory, all } = look;
  const changes: AlertChange[] = [];
  let next: AlertMemory = { ...memory, at: at.toISOString(), judged: all };
  for (const segment of SEGMENTS) {
    const finding = memory.open.find((one) => one.segment === segment);
    const evidence = look.evidence.filter(
      ({ cells, score }) => cells[0]?.segment === segment && isDiscovery(score),
    );
    const best = convincing(evidence, settings.sensitivity);
    const ruled = ruleEvidence(judged, segment, settings.rules);
    const step = finding
      ? followed({ finding, best, ruled, judged, memory: next, at })
      : opened({ app: judged.app, segment, best, ruled, memory: next, at });
    if (step.change) changes.push(step.change);
    next = step.memory;
  }
  return { memory: pruned(next), changes };
}

function pruned(memory: AlertMemory): AlertMemory {
  const today = memory.judged.reduce(
    (newest, { returned }) => (returned > newest ? returned : newest),
    '0000-00-00',
  );
  if (memory.judged.length === 0) return memory;
  const since = rememberedSince(today);
  const touched = addDays(today, -REACHED);
  return {
    ...memory,
    excluded: memory.excluded.filter(({ last }) => last > touched),
    judged: memory.judged.filter(({ grain, returned }) => returned > since[grain]),
  };
}
