/** When digests go out, and where. */
import type { Grain } from './period.ts';

export interface Schedule {
  /** Names it in the store; a changed schedule has another key, and starts afresh. */
  readonly key: string;
  readonly grain: Grain;
  /** Five fields; day of month and day of week are OR-ed, as in crontab. */
  readonly cron: string;
  /** "09:30" where the schedule was given so; undefined for a cron line. */
  readonly at: string | undefined;
  /** IANA zone of `cron`. */
  readonly zone: string;
  /** Appids, or all. */
  readonly apps: readonly string[] | 'all';
  /** Names of channels, all of them (subscribed chats included), or none: it collects alone. */
  readonly channels: readonly string[] | 'all';
  /** It fires after this moment only; where it is absent, after the first beat that saw it. */
  readonly since?: Date;
}

/** Firings of one schedule that came due while nothing ran. */
export interface MissedFirings {
  readonly schedule: Schedule;
  /** Those that are not run any more, oldest first. */
  readonly firings: readonly Date[];
  /** Those that are run now, oldest first: the newest of each period, where it is not too old. */
  readonly madeUp: readonly Date[];
}

export function schedule(fields: Omit<Schedule, 'key'>): Schedule {
  const listed = (names: readonly string[] | 'all') =>
    names === 'all' ? '*' : names.toSorted().join(',');
  const key = [
    fields.grain,
    fields.cron,
    fields.zone,
    listed(fields.apps),
    listed(fields.channels),
  ].join(' | ');
  return { ...fields, key };
}

/** The cron line of a grain at a local time: every day, Mondays, the first of the month. */
export function cronAt(grain: Grain, at: string): string {
  const [hour, minute] = at.split(':').map(Number);
  return `${minute} ${hour} ${{ day: '* * *', week: '* * 1', month: '1 * *' }[grain]}`;
}
