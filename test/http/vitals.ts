/** A bot's vital signs, set by the test. */
import type { ScheduleHealth, Vitals } from '../../src/ports/health.ts';

export const DAILY: ScheduleHealth = {
  grain: 'day',
  at: '09:30',
  zone: 'Asia/Shanghai',
  succeededAt: new Date('2026-11-25T01:31:00Z'),
  failed: undefined,
  isOverdue: false,
};

export function vitals(changed: Partial<Vitals> = {}): Vitals {
  return {
    schedules: async () => [DAILY],
    waiting: async () => 3,
    openFindings: async () => ({ new: 2, active: 0 }),
    pausedChats: async () => 1,
    replicas: async () => 2,
    lastBeat: () => new Date('2026-11-25T02:00:00Z'),
    isWritten: () => true,
    isStopping: () => false,
    ...changed,
  };
}

/** What never comes. */
export function never<T>(): Promise<T> {
  return new Promise(() => {});
}
