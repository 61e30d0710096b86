/** A failure that lasts is told once. */
import { expect, it } from 'vitest';
import { unlessAwayOf } from '../../src/core/unless-away.ts';

it('goes on without an answer while it fails, and tells each trouble once', async () => {
  const told: unknown[] = [];
  const ask = unlessAwayOf((error) => told.push(error));
  const [first, second] = [new Error('first'), new Error('second')];
  const fail = (error: Error) => ask(() => Promise.reject(error));
  expect([await ask(async () => 1), await fail(first), await fail(second)]).toEqual([
    1,
    undefined,
    undefined,
  ]);
  expect(told).toEqual([first]);
  expect(await ask(async () => 2)).toBe(2);
  await fail(second);
  expect(told).toEqual([first, second]);
});
