/** Replays of the rules over a store of known retention: what they would have told, and what they cannot see. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addDays } from '../../src/core/period.ts';
import { backtest, newestMorning } from '../../src/pipeline/backtest.ts';
import { openAlerts } from '../../src/pipeline/open-alerts.ts';
import { morningOf } from '../../src/pipeline/replay.ts';
import { worldOf } from '../doubles/worlds.ts';
import { tellHistory } from './mornings.ts';
import { APP, OTHER, openRig, type Rig } from './rig.ts';

const signal = new AbortController().signal;
/** The first cohorts of which fewer come back, and the last. */
const FALL = '2026-07-10';
const [FROM, TO] = ['2026-07-01', '2026-08-25'];

let rig: Rig;
beforeEach(async () => {
  rig = await openRig({ now: morningOf(TO).toISOString(), apps: [APP, OTHER] });
  const quiet = { world: 1, users: 3000, first: '2026-03-01', days: 180, seed: 5 } as const;
  const drop = { by: 'cohort', share: 0.3, from: FALL, to: addDays(FALL, 20) } as const;
  await tellHistory(rig.stores, APP, worldOf({ ...quiet, drop }), rig.clock.now());
  await tellHistory(rig.stores, OTHER, worldOf({ ...quiet, users: 100 }), rig.clock.now());
});
afterEach(() => rig.close());

const tested = (from = FROM, to = TO, apps = rig.apps) =>
  backtest(rig.bot, apps, { from, to, settings: rig.bot.alerts, signal });

describe('a backtest', () => {
  it('tells a fall once and its end, of the app and segment that fell', async () => {
    const { result } = await tested();
    expect(result).toMatchObject({ from: FROM, to: TO });
    const drops = result.alerts.filter(({ kind }) => kind === 'drop');
    expect(new Set(drops.map(({ message }) => message)).size).toBe(1);
    expect(new Set(result.alerts.map(({ app, segment }) => `${app} ${segment}`))).toEqual(
      new Set([`${APP} new`]),
    );
    expect(result.alerts.at(-1)?.kind).toBe('recovered');
    const [first] = drops;
    expect(first?.cohort.first && first.cohort.first >= FALL).toBe(true);
    expect(first?.at).toBe(morningOf(String(first?.at).slice(0, 10)).toISOString());
  });

  it('shows of each cell what was judged', async () => {
    const { result } = await tested();
    for (const { rate, expected, interval, score, size, kind } of result.alerts) {
      expect(interval[0]).toBeLessThan(expected);
      expect(interval[1]).toBeGreaterThan(expected);
      expect(size).toBeGreaterThan(0);
      if (kind === 'drop') expect(rate).toBeLessThan(expected);
      if (kind === 'drop') expect(score).toBeLessThan(0);
    }
  });

  it('says what each series can see: less of a small app', async () => {
    const { result } = await tested();
    const d1 = (app: string) =>
      result.blind.find(
        (one) =>
          one.app === app && one.grain === 'day' && one.segment === 'new' && one.offset === 1,
      )?.smallestDrop ?? 1;
    expect(d1(APP)).toBeLessThan(0.2);
    expect(d1(OTHER)).toBeGreaterThan(d1(APP));
    expect(result.blind.some(({ smallestDrop }) => smallestDrop === null)).toBe(true);
  });

  it('counts the cells of its own mornings alone, and adds up over parts', async () => {
    const cut = '2026-07-05';
    const apps = rig.apps.slice(0, 1);
    const [whole, first, second] = [
      await tested(FROM, '2026-07-08', apps),
      await tested(FROM, cut, apps),
      await tested(addDays(cut, 1), '2026-07-08', apps),
    ];
    expect(first.result.judged + second.result.judged).toBe(whole.result.judged);
    expect(whole.result.series).toBe(first.result.series);
  });

  it('is the same when it is repeated, and writes nothing', async () => {
    const before = await tested();
    expect(await tested()).toEqual(before);
    expect(await rig.stores.alerts.get(APP)).toBeUndefined();
    expect(await rig.stores.alerts.unsettled()).toEqual([]);
  });

  it('can be stopped', async () => {
    const stopped = AbortSignal.abort();
    const options = { from: FROM, to: TO, settings: rig.bot.alerts, signal: stopped };
    await expect(backtest(rig.bot, rig.apps, options)).rejects.toThrow();
  });

  it('ends with the newest morning that has been', () => {
    expect(newestMorning(new Date('2026-08-25T01:29:59Z'))).toBe('2026-08-24');
    expect(newestMorning(new Date('2026-08-25T01:30:00Z'))).toBe('2026-08-25');
  });
});

describe('what is open', () => {
  const open = (isPast = true) => openAlerts(rig.bot, rig.apps, { isPast, signal });

  it('is what was open at that moment', async () => {
    expect((await open()).flatMap((one) => one.open)).toEqual([]);
    rig.clock.set(morningOf(addDays(FALL, 12)).toISOString());
    const [fallen] = await open();
    expect(fallen).toMatchObject({ isReplayed: true, open: [{ segment: 'new' }] });
  });

  it('is the bot’s own memory where it has one, unless the moment is another', async () => {
    const memory = { at: '', judged: [], open: [], excluded: [], normal: [] };
    await rig.stores.alerts.prepare([{ app: APP, version: 0, memory }], [], rig.clock.now());
    rig.clock.set(morningOf(addDays(FALL, 12)).toISOString());
    expect((await open(false))[0]).toMatchObject({ isReplayed: false, open: [] });
    expect((await open())[0]?.open).toHaveLength(1);
  });
});
