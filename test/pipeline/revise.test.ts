/** Digests that stand in the chats follow what the store learns: edited once, where something printed has changed. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Segment } from '../../src/core/cohort.ts';
import type { Digest } from '../../src/core/digest.ts';
import { formatter } from '../../src/core/format.ts';
import { matureOffsets, newestComplete, periodOf } from '../../src/core/period.ts';
import { cronAt, schedule } from '../../src/core/schedule.ts';
import { textFor } from '../../src/core/text/index.ts';
import { revise } from '../../src/pipeline/revise.ts';
import { runTick } from '../../src/pipeline/tick.ts';
import type { Posted } from '../../src/ports/channel.ts';
import { openStores } from '../../src/store/index.ts';
import { type EditedChannel, editedChannel } from '../doubles/edited-channel.ts';
import { APP, OTHER, openRig, type Rig, type RigOptions, truthOf } from './rig.ts';

const SUNDAY = '2026-11-22T01:30:00Z';
const AT_1140 = '2026-11-22T03:40:00Z';
const signal = new AbortController().signal;
const folder = mkdtempSync(join(tmpdir(), 'retention-revise-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const DAILY = schedule({
  grain: 'day',
  cron: cronAt('day', '09:30'),
  at: '09:30',
  zone: 'Asia/Shanghai',
  apps: 'all',
  channels: 'all',
});

let rig: Rig;
let growth: EditedChannel;
let board: EditedChannel;

/** Sunday's digests of Saturday stand in two chats. */
async function open(options: Partial<RigOptions> = {}): Promise<void> {
  growth = editedChannel('growth');
  board = editedChannel('board', 'zh-CN');
  const destinations = [growth.destination, board.destination];
  rig = await openRig({ now: SUNDAY, destinations, ...options });
  const tick = { schedule: DAILY.key, scheduledFor: new Date(SUNDAY), attempt: 1 };
  expect(await runTick(rig.bot, DAILY, tick, signal)).toBeUndefined();
  rig.calls();
}
beforeEach(() => open());
afterEach(() => rig.close());

/** WeChat's answer about a cohort comes in again, one figure of it told otherwise. */
async function tell(first: string, segment: Segment, offset: number, by: number): Promise<void> {
  const period = periodOf('day', first);
  const now = rig.clock.now();
  const newest = newestComplete('day', now);
  const truth = truthOf(APP, period);
  const told = (one: Segment) =>
    new Map(
      matureOffsets(period, newest).map((key) => [
        key,
        (truth[one].get(key) ?? 0) + (one === segment && key === offset ? by : 0),
      ]),
    );
  const counts = { new: told('new'), active: told('active') };
  await rig.stores.snapshots.save(APP, { period, counts, raw: '' }, newest, now);
}

function rate(first: string, segment: Segment, offset: number, by = 0): string {
  const counts = truthOf(APP, periodOf('day', first))[segment];
  return formatter('en').rate(((counts.get(offset) ?? 0) + by) / (counts.get(0) ?? 1));
}

async function app(bot = rig.bot) {
  const [one] = bot.apps;
  if (!one) throw new Error('no app');
  return revise(bot, one, 'day', signal);
}

const lines = (digest: Digest | undefined, locale: 'en' | 'zh-CN' = 'en') =>
  (digest?.sections ?? []).flatMap((one) =>
    one.kind === 'list' && one.heading === textFor(locale).digest.revisions ? one.items : [],
  );

