/** What every implementation promises of what processes share: turns, tokens, leases, who is alive, runs, marks. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Stores } from '../../src/ports/stores.ts';
import type { SharedStores } from './stores.ts';

const NOW = new Date('2026-11-22T01:30:00Z');
const MINUTE = 60_000;
const at = (ms: number) => new Date(NOW.getTime() + ms);

export function sharedBooksContract(name: string, open: () => Promise<SharedStores>): void {
  describe(`${name} as what processes share`, () => {
    let opened: SharedStores;
    let stores: Stores;
    let other: Stores;
    beforeEach(async () => {
      opened = await open();
      stores = opened.stores;
      other = await opened.reopen();
    });
    afterEach(async () => {
      await other.close();
      await opened.close();
    });
    const pick = (index: number): Stores => (index % 2 === 0 ? stores : other);
    let names = 0;
    const newName = () => `name ${++names}`;

    describe('turns', () => {
      it('come at once, and then so far apart, whoever asks', async () => {
        const turns = await Promise.all(
          Array.from({ length: 20 }, (_, index) => pick(index).turns.next('wx1', 200, NOW)),
        );
        expect(turns.map((turn) => turn.getTime() - NOW.getTime()).sort((a, b) => a - b)).toEqual(
          Array.from({ length: 20 }, (_, index) => index * 200),
        );
      });

      it('are each name’s own', async () => {
        await stores.turns.next('one', MINUTE, NOW);
        expect(await other.turns.next('another', MINUTE, NOW)).toEqual(NOW);
      });

      it('are taken at once by whoever comes after a pause', async () => {
        await stores.turns.next('wx1', 200, NOW);
        expect(await other.turns.next('wx1', 200, at(MINUTE))).toEqual(at(MINUTE));
      });

      it('are never closer than asked, nor before the asker’s now, however they are asked for', async () => {
        const asks = fc.array(
          fc.record({ every: fc.integer({ min: 1, max: 5000 }), ms: fc.nat(20_000) }),
          { minLength: 1, maxLength: 12 },
        );
        await fc.assert(
          fc.asyncProperty(asks, async (all) => {
            const one = newName();
            let free = Number.NEGATIVE_INFINITY;
            for (const [index, { every, ms }] of all.entries()) {
              const turn = await pick(index).turns.next(one, every, at(ms));
              expect(turn.getTime()).toBe(Math.max(free, at(ms).getTime()));
              free = turn.getTime() + every;
            }
          }),
          { numRuns: 30 },
        );
      });

      it('wait for the end of a hold; a longer one stands', async () => {
        await stores.turns.hold('slack C1', at(5000));
        await other.turns.hold('slack C1', at(2000));
        expect(await other.turns.heldUntil('slack C1', NOW)).toEqual(at(5000));
        expect(await other.turns.heldUntil('slack C1', at(5000))).toBeUndefined();
        expect(await other.turns.heldUntil('slack C2', NOW)).toBeUndefined();
        expect(await other.turns.next('slack C1', 1000, NOW)).toEqual(at(5000));
        expect(await stores.turns.next('slack C1', 1000, NOW)).toEqual(at(6000));
      });

      it('take intervals that are no whole milliseconds', async () => {
        await stores.turns.next('wx1', 1000 / 3, NOW);
        const turn = await other.turns.next('wx1', 1000 / 3, NOW);
        expect(turn.getTime() - NOW.getTime()).toBeGreaterThanOrEqual(333);
      });
    });

    describe('admission', () => {
      it('lets through so many at once, over all processes, and says when another try is worth it', async () => {
        const limit = { most: 7, perMs: MINUTE };
        const told = await Promise.all(
          Array.from({ length: 12 }, (_, index) => pick(index).turns.admit('U1', limit, NOW)),
        );
        expect(told.filter((one) => one === 'admitted')).toHaveLength(7);
        const again = told.find((one) => one instanceof Date);
        if (!(again instanceof Date)) throw new Error('nobody was refused');
        expect(again.getTime()).toBeGreaterThan(NOW.getTime());
        const early = new Date(again.getTime() - 1);
        expect(await other.turns.admit('U1', limit, early)).toEqual(again);
        expect(await other.turns.admit('U1', limit, again)).toBe('admitted');
        expect(await stores.turns.admit('U1', limit, again)).toBeInstanceOf(Date);
        expect(await stores.turns.admit('U2', limit, NOW)).toBe('admitted');
      });

      it('come at once after a clock that was hours ahead, and one after the other again', async () => {
        await stores.turns.next('wx1', 200, at(180 * MINUTE));
        expect(await other.turns.next('wx1', 200, NOW)).toEqual(NOW);
        expect(await stores.turns.next('wx1', 200, NOW)).toEqual(at(200));
      });

      it('shuts nobody out for as long as a clock that was set back had been ahead', async () => {
        const limit = { most: 2, perMs: MINUTE };
        const ahead = at(60 * MINUTE);
        for (const one of [stores, other, stores]) await one.turns.admit('U1', limit, ahead);
        const told = [];
        for (let time = 0; time < 3; time += 1)
          told.push(await other.turns.admit('U1', limit, NOW));
        expect(told.map((one) => one === 'admitted')).toEqual([true, true, false]);
      });

      it('lets through the first of a burst, at least one a share of the time, and never more than twice as many', async () => {
        const tries = fc.record({
          most: fc.integer({ min: 1, max: 6 }),
          perMs: fc.integer({ min: 10, max: 10_000 }),
          gaps: fc.array(fc.nat(3000), { minLength: 1, maxLength: 15 }),
        });
        await fc.assert(
          fc.asyncProperty(tries, async ({ most, perMs, gaps }) => {
            const one = newName();
            const admitted = await admissionsOf(one, { most, perMs }, gaps);
            expect(admitted.length).toBeGreaterThanOrEqual(Math.min(most, gaps.length));
          }),
          { numRuns: 30 },
        );
      });
    });

    describe('tokens', () => {
      it('are what was put last, each app’s own', async () => {
        expect(await other.tokens.get('wx1')).toBeUndefined();
        await stores.tokens.put('wx1', { sealed: 'a', until: at(MINUTE), forcedAt: undefined });
        expect(await other.tokens.get('wx1')).toEqual({
          sealed: 'a',
          until: at(MINUTE),
          forcedAt: undefined,
        });
        const forced = { sealed: 'b', until: at(2 * MINUTE), forcedAt: NOW };
        await other.tokens.put('wx1', forced);
        expect(await stores.tokens.get('wx1')).toEqual(forced);
        expect(await stores.tokens.get('wx2')).toBeUndefined();
      });
    });

    describe('leases', () => {
      it('are given to one of twenty', async () => {
        const taken = await Promise.all(
          Array.from({ length: 20 }, (_, index) =>
            pick(index).leases.take('token wx1', `owner ${index}`, NOW, at(MINUTE)),
          ),
        );
        expect(taken.filter(Boolean)).toHaveLength(1);
      });

      it('are renewed by their owner, and taken by another once they are over', async () => {
        expect(await stores.leases.take('sweep', 'a', NOW, at(MINUTE))).toBe(true);
        expect(await stores.leases.take('sweep', 'a', at(1000), at(2 * MINUTE))).toBe(true);
        expect(await other.leases.take('sweep', 'b', at(MINUTE), at(3 * MINUTE))).toBe(false);
        expect(await other.leases.take('sweep', 'b', at(2 * MINUTE), at(3 * MINUTE))).toBe(true);
        expect(await stores.leases.take('sweep', 'a', at(2 * MINUTE), at(3 * MINUTE))).toBe(false);
      });

      it('are taken by another when they end so late that the clock was set back since', async () => {
        await stores.leases.take('sweep', 'a', at(24 * 60 * MINUTE), at(24 * 60 * MINUTE + MINUTE));
        expect(await other.leases.take('sweep', 'b', NOW, at(MINUTE))).toBe(true);
        expect(await stores.leases.take('sweep', 'a', at(-MINUTE / 2), at(MINUTE / 2))).toBe(false);
      });

      it('are freed by their owner alone', async () => {
        await stores.leases.take('sweep', 'a', NOW, at(MINUTE));
        await other.leases.free('sweep', 'b');
        expect(await other.leases.take('sweep', 'b', NOW, at(MINUTE))).toBe(false);
        await stores.leases.free('sweep', 'a');
        expect(await other.leases.take('sweep', 'b', NOW, at(MINUTE))).toBe(true);
      });
    });

    describe('replicas', () => {
      it('count those that were seen of late, and forget those that left', async () => {
        expect(await stores.replicas.beat('a', NOW, MINUTE)).toBe(1);
        expect(await other.replicas.beat('b', at(1000), MINUTE)).toBe(2);
        expect(await other.replicas.beat('b', at(2000), MINUTE)).toBe(2);
        expect(await other.replicas.beat('b', at(MINUTE + 1000), MINUTE)).toBe(1);
        expect(await stores.replicas.beat('a', at(MINUTE + 2000), MINUTE)).toBe(2);
        expect(await other.replicas.count(at(MINUTE + 2000), MINUTE)).toBe(2);
        expect(await other.replicas.count(at(2 * MINUTE + 1500), MINUTE)).toBe(1);
        await stores.replicas.leave('a');
        expect(await other.replicas.count(at(MINUTE + 2000), MINUTE)).toBe(1);
        expect(await other.replicas.beat('b', at(MINUTE + 3000), MINUTE)).toBe(1);
      });
    });

    describe('runs', () => {
      const error = { code: 'store_full', params: { path: 'x.db', detail: '磁盘已满' } };

      it('tell each schedule’s last success and its failure since', async () => {
        await stores.runs.failed('weekly', NOW, error);
        await stores.runs.succeeded('daily', NOW);
        await other.runs.failed('daily', at(MINUTE), error);
        expect(await other.runs.list()).toEqual([
          { schedule: 'daily', succeededAt: NOW, failed: { at: at(MINUTE), ...error } },
          { schedule: 'weekly', succeededAt: undefined, failed: { at: NOW, ...error } },
        ]);
        await stores.runs.succeeded('daily', at(2 * MINUTE));
        const [daily] = await other.runs.list();
        expect(daily).toEqual({
          schedule: 'daily',
          succeededAt: at(2 * MINUTE),
          failed: undefined,
        });
      });
    });

    describe('marks', () => {
      it('are moments that can be moved and taken away', async () => {
        expect(await stores.marks.get('alive')).toBeUndefined();
        await stores.marks.set('alive', NOW);
        await other.marks.set('copied', NOW);
        await other.marks.set('alive', at(MINUTE));
        expect(await stores.marks.get('alive')).toEqual(at(MINUTE));
        await stores.marks.set('alive', undefined);
        expect(await other.marks.get('alive')).toBeUndefined();
        expect(await other.marks.get('copied')).toEqual(NOW);
      });
    });

    /** When the tries were let through that come so long after each other; every answer is looked at. */
    async function admissionsOf(
      one: string,
      limit: { most: number; perMs: number },
      gaps: readonly number[],
    ) {
      const admitted: number[] = [];
      let now = 0;
      for (const [index, gap] of gaps.entries()) {
        now += gap;
        const told = await pick(index).turns.admit(one, limit, at(now));
        const since = now - limit.perMs;
        if (told === 'admitted') admitted.push(now);
        const recent = admitted.filter((time) => time > since).length;
        expect(recent).toBeGreaterThanOrEqual(1);
        expect(recent).toBeLessThanOrEqual(2 * limit.most);
        if (told === 'admitted') continue;
        expect(told.getTime()).toBeGreaterThan(at(now).getTime());
        expect(told.getTime()).toBeLessThanOrEqual(at(now + limit.perMs).getTime());
      }
      return admitted;
    }
  });
}
