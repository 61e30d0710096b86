/** Asks WeChat for what is newly mature and missing, and stores it. */
import { isBlank, type Snapshot } from '../core/cohort.ts';
import { AppError } from '../core/errors.ts';
import { lateAt, type Period, shift } from '../core/period.ts';
import { worthAsking } from '../core/plan.ts';
import type { RetentionSource } from '../ports/retention-source.ts';
import type { Clock, Logger } from '../ports/runtime.ts';
import type { SnapshotStore } from '../ports/stores.ts';

export interface CollectDeps {
  readonly snapshots: SnapshotStore;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface CollectOptions {
  /** How many cohorts back a first run reaches. */
  readonly window: number;
  readonly signal: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * `complete`: all that could be asked was answered or refused; `not-ready`: the newest period isn't
 * computed, so nothing else was asked; `failed`: what was answered before the error is stored.
 */
export type Collected =
  | { readonly state: 'complete'; readonly asked: number }
  | { readonly state: 'not-ready'; readonly asked: number; readonly error: unknown }
  | { readonly state: 'failed'; readonly asked: number; readonly error: unknown };

/** Collects one app and grain up to `newest`; throws only when aborted. */
export async function collect(
  source: RetentionSource,
  newest: Period,
  deps: CollectDeps,
  options: CollectOptions,
): Promise<Collected> {
  const asked = await deps.snapshots.asked(source.app, newest.grain);
  const cohorts = worthAsking(newest, asked, options.window);
  const queue = cohorts.map((cohort) => ({ cohort, isSecondTry: false }));
  let done = 0;
  let odd: unknown;

  options.onProgress?.(done, cohorts.length);
  for (const { cohort, isSecondTry } of queue) {
    const error = await ask(source, cohort, newest, deps, options.signal).then(
      () => undefined,
      (cause: unknown) => cause,
    );
    options.signal.throwIfAborted();
    if (error === undefined) {
      done += 1;
      options.onProgress?.(done, cohorts.length);
      continue;
    }
    const isNewest = cohort.first === newest.first;
    if (isNewest && isNotReady(error)) return { state: 'not-ready', asked: done, error };
    // Left unasked, to be asked by the next run; the digest names it.
    if (isNotReady(error)) {
      deps.log.warn({ app: source.app, cohort: cohort.first, err: error }, 'old cohort not ready');
      continue;
    }
    // One answer that can't be read says nothing about the other cohorts.
    if (!isNewest && isOdd(error)) {
      odd ??= error;
      continue;
    }
    if (isNewest || isSecondTry || !isTransient(error))
      return { state: 'failed', asked: done, error };
    // While WeChat is busy a cohort gets its second chance at the end; it is not given up.
    queue.push({ cohort, isSecondTry: true });
  }
  return odd === undefined
    ? { state: 'complete', asked: done }
    : { state: 'failed', asked: done, error: odd };
}

async function ask(
  source: RetentionSource,
  cohort: Period,
  newest: Period,
  { snapshots, clock, log }: CollectDeps,
  signal: AbortSignal,
): Promise<void> {
  const isNewest = cohort.first === newest.first;
  let snapshot: Snapshot;
  try {
    snapshot = await source.fetch(cohort, signal);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'refused') throw error;
    log.info({ app: source.app, cohort: cohort.first, grain: cohort.grain }, 'cohort refused');
    await snapshots.refuse(source.app, cohort, newest, clock.now());
    return;
  }
  if (!isBlank(snapshot.counts)) {
    await snapshots.save(source.app, snapshot, newest, clock.now());
    return;
  }
  // Zeros for an app with people are WeChat being late, not people leaving (never "-100 %").
  const blank = { ...snapshot, counts: { new: new Map(), active: new Map() } };
  // An app that never had anybody may leave key 0 out: from the end of the day that is believed.
  const isLate =
    (await snapshots.hasPeople(source.app, cohort.grain)) ||
    (isEmpty(snapshot) && clock.now() < lateAt(newest));
  if (isNewest && isLate) {
    // Kept as an answer, but as asked before this period was over: it is asked again.
    await snapshots.save(source.app, blank, shift(newest, -1), clock.now());
    const about = { app: source.app, detail: 'no figures yet' };
    throw new AppError('not_ready', about, { retry: 'later' });
  }
  const known = await snapshots.triangle(source.app, cohort.grain, cohort, clock.now());
  const hasPeople = [...known.values()].some(({ counts }) => !isBlank(counts));
  await snapshots.save(source.app, hasPeople ? blank : snapshot, newest, clock.now());
}

function isEmpty({ counts }: Snapshot): boolean {
  return counts.new.size + counts.active.size === 0;
}

function isNotReady(error: unknown): boolean {
  return error instanceof AppError && error.code === 'not_ready';
}

function isOdd(error: unknown): boolean {
  return error instanceof AppError && error.code === 'wechat_malformed' && error.retry === 'never';
}

function isTransient(error: unknown): boolean {
  return error instanceof AppError && error.retry === 'later';
}
