/** Work that shares the event loop leaves room between its pieces. */
import { expect, it } from 'vitest';
import { loopTurn } from '../../src/core/loop-turn.ts';

it('whoever calls meanwhile is heard between two pieces of work, however many wait', async () => {
  const seen: string[] = [];
  const works = ['first', 'second', 'third'].map(async (name) => {
    await loopTurn();
    seen.push(name);
    setImmediate(() => seen.push('a caller'));
  });
  await Promise.all(works);
  await loopTurn();
  expect(seen).toEqual(['first', 'a caller', 'second', 'a caller', 'third', 'a caller']);
});
