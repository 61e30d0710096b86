/** Asks WeChat for what is newly mature and missing, and stores it. */
import { isBlank, type Snapshot } from '../core/cohort.ts';
import { AppError, type ErrorCode } from '../core/errors.ts';
import { distance, lateAt, OFFSETS, type Period, readyAt, shift } from '../core/period.ts';
import { isBeyondHistory, type LastAsk, outcomesAfter, worthAsking } from '../core/plan.ts';
import type { Meter } from '../ports/meter.ts';
import type { RetentionSource } from '../ports/retention-source.ts';
import type { Clock, Logger } from '../ports/runtime.ts';
import type { SnapshotStore } from '../ports/stores.ts';

export interface CollectDeps {
  readonly snapshots: SnapshotStore;
  readonly clock: Clock;
  readonly log: Logger;
  /** How late newest figures came; periods that were ready before `since` tell only when the bot was started. */
  readonly lateness?: { readonly meter: Pick<Meter, 'lateness'>; readonly since: Date };
}

export interface CollectOptions {
  /** How many cohorts back a first run reaches. */
  readonly window: number;
  /** Goes no further back once WeChat has nothing that old. */
  readonly untilHistoryEnds?: boolean;
  readonly signal: AbortSignal;
  /** `total` shrinks when history ends early. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * `complete`: all that could be asked was answered or refused; `not-ready`: the newest period isn't
 * computed, so nothing else was asked; `failed`: what was answered before the error is stored.
 */
export type Collected =
  | {
      readonly state: 'complete';
      readonly asked: number;
      /** The newest cohort that wasn't asked for because WeChat's history ends before it. */
      readonly beyond?: Period | undefined;
      /** Why an older cohort was left for the next run: what rests on it is missing until then. */
      readonly late?: AppError | undefined;
    }
  | { readonly state: 'not-ready'; readonly asked: number; readonly error: unknown }
  | { readonly state: 'failed'; readonly asked: number; readonly error: unknown };

/** A cohort that fails for the moment is asked again at the end of the run. */
const MOST_TRIES = 2;
/** Each failure is several tries with waits in between: so many cohorts on end, and WeChat is down. */
const FAILURES_THAT_END = 3;

/** Collects one app and grain up to `newest`; throws only when aborted. */
export async function collect(
  source: RetentionSource,
  newest: Period,
  deps: CollectDeps,
  { window, untilHistoryEnds = false, signal, onProgress }: CollectOptions,
): Promise<Collected> {
  const known = new Map(await deps.snapshots.asked(source.app, newest.grain));
  const queue = worthAsking(newest, known, window).map((cohort) => ({ cohort, tries: 1 }));
  let [asked, inARow] = [0, 0];
  const noted: { leave?: AppError; skip?: AppError } = {};
  let beyond: Period | undefined;
  const isInVain = ({ cohort }: { cohort: Period }) =>
    beyond ? cohort.first <= beyond.first : isBeyondHistory(outcomesAfter(cohort, newest, known));
  const next = () => {
    while (untilHistoryEnds && queue[0] && isInVain(queue[0])) {
      const { cohort } = queue.splice(0, 1)[0] ?? {};
      // Whatever is older still is beyond as well.
      beyond ??= cohort;
    }
    onProgress?.(asked, asked + queue.length);
    return queue.shift();
  };

  for (let one = next(); one; one = next()) {
    const { cohort, tries } = one;
    const { outcome, error } = await ask(source, cohort, newest, deps, signal);
    signal.throwIfAborted();
    if (outcome) {
      asked += 1;
      inARow = 0;
      known.set(cohort.first, { through: newest.last, outcome });
      continue;
    }
    inARow = failuresAfter(error, inARow);
    const isNewest = cohort.first === newest.first;
    const fate = fateOf(error, { isNewest, tries, inARow });
    if (fate === 'not-ready' || fate === 'failed') return { state: fate, asked, error };
    if (fate === 'leave' || fate === 'skip') noted[fate] ??= error as AppError;
    // Nothing else may be asked before the newest has shown that it is there.
    if (fate === 'again')
      queue.splice(isNewest ? 0 : queue.length, 0, { cohort, tries: tries + 1 });
  }
  return noted.leave === undefined
    ? { state: 'complete', asked, beyond, late: noted.skip }
    : { state: 'failed', asked, error: noted.leave };
}

function noteLateness(newest: Period, { lateness, clock }: CollectDeps): void {
  const ready = readyAt(newest);
  if (!lateness || ready < lateness.since) return;
  const ms = clock.now().getTime() - ready.getTime();
  lateness.meter.lateness(newest.grain, ms / 1000);
}

/**
 * What a failed question means for the run: the newest isn't ready; this one is left for the next run,
 * silently (`skip`) or as a failure (`leave`); it is asked `again`; or the rest would fail, too (`failed`).
 */
function fateOf(
  error: unknown,
  { isNewest, tries, inARow }: { isNewest: boolean; tries: number; inARow: number },
): 'not-ready' | 'failed' | 'skip' | 'leave' | 'again' {
  if (!(error instanceof AppError)) return 'failed';
  if (error.code === 'not_ready') return isNewest ? 'not-ready' : 'skip';
  // Statistics that stay busy through several tries are busy computing.
  if (error.code === 'analytics_busy' && isNewest) return 'not-ready';
  // One answer that can't be read, or that nobody knows, says nothing about the other cohorts.
  if (ODD.has(error.code) && error.retry === 'never') return isNewest ? 'failed' : 'leave';
  if (error.retry === 'never' || error.retry === 'tomorrow') return 'failed';
  if (inARow >= FAILURES_THAT_END) return 'failed';
  if (tries < MOST_TRIES) return 'again';
  return isNewest ? 'failed' : 'leave';
}

const ODD: ReadonlySet<ErrorCode> = new Set(['wechat_malformed', 'wechat_unknown']);

/** Momentary ones on end; what isn't ready, or a person must mend, is none. */
function failuresAfter(error: unknown, before: number): number {
  const isMomentary =
    error instanceof AppError &&
    error.code !== 'not_ready' &&
    !['never', 'tomorrow'].includes(error.retry);
  return isMomentary ? before + 1 : 0;
}

type Answered =
  | { readonly outcome: LastAsk['outcome']; readonly error?: undefined }
  | { readonly outcome?: undefined; readonly error: unknown };

/** One cohort, asked and stored. */
async function ask(
  source: RetentionSource,
  cohort: Period,
  newest: Period,
  deps: CollectDeps,
  signal: AbortSignal,
): Promise<Answered> {
  const { snapshots, clock, log } = deps;
  try {
    const snapshot = await source.fetch(cohort, signal);
    return { outcome: await keep(source.app, snapshot, newest, deps) };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'refused') return { error };
    log.info({ app: source.app, cohort: cohort.first, grain: cohort.grain }, 'cohort refused');
    await snapshots.refuse(source.app, cohort, newest, clock.now());
    return { outcome: 'refused' };
  }
}

