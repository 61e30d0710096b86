/** Where a zone's clocks go forward to midnight, as in Nuuk: a time of the day that ends so never comes, and croner drops it. */
import { Cron } from 'croner';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** No zone changes its clocks twice within so long. */
const STEP = 5 * DAY;

interface Timetable {
  readonly cron: string;
  readonly zone: string;
}

/** The midnights, after `after` and up to `until`, at which a firing of the day before is made up for. */
export function lostFirings({ cron, zone }: Timetable, after: Date, until: Date): Date[] {
  // As in crontab: a schedule of every hour misses the hour that isn't there.
  const [, hours = ''] = cron.trim().split(/\s+/);
  if (hours.includes('*')) return [];
  return forwards(zone, after.getTime(), until.getTime())
    .filter((at) => isLost(cron, wallAt(zone, at - MINUTE) + MINUTE, wallAt(zone, at)))
    .map((at) => new Date(at));
}

/** Whether it would fire between two wall times of which only the second is of the new day. */
function isLost(cron: string, first: number, next: number): boolean {
  const midnight = Math.floor(next / DAY) * DAY;
  if (first >= midnight) return false;
  const wall = new Cron(cron, { timezone: 'UTC', mode: '5-part', paused: true });
  const fires = wall.nextRun(new Date(first - 1));
  return fires !== null && fires.getTime() < midnight;
}

/** The moments at which the zone's clocks go forward. */
function forwards(zone: string, after: number, until: number): number[] {
  const found: number[] = [];
  for (let from = after; from < until; from += STEP) {
    let [before, at] = [from, Math.min(from + STEP, until)];
    const offset = offsetAt(zone, before);
    if (offsetAt(zone, at) <= offset) continue;
    while (at - before > 1) {
      const middle = Math.floor((before + at) / 2);
      if (offsetAt(zone, middle) > offset) at = middle;
      else before = middle;
    }
    found.push(at);
  }
  return found;
}

function wallAt(zone: string, instant: number): number {
  return instant + offsetAt(zone, instant);
}

/** Made once for each zone: they are slow to make. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** Milliseconds ahead of UTC, from "GMT-02:00". */
function offsetAt(zone: string, instant: number): number {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  formats.set(zone, format);
  const name = format.formatToParts(instant).find(({ type }) => type === 'timeZoneName')?.value;
  const [, sign, hours, minutes = '0'] = name?.match(/([+-])(\d+):(\d+)/) ?? [];
  if (hours === undefined) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * MINUTE;
}
