/** Plans the firings that are due; of those missed while nothing ran, what is not too old, and tells of the others. */
import { newestExpected } from '../core/period.ts';
import type { MissedFirings, Schedule } from '../core/schedule.ts';
import type { Clock, Logger } from '../ports/runtime.ts';
import type { LeaseBook } from '../ports/shared-stores.ts';
import type { TickLedger } from '../ports/stores.ts';
import { dueTicks } from './due-ticks.ts';

/** Telling may take so long before the firings are planned; a process that dies meanwhile is taken over after the lease. */
const TELL_MS = 20_000;
const LEASE_MS = 30_000;
/** Every process takes what is due within ten seconds, and leases end after half a minute. */
const LEFT_MS = 2 * 60_000;
const LEASE = 'catch-up';

export interface CatchUp {
  /** A firing that came due longer ago is not run any more. */
  readonly withinMs: number;
  readonly leases: LeaseBook;
  /** Names this process. */
  readonly owner: string;
  /** Says whether nobody is left who could be told by another try. */
  tell(missed: readonly MissedFirings[], signal: AbortSignal): Promise<boolean>;
}

export interface PlanDeps {
  readonly ticks: TickLedger;
  readonly clock: Clock;
  readonly log: Logger;
  /** Hears why a beat, or the planning of a schedule, failed; what a run fails with is its own to tell. */
  readonly failed?: ((error: unknown) => void) | undefined;
  /** Where it is absent the newest firing is run however old it is, and nobody is told of others. */
  readonly catchUp?: CatchUp | undefined;
}

interface Due {
  readonly schedule: Schedule;
  /** Oldest first; one at least. */
  readonly firings: readonly Date[];
  readonly newest: Date;
  /** What was planned before and has not come to its end, oldest first. */
  readonly open: readonly Date[];
}

export function planFirings({ ticks, clock, log, failed, catchUp }: PlanDeps) {
  /** Gaps of which not everybody could be told yet. */
  const untold = new Set<readonly MissedFirings[]>();

  return async (schedules: readonly Schedule[], signal: AbortSignal): Promise<void> => {
    const late: Schedule[] = [];
    for (const schedule of schedules)
      await safely(schedule, async () => {
        const due = await dueOf(schedule);
        if (due && catchUp && isMissed(due, catchUp)) late.push(schedule);
        else if (due) await plan(due, due.firings.slice(0, -1), worthRunning(due));
      });
    if (!catchUp) return;
    if (late.length > 0) await alone(catchUp, () => makeUp(catchUp, late, signal));
    else await tellAll(catchUp, signal);
  };

  /** What came due since it was looked at last. */
  async function dueOf(schedule: Schedule): Promise<Due | undefined> {
    const now = clock.now();
    const { key, since = now } = schedule;
    const watermark = await ticks.watermark(key, since);
    // What was removed and asked for again has its old watermark, and misses nothing before it came back.
    const from = schedule.since && watermark < schedule.since ? schedule.since : watermark;
    const firings = dueTicks(schedule, from, now);
    const newest = firings.at(-1);
    if (!newest) return undefined;
    const begun = (await ticks.open(key)).filter(
      (one) => !schedule.since || one.scheduledFor > schedule.since,
    );
    // Nobody has looked after it for minutes: whoever was at it was killed, and it is as good as missed.
    const isLeft = (one: { due: Date }) => now.getTime() - one.due.getTime() > LEFT_MS;
    const { true: left = [], false: open = [] } = Object.groupBy(begun, (one) => `${isLeft(one)}`);
    const timesOf = (all: typeof begun) => all.map(({ scheduledFor }) => scheduledFor);
    return { schedule, firings: [...timesOf(left), ...firings], newest, open: timesOf(open) };
  }

  function isMissed({ firings, newest }: Due, { withinMs }: CatchUp): boolean {
    return firings.length > 1 || isTooOld(newest, withinMs);
  }

  function isTooOld(firing: Date, withinMs: number): boolean {
    return clock.now().getTime() - firing.getTime() > withinMs;
  }

  /** Told before it is planned: once the watermarks have moved on, nobody would find the gap again. */
  async function makeUp(rules: CatchUp, late: readonly Schedule[], signal: AbortSignal) {
    const found: (Due & MissedFirings & { readonly run: readonly Date[] })[] = [];
    // Another process may have made up for them since.
    for (const schedule of late)
      await safely(schedule, async () => {
        const due = await dueOf(schedule);
        if (!due) return;
        const run = worthRunning(due);
        const firings = due.firings.filter((one) => !run.includes(one));
        found.push({ ...due, firings, run, madeUp: run.filter((one) => !due.open.includes(one)) });
      });
    const missed = found.filter(({ firings }) => firings.length > 0);
    if (missed.length > 0)
      untold.add(missed.map(({ schedule, firings, madeUp }) => ({ schedule, firings, madeUp })));
    await tellAll(rules, signal);
    // Planned, nobody would find the gap again; whoever starts next tells of it.
    if (signal.aborted) return;
    for (const due of found) await safely(due.schedule, () => plan(due, due.firings, due.run));
  }

  async function plan(
    { schedule: { key }, newest }: Due,
    missed: readonly Date[],
    run: readonly Date[],
  ): Promise<void> {
    if (missed.length > 0)
      log.warn({ schedule: key, skipped: missed.length }, 'firings missed while stopped');
    if (run.length > 0) await ticks.plan(key, ...run);
    else await ticks.pass(key, newest);
  }

  /** A digest reports a period, once; whatever only collects asks for all that has matured since. */
  function worthRunning({ schedule: { grain, channels }, firings, newest, open }: Due): Date[] {
    if (!catchUp) return [newest];
    const all = [...open, ...firings].toSorted((one, other) => one.getTime() - other.getTime());
    const byPeriod = new Map(all.map((one) => [newestExpected(grain, one).first, one]));
    const wanted = channels.length === 0 ? [newest] : [...byPeriod.values()];
    return wanted.filter((one) => !isTooOld(one, catchUp.withinMs));
  }

  async function tellAll({ tell }: CatchUp, signal: AbortSignal): Promise<void> {
    // Asked at every beat, and a deadline stays until its time is over.
    if (untold.size === 0) return;
    const inTime = AbortSignal.any([signal, AbortSignal.timeout(TELL_MS)]);
    for (const missed of untold)
      try {
        if (await tell(missed, inTime)) untold.delete(missed);
      } catch (err) {
        log.error({ err }, 'missed firings not told');
      }
  }

  /** Processes that start together would each find a part of the gap. */
  async function alone({ leases, owner }: CatchUp, work: () => Promise<void>): Promise<void> {
    const now = clock.now();
    const until = new Date(now.getTime() + LEASE_MS);
    if (!(await leases.take(LEASE, owner, now, until))) return;
    try {
      await work();
    } finally {
      await leases.free(LEASE, owner);
    }
  }

  /** One that can't be planned must not keep the others from their time. */
  async function safely({ key }: Schedule, step: () => Promise<void>): Promise<void> {
    await step().catch((err: unknown) => {
      log.error({ schedule: key, err }, 'firing not planned');
      failed?.(err);
    });
  }
}
