/** The nearest command to one that isn't understood, for "Did you mean …?": one slip put right, or all of them. */
import type { Command } from './command.ts';
import type { Known } from './named.ts';
import { distanceWithin, nearest } from './nearest.ts';
import { joined, wordsOf } from './plain.ts';
import { RELATIVE_WORDS } from './relative.ts';
import { FILLERS, VERB_WORDS, type Verb, vocabulary } from './words.ts';

export interface Meant {
  /** What was taken for a slip. */
  readonly word: string;
  readonly meant: string;
}

/** Longer ones are prose, and not worth the search. */
const MOST_WORDS = 12;
const MOST_IN_A_NAME = 4;
const MOST_TRIES = 12;
/** A `subscribe` alone would be another thing than the one that was to be subscribed to. */
const WHOLE_COMMANDS: ReadonlySet<Verb | undefined> = new Set<Verb>([
  'help',
  'apps',
  'alerts',
  'status',
  'subscriptions',
]);

/** @param understood reads a whole command as if it had been typed */
export function meantBy(
  text: string,
  known: Known,
  understood: (text: string) => Command,
): Meant | undefined {
  const words = wordsOf(text).map((word) => joined([word]));
  const isProse = words.length > MOST_WORDS || words.every((word) => FILLERS.has(word));
  if (isProse || !/[\p{L}\p{N}]/u.test(text)) return undefined;
  const targets = targetsOf(known);
  const hasVerb = words.some((word) => VERB_WORDS.has(word));
  const whole = (meant: string): Meant => ({ word: words.join(' '), meant });
  const tries = [
    ...slips(words, targets).slice(0, MOST_TRIES),
    whole(everySlip(words, targets)),
    whole(words.filter((word) => !FILLERS.has(word)).join(' ')),
    // "D7" is a trend, "Reader Shop" two apps to compare.
    ...(hasVerb ? [] : ['trend', 'compare'].map((verb) => whole(`${verb} ${words.join(' ')}`))),
    ...words.filter((word) => WHOLE_COMMANDS.has(VERB_WORDS.get(word))).map(whole),
  ];
  const near = tries.find(
    ({ meant }) => meant !== '' && meant !== text && isUseful(understood(meant)),
  );
  return near && { word: near.word, meant: near.meant };
}

/** Being asked which of several apps is a step ahead, too. */
function isUseful(command: Command): boolean {
  if (command.kind === 'faulty') return command.fault.kind === 'which-app';
  return command.kind !== 'unknown';
}

/** Word as it may be typed → what to say in its place: a first word stands for the one name that begins so. */
function targetsOf({ apps }: Known): ReadonlyMap<string, string> {
  const names = apps.map(({ key }) => key).filter(Boolean);
  const begun = Map.groupBy(names, (name) => name.split(' ')[0] ?? name);
  return new Map([
    ...[...begun].map(
      ([first, [name = first, ...more]]) => [first, more[0] ? first : name] as const,
    ),
    ...names.map((name) => [name, name] as const),
    ...[...vocabulary(), ...RELATIVE_WORDS].map((word) => [word, word] as const),
  ]);
}

/** The command with one slip put right, the smallest slip first. */
function slips(words: readonly string[], targets: ReadonlyMap<string, string>): Meant[] {
  const spans = words.flatMap((_, from) =>
    words.slice(from, from + MOST_IN_A_NAME).map((_, more) => ({ from, to: from + more + 1 })),
  );
  return spans
    .flatMap(({ from, to }) => {
      const word = words.slice(from, to).join(' ');
      return nearby(word, to - from, targets).map(({ said, distance }) => {
        const meant = [...words.slice(0, from), said, ...words.slice(to)].join(' ');
        return { word, meant, distance };
      });
    })
    .toSorted((a, b) => a.distance - b.distance);
}

/** A word too many is no slip: "weekly x" is not "weekly". */
function nearby(word: string, length: number, targets: ReadonlyMap<string, string>) {
  if (targets.has(word)) return [];
  return [...targets].flatMap(([target, said]) => {
    if (target.split(' ').length < length) return [];
    const distance = distanceWithin(word, target);
    return distance === undefined ? [] : [{ said, distance }];
  });
}

/** The command with every word put right that isn't known. */
function everySlip(words: readonly string[], targets: ReadonlyMap<string, string>): string {
  return words
    .map((word) => {
      const near = targets.has(word) ? undefined : nearest(word, targets.keys());
      return near ? (targets.get(near.word) ?? word) : word;
    })
    .join(' ');
}
