/** When a wall clock shows a time, by Intl alone: what the arithmetic of schedules is held against. */

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** No zone changes its clocks twice within so long. */
const STEP = 5 * DAY;

const formats = new Map<string, Intl.DateTimeFormat>();

/** The moment at which a clock in UTC would show what a clock in the zone shows now. */
export function wallAt(zone: string, instant: number): number {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'iso8601',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  formats.set(zone, format);
  const part = Object.fromEntries(
    format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]),
  ) as Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', number>;
  return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second);
}

const offsetAt = (zone: string, instant: number) => wallAt(zone, instant) - instant;

/** The moments at which the zone's clocks change, to the minute. */
export function changesOf(zone: string, from: number, to: number): number[] {
  const changes: number[] = [];
  for (let at = from; at < to; at += STEP) {
    let [before, after] = [at, Math.min(at + STEP, to)];
    const old = offsetAt(zone, before);
    if (old === offsetAt(zone, after)) continue;
    while (after - before > MINUTE) {
      const middle = before + Math.floor((after - before) / 2 / MINUTE) * MINUTE;
      if (offsetAt(zone, middle) === old) before = middle;
      else after = middle;
    }
    changes.push(after);
  }
  return changes;
}

/** Every zone whose clocks changed in these years. */
export function zonesThatChange(years: readonly [number, number]): string[] {
  const [from, to] = [Date.UTC(years[0], 0), Date.UTC(years[1] + 1, 0)];
  return Intl.supportedValuesOf('timeZone').filter((zone) => {
    const first = offsetAt(zone, from);
    for (let at = from; at < to; at += 28 * DAY) if (offsetAt(zone, at) !== first) return true;
    return false;
  });
}

/** When the clock shows it first; where it never does, the moment at which it skips it. */
export function instantOf(zone: string, wall: number): number {
  const offsets = [-1.5, 1.5].map((days) => offsetAt(zone, wall + days * DAY));
  const shown = offsets
    .map((offset) => wall - offset)
    .filter((instant) => wallAt(zone, instant) === wall);
  if (shown.length > 0) return Math.min(...shown);
  const skips = changesOf(zone, wall - 2 * DAY, wall + 2 * DAY).filter(
    (at) => wallAt(zone, at - MINUTE) < wall && wallAt(zone, at) > wall,
  );
  const [skip] = skips;
  if (skip === undefined)
    throw new Error(`no such time in ${zone}: ${new Date(wall).toISOString()}`);
  return skip;
}

/** The dates from one wall time to another, as midnights. */
export function datesBetween(from: number, to: number): number[] {
  const first = Math.floor(from / DAY) * DAY;
  return Array.from({ length: Math.floor((to - first) / DAY) + 1 }, (_, day) => first + day * DAY);
}
