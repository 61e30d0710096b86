/** What was known when: a figure as it stood at an earlier moment. */

/** A figure as first and last seen, revisions in any order. */
export interface Seen {
  readonly value: number;
  readonly firstSeen: Date;
}

/**
 * The value known at `asOf`, or undefined when none was. A figure fetched long afterwards counts as
 * known from the moment WeChat could have it (`available`); once it was revised, moments before the
 * revision was seen knew the value it replaced.
 */
export function knownAt(
  revisions: readonly Seen[],
  available: () => Date,
  asOf: Date,
): number | undefined {
  const [only] = revisions;
  if (revisions.length === 1 && only && only.firstSeen <= asOf) return only.value;
  const inOrder = revisions.toSorted((a, b) => a.firstSeen.getTime() - b.firstSeen.getTime());
  const seen = inOrder.findLast(({ firstSeen }) => firstSeen <= asOf);
  return (seen ?? (available() <= asOf ? inOrder[0] : undefined))?.value;
}

/** A cohort's size as known; `isOfTrend` where it is the visit trend's. */
export interface KnownSize {
  readonly people: number;
  readonly isOfTrend: boolean;
}

/**
 * The size known at `asOf`: the cohort's own, or the visit trend's where that is absent or zero. A
 * trend is asked for only when an answer lacks the size, so an own size first seen after it was not
 * merely fetched late: until then it was known to be missing.
 */
export function sizeAt(
  own: readonly Seen[],
  trend: readonly Seen[],
  available: () => Date,
  asOf: Date,
): KnownSize | undefined {
  const firstOwn = earliest(own);
  const wasMissing = earliest(trend) < firstOwn;
  const people = knownAt(own, wasMissing ? () => new Date(firstOwn) : available, asOf);
  if (people) return { people, isOfTrend: false };
  const instead = knownAt(trend, available, asOf);
  if (instead) return { people: instead, isOfTrend: true };
  return people === undefined ? undefined : { people, isOfTrend: false };
}

function earliest(revisions: readonly Seen[]): number {
  return Math.min(...revisions.map(({ firstSeen }) => firstSeen.getTime()));
}
