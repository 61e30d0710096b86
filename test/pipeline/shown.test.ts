/** What is remembered of a digest is what stands in the chat, whichever of several tries put it there. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { deliver } from '../../src/pipeline/deliver.ts';
import { NO_METER } from '../../src/ports/meter.ts';
import type { Shown, Stores } from '../../src/ports/stores.ts';
import { openStores } from '../../src/store/index.ts';
import { dailyDigest } from '../doubles/digests.ts';
import { keptLog } from '../doubles/host.ts';
import { destination, type SetClock, setClock } from './rig.ts';

const FIRST: Shown = {
  app: 'wx1',
  grain: 'day',
  first: '2026-11-21',
  period: '2026-11-20',
  asOf: new Date('2026-11-22T01:30:00Z'),
  schedule: { at: new Date('2026-11-22T01:30:00Z'), zone: 'Asia/Shanghai' },
  figures: [{ segment: 'new', offset: 1, rate: 0.28 }],
  revisions: [],
};
/** Figures have come meanwhile. */
const LATER: Shown = {
  ...FIRST,
  period: '2026-11-21',
  asOf: new Date('2026-11-22T03:00:00Z'),
  figures: [{ segment: 'new', offset: 1, rate: 0.31 }],
};

let stores: Stores;
let clock: SetClock;
let growth: ReturnType<typeof destination>;
beforeEach(async () => {
  stores = await openStores(':memory:');
  clock = setClock('2026-11-22T01:30:00Z');
  growth = destination('growth');
});
afterEach(() => stores.close());

const send = async (shown: Shown) => {
  const policy = { onUnknownDelivery: 'repost', meter: NO_METER } as const;
  const bot = { stores, clock, log: keptLog([]), ...policy };
  const digest = () => dailyDigest();
  const { signal } = new AbortController();
  await deliver(bot, [growth.destination], 'wx1 day 2026-11-21', digest, signal, { shown });
  const standing = await stores.deliveries.standing('wx1', 'day', '2026-11-21');
  return standing.map((one) => one.shown);
};

it.each(['later', 'lost'] as const)('a second try after one that was %s', async (script) => {
  growth.channel.next(script);
  expect(await send(FIRST)).toEqual([]);
  clock.set('2026-11-22T03:00:00Z');
  expect(await send(LATER)).toEqual([LATER]);
});

it('an earlier try that is found after all', async () => {
  growth.channel.history('hidden');
  growth.channel.next('unseen');
  expect(await send(FIRST)).toEqual([]);
  growth.channel.history('clear');
  clock.set('2026-11-22T03:00:00Z');
  expect(await send(LATER)).toEqual([FIRST]);
});
