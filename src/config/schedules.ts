/** The schedules of the configuration; by default all apps, all channels, 09:30 every day, Monday and first of the month. */
import type { Grain } from '../core/period.ts';
import { cronAt, type Schedule, schedule } from '../core/schedule.ts';
import { cronFault } from '../schedule/due-ticks.ts';
import { type Faults, readFields } from './fields.ts';
import { scheduleSchema } from './file.ts';

export const DEFAULT_AT = '09:30';
export const GRAIN: Record<'daily' | 'weekly' | 'monthly', Grain> = {
  daily: 'day',
  weekly: 'week',
  monthly: 'month',
};

export interface ScheduleOptions extends Faults {
  /** `schedules` of the file, as written. */
  readonly file: readonly unknown[] | undefined;
  /** IANA zone where a schedule names none. */
  readonly zone: string;
  /** Appids and names of channels that schedules may refer to. */
  readonly apps: readonly string[];
  readonly channels: readonly string[];
}

export function readSchedules({ words, faults, ...options }: ScheduleOptions): Schedule[] {
  const wanted = options.file ?? Object.keys(GRAIN).map((grain) => ({ grain }));
  const checkNames = (key: string, names: readonly string[] = [], known: readonly string[]) => {
    for (const value of names)
      if (!known.includes(value))
        faults.push(words.unknownName({ key, value, known: known.join(', ') || '—' }));
  };
  return wanted.map((item, index) => {
    const key = `schedules[${index}]`;
    const known = Object.keys(scheduleSchema.shape);
    const one = readFields(scheduleSchema, item, { key, known }, { words, faults });
    if (one.at && one.cron) faults.push(words.atOrCron({ key }));
    checkNames(`${key}.apps`, one.apps, options.apps);
    checkNames(`${key}.channels`, one.channels, options.channels);
    const grain = GRAIN[one.grain ?? 'daily'];
    const at = one.cron ? undefined : (one.at ?? DEFAULT_AT).padStart(5, '0');
    const cron = one.cron ?? cronAt(grain, at ?? DEFAULT_AT);
    const zone = one.zone ?? options.zone;
    faults.push(...cronFaults(`${key}.cron`, cron, zone, words));
    return schedule({
      grain,
      cron,
      at,
      zone,
      apps: one.apps ?? 'all',
      channels: one.channels ?? 'all',
    });
  });
}

function cronFaults(key: string, cron: string, zone: string, words: Faults['words']): string[] {
  const detail = cronFault(cron, zone);
  if (detail === undefined) return [];
  // Five fields, and nothing said against any of them: there is no such date.
  const isNever = detail === cron && cron.trim().split(/\s+/).length === 5;
  return [isNever ? words.neverDue({ key, cron }) : words.cron({ key, detail })];
}
