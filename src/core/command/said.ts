/** Words → every way to read them: which are parts of the grammar, and which are left to name an app. */
import type { Segment } from '../cohort.ts';
import type { Grain, Period } from '../period.ts';
import type { CommandFault } from './command.ts';
import { GRAIN_WORDS, SEGMENT_WORDS } from './words.ts';

/** A period, and the words that named it. */
export interface When {
  readonly word: string;
  readonly period: Period;
}

/** What some words say. */
export interface Parts {
  readonly grain?: Grain;
  readonly segment?: Segment;
  readonly when?: When;
  /** The second of two. */
  readonly other?: When;
  readonly offset?: { readonly word: string; readonly grain: Grain; readonly offset: number };
  readonly length?: { readonly word: string; readonly grain: Grain; readonly count: number };
  /** Fractions. */
  readonly below?: number;
  readonly drop?: number;
  /** A grain said once more: "weekly … every week". */
  readonly again?: Grain;
  readonly at?: string;
  readonly zone?: string;
  readonly fault?: CommandFault;
}

/** One way to read a command: the parts, and the words left over. */
export interface Said extends Parts {
  readonly rest: readonly string[];
}

/** What stands at a place, and how many words it takes; undefined where it isn't such a part. */
export type PartReader = (
  words: readonly string[],
  at: number,
) => { readonly parts: Parts; readonly length: number } | undefined;

/**
 * Each reader takes one part or none. Names may hold words of the grammar ("New Arrivals", "Daily
 * Deals"), so that a part may be the first of its kind, the last, or not meant at all.
 */
export function readingsOf(words: readonly string[], readers: readonly PartReader[]): Said[] {
  const [reader, ...others] = readers;
  if (!reader) return [{ rest: words.filter(Boolean) }];
  const found = words.flatMap((word, at) => {
    const part = word === '' ? undefined : reader(words, at);
    return part ? [{ at, ...part }] : [];
  });
  // "day before yesterday" holds "yesterday": the first to begin is the longer one.
  const apart = found.filter(
    ({ at }, index) => !found.slice(0, index).some((one) => one.at + one.length > at),
  );
  const ends = apart.length > 1 ? [apart[0], apart.at(-1), undefined] : [apart[0], undefined];
  return [...new Set(ends)].flatMap((part) =>
    readingsOf(part ? without(words, part) : words, others).map((said) => ({
      ...said,
      ...part?.parts,
    })),
  );
}

/** Blanks keep the words on both sides of a part from becoming neighbours. */
function without(words: readonly string[], { at, length }: { at: number; length: number }) {
  return words.map((word, index) => (index >= at && index < at + length ? '' : word));
}

/** The words at a place as one phrase; empty where a part was taken out of it or the words end. */
export function phraseAt(words: readonly string[], at: number, length: number): string {
  const phrase = words.slice(at, at + length);
  return phrase.length === length && phrase.every(Boolean) ? phrase.join(' ') : '';
}

/** When a digest goes out names its grain as well. */
const EVERY: ReadonlyMap<string, Grain> = new Map<string, Grain>([
  ['monday', 'week'],
  ['morning', 'day'],
]);

/** "weekly", "every week". */
export const grainAt: PartReader = (words, at) => {
  const length = words[at] === 'every' ? 2 : 1;
  const word = words[at + length - 1] ?? '';
  const grain = GRAIN_WORDS.get(word) ?? (length === 2 ? EVERY.get(word) : undefined);
  return grain && { parts: { grain }, length };
};

export const segmentAt: PartReader = (words, at) => {
  const segment = SEGMENT_WORDS.get(words[at] ?? '');
  return segment && { parts: { segment }, length: 1 };
};
