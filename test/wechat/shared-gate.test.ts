/** What one process is told of a quota closes the app for all; a minute is waited for by all. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { periodOf } from '../../src/core/period.ts';
import type { Stores } from '../../src/ports/stores.ts';
import { fixture, rejection } from '../contracts/retention-source.ts';
import { type Processes, SHARED_DATABASES } from '../doubles/processes.ts';
import { httpsSource, openRig, type Rig } from './rig.ts';

const signal = new AbortController().signal;
const DAY = periodOf('day', '2026-10-01');
const SPENT = { body: fixture('err-45009-quota-hint') };
const SLOWER = { body: { errcode: 45011, errmsg: 'api minute-quota reach limit, must slower' } };
const MINUTE_MS = 60_000;

let rig: Rig;

describe.each(Object.entries(SHARED_DATABASES))('a gate shared on %s', (_, start) => {
  let processes: Processes;
  let stores: readonly Stores[];
  beforeAll(async () => {
    processes = await start();
  }, 60_000);
  afterAll(() => processes.close());
  beforeEach(async () => {
    stores = await processes.open(3);
  });
  afterEach(() => rig.wechat.close());

  /** How often each process has looked for a hold. */
  const looks = [0, 0, 0];
  const three = () =>
    stores.map(({ tokens, leases, turns }, index) => {
      looks[index] = 0;
      const counted = {
        hold: turns.hold,
        heldUntil: (name: string, now: Date) => {
          looks[index] = (looks[index] ?? 0) + 1;
          return turns.heldUntil(name, now);
        },
      };
      const bytes = (count: number) => new Uint8Array(count).fill(index);
      const shared = { tokens, leases, turns: counted, owner: `process ${index}`, bytes };
      return httpsSource({ ...rig.options, shared });
    });

  it('refuses every question until Beijing midnight, once one process was told', async () => {
    let isSpent = true;
    rig = await openRig({
      intercept: ({ endpoint }) => (isSpent && endpoint === 'day' ? SPENT : undefined),
    });
    const sources = three();
    for (const source of sources)
      expect(await rejection(source.fetch(DAY, signal))).toMatchObject({
        code: 'quota_spent',
        retry: 'tomorrow',
      });
    expect(rig.count('day')).toBe(1);
    isSpent = false;
    rig.clock.forward(Date.parse('2026-11-22T16:00:01Z') - rig.clock.now().getTime());
    await Promise.all(sources.map((source) => source.fetch(DAY, signal)));
    expect(rig.count('day')).toBe(4);
  });

  it('closes within half a minute for a process at work', async () => {
    let isSpent = false;
    rig = await openRig({
      intercept: ({ endpoint }) => (isSpent && endpoint === 'day' ? SPENT : undefined),
    });
    const [first, second] = three();
    await first?.fetch(DAY, signal);
    isSpent = true;
    await rejection(second?.fetch(DAY, signal) as Promise<unknown>);
    const before = rig.count('day');
    rig.clock.forward(30_000);
    expect((await rejection(first?.fetch(DAY, signal) as Promise<unknown>)).code).toBe(
      'quota_spent',
    );
    expect(rig.count('day')).toBe(before);
  });

  it('makes all wait out the minute that one was asked for', async () => {
    let refusals = 1;
    rig = await openRig({
      intercept: ({ endpoint }) => (endpoint === 'day' && refusals-- > 0 ? SLOWER : undefined),
    });
    const [first, second] = three();
    const asked = rig.clock.now().getTime();
    // Told, it waits by moving the clock of both on; the other looks before that.
    await second?.fetch(DAY, signal).catch(() => undefined);
    await first?.fetch(DAY, signal);
    expect(rig.clock.now().getTime() - asked).toBeGreaterThanOrEqual(MINUTE_MS);
    const [one] = stores;
    await one?.turns.hold(
      'wechat wx1234567890abcdef retention',
      new Date(rig.clock.now().getTime() + 40_000),
    );
    rig.clock.slept.length = 0;
    rig.clock.forward(30_000);
    await first?.fetch(DAY, signal);
    expect(rig.clock.slept).toEqual([MINUTE_MS]);
  });

  it('is looked at once in half a minute, however many questions there are', async () => {
    rig = await openRig();
    const [first] = three();
    for (let question = 0; question < 20; question += 1) await first?.fetch(DAY, signal);
    expect(looks[0]).toBe(1);
    rig.clock.forward(30_000);
    await first?.fetch(DAY, signal);
    expect(looks[0]).toBe(2);
  });
});
