/** What was known when, with and without revisions. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { knownAt as knownOf, type Seen, sizeAt as sizeOf } from '../../src/core/known.ts';

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

const sizeAt = (own: Told[], trend: Told[], asOf: string) =>
  sizeOf(seenOf(own), seenOf(trend), () => AVAILABLE, at(asOf));
type Told = [time: string, people: number];
function seenOf(told: readonly Told[]): Seen[] {
  return told.map(([time, people]) => ({ firstSeen: at(time), value: people }));
}
const own = (people: number) => ({ people, isOfTrend: false });
const trend = (people: number) => ({ people, isOfTrend: true });

test.each<[string, Told[], Told[], string, ReturnType<typeof sizeAt>]>([
  ['neither is known', [], [], '30T00:00', undefined],
  ['its own alone', [['03T00:00', 10]], [], '30T00:00', own(10)],
  ['its own wins', [['03T00:00', 10]], [['03T00:00', 12]], '30T00:00', own(10)],
  ['zero, without a trend', [['03T00:00', 0]], [], '30T00:00', own(0)],
  ['zero: the trend stands in', [['03T00:00', 0]], [['03T00:00', 12]], '30T00:00', trend(12)],
  ['absent: the trend stands in', [], [['03T00:00', 12]], '30T00:00', trend(12)],
  ['zero in both', [['03T00:00', 0]], [['03T00:00', 0]], '30T00:00', own(0)],
  ['a trend of zero is no size', [], [['03T00:00', 0]], '30T00:00', undefined],
  ['a trend fetched late was known before', [], [['09T00:00', 12]], '03T00:00', trend(12)],
  ['not before WeChat could have it', [], [['09T00:00', 12]], '02T00:59', undefined],
  [
    'the trend revised',
    [],
    [
      ['03T00:00', 12],
      ['05T00:00', 13],
    ],
    '04T00:00',
    trend(12),
  ],
  [
    'the trend revised, later',
    [],
    [
      ['03T00:00', 12],
      ['05T00:00', 13],
    ],
    '05T00:00',
    trend(13),
  ],
  ['absent, told since', [['06T00:00', 10]], [['03T00:00', 12]], '06T00:00', own(10)],
  ['absent then, told since', [['06T00:00', 10]], [['03T00:00', 12]], '05T00:00', trend(12)],
  [
    'absent then, told since, as ever before',
    [['06T00:00', 10]],
    [['03T00:00', 12]],
    '02T12:00',
    trend(12),
  ],
  [
    'zero then, told since',
    [
      ['03T00:00', 0],
      ['06T00:00', 10],
    ],
    [['03T00:00', 12]],
    '05T00:00',
    trend(12),
  ],
  [
    'told then, zero since',
    [
      ['03T00:00', 10],
      ['06T00:00', 0],
    ],
    [['06T00:00', 12]],
    '05T00:00',
    own(10),
  ],
  [
    'told then, zero since, now',
    [
      ['03T00:00', 10],
      ['06T00:00', 0],
    ],
    [['06T00:00', 12]],
    '07T00:00',
    trend(12),
  ],
])('a size, %s', (_, ofCohort, ofTrend, asOf, size) => {
  expect(sizeAt(ofCohort, ofTrend, asOf)).toEqual(size);
});

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

const sizes = revisions.map((seen) => seen.map((one) => ({ ...one, value: one.value + 1 })));

test('a later moment never un-knows a size, and its own goes first once it was seen', () => {
  fc.assert(
    fc.property(sizes, sizes, moments, moments, moments, (its, instead, ready, a, b) => {
      const [earlier, later] = a <= b ? [a, b] : [b, a];
      const sizeThen = (asOf: Date) => sizeOf(its, instead, () => ready, asOf);
      if (sizeThen(earlier)) expect(sizeThen(later)).toBeDefined();
      if (its.some(({ firstSeen }) => firstSeen <= earlier))
        expect(sizeThen(earlier)).toEqual(own(knownAt(its, ready, earlier) ?? Number.NaN));
    }),
  );
});
