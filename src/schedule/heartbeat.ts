/** Every minute: plans what is due, takes what is planned, and lets it run. */
import cron from 'node-cron';
import type { Schedule } from '../core/schedule.ts';
import type { Clock, Logger } from '../ports/runtime.ts';
import type { ClaimedTick, TickLedger } from '../ports/stores.ts';
import { dueTicks } from './due-ticks.ts';

/** Renewed by every beat while the tick runs; a process that dies is taken over after this. */
const LEASE_MS = 10 * 60_000;
const AFTER_CRASH_MS = 5 * 60_000;
/** On end; a run that comes to its end knows when to stop, and figures may be late for days. */
const MOST_FAILURES = 24;

export interface HeartbeatDeps {
  /** Read at every beat and before every run: subscriptions come and go. */
  schedules(): Promise<readonly Schedule[]>;
  readonly ticks: TickLedger;
  readonly clock: Clock;
  readonly log: Logger;
  /** Runs a tick; says when it wants to run again, if at all. */
  run(schedule: Schedule, tick: ClaimedTick, signal: AbortSignal): Promise<Date | undefined>;
}

export interface Heartbeat {
  /** One beat: resolves when what it took has been started. */
  beat(): Promise<void>;
  /** Resolves when nothing is running. */
  idle(): Promise<void>;
  /** Beats every minute from now on. */
  start(): void;
  stop(): Promise<void>;
}

export function heartbeat(deps: HeartbeatDeps): Heartbeat {
  const { ticks, clock, log } = deps;
  const stopping = new AbortController();
  /** Ticks whose lease is ours to renew. */
  const held = new Set<ClaimedTick>();
  /** Runs of a schedule's tick that have failed on end. */
  const failures = new Map<string, { tick: string; count: number }>();
  /** Beats and runs that have not ended. */
  const open = new Set<Promise<unknown>>();
  let task: ReturnType<typeof cron.schedule> | undefined;

  async function beat(): Promise<void> {
    if (stopping.signal.aborted) return;
    const now = clock.now();
    const lease = new Date(now.getTime() + LEASE_MS);
    for (const tick of held) await ticks.settle(tick, lease);
    for (const schedule of await deps.schedules())
      await plan(schedule, now).catch(unplanned(schedule));
    while (!stopping.signal.aborted) {
      const tick = await ticks.claim(now, lease);
      if (!tick) return;
      track(hold(tick));
    }
  }

  /** After a pause only the newest firing counts: a digest reports the newest period, once. */
  async function plan(schedule: Schedule, now: Date) {
    const { key, since = now } = schedule;
    const watermark = await ticks.watermark(key, since);
    // What was removed and asked for again has its old watermark, and misses nothing before it came back.
    const from = schedule.since && watermark < schedule.since ? schedule.since : watermark;
    const due = dueTicks(schedule, from, now);
    const newest = due.at(-1);
    if (!newest) return;
    if (due.length > 1)
      log.warn({ schedule: key, skipped: due.length - 1 }, 'firings missed while stopped');
    await ticks.plan(key, newest);
  }

  /** One that can't be planned must not keep the others from their time. */
  function unplanned({ key }: Schedule) {
    return (error: unknown) => log.error({ schedule: key, err: error }, 'firing not planned');
  }

  async function hold(tick: ClaimedTick): Promise<void> {
    held.add(tick);
    const again = await run(tick);
    // Let go first: a beat that renews the lease now would overwrite the moment asked for.
    held.delete(tick);
    await ticks.settle(tick, again).catch((error: unknown) => {
      log.error({ schedule: tick.schedule, err: error }, 'tick not settled');
    });
  }

  /** When the tick is to run again; undefined when it is done. */
  async function run(tick: ClaimedTick): Promise<Date | undefined> {
    const fields = { schedule: tick.schedule, tick: tick.scheduledFor.toISOString() };
    try {
      const schedule = (await deps.schedules()).find(({ key }) => key === tick.schedule);
      // A schedule that is gone takes its open ticks with it, also when it has come again.
      if (!schedule || (schedule.since && tick.scheduledFor <= schedule.since)) return undefined;
      log.info({ ...fields, attempt: tick.attempt }, 'tick');
      const again = await deps.run(schedule, tick, stopping.signal);
      failures.delete(tick.schedule);
      return again;
    } catch (error) {
      if (stopping.signal.aborted) return clock.now();
      log.error({ ...fields, err: error }, 'tick failed');
      return failed(fields) >= MOST_FAILURES
        ? undefined
        : new Date(clock.now().getTime() + AFTER_CRASH_MS);
    }
  }

  /** How often on end. */
  function failed({ schedule, tick }: { schedule: string; tick: string }): number {
    const before = failures.get(schedule);
    const count = before?.tick === tick ? before.count + 1 : 1;
    failures.set(schedule, { tick, count });
    return count;
  }

  function track(work: Promise<void>): void {
    const ended = work.catch(() => undefined).finally(() => open.delete(ended));
    open.add(ended);
  }

  async function idle(): Promise<void> {
    while (open.size > 0) await Promise.all(open);
  }

  const tracked = () => {
    const work = beat();
    track(work);
    return work;
  };
  const safely = () =>
    tracked().catch((error: unknown) => log.error({ err: error }, 'heartbeat failed'));

  return {
    beat: tracked,
    idle,
    start() {
      task = cron.schedule('* * * * *', safely, { noOverlap: true, timezone: 'UTC' });
      task.on('execution:missed', safely);
      void safely();
    },
    async stop() {
      await task?.destroy();
      stopping.abort();
      await idle();
    },
  };
}
