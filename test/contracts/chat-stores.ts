/** What every implementation promises of what chats ask for, change and refuse, and of digests that stand in them. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AuditEntry, Pause, Shown, Stores } from '../../src/ports/stores.ts';
import type { OpenedStores, SharedStores } from './stores.ts';

const MORNING = new Date('2026-11-22T01:30:00Z');
const MINUTE = 60_000;
const at = (minutes: number) => new Date(MORNING.getTime() + minutes * MINUTE);

const WANTED = {
  adapter: 'slack',
  chat: 'C1',
  grain: 'week',
  app: 'wx1',
  at: '09:30',
  zone: 'Europe/Paris',
  by: 'U1',
} as const;

const SHOWN: Shown = {
  app: 'wx1',
  grain: 'day',
  first: '2026-11-21',
  period: '2026-11-20',
  asOf: MORNING,
  figures: [
    { segment: 'new', offset: 1, rate: 0.3 },
    { segment: 'active', offset: 7, rate: null },
  ],
  schedule: { at: MORNING, zone: 'Asia/Shanghai' },
  revisions: [],
};

export function chatStoresContract(name: string, open: () => Promise<OpenedStores>): void {
  describe(`${name} as stores of chats`, () => {
    let opened: OpenedStores;
    let stores: Stores;
    beforeEach(async () => {
      opened = await open();
      stores = opened.stores;
    });
    afterEach(() => opened.close());

    describe('subscriptions', () => {
      it('are kept as they were asked for, since then, and numbered', async () => {
        const first = await stores.subscriptions.add(WANTED, MORNING);
        expect(first).toEqual({ ...WANTED, number: first.number, since: MORNING });
        const all = await stores.subscriptions.add({ ...WANTED, app: undefined }, at(1));
        expect(all).toEqual({ ...WANTED, app: undefined, number: all.number, since: at(1) });
        expect(all.number).toBeGreaterThan(first.number);
        expect(await stores.subscriptions.list()).toEqual([first, all]);
      });

      it('are kept once: the same again, by whomever, is the one there is', async () => {
        const first = await stores.subscriptions.add(WANTED, MORNING);
        expect(await stores.subscriptions.add({ ...WANTED, by: 'U2' }, at(9))).toEqual(first);
        expect(await stores.subscriptions.list()).toEqual([first]);
      });

      it.each([
        { adapter: 'teams' },
        { chat: 'C2' },
        { grain: 'day' as const },
        { app: 'wx2' },
        { app: undefined },
        { at: '18:00' },
        { zone: 'UTC' },
      ])('are others with another %o', async (other) => {
        const first = await stores.subscriptions.add(WANTED, MORNING);
        const second = await stores.subscriptions.add({ ...WANTED, ...other }, MORNING);
        expect(second.number).not.toBe(first.number);
        expect(await stores.subscriptions.list()).toHaveLength(2);
      });

      it('are removed from their own chat alone, once', async () => {
        const { number } = await stores.subscriptions.add(WANTED, MORNING);
        const { remove } = stores.subscriptions;
        expect(await remove({ adapter: 'slack', chat: 'C2' }, number)).toBe(false);
        expect(await remove({ adapter: 'teams', chat: 'C1' }, number)).toBe(false);
        expect(await remove(WANTED, number + 1)).toBe(false);
        expect(await stores.subscriptions.list()).toHaveLength(1);
        expect(await remove(WANTED, number)).toBe(true);
        expect(await remove(WANTED, number)).toBe(false);
        expect(await stores.subscriptions.list()).toEqual([]);
      });

      it('never get the number of one that was removed', async () => {
        const { number } = await stores.subscriptions.add(WANTED, MORNING);
        await stores.subscriptions.remove(WANTED, number);
        const again = await stores.subscriptions.add(WANTED, at(1));
        expect(again.number).toBeGreaterThan(number);
        expect(again.since).toEqual(at(1));
      });
    });

    describe('the audit', () => {
      const entry = (minute: number, more: Partial<AuditEntry> = {}): AuditEntry => ({
        at: at(minute),
        adapter: 'slack',
        chat: 'C1',
        user: 'U1',
        action: 'subscribe',
        detail: '#1 week 群 09:30',
        ...more,
      });

      it('keeps every entry, and tells the newest first', async () => {
        const entries = [entry(0), entry(1, { action: 'unsubscribe' }), entry(1), entry(1)];
        for (const one of entries) await stores.audit.record(one);
        expect(await stores.audit.list(99)).toEqual(entries.toReversed());
        expect(await stores.audit.list(2)).toEqual([entry(1), entry(1)]);
      });
    });

    describe('pauses', () => {
      const PAUSE: Pause = {
        chat: 'slack:C1',
        since: MORNING,
        code: 'slack_archived',
        params: { channel: '群' },
      };

      it('are new once, and the first reason stands', async () => {
        expect(await stores.pauses.pause(PAUSE)).toBe(true);
        expect(await stores.pauses.pause({ ...PAUSE, since: at(9), code: 'other' })).toBe(false);
        expect(await stores.pauses.get('slack:C1')).toEqual(PAUSE);
      });

      it('are of one chat, oldest first', async () => {
        const later = { ...PAUSE, chat: 'slack:A', since: at(1) };
        for (const one of [later, PAUSE]) await stores.pauses.pause(one);
        expect(await stores.pauses.get('slack:C2')).toBeUndefined();
        expect(await stores.pauses.list()).toEqual([PAUSE, later]);
      });

      it('end, and may begin anew', async () => {
        await stores.pauses.pause(PAUSE);
        await stores.pauses.resume('slack:C1');
        await stores.pauses.resume('slack:C1');
        expect(await stores.pauses.list()).toEqual([]);
        expect(await stores.pauses.pause(PAUSE)).toBe(true);
      });
    });

    it('keeps the first signing key it is given, whoever asks later', async () => {
      expect(await stores.signingKey('first')).toBe('first');
      expect(await stores.signingKey('second')).toBe('first');
    });

    describe('a digest in a chat', () => {
      const post = async (channel: string, shown?: Shown, subject = 'wx1 day 2026-11-21') => {
        const claim = await stores.deliveries.claim({ channel, subject }, MORNING, at(3), shown);
        if (claim.state !== 'ours') throw new Error(claim.state);
        await stores.deliveries.sent(claim.id, { ts: channel });
        return claim.id;
      };
      const standing = (from = '2026-11-01') => stores.deliveries.standing('wx1', 'day', from);

      it('that was doubtful shows what its first try was to show, once it is found', async () => {
        const key = { channel: 'slack:C1', subject: 'wx1 day 2026-11-21' };
        await stores.deliveries.claim(key, MORNING, at(3), SHOWN);
        const newer = { ...SHOWN, asOf: at(4) };
        const claim = await stores.deliveries.claim(key, at(5), at(8), newer);
        if (claim.state !== 'doubtful') throw new Error(claim.state);
        await stores.deliveries.sent(claim.id, { ts: '1' });
        expect((await standing()).map(({ shown }) => shown.asOf)).toEqual([SHOWN.asOf]);
      });

      it('stands with what it shows, and where', async () => {
        const id = await post('slack:C1', SHOWN);
        const one = { id, channel: 'slack:C1', posted: { ts: 'slack:C1' }, shown: SHOWN };
        expect(await standing()).toEqual([one]);
      });

      it('stands without a schedule when somebody sent it', async () => {
        await post('slack:C1', { ...SHOWN, schedule: undefined });
        expect((await standing())[0]?.shown.schedule).toBeUndefined();
      });

      it('is found by its app, its grain and the first day of its period', async () => {
        await post('a', { ...SHOWN, first: '2026-11-14' }, 'older');
        await post('b', SHOWN, 'newer');
        await post('c', { ...SHOWN, app: 'wx2' }, 'other app');
        await post('d', { ...SHOWN, grain: 'week' }, 'other grain');
        await post('e', undefined, 'welcome');
        const channels = async (from: string) => (await standing(from)).map((one) => one.channel);
        expect(await channels('2026-11-14')).toEqual(['a', 'b']);
        expect(await channels('2026-11-15')).toEqual(['b']);
        expect(await channels('2026-11-22')).toEqual([]);
      });

      it('does not stand before it was posted, nor when it was refused', async () => {
        const key = { channel: 'slack:C1', subject: 'wx1 day 2026-11-21' };
        const claim = await stores.deliveries.claim(key, MORNING, at(3));
        expect(await standing()).toEqual([]);
        if (claim.state === 'ours')
          await stores.deliveries.failed(claim.id, at(3), 'rejected', 'no');
        expect(await standing()).toEqual([]);
      });

      it('is given to one of twenty for an edit', async () => {
        const id = await post('slack:C1', SHOWN);
        const taken = await Promise.all(
          Array.from({ length: 20 }, () => stores.deliveries.takeEdit(id, MORNING, at(10), at(13))),
        );
        expect(taken.filter(Boolean)).toHaveLength(1);
      });

      it('is given to another when whoever had it for an edit died', async () => {
        const id = await post('slack:C1', SHOWN);
        const { takeEdit } = stores.deliveries;
        expect(await takeEdit(id, MORNING, at(10), at(13))).toBe(true);
        expect(await takeEdit(id, MORNING, at(12.9), at(16))).toBe(false);
        expect(await takeEdit(id, MORNING, at(13), at(16))).toBe(true);
      });

      it('shows what was edited into it, and is free again', async () => {
        const id = await post('slack:C1', SHOWN);
        const { takeEdit, edited } = stores.deliveries;
        await takeEdit(id, MORNING, at(10), at(13));
        const change = { segment: 'new', offset: 7, from: null, to: 0.285 } as const;
        const shown: Shown = {
          ...SHOWN,
          asOf: at(10),
          revisions: [{ at: at(10), changes: [change] }],
        };
        await edited(id, at(13), shown);
        expect((await standing())[0]?.shown).toEqual(shown);
        // Whoever still holds the old figures comes too late.
        expect(await takeEdit(id, MORNING, at(11), at(14))).toBe(false);
        expect(await takeEdit(id, at(10), at(11), at(14))).toBe(true);
      });

      it('is kept for an edit by whoever renews it, and edited by nobody who has lost it', async () => {
        const id = await post('slack:C1', SHOWN);
        const { takeEdit, renewEdit, edited } = stores.deliveries;
        await takeEdit(id, MORNING, at(10), at(13));
        expect(await renewEdit(id, at(13), at(15))).toBe(true);
        expect(await takeEdit(id, MORNING, at(14), at(17))).toBe(false);
        expect(await takeEdit(id, MORNING, at(15), at(18))).toBe(true);
        expect(await renewEdit(id, at(15), at(19))).toBe(false);
        await edited(id, at(15), { ...SHOWN, asOf: at(14) });
        expect((await standing())[0]?.shown).toEqual(SHOWN);
        await edited(id, at(18), { ...SHOWN, asOf: at(15) });
        expect((await standing())[0]?.shown.asOf).toEqual(at(15));
      });

      it('is not kept from an edit by a clock that was set back', async () => {
        const id = await post('slack:C1', SHOWN);
        const { takeEdit } = stores.deliveries;
        expect(await takeEdit(id, MORNING, at(300), at(303))).toBe(true);
        expect(await takeEdit(id, MORNING, at(10), at(13))).toBe(true);
      });

      it('is not for an edit where there is none', async () => {
        expect(await stores.deliveries.takeEdit('nothing', MORNING, at(1), at(2))).toBe(false);
      });
    });

    describe('the last firing of a schedule', () => {
      it('is the newest that was planned, and known to be done or not', async () => {
        const { ticks } = stores;
        expect(await ticks.last('daily')).toBeUndefined();
        await ticks.watermark('daily', at(0));
        expect(await ticks.last('daily')).toBeUndefined();
        await ticks.plan('daily', at(1));
        await ticks.plan('weekly', at(9));
        expect(await ticks.last('daily')).toEqual({ scheduledFor: at(1), isDone: false });
        const tick = await ticks.claim(at(1), at(10));
        if (tick) await ticks.settle(tick);
        expect(await ticks.last('daily')).toEqual({ scheduledFor: at(1), isDone: true });
        await ticks.plan('daily', at(5));
        expect(await ticks.last('daily')).toEqual({ scheduledFor: at(5), isDone: false });
        expect(await ticks.open('daily')).toEqual([{ scheduledFor: at(5), due: at(5) }]);
      });
    });
  });
}

export function sharedChatStoresContract(name: string, open: () => Promise<SharedStores>): void {
  describe(`${name} of chats shared by two processes`, () => {
    let opened: SharedStores;
    let other: Stores;
    beforeEach(async () => {
      opened = await open();
      other = await opened.reopen();
    });
    afterEach(async () => {
      await other.close();
      await opened.close();
    });
    const race = <T>(run: (stores: Stores, index: number) => Promise<T>): Promise<T[]> =>
      Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          run(index % 2 === 0 ? opened.stores : other, index),
        ),
      );

    it('keeps a subscription once, whoever asks', async () => {
      const added = await race((stores, index) =>
        stores.subscriptions.add({ ...WANTED, by: `U${index}` }, MORNING),
      );
      expect(new Set(added.map(({ number }) => number)).size).toBe(1);
      expect(await other.subscriptions.list()).toHaveLength(1);
    });

    it('removes it once', async () => {
      const { number } = await opened.stores.subscriptions.add(WANTED, MORNING);
      const removed = await race((stores) => stores.subscriptions.remove(WANTED, number));
      expect(removed.filter(Boolean)).toHaveLength(1);
    });

    it('says once that a pause is new', async () => {
      const pause = { chat: 'slack:C1', since: MORNING, code: 'slack_archived', params: {} };
      const news = await race((stores) => stores.pauses.pause(pause));
      expect(news.filter(Boolean)).toHaveLength(1);
    });

    it('gives a digest to one of twenty for an edit', async () => {
      const key = { channel: 'slack:C1', subject: 'wx1 day 2026-11-21' };
      const claim = await opened.stores.deliveries.claim(key, MORNING, at(3), SHOWN);
      if (claim.state !== 'ours') throw new Error(claim.state);
      await opened.stores.deliveries.sent(claim.id, { ts: '1' });
      const taken = await race((stores) =>
        stores.deliveries.takeEdit(claim.id, MORNING, at(5), at(8)),
      );
      expect(taken.filter(Boolean)).toHaveLength(1);
    });
  });
}
