/** Requests in any second, counted where they arrive. */
import { describe, expect, it } from 'vitest';
import { pace } from '../../src/wechat/pace.ts';

const { signal } = new AbortController();

describe('the pace', () => {
  it('holds on arrival, though the requests of one moment arrive late and those of the next at once', async () => {
    const inTurn = pace(() => 5);
    const arrived: number[] = [];
    const late = Promise.withResolvers<void>();
    const first = Array.from({ length: 5 }, () =>
      inTurn(async () => {
        await late.promise;
        arrived.push(performance.now());
      }, signal),
    );
    setTimeout(late.resolve, 300);
    const next = Array.from({ length: 5 }, () =>
      inTurn(async () => void arrived.push(performance.now()), signal),
    );
    await Promise.all([...first, ...next]);
    expect(arrived).toHaveLength(10);
    expect((arrived[5] ?? 0) - (arrived[4] ?? 0)).toBeGreaterThanOrEqual(1000);
  });

  it('lets those who wait begin in their order, and frees the place of one that failed', async () => {
    const inTurn = pace(() => 1);
    const begun: string[] = [];
    const failed = inTurn(() => Promise.reject(new Error('as it was')), signal);
    const next = ['second', 'third'].map((name) =>
      inTurn(async () => void begun.push(name), signal),
    );
    await expect(failed).rejects.toThrow('as it was');
    await Promise.all(next);
    expect(begun).toEqual(['second', 'third']);
  });

  it('gives those who wait the places that there are more of, and takes away those there are fewer of', async () => {
    let most = 1;
    const inTurn = pace(() => most);
    const begun: string[] = [];
    const say = (name: string) => inTurn(async () => void begun.push(name), signal);
    const waiting = ['a', 'b', 'c', 'd', 'e'].map(say);
    await waiting[0];
    most = 3;
    await waiting[1];
    await Promise.all(waiting.slice(2, 4));
    expect(begun).toEqual(['a', 'b', 'c', 'd']);
    most = 1;
    const last = say('f');
    await waiting[4];
    expect(begun).toEqual(['a', 'b', 'c', 'd', 'e']);
    await last;
    expect(begun).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('never begins one that was aborted while it waited', async () => {
    const inTurn = pace(() => 1);
    const stop = new AbortController();
    await inTurn(async () => undefined, signal);
    const waiting = inTurn(async () => expect.unreachable('begun'), stop.signal);
    stop.abort(new Error('stopped'));
    await expect(waiting).rejects.toThrow('stopped');
  });
});
