/** One process runs its own parts. */
import { describe, expect, it } from 'vitest';
import { ownParts } from '../../src/schedule/own-parts.ts';
import { jobOf, partQueueContract } from '../contracts/part-queue.ts';

partQueueContract('one process alone', async () => {
  const queue = ownParts();
  return { queue, close: () => queue.stop() };
});

describe('one process alone', () => {
  it('keeps nothing waiting', async () => {
    const queue = ownParts();
    await queue.serve(async () => ({ hasBrought: false }));
    const running = queue.run(
      [jobOf('wx1')],
      async () => ({ hasBrought: (await queue.waiting()) > 0 }),
      new AbortController().signal,
    );
    expect(await running).toEqual([{ hasBrought: false }]);
  });

  it('tells how many parts wait for their turn', async () => {
    const queue = ownParts();
    const seen: number[] = [];
    const here = async () => {
      seen.push(await queue.waiting());
      return { hasBrought: false };
    };
    const running = queue.run(
      ['wx1', 'wx2', 'wx3'].map((app) => jobOf(app)),
      here,
      new AbortController().signal,
    );
    expect(await queue.waiting()).toBe(3);
    await running;
    expect(seen).toEqual([2, 1, 0]);
  });

  it('has ended when all parts have, though one of them fails', async () => {
    const queue = ownParts();
    const posting = Promise.withResolvers<void>();
    let isPosted = false;
    const running = queue.run(
      [jobOf('wx1'), jobOf('wx2')],
      async ({ app }) => {
        if (app === 'wx1') throw new Error('told to stop');
        await posting.promise;
        isPosted = true;
        return { hasBrought: true };
      },
      new AbortController().signal,
    );
    const ended = running.catch((error: Error) => ({ said: error.message, isPosted }));
    setImmediate(posting.resolve);
    expect(await ended).toEqual({ said: 'told to stop', isPosted: true });
  });
});
