/** How far a slip may go before a word is another one. */
import { expect, test } from 'vitest';
import { distanceWithin } from '../../../src/core/command/nearest.ts';

test.each([
  ['swapped neighbours are one slip', 'wekely', 'weekly', 1],
  ['nine letters bear two', 'comprae a', 'compare a', 1],
  ['a word of two letters bears none', 'hi', 'he', undefined],
  ['one of five bears no two', 'helxx', 'helps', undefined],
  ['two Chinese characters bear none but one of theirs', '帮住', '帮助', 1],
  ['a single Chinese character bears none', '天', '日', undefined],
])('%s', (_, typed, word, distance) => {
  expect(distanceWithin(typed, word)).toBe(distance);
});
