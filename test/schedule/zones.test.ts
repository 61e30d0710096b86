/** In every zone whose clocks change: each schedule fires once per period, whatever the host's zone, whenever it beats. */
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type MissedFirings, schedule } from '../../src/core/schedule.ts';
import { dueTicks } from '../../src/schedule/due-ticks.ts';
import { heartbeat } from '../../src/schedule/heartbeat.ts';
import { openStores } from '../../src/store/index.ts';
import { keptLog } from '../doubles/host.ts';
import { changesOf, datesBetween, instantOf, wallAt, zonesThatChange } from './wall-clock.ts';

const WANTED = process.env['FC_RUNS'];
/** A seeded sample, or as many others as are asked for. */
const RUNS = Number(WANTED ?? 120);
const SEED = WANTED === undefined ? { seed: 20_261_122 } : {};
const YEARS = [2016, 2036] as const;
const HOSTS = ['UTC', 'America/New_York', 'Asia/Shanghai', 'Australia/Lord_Howe', 'Africa/Cairo'];
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const SPAN = { day: 6 * DAY, week: 16 * DAY, month: 40 * DAY };

const ZONES = zonesThatChange(YEARS);

/** A schedule whose time is near a change of its zone's clocks, on the very day or another. */
const nearChangeOf = (...zones: readonly string[]) =>
  fc
    .record({
      zone: fc.constantFrom(...zones),
      year: fc.integer({ min: YEARS[0], max: YEARS[1] }),
      which: fc.nat({ max: 7 }),
      minutes: fc.oneof(
        fc.integer({ min: -100, max: 190 }),
        fc.constantFrom(-60, -30, -1, 0, 1, 30, 60),
        fc.integer({ min: -1500, max: 1500 }),
      ),
      grain: fc.constantFrom('day', 'week', 'month'),
      host: fc.constantFrom(...HOSTS),
    })
    .map(({ zone, year, which, minutes, grain, host }) => {
      const changes = changesOf(zone, Date.UTC(year, 0), Date.UTC(year + 1, 0));
      const change = changes[which % Math.max(changes.length, 1)] ?? Date.UTC(year, which, 15);
      const wall = wallAt(zone, change - MINUTE) + minutes * MINUTE;
      const at = new Date(wall);
      const day = { day: '* * *', week: `* * ${at.getUTCDay()}`, month: `${at.getUTCDate()} * *` };
      const cron = `${at.getUTCMinutes()} ${at.getUTCHours()} ${day[grain]}`;
      return { zone, grain, host, cron, wall, change };
    });
const nearChange = nearChangeOf(...ZONES);

/** By the calendar and the wall clock alone. */
function firings(
  { zone, grain, wall }: { zone: string; grain: keyof typeof SPAN; wall: number },
  from: number,
  to: number,
): Date[] {
  const time = wall % DAY;
  const at = new Date(wall);
  const isDay = {
    day: () => true,
    week: (date: Date) => date.getUTCDay() === at.getUTCDay(),
    month: (date: Date) => date.getUTCDate() === at.getUTCDate(),
  }[grain];
  return datesBetween(wallAt(zone, from) - 2 * DAY, wallAt(zone, to) + DAY)
    .filter((date) => isDay(new Date(date)))
    .map((date) => instantOf(zone, date + time))
    .filter((instant) => instant > from && instant <= to)
    .map((instant) => new Date(instant));
}

afterEach(() => vi.unstubAllEnvs());

