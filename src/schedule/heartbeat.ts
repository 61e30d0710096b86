/** Every minute: plans what is due, takes what is planned, and lets it run. */
import cron from 'node-cron';
import type { Schedule } from '../core/schedule.ts';
import type { Clock, Logger } from '../ports/runtime.ts';
import type { ClaimedTick, TickLedger } from '../ports/stores.ts';
import { dueTicks } from './due-ticks.ts';

/** Renewed by every beat while the tick runs; a process that dies is taken over after this. */
const LEASE_MS = 10 * 60_000;
const AFTER_CRASH_MS = 5 * 60_000;
const MOST_ATTEMPTS = 24;

export interface HeartbeatDeps {
  readonly schedules: readonly Schedule[];
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
  const { schedules, ticks, clock, log } = deps;
  const stopping = new AbortController();
  /** Ticks whose lease is ours to renew. */
  const held = new Set<ClaimedTick>();
  /** Beats and runs that have not ended. */
  const open = new Set<Promise<unknown>>();
  let task: ReturnType<typeof cron.schedule> | undefined;

  async function beat(): Promise<void> {
    if (stopping.signal.aborted) return;
    const now = clock.now();
    const lease = new Date(now.getTime() + LEASE_MS);
    for (const tick of held) await ticks.settle(tick, lease);
    for (const schedule of schedules) await plan(schedule, now);
    while (!stopping.signal.aborted) {
      const tick = await ticks.claim(now, lease);
      if (!tick) return;
      track(hold(tick));
    }
  }

  /** After a pause only the newest firing counts: a digest reports the newest period, once. */
  async function plan(schedule: Schedule, now: Date) {
    const watermark = await ticks.watermark(schedule.key, now);
    const due = dueTicks(schedule, watermark, now);
    const newest = due.at(-1);
    if (!newest) return;
    if (due.length > 1)
      log.warn({ schedule: schedule.key, skipped: due.length - 1 }, 'firings missed while stopped');
    await ticks.plan(schedule.key, newest);
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
    const schedule = schedules.find(({ key }) => key === tick.schedule);
    // A schedule that left the configuration takes its open ticks with it.
    if (!schedule) return undefined;
    const fields = { schedule: tick.schedule, tick: tick.scheduledFor.toISOString() };
    log.info({ ...fields, attempt: tick.attempt }, 'tick');
    const isLast = tick.attempt >= MOST_ATTEMPTS;
    try {
      const again = await deps.run(schedule, tick, stopping.signal);
      if (again && isLast) log.error(fields, 'tick given up');
      return isLast ? undefined : again;
    } catch (error) {
      if (stopping.signal.aborted) return clock.now();
      log.error({ ...fields, err: error }, 'tick failed');
      return isLast ? undefined : new Date(clock.now().getTime() + AFTER_CRASH_MS);
    }
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
