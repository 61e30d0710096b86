/** Several processes that collect from one WeChat into one database, and ask it no more than one would. */
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newestExpected, type Period, shift } from '../../src/core/period.ts';
import { FIRST_WINDOW } from '../../src/core/plan.ts';
import { collectTurns } from '../../src/pipeline/collect-turns.ts';
import type { Collector } from '../../src/pipeline/collector.ts';
import { collector } from '../../src/pipeline/collector.ts';
import type { Stores } from '../../src/ports/stores.ts';
import { type Processes, SHARED_DATABASES } from '../doubles/processes.ts';
import { openRig, type Rig } from './rig.ts';

const signal = new AbortController().signal;
/** A Wednesday: ten offsets of a day have matured since the day before. */
const MORNING = '2026-11-25T01:30:00Z';
const NEXT_MORNING = '2026-11-26T01:30:00Z';
const FLOOR = 10;
const APPS = Array.from({ length: 20 }, (_, nth) => `wx${String(nth).padStart(16, '0')}`);

describe.each(Object.entries(SHARED_DATABASES))('three processes on %s', (_, start) => {
  let processes: Processes;
  let stores: readonly Stores[];
  let rig: Rig;
  beforeAll(async () => {
    processes = await start();
  }, 60_000);
  afterAll(() => processes.close());
  beforeEach(async () => {
    stores = await processes.open(3);
  });
  afterEach(() => rig.close());

  /** A wait is short and real, as what is waited for is another's work. */
  const clock = {
    now: () => rig.clock.now(),
    sleep: (_: number, stop: AbortSignal) => wait(5, undefined, { signal: stop }),
  };
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const collectorOf = ({ snapshots, leases, turns }: Stores, owner: string): Collector =>
    collector({ snapshots, clock, log }, collectTurns({ leases, turns, owner, clock, log }));
  const collectors = () => stores.map((one, nth) => collectorOf(one, `process ${nth}`));
  const newest = (): Period => newestExpected('day', rig.clock.now());
  const collectAll = (all: readonly Collector[]) =>
    Promise.all(
      all.flatMap(({ collect }) => rig.apps.map((app) => collect(app, newest(), signal))),
    );

  /** As if a first run had been refused everything: what matures is asked for all the same. */
  const askedBefore = () =>
    Promise.all(
      rig.apps.flatMap(({ appid }) =>
        Array.from({ length: FIRST_WINDOW.day }, (_, back) =>
          stores[0]?.snapshots.refuse(appid, shift(newest(), -back), newest(), rig.clock.now()),
        ),
      ),
    );

  it('ask although it is said to be quiet by a clock that was a day ahead', async () => {
    rig = await openRig({ now: MORNING });
    await askedBefore();
    rig.clock.set(NEXT_MORNING);
    const tomorrow = new Date(rig.clock.now().getTime() + 86_400_000);
    for (const { appid } of rig.apps)
      await stores[0]?.turns.hold(`quiet ${appid} day ${newest().first}`, tomorrow);
    await collectAll(collectors());
    expect(rig.calls()).toHaveLength(FLOOR);
  });

  it('ask for a morning of twenty apps what one would ask', async () => {
    rig = await openRig({ now: MORNING, apps: APPS });
    const all = collectors();
    await askedBefore();
    rig.clock.set(NEXT_MORNING);
    const collected = await collectAll(all);
    expect(collected.every(({ state }) => state === 'complete')).toBe(true);
    expect(rig.calls()).toHaveLength(FLOOR * APPS.length);
  }, 60_000);

  it('fetch a first run together once', async () => {
    rig = await openRig({ now: MORNING, apps: APPS.slice(0, 3) });
    await collectAll(collectors());
    expect(rig.calls()).toHaveLength(3 * FIRST_WINDOW.day);
  });

  it('ask once for what isn’t ready, and again when some time has gone by', async () => {
    rig = await openRig({ now: MORNING, apps: APPS.slice(0, 5), readyHour: 12 });
    const all = collectors();
    const late = await collectAll(all);
    expect(late.map(({ state }) => state)).toEqual(late.map(() => 'not-ready'));
    expect(rig.calls()).toHaveLength(5);
    rig.clock.set('2026-11-25T01:39:00Z');
    await collectAll(all);
    expect(rig.calls()).toHaveLength(0);
    rig.clock.set('2026-11-25T01:41:00Z');
    await collectAll(all);
    expect(rig.calls()).toHaveLength(5);
  });

  it('go on where one of them died while it collected', async () => {
    rig = await openRig({ now: MORNING, apps: APPS.slice(0, 1) });
    const [one, two] = stores;
    const [app] = rig.apps;
    if (!one || !two || !app) throw new Error('no processes');
    const now = rig.clock.now();
    await one.leases.take(
      `collect ${app.appid} day`,
      'dead',
      now,
      new Date(now.getTime() + 60_000),
    );
    let looks = 0;
    const looking = {
      now: clock.now,
      sleep: async (ms: number, stop: AbortSignal) => {
        // Nothing is asked while the dead one may still be at it.
        if (ms === 500) {
          expect(rig.calls()).toHaveLength(0);
          looks += 1;
          rig.clock.set(new Date(rig.clock.now().getTime() + ms).toISOString());
        }
        await clock.sleep(ms, stop);
      },
    };
    const { snapshots, leases, turns } = two;
    const { collect } = collector(
      { snapshots, clock: looking, log },
      collectTurns({ leases, turns, owner: 'two', clock: looking, log }),
    );
    expect((await collect(app, newest(), signal)).state).toBe('complete');
    expect(looks).toBe(120);
  });

  it('keep their turn for as long as it takes, and stop waiting when told to', async () => {
    rig = await openRig({ now: MORNING, apps: APPS.slice(0, 1) });
    const [app] = rig.apps;
    const [one, two, three] = stores;
    if (!one || !two || !three || !app) throw new Error('no processes');
    let taken = Promise.withResolvers<void>();
    const leases = {
      ...one.leases,
      // One that began before the clock was moved on tells nothing.
      take: (name: string, owner: string, at: Date, until: Date) =>
        one.leases.take(name, owner, at, until).finally(() => {
          if (at >= rig.clock.now()) taken.resolve();
        }),
    };
    const [asked, hung] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const slow = {
      ...app,
      source: {
        app: app.appid,
        fetch: async (...question: Parameters<typeof app.source.fetch>) => {
          asked.resolve();
          await hung.promise;
          return app.source.fetch(...question);
        },
      },
    };
    const first = collectorOf({ ...one, leases }, 'one').collect(slow, newest(), signal);
    await asked.promise;
    const stop = new AbortController();
    const second = collectorOf(two, 'two').collect(app, newest(), stop.signal);
    for (let half = 0; half < 6; half += 1) {
      const now = new Date(rig.clock.now().getTime() + 10_000);
      rig.clock.set(now.toISOString());
      taken = Promise.withResolvers();
      await taken.promise;
      const later = new Date(now.getTime() + 19_000);
      expect(await three.leases.take(`collect ${app.appid} day`, 'three', later, later)).toBe(
        false,
      );
    }
    expect(rig.calls()).toHaveLength(0);
    stop.abort();
    await expect(second).rejects.toThrow();
    hung.resolve();
    expect((await first).state).toBe('complete');
    expect(
      await three.leases.take(
        `collect ${app.appid} day`,
        'three',
        rig.clock.now(),
        rig.clock.now(),
      ),
    ).toBe(true);
  });
});
