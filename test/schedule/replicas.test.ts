/** How many processes share a database, as each of them counts. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Clock } from '../../src/ports/runtime.ts';
import type { ReplicaBook } from '../../src/ports/shared-stores.ts';
import { beside, replicas } from '../../src/schedule/replicas.ts';
import { keptLog, type LogLine } from '../doubles/host.ts';
import { type Processes, SHARED_DATABASES } from '../doubles/processes.ts';

/** Stands still; `beat` wakes whoever sleeps, and resolves when all have beaten and sleep again. */
function handClock(): Clock & { beat(ms?: number): Promise<void> } {
  let now = Date.parse('2026-11-22T02:00:00Z');
  let sleepers: (() => void)[] = [];
  let asleep = () => {};
  return {
    now: () => new Date(now),
    sleep: (_, stop) =>
      new Promise((resolve, reject) => {
        sleepers.push(resolve);
        stop.addEventListener('abort', () => reject(stop.reason));
        asleep();
      }),
    async beat(ms = 10_000) {
      now += ms;
      const woken = sleepers;
      sleepers = [];
      const again = new Promise<void>((resolve) => {
        asleep = () => sleepers.length >= woken.length && resolve();
      });
      for (const wake of woken) wake();
      if (woken.length > 0) await again;
    },
  };
}

describe.each(Object.entries(SHARED_DATABASES))('processes on %s', (_, start) => {
  let processes: Processes;
  beforeAll(async () => {
    processes = await start();
  }, 60_000);
  afterAll(() => processes.close());
  const log = keptLog([]);

  it('count each other, whether they come, leave, or die', async () => {
    const clocks = [handClock(), handClock(), handClock()] as const;
    const [a, b, c] = (await processes.open(3)).map((stores, index) =>
      replicas(stores.replicas, `process ${index}`, clocks[index] as Clock, log),
    );
    if (!a || !b || !c) throw new Error('no processes');
    await a.start();
    expect(a.count()).toBe(1);
    await b.start();
    await c.start();
    expect([a, b, c].map((one) => one.count())).toEqual([1, 2, 3]);
    // The first has not heard of the others yet, but finds out when it must know.
    expect(await a.isShared()).toBe(true);
    await Promise.all(clocks.map((clock) => clock.beat()));
    expect([a, b, c].map((one) => one.count())).toEqual([3, 3, 3]);
    await b.stop();
    await Promise.all([clocks[0].beat(), clocks[2].beat()]);
    expect([a, c].map((one) => one.count())).toEqual([2, 2]);
    // The third says nothing any more.
    for (let beats = 0; beats < 4; beats += 1) await clocks[0].beat();
    expect(a.count()).toBe(1);
    expect(await a.isShared()).toBe(false);
    await Promise.all([a.stop(), c.stop()]);
  });

  it('leave a command its share', async () => {
    const clock = handClock();
    const [one, two] = await processes.open(2);
    if (!one || !two) throw new Error('no stores');
    expect((await beside(two.replicas, clock)).count()).toBe(1);
    const running = replicas(one.replicas, 'one', clock, log);
    await running.start();
    expect((await beside(two.replicas, clock)).count()).toBe(2);
    await running.stop();
    expect((await beside(two.replicas, clock)).count()).toBe(1);
  });
});

it('keeps its count while the database is away, and says so once', async () => {
  const lines: LogLine[] = [];
  const clock = handClock();
  let isAway = false;
  const book: ReplicaBook = {
    async beat() {
      if (isAway) throw new Error('connection refused');
      return 3;
    },
    async leave() {
      throw new Error('connection refused');
    },
    count: async () => 3,
  };
  const one = replicas(book, 'one', clock, keptLog(lines));
  await one.start();
  isAway = true;
  await clock.beat();
  await clock.beat();
  expect(one.count()).toBe(3);
  expect(lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
  await one.stop();
  expect(lines.filter(({ level }) => level === 'warn')).toHaveLength(2);
});