describe('a figure told otherwise', () => {
  it('is edited into the digest, in the language of each chat; nothing is posted or asked', async () => {
    rig.clock.set(AT_1140);
    await tell('2026-11-20', 'new', 1, 50);
    await app();
    const [from, to] = [rate('2026-11-20', 'new', 1), rate('2026-11-20', 'new', 1, 50)];
    expect(growth.messages).toHaveLength(1);
    expect(growth.edits).toHaveLength(1);
    expect(lines(growth.messages[0]?.digest)).toEqual([
      `Revised 11:40: D1 ${from} → ${to} (new users)`,
    ]);
    expect(lines(board.messages[0]?.digest, 'zh-CN')).toEqual([
      `11:40 修订：新增用户次日 ${from} → ${to}`,
    ]);
    const edited = growth.messages[0]?.digest;
    const figures = edited?.sections.find((one) => one.kind === 'figures');
    expect(figures?.kind === 'figures' && figures.figures[0]?.rate).toBe(to);
    expect(edited?.footer).toContain('Sun, Nov 22, 09:30 Asia/Shanghai');
    expect(edited?.actions).not.toEqual([]);
    expect(rig.calls()).toEqual([]);
  });

  it('is edited in once, however often it is looked for', async () => {
    rig.clock.set(AT_1140);
    await tell('2026-11-20', 'new', 1, 50);
    for (const minute of [40, 41, 59]) {
      rig.clock.set(`2026-11-22T03:${minute}:00Z`);
      await app();
    }
    expect(growth.editTries()).toBe(1);
  });

  it('within its rounding leaves the digest alone', async () => {
    const by = [1, -1].find(
      (one) => rate('2026-11-20', 'active', 1, one) === rate('2026-11-20', 'active', 1),
    );
    expect(by).toBeDefined();
    rig.clock.set(AT_1140);
    const edited = vi.spyOn(rig.stores.deliveries, 'edited');
    await tell('2026-11-20', 'active', 1, by ?? 0);
    await app();
    expect(growth.editTries()).toBe(0);
    expect(edited).not.toHaveBeenCalled();
  });

  it('in small steps is measured against what is printed, not against the step before', async () => {
    let by = 1;
    while (rate('2026-11-20', 'active', 1, by) === rate('2026-11-20', 'active', 1)) by += 1;
    for (let step = 1; step <= by; step += 1) {
      rig.clock.set(`2026-11-22T04:${String(step).padStart(2, '0')}:00Z`);
      await tell('2026-11-20', 'active', 1, step);
      await app();
      expect(growth.edits).toHaveLength(step === by ? 1 : 0);
    }
  });

  it('twice, and back, is told each time, the newest last', async () => {
    const steps = [50, 90, 0];
    for (const [index, by] of steps.entries()) {
      rig.clock.set(`2026-11-22T0${index + 3}:40:00Z`);
      await tell('2026-11-20', 'new', 1, by);
      await app();
    }
    const [first, second, third] = [0, 50, 90].map((by) => rate('2026-11-20', 'new', 1, by));
    expect(growth.edits).toHaveLength(3);
    expect(lines(growth.messages[0]?.digest)).toEqual([
      `Revised 11:40: D1 ${first} → ${second} (new users)`,
      `Revised 12:40: D1 ${second} → ${third} (new users)`,
      `Revised 13:40: D1 ${third} → ${first} (new users)`,
    ]);
  });

  it('and back before anybody looked is no revision', async () => {
    for (const [index, by] of [50, 0].entries()) {
      rig.clock.set(`2026-11-22T0${index + 3}:40:00Z`);
      await tell('2026-11-20', 'new', 1, by);
    }
    await app();
    expect(growth.editTries()).toBe(0);
  });

  it('that the digest doesn’t print is no revision', async () => {
    rig.clock.set(AT_1140);
    await tell('2026-11-19', 'new', 2, 50);
    await app();
    expect(growth.editTries()).toBe(0);
  });

  it('is edited into a week-old digest, and no longer into an older one', async () => {
    rig.clock.set('2026-11-29T01:30:00Z');
    await tell('2026-11-20', 'new', 1, 50);
    await app();
    expect(growth.edits).toHaveLength(1);
    rig.clock.set('2026-11-30T01:30:00Z');
    await tell('2026-11-20', 'new', 1, 0);
    await app();
    expect(growth.edits).toHaveLength(1);
  });

  it('of another app is none of this one’s', async () => {
    await rig.close();
    await open({ apps: [OTHER, APP] });
    rig.clock.set(AT_1140);
    await tell('2026-11-20', 'new', 1, 50);
    await app();
    expect(growth.editTries()).toBe(0);
  });
});

