/** What is cut stays whole characters, says that it was cut, and harms nothing after it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clip, unturned } from '../../src/core/clip.ts';

describe('a text that is cut', () => {
  it('is left alone where it fits to the character', () => {
    expect(clip('Reader', 6)).toBe('Reader');
  });

  it('ends with a mark that counts', () => {
    expect(clip('Reader', 5)).toBe('Read…');
  });

  it('never ends in half a character', () => {
    expect(clip('小店📈📈', 4)).toBe('小店…');
  });

  it('loses what would turn the figures after it around', () => {
    expect(clip('\u202EShop\u202C \u2066Reader\u2069', 100)).toBe('Shop Reader');
  });

  it('is well formed and inside its limit, whatever it was', () => {
    const anything = fc.array(fc.integer({ min: 0, max: 0xff_ff }), { maxLength: 40 });
    fc.assert(
      fc.property(anything, fc.integer({ min: 1, max: 30 }), (units, limit) => {
        const cut = clip(String.fromCharCode(...units), limit);
        expect(cut.isWellFormed()).toBe(true);
        expect(cut.length).toBeLessThanOrEqual(limit);
      }),
    );
  });
});

it('a digest loses the same everywhere, and nothing else', () => {
  const at = new Date('2026-11-22T01:30:00Z');
  expect(unturned({ title: ' \u202E', rows: [['a\u2066b', null, 3]], at })).toEqual({
    title: ' ',
    rows: [['ab', null, 3]],
    at,
  });
});
