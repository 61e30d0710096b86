/** What is not counted but looked up whenever somebody reads the metrics. */
import { Gauge, type Registry } from 'prom-client';
import type { ScheduleHealth, Vitals } from '../ports/health.ts';
import type { Logger } from '../ports/runtime.ts';
import { inTime } from './in-time.ts';

export interface Gauges {
  /** Reads everything; what doesn't answer in time keeps its last value, and is said to be stale. */
  refresh(): Promise<void>;
}

export function gauges(
  registry: Registry,
  { vitals, log, deadlineMs }: { vitals: Vitals; log: Logger; deadlineMs: number },
): Gauges {
  const registers = [registry];
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Gauge({ name: `retention_${name}`, help, labelNames: [...labelNames], registers });
  const stale = gauge('stale', '1 where the last look failed, so that old values stand.', [
    'of',
  ] as const);
  const queue = gauge('queue_waiting', 'Parts of ticks that wait for a process.');
  const alerts = gauge('alerts_open', 'Falls that are open, by segment.', ['segment'] as const);
  const paused = gauge('chats_paused', 'Chats left alone because they refuse every message.');
  const replicas = gauge('replicas', 'Processes of start that share the database.');
  const beat = gauge('scheduler_last_beat_timestamp_seconds', 'When the scheduler beat last.');
  const SCHEDULE = ['grain', 'at', 'zone'] as const;
  const success = gauge(
    'schedule_last_success_timestamp_seconds',
    'When a schedule last ran to its end. Subscriptions of one grain together, by the oldest.',
    SCHEDULE,
  );
  const failing = gauge('schedule_failing', '1 where its last run failed.', SCHEDULE);
  const overdue = gauge(
    'schedule_overdue',
    '1 where a firing is long past and brought nothing.',
    SCHEDULE,
  );

  const showSchedules = (all: readonly ScheduleHealth[]) => {
    // A schedule that is gone must not stand there for ever.
    for (const one of [success, failing, overdue]) one.reset();
    for (const { grain, at, zone, succeededAt, failed, isOverdue } of all) {
      const labels = { grain, at, zone };
      // One that never succeeded has no such moment: an alarm on its age must not ring at the first start.
      if (succeededAt) success.set(labels, succeededAt.getTime() / 1000);
      failing.set(labels, failed ? 1 : 0);
      overdue.set(labels, isOverdue ? 1 : 0);
    }
  };
  const showAlerts = (open: Readonly<Record<string, number>>) => {
    alerts.reset();
    for (const [segment, count] of Object.entries(open)) alerts.set({ segment }, count);
  };
  const looks = [
    look('schedules', vitals.schedules, showSchedules),
    look('queue', vitals.waiting, (count) => queue.set(count)),
    look('alerts', vitals.openFindings, showAlerts),
    look('pauses', vitals.pausedChats, (count) => paused.set(count)),
    look('replicas', vitals.replicas, (count) => replicas.set(count)),
  ];

  function look<T>(of: string, ask: () => Promise<T>, show: (value: T) => void) {
    const asked = inTime(ask, deadlineMs);
    return async () => {
      try {
        show(await asked());
        stale.set({ of }, 0);
      } catch (err) {
        stale.set({ of }, 1);
        log.warn({ of, err }, 'a metric could not be read');
      }
    };
  }

  return {
    async refresh() {
      const last = vitals.lastBeat();
      if (last) beat.set(last.getTime() / 1000);
      await Promise.all(looks.map((one) => one()));
    },
  };
}