describe('an edit', () => {
  beforeEach(async () => {
    rig.clock.set(AT_1140);
    await tell('2026-11-20', 'new', 1, 50);
  });

  it('is made by one of two processes', async () => {
    await rig.close();
    const path = join(folder, 'replicas.db');
    await open({ path });
    rig.clock.set(AT_1140);
    await tell('2026-11-20', 'new', 1, 50);
    const second = await openStores(path);
    await Promise.all([app(), app(rig.replica(second))]);
    await second.close();
    expect(growth.editTries()).toBe(1);
    expect(board.editTries()).toBe(1);
  });

  it('that a process died over is made by another when its lease is over', async () => {
    const { deliveries } = rig.stores;
    const now = rig.clock.now();
    for (const one of await deliveries.standing(APP, 'day', '2026-11-21'))
      await deliveries.takeEdit(one.id, one.shown.asOf, now, new Date(now.getTime() + 30_000));
    await app();
    expect(growth.editTries()).toBe(0);
    rig.clock.set('2026-11-22T03:43:00Z');
    await app();
    expect(growth.edits).toHaveLength(1);
  });

  it.each(['later', 'unseen'] as const)(
    'that fails with "%s" is made again in a while',
    async (script) => {
      growth.nextEdit(script);
      const left = await app();
      const wait = left.find(({ chat }) => chat === growth.destination.chat)?.againMs ?? 0;
      expect(wait).toBeGreaterThanOrEqual(180_000);
      rig.clock.set(new Date(Date.parse(AT_1140) + wait).toISOString());
      await app();
      await app();
      expect(growth.editTries()).toBe(2);
      expect(board.editTries()).toBe(1);
      expect(lines(growth.messages[0]?.digest)).toHaveLength(1);
    },
  );

  it('that is refused is not tried again, a later one is', async () => {
    growth.nextEdit('rejected');
    expect((await app()).every(({ againMs }) => againMs === undefined)).toBe(true);
    rig.clock.set('2026-11-22T05:00:00Z');
    await app();
    expect(growth.editTries()).toBe(1);
    expect(rig.log).toContainEqual(expect.objectContaining({ message: 'digest not revised' }));
    await tell('2026-11-20', 'new', 1, 90);
    await app();
    expect(growth.edits).toHaveLength(1);
  });

  it('that the platform has no way to make is no news, and is not tried again', async () => {
    growth.nextEdit('fixed');
    expect((await app()).every(({ againMs }) => againMs === undefined)).toBe(true);
    rig.clock.set('2026-11-22T05:00:00Z');
    await app();
    expect(growth.editTries()).toBe(1);
    expect(rig.log.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('that a chat refuses as it refuses everything is made when somebody looks next', async () => {
    growth.nextEdit('banned');
    expect((await app()).every(({ againMs }) => againMs === undefined)).toBe(true);
    rig.clock.set('2026-11-22T05:00:00Z');
    await app();
    expect(growth.edits).toHaveLength(1);
  });

  it('is not tried in a chat that is paused', async () => {
    const pause = { chat: growth.destination.chat, since: rig.clock.now(), params: {} };
    await rig.stores.pauses.pause({ ...pause, code: 'channel_closed' });
    await app();
    expect(growth.editTries()).toBe(0);
    expect(board.edits).toHaveLength(1);
    await rig.stores.pauses.resume(growth.destination.chat);
    await app();
    expect(growth.edits).toHaveLength(1);
  });

  it('is not tried in a chat that is no longer reached', async () => {
    await revise({ ...rig.bot, destinations: async () => [] }, rig.apps[0] as never, 'day', signal);
    expect(growth.editTries()).toBe(0);
  });
});

describe('where no digest stands', () => {
  it('no figure is read', async () => {
    const read = vi.spyOn(rig.stores.snapshots, 'triangle');
    const [one] = rig.apps;
    if (one) expect(await revise(rig.bot, one, 'week', signal)).toEqual([]);
    expect(read).not.toHaveBeenCalled();
  });

  it('another message in the chat is none', async () => {
    const posted: Posted = { message: '0' };
    const now = rig.clock.now();
    const claim = await rig.stores.deliveries.claim(
      { channel: growth.destination.chat, subject: 'welcome' },
      now,
      now,
    );
    if (claim.state === 'ours') await rig.stores.deliveries.sent(claim.id, posted);
    expect(await rig.stores.deliveries.standing(APP, 'day', '')).toHaveLength(2);
  });
});