describe('in every zone whose clocks change', () => {
  it('there are hundreds of them, with the odd ones among them', () => {
    expect(ZONES.length).toBeGreaterThan(150);
    expect(ZONES).toEqual(
      expect.arrayContaining([
        'Africa/Casablanca',
        'America/Havana',
        'Antarctica/Troll',
        'Asia/Beirut',
        'Australia/Lord_Howe',
        'Europe/London',
      ]),
    );
  });

  it.each(ZONES)(
    '%s: a schedule fires once per day, week or month, in spring and in autumn',
    (zone) => {
      fc.assert(
        fc.property(nearChangeOf(zone), (one) => {
          vi.stubEnv('TZ', one.host);
          const [from, to] = [one.change - SPAN[one.grain], one.change + SPAN[one.grain]];
          const due = dueTicks(one, new Date(from), new Date(to));
          expect(due).toEqual(firings(one, from, to));
        }),
        { ...SEED, numRuns: Math.ceil(RUNS / 30) },
      );
    },
    600_000,
  );

  const beat = fc.record({
    minutes: fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: 1, max: 240 }) },
      { weight: 2, arbitrary: fc.integer({ min: -360, max: 0 }) },
      { weight: 1, arbitrary: fc.integer({ min: 600, max: 3000 }) },
    ),
    restarts: fc.boolean(),
  });

  it('of all firings each is run once or told as missed, and none is run that is too old', async () => {
    await fc.assert(
      fc.asyncProperty(
        nearChange,
        fc.array(beat, { minLength: 1, maxLength: 40 }),
        fc.constantFrom(HOUR, DAY, 3 * DAY),
        async (one, beats, catchUpMs) => {
          vi.stubEnv('TZ', one.host);
          const start = one.change - 2 * DAY;
          const { ran, told, moments } = await beating(one, start, beats, catchUpMs);
          const all = firings(one, start, Math.max(start, ...moments));
          const times = all.map((at) => at.toISOString());
          expect([...ran, ...told].toSorted()).toEqual(times);
          const isRun = (at: Date) =>
            moments.some((now) => now >= at.getTime() && now - at.getTime() <= catchUpMs);
          for (const at of all.filter((at) => !isRun(at)))
            expect(ran).not.toContain(at.toISOString());
        },
      ),
      { ...SEED, numRuns: Math.ceil(RUNS / 4) },
    );
  }, 600_000);

  it('a process runs each firing once, whenever it beats, however its clock jumps, as often as it restarts', async () => {
    await fc.assert(
      fc.asyncProperty(
        nearChange,
        fc.array(beat, { minLength: 1, maxLength: 40 }),
        async (one, beats) => {
          vi.stubEnv('TZ', one.host);
          const start = one.change - 2 * DAY;
          const { ran, moments } = await beating(one, start, beats);
          const all = firings(one, start, Math.max(...moments));
          // What each beat finds: the newest of those that came due since the beat that saw furthest.
          let seen = start;
          const expected = moments.flatMap((moment) => {
            const newest = all.filter((at) => at.getTime() > seen && at.getTime() <= moment).at(-1);
            if (newest) seen = newest.getTime();
            return newest ? [newest.toISOString()] : [];
          });
          expect(ran).toEqual(expected);
          expect(new Set(ran).size).toBe(ran.length);
        },
      ),
      { ...SEED, numRuns: Math.ceil(RUNS / 4) },
    );
  }, 600_000);
});

/** @param catchUpMs how old a firing may be that is run; any where it is absent */
async function beating(
  { zone, grain, cron }: { zone: string; grain: keyof typeof SPAN; cron: string },
  start: number,
  beats: readonly { minutes: number; restarts: boolean }[],
  catchUpMs?: number,
) {
  const stores = await openStores(':memory:');
  const one = schedule({ grain, cron, at: undefined, zone, apps: 'all', channels: 'all' });
  const ran: string[] = [];
  const told: string[] = [];
  let now = start;
  const catchUp = catchUpMs !== undefined && {
    ...{ withinMs: catchUpMs, leases: stores.leases, owner: 'one' },
    async tell(missed: readonly MissedFirings[]) {
      told.push(...missed.flatMap(({ firings }) => firings.map((at) => at.toISOString())));
      return true;
    },
  };
  const open = () =>
    heartbeat({
      schedules: async () => [one],
      ticks: stores.ticks,
      clock: { now: () => new Date(now), sleep: () => Promise.reject(new Error('no')) },
      log: keptLog([]),
      ...(catchUp && { catchUp }),
      run: async (_, tick) => {
        ran.push(tick.scheduledFor.toISOString());
        return undefined;
      },
    });
  let heart = open();
  await heart.beat();
  const moments: number[] = [];
  for (const { minutes, restarts } of beats) {
    if (restarts) {
      await heart.stop();
      heart = open();
    }
    now += minutes * MINUTE;
    moments.push(now);
    await heart.beat();
    await heart.idle();
  }
  await stores.close();
  return { ran, told, moments };
}
