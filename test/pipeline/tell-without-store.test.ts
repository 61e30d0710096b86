/** A store that fails is told by a way that needs no store, and once. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError, explain } from '../../src/core/errors.ts';
import { textFor } from '../../src/core/text/index.ts';
import { housekeeping } from '../../src/pipeline/housekeeping.ts';
import { isStoreFault, tellWithoutStore } from '../../src/pipeline/tell-without-store.ts';
import { destination, openRig, type Rig } from './rig.ts';

const signal = new AbortController().signal;
const full = new AppError('store_full', { path: 'data/retention.db', detail: 'no space' });
const damaged = new AppError('store_corrupt', { path: 'data/retention.db', detail: 'malformed' });

let rig: Rig;
let operators: ReturnType<typeof destination>;
beforeEach(async () => {
  operators = destination('operators', 'zh-CN');
  rig = await openRig({ now: '2026-11-22T01:30:00Z', operators: [operators.destination] });
});
afterEach(() => rig.close());

const titles = () => operators.channel.messages.map(({ digest }) => digest.summary);

describe('the operators', () => {
  it('are told in their language what happened and what to do, with a store that does nothing any more', async () => {
    await rig.stores.close();
    await tellWithoutStore(rig.bot, full, signal);
    expect(titles()).toEqual([explain(full, textFor('zh-CN'))]);
  });

  it('are told once a day of each fault', async () => {
    for (const error of [full, full, damaged, full]) await tellWithoutStore(rig.bot, error, signal);
    expect(titles()).toHaveLength(2);
    rig.clock.set('2026-11-22T16:00:00Z');
    await tellWithoutStore(rig.bot, full, signal);
    expect(titles()).toHaveLength(3);
  });

  it('are told once by two failures at the same moment', async () => {
    await Promise.all([1, 2].map(() => tellWithoutStore(rig.bot, full, signal)));
    expect(titles()).toHaveLength(1);
  });

  it('are told once though the process begins anew, where the chat can be read', async () => {
    await tellWithoutStore(rig.bot, full, signal);
    await tellWithoutStore(rig.replica({ ...rig.stores }), full, signal);
    expect(titles()).toHaveLength(1);
  });

  it.each(['unreadable', 'later'] as const)('are told where history is %s', async (how) => {
    operators.channel.history(how);
    await tellWithoutStore(rig.bot, full, signal);
    expect(titles()).toHaveLength(1);
  });

  it('are told by the next failure when the chat did not take the message', async () => {
    operators.channel.next('later');
    await tellWithoutStore(rig.bot, full, signal);
    expect(titles()).toEqual([]);
    expect(rig.log.some(({ message }) => message === 'operators not told')).toBe(true);
    await tellWithoutStore(rig.bot, full, signal);
    expect(titles()).toHaveLength(1);
  });
});

it.each([
  [full, true],
  [damaged, true],
  [new AppError('aborted', {}), false],
  [new Error('disk full'), false],
])('%s is a fault of the store: %s', (error, expected) => {
  expect(isStoreFault(error)).toBe(expected);
});

describe('housekeeping', () => {
  it('is done at once and every day, and goes on after a failure, which is told', async () => {
    const stopping = new AbortController();
    const days: string[] = [];
    const bot = rig.replica({
      ...rig.stores,
      async prune(now, keeping) {
        days.push(now.toISOString());
        expect(keeping).toEqual({ rawDays: 400 });
        if (days.length === 1) throw full;
        if (days.length === 3) stopping.abort();
      },
    });
    await housekeeping(bot, { rawDays: 400, owner: 'a' }, stopping.signal);
    expect(days).toEqual([
      '2026-11-22T01:30:00.000Z',
      '2026-11-23T01:30:00.000Z',
      '2026-11-24T01:30:00.000Z',
    ]);
    expect(titles()).toHaveLength(1);
  });

  it('removes from a real store, and ends when it is told to', async () => {
    await rig.stores.charts.put(
      'old',
      { kind: 'line', title: '', labels: [], series: [] } as never,
      new Date('2025-01-01T00:00:00Z'),
    );
    const stopping = new AbortController();
    const clock = { ...rig.bot.clock, sleep: async () => stopping.abort() };
    await housekeeping({ ...rig.bot, clock }, { rawDays: 400, owner: 'a' }, stopping.signal);
    expect(await rig.stores.charts.get('old')).toBeUndefined();
  });
});
