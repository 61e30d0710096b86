/** What was known when, with and without revisions. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { knownAt as knownOf, type Seen } from '../../src/core/known.ts';

const knownAt = (seen: readonly Seen[], available: Date, asOf: Date) =>
  knownOf(seen, () => available, asOf);
const at = (time: string) => new Date(`2026-11-${time}Z`);
const AVAILABLE = at('02T01:00');

test.each([
  ['never seen: nothing is known', [], '30T00:00', undefined],
  [
    'before WeChat could have it, and before it was seen',
    [['09T00:00', 10]],
    '02T00:59',
    undefined,
  ],
  ['at the very moment WeChat could have it', [['09T00:00', 10]], '02T01:00', 10],
  ['fetched long afterwards, it counts as known before', [['09T00:00', 10]], '05T00:00', 10],
  ['seen earlier than expected: from then on', [['01T23:00', 10]], '01T23:00', 10],
  ['seen earlier than expected: not before', [['01T23:00', 10]], '01T22:59', undefined],
  ['revised: before the revision the old value', revised(), '05T00:00', 10],
  ['revised: at the revision the new one', revised(), '06T00:00', 12],
  ['revised: before the first look the value it found', revised(), '02T12:00', 10],
  ['revised twice: the last one before the moment', revised(['08T00:00', 9]), '07T00:00', 12],
  ['revised twice: the last one', revised(['08T00:00', 9]), '30T00:00', 9],
  ['revised to zero: zero is a value', revised(['08T00:00', 0]), '30T00:00', 0],
  ['in any order', revised(['08T00:00', 9]).toReversed(), '07T00:00', 12],
] as const)('%s', (_, revisions, asOf, value) => {
  const seen = revisions.map(([time, people]) => ({ firstSeen: at(time), value: people }));
  expect(knownAt(seen, AVAILABLE, at(asOf))).toBe(value);
});

function revised(...more: (readonly [string, number])[]): (readonly [string, number])[] {
  return [['03T00:00', 10], ['06T00:00', 12], ...more];
}

const moments = fc.integer({ min: 0, max: 100 }).map((hour) => new Date(hour * 3_600_000));
const revisions = fc.uniqueArray(
  fc.record({ value: fc.integer({ min: 0, max: 1000 }), firstSeen: moments }),
  { selector: ({ firstSeen }) => firstSeen.getTime(), maxLength: 6 },
);

test('a later moment never un-knows a value', () => {
  fc.assert(
    fc.property(revisions, moments, moments, moments, (seen, available, a, b) => {
      const [earlier, later] = a <= b ? [a, b] : [b, a];
      if (knownAt(seen, available, earlier) !== undefined)
        expect(knownAt(seen, available, later)).toBeDefined();
    }),
  );
});

test('a revision seen later changes nothing that earlier moments knew', () => {
  fc.assert(
    fc.property(revisions, moments, moments, (seen, available, asOf) => {
      const known = knownAt(seen, available, asOf);
      fc.pre(known !== undefined && seen.length > 0);
      const last = Math.max(asOf.getTime(), ...seen.map(({ firstSeen }) => firstSeen.getTime()));
      const more = [...seen, { value: 5000, firstSeen: new Date(last + 1) }];
      expect(knownAt(more, available, asOf)).toBe(known);
      expect(knownAt(more, available, new Date(last + 1))).toBe(5000);
    }),
  );
});

test('the order in which revisions are told does not matter', () => {
  fc.assert(
    fc.property(revisions, moments, moments, (seen, available, asOf) => {
      expect(knownAt(seen.toReversed(), available, asOf)).toBe(knownAt(seen, available, asOf));
    }),
  );
});
