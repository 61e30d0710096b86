/** The schedules of the configuration; by default all apps, all channels, 09:30 every day, Monday and first of the month. */
import type { Grain } from '../core/period.ts';
import { cronAt, type Schedule, schedule } from '../core/schedule.ts';
import type { Catalogue } from '../core/text/index.ts';
import { cronFault } from '../schedule/due-ticks.ts';
import type { ConfigFile } from './file.ts';

const DEFAULT_AT = '09:30';
const GRAIN: Record<'daily' | 'weekly' | 'monthly', Grain> = {
  daily: 'day',
  weekly: 'week',
  monthly: 'month',
};

export function readSchedules(p: {
  file: ConfigFile['schedules'];
  zone: string;
  apps: readonly string[];
  channels: readonly string[];
  words: Catalogue['config'];
  faults: string[];
}): Schedule[] {
  const { words, faults } = p;
  const wanted = p.file ?? (['daily', 'weekly', 'monthly'] as const).map((grain) => ({ grain }));
  const checkNames = (
    key: string,
    names: readonly string[] | undefined,
    known: readonly string[],
  ) => {
    for (const value of names ?? [])
      if (!known.includes(value))
        faults.push(words.unknownName({ key, value, known: known.join(', ') || '—' }));
  };
  return wanted.map((one: NonNullable<ConfigFile['schedules']>[number], index) => {
    const key = `schedules[${index}]`;
    if (one.at && one.cron) faults.push(words.atOrCron({ key }));
    checkNames(`${key}.apps`, one.apps, p.apps);
    checkNames(`${key}.channels`, one.channels, p.channels);
    const grain = GRAIN[one.grain];
    const at = one.cron ? undefined : (one.at ?? DEFAULT_AT).padStart(5, '0');
    const cron = one.cron ?? cronAt(grain, at ?? DEFAULT_AT);
    const zone = one.zone ?? p.zone;
    const fault = cronFault(cron, zone);
    if (fault) faults.push(words.cron({ key: `${key}.cron`, detail: fault }));
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
