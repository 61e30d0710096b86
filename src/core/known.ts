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
