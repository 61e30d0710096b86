/** What is old goes every day, by one of the processes that share a database. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Housekeeping, housekeeping } from '../../src/pipeline/housekeeping.ts';
import type { Stores } from '../../src/ports/stores.ts';
import { type Processes, SHARED_DATABASES } from '../doubles/processes.ts';
import { openRig, type Rig } from './rig.ts';

const NOW = '2026-11-22T01:30:00Z';
const OLD = new Date('2025-01-01T00:00:00Z');
const ROWS = 450;
const SHARED = { adapter: 'slack', chat: 'C1', action: 'share', detail: '' } as const;

describe.each(Object.keys(SHARED_DATABASES))('on %s', (name) => {
  let processes: Processes;
  let rig: Rig;
  beforeAll(async () => {
    const open = SHARED_DATABASES[name];
    if (!open) throw new Error(name);
    processes = await open();
    rig = await openRig({ now: NOW });
  });
  afterAll(async () => {
    await rig.close();
    await processes.close();
  });

  /** One day of it, in a process of its own. */
  async function aDay(stores: Stores, owner: string, keeping: Partial<Housekeeping> = {}) {
    const stop = new AbortController();
    const clock = { now: rig.clock.now, sleep: async () => stop.abort() };
    const bot = { ...rig.replica(stores), clock };
    await housekeeping(bot, { rawDays: 400, owner, ...keeping }, stop.signal);
  }

  async function fill(stores: Stores): Promise<void> {
    for (let row = 0; row < ROWS; row += 1)
      await stores.audit.record({ at: OLD, ...SHARED, user: `U${row}` });
  }

  const failures = () => rig.log.filter(({ level }) => level === 'error');

  it('two processes that begin at once do not fail, and leave nothing old', async () => {
    const [one, two] = await processes.open(2);
    if (!one || !two) throw new Error('two processes were asked for');
    await fill(one);
    await Promise.all([aDay(one, 'one'), aDay(two, 'two')]);
    expect(failures()).toEqual([]);
    expect(await one.audit.list(10)).toEqual([]);
  });

  it('is left to whoever is at it, and to anybody once that has died', async () => {
    const [one] = await processes.open(1);
    if (!one) throw new Error('a process was asked for');
    await fill(one);
    const until = new Date(Date.parse(NOW) + 600_000);
    await one.leases.take('housekeeping', 'dead', new Date(NOW), until);
    await aDay(one, 'one');
    expect(await one.audit.list(10)).toHaveLength(10);
    rig.clock.set(until.toISOString());
    await aDay(one, 'one');
    expect(await one.audit.list(10)).toEqual([]);
  });
});
