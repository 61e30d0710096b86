/** Which known word a mistyped one is close to. */

export interface Near {
  readonly word: string;
  readonly distance: number;
}

/** The closest of some words; undefined where none is close, or the word is one of them. */
export function nearest(typed: string, words: Iterable<string>): Near | undefined {
  let best: Near | undefined;
  for (const word of words) {
    const distance = distanceWithin(typed, word, (best?.distance ?? Number.POSITIVE_INFINITY) - 1);
    if (distance === 0) return undefined;
    if (distance !== undefined) best = { word, distance };
  }
  return best;
}

/** Undefined where the words are further apart than a slip of the hand, or than `most`. */
export function distanceWithin(
  typed: string,
  word: string,
  most = Number.POSITIVE_INFINITY,
): number | undefined {
  const [a, b] = [[...typed], [...word]];
  const apart = Math.abs(a.length - b.length);
  if (apart > MOST_SLIPS) return undefined;
  const areHan = [HAN.test(typed), HAN.test(word)] as const;
  const slips = Math.min(most, slipsOf(Math.min(a.length, b.length), areHan));
  if (apart > slips) return undefined;
  const distance = editDistance(a, b);
  return distance <= slips ? distance : undefined;
}

const MOST_SLIPS = 3;
const HAN = /^\p{Script=Han}*$/u;

/** How many slips a word of this length can have and still be told: none in "x". */
function slipsOf(length: number, [isHan, shouldBeHan]: readonly [boolean, boolean]): number {
  // Two characters of Chinese are a whole word; a figure among them is meant as one.
  if (shouldBeHan) return !isHan || length < 2 ? 0 : length < 5 ? 1 : 2;
  if (length < 3) return 0;
  return length < 6 ? 1 : length < 10 ? 2 : MOST_SLIPS;
}

/** Letters to put in, take out or replace; two neighbours that changed places count once. */
function editDistance(a: readonly string[], b: readonly string[]): number {
  let [twoBack, back]: [number[], number[]] = [
    [],
    Array.from({ length: b.length + 1 }, (_, i) => i),
  ];
  for (const [i, letter] of a.entries()) {
    const row = [i + 1];
    for (const [j, other] of b.entries()) {
      const changed = (back[j] ?? 0) + (letter === other ? 0 : 1);
      const isSwap = letter === b[j - 1] && a[i - 1] === other;
      const swapped = isSwap ? (twoBack[j - 1] ?? 0) + 1 : changed;
      row.push(Math.min(changed, swapped, (back[j + 1] ?? 0) + 1, (row[j] ?? 0) + 1));
    }
    [twoBack, back] = [back, row];
  }
  return back[b.length] ?? 0;
}