/** @throws AppError `not_ready` for zeros that are WeChat being late. */
async function keep(
  app: string,
  snapshot: Snapshot,
  newest: Period,
  deps: CollectDeps,
): Promise<LastAsk['outcome']> {
  const { snapshots, clock } = deps;
  const { period, counts, trend } = snapshot;
  const now = clock.now();
  if (!isBlank(counts)) {
    await snapshots.save(app, snapshot, newest, now);
    if (period.first === newest.first) noteLateness(newest, deps);
    return 'answered';
  }
  // Zeros for an app with people are WeChat being late, not people leaving (never "-100 %").
  const blank = { ...snapshot, counts: { new: new Map(), active: new Map() } };
  const known = await snapshots.triangle(app, period.grain, period, now);
  const hasPeople = [...known.values()].some((cohort) => !isBlank(cohort.counts));
  // An app that never had anybody may leave key 0 out: from the end of the day that is believed.
  const isNewestLate = async () =>
    (await snapshots.hasPeople(app, period.grain)) ||
    (counts.new.size + counts.active.size === 0 && now < lateAt(newest));
  // Of an older cohort the offset that has just matured is waited for; told again later, zeros are its end.
  const isOlderLate = hasPeople && OFFSETS[period.grain].includes(distance(period, newest));
  if (period.first === newest.first ? await isNewestLate() : isOlderLate) {
    // Kept as an answer, but as asked before this period was over: it is asked again.
    await snapshots.save(app, blank, shift(newest, -1), now);
    throw new AppError('not_ready', { app, detail: 'no figures yet' }, { retry: 'later' });
  }
  await snapshots.save(app, hasPeople ? blank : snapshot, newest, now);
  return Object.keys(trend?.sizes ?? {}).length > 0 ? 'answered' : 'empty';
}
