/** What is due: the fire times of a schedule between its watermark and now. */
import { Cron } from 'croner';
import type { Schedule } from '../core/schedule.ts';
import { lostFirings } from './lost-hours.ts';

/** A minute's schedule over a week; beyond it only the newest matter, since a digest reports the newest period. */
const MOST = 10_080;

/**
 * Fire times after `watermark`, up to and including `now`, oldest first. A local time that daylight
 * saving removes fires at the next valid instant; one it repeats fires once.
 */
export function dueTicks(
  schedule: Pick<Schedule, 'cron' | 'zone'>,
  watermark: Date,
  now: Date,
): Date[] {
  const cron = parse(schedule);
  const due: Date[] = [];
  let next = cron.nextRun(watermark);
  while (next && next <= now && due.length < MOST) {
    due.push(next);
    next = cron.nextRun(next);
  }
  if (next && next <= now) due.push(newestUpTo(cron, now) ?? next);
  const lost = lostFirings(schedule, watermark, now);
  return lost.length === 0 ? due : merged(due, lost);
}

export function nextTick(schedule: Pick<Schedule, 'cron' | 'zone'>, after: Date): Date | undefined {
  const next = parse(schedule).nextRun(after);
  if (!next) return undefined;
  return lostFirings(schedule, after, next)[0] ?? next;
}

/** Each moment once, oldest first. */
function merged(...lists: Date[][]): Date[] {
  const times = new Set(lists.flat().map((at) => at.getTime()));
  return [...times].toSorted((a, b) => a - b).map((at) => new Date(at));
}

/** Why a cron line can't be used, or undefined when it can. */
export function cronFault(cron: string, zone: string): string | undefined {
  if (cron.trim().split(/\s+/).length !== 5) return cron;
  try {
    const isEverDue = parse({ cron, zone }).nextRun(new Date(0)) !== null;
    return isEverDue ? undefined : cron;
  } catch (error) {
    // Croner quotes a field with its names replaced: what was written can't be recognised in it.
    return error instanceof Error ? error.message.replace(/ \(.*\)|\.$/g, '') : cron;
  }
}

/** Croner looks back from a whole second, which it leaves out. */
function newestUpTo(cron: Cron, now: Date): Date | undefined {
  const second = Math.floor(now.getTime() / 1000) + 1;
  return cron.previousRuns(1, new Date(second * 1000))[0];
}

function parse({ cron, zone }: Pick<Schedule, 'cron' | 'zone'>): Cron {
  return new Cron(cron, { timezone: zone, mode: '5-part', paused: true });
}
