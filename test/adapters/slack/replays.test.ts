/** What has come once doesn't count again for as long as it may come again. */
import { expect, it } from 'vitest';
import { seenOf } from '../../../adapters/slack/replays.ts';

let now = new Date('2026-11-22T01:30:00Z');
const clock = { now: () => now, sleep: async () => {} };
const pass = (minutes: number) => {
  now = new Date(now.getTime() + minutes * 60_000);
};

it('is new once, and again when it has grown old', () => {
  const seen = seenOf(clock);
  expect(seen.isNew('a')).toBe(true);
  pass(9);
  expect(seen.isNew('b')).toBe(true);
  expect(seen.isNew('a')).toBe(false);
  pass(1);
  expect(seen.isNew('a')).toBe(true);
  expect(seen.isNew('b')).toBe(false);
});

it('forgets the oldest of very many, so that a flood costs no memory', () => {
  const seen = seenOf(clock);
  for (let number = 0; number <= 10_000; number += 1) seen.isNew(`flood ${number}`);
  expect(seen.isNew('flood 10000')).toBe(false);
  expect(seen.isNew('flood 0')).toBe(true);
});
