/** Every minute plans what is due, every ten seconds takes what is planned, and lets it run. */
import cron from 'node-cron';
import type { Schedule } from '../core/schedule.ts';
import type { ClaimedTick, HeldTick } from '../ports/stores.ts';
import { type Holding, heldTicks } from './held-ticks.ts';
import { leftTicks } from './left-ticks.ts';
import { type PlanDeps, planFirings } from './plan-firings.ts';

const AFTER_CRASH_MS = 5 * 60_000;
/** On end; a run that comes to its end knows when to stop, and figures may be late for days. */
const MOST_FAILURES = 24;
const MOST_FAILING = 1_000;

export interface HeartbeatDeps extends PlanDeps {
  /** Read at every beat and before every run: subscriptions come and go. */
  schedules(): Promise<readonly Schedule[]>;
  /** Whether no other process shares the ticks; absent where there never is one. */
  isAlone?(): boolean;
  /** Runs a tick; says when it wants to run again, if at all. */
  run(schedule: Schedule, tick: ClaimedTick, signal: AbortSignal): Promise<Date | undefined>;
}

export interface Heartbeat {
  /** One beat: resolves when what it took has been started. */
  beat(): Promise<void>;
  /** Renews the leases of what runs and takes what was planned, handed back, or left by a process that died. */
  pulse(): Promise<void>;
  /** When the last beat came to its end. */
  lastBeat(): Date | undefined;
  /** Resolves when nothing is running. */
  idle(): Promise<void>;
  /** Beats every minute from now on, with a pulse every ten seconds. */
  start(): void;
  stop(): Promise<void>;
}

/** How a run ended: `cut` short by the end of this process, `lost` to another one, or `left` to one that knows its schedule. */
type End = { readonly again: Date | undefined } | 'cut' | 'lost' | 'left';

export function heartbeat(deps: HeartbeatDeps): Heartbeat {
  const { ticks, clock, log } = deps;
  const stopping = new AbortController();
  const held = heldTicks(deps);
  const plan = planFirings(deps);
  const left = leftTicks(deps);
  /** Runs of a tick that have failed on end. */
  const failures = new Map<string, number>();
  /** Beats and runs that have not ended. */
  const open = new Set<Promise<unknown>>();
  const tasks: ReturnType<typeof cron.schedule>[] = [];
  let lastBeat: Date | undefined;

  async function beat(): Promise<void> {
    if (stopping.signal.aborted) return;
    await held.renew();
    await plan(await deps.schedules(), stopping.signal);
    await take();
    lastBeat = clock.now();
  }

  async function pulse(): Promise<void> {
    if (stopping.signal.aborted) return;
    // First: no other process must take what runs here for a dead one's, after a pause of the whole machine.
    await held.renew();
    await take();
  }

  async function take(): Promise<void> {
    while (!stopping.signal.aborted) {
      const tick = await held.claim(left.has);
      if (!tick) return;
      track(hold(tick));
    }
  }

  async function hold(tick: HeldTick): Promise<void> {
    const holding = held.hold(tick);
    const end = await run(holding);
    // Let go first: a lease that is renewed now would overwrite the moment asked for.
    await held.letGo(holding);
    await settle(holding.tick, end).catch((err: unknown) => {
      log.error({ schedule: tick.schedule, err }, 'tick not settled');
    });
    // What stood behind it, such as the next of those that are made up for.
    void safely(take)();
  }

  async function settle(tick: HeldTick, end: End): Promise<void> {
    if (end === 'cut' || end === 'left') await ticks.release(tick, clock.now());
    else if (end !== 'lost') await ticks.settle(tick, end.again);
  }

  async function run({
    tick: { schedule: key, scheduledFor, attempt },
    signal,
  }: Holding): Promise<End> {
    const tick: ClaimedTick = { schedule: key, scheduledFor, attempt };
    const fields = { schedule: key, tick: scheduledFor.toISOString() };
    try {
      const schedule = (await deps.schedules()).find((one) => one.key === key);
      // A schedule that is gone takes its open ticks with it, also when it has come again.
      if (!schedule) return left.leave(tick) ? 'left' : { again: undefined };
      if (schedule.since && scheduledFor <= schedule.since) return { again: undefined };
      log.info({ ...fields, attempt }, 'tick');
      const ending = AbortSignal.any([stopping.signal, signal]);
      const again = await deps.run(schedule, tick, ending);
      failures.delete(nameOf(fields));
      return { again };
    } catch (err) {
      return endOf(err, fields, signal);
    }
  }

  function endOf(err: unknown, fields: { schedule: string; tick: string }, lost: AbortSignal): End {
    if (lost.aborted) {
      failures.delete(nameOf(fields));
      log.warn(fields, 'tick taken over by another process');
      return 'lost';
    }
    if (stopping.signal.aborted) return 'cut';
    log.error({ ...fields, err }, 'tick failed');
    const name = nameOf(fields);
    const count = (failures.get(name) ?? 0) + 1;
    failures.set(name, count);
    // Of ticks that ended otherwise, nobody says so.
    const [oldest] = failures.keys();
    if (oldest !== undefined && failures.size > MOST_FAILING) failures.delete(oldest);
    if (count < MOST_FAILURES) return { again: afterCrash() };
    failures.delete(name);
    return { again: undefined };
  }

  function nameOf({ schedule, tick }: { schedule: string; tick: string }): string {
    return `${tick} ${schedule}`;
  }

  function afterCrash(): Date {
    return new Date(clock.now().getTime() + AFTER_CRASH_MS);
  }

  function track(work: Promise<void>): void {
    const ended = work.catch(() => undefined).finally(() => open.delete(ended));
    open.add(ended);
  }

  const tracked = (step: () => Promise<void>) => () => {
    const work = step();
    track(work);
    return work;
  };
  const safely = (step: () => Promise<void>) => () =>
    tracked(step)().catch((err: unknown) => {
      log.error({ err }, 'heartbeat failed');
      deps.failed?.(err);
    });

  async function idle(): Promise<void> {
    while (open.size > 0) await Promise.all(open);
  }

  return {
    beat: tracked(beat),
    pulse: tracked(pulse),
    lastBeat: () => lastBeat,
    idle,
    start() {
      const options = { noOverlap: true, timezone: 'UTC' };
      const beats = cron.schedule('* * * * *', safely(beat), options);
      beats.on('execution:missed', safely(beat));
      tasks.push(beats, cron.schedule('*/10 * * * * *', safely(pulse), options));
      void safely(beat)();
    },
    async stop() {
      for (const task of tasks) await task.destroy();
      stopping.abort();
      await idle();
    },
  };
}
