/** `compare`: two apps, or two periods of one app. */
import type { AppName, Command } from './command.ts';
import { candidates, choose, exactly, isChosen, type Known, only } from './named.ts';
import { joined } from './plain.ts';
import { grainAt, readingsOf, type Said, segmentAt } from './said.ts';
import { isPeriod, settle, whenAt } from './when.ts';
import { JOINTS } from './words.ts';

const COMPARE_WHAT: Command = { kind: 'faulty', fault: { kind: 'compare-what' } };

export function readCompare(words: readonly string[], known: Known): Command {
  const cut = words.flatMap((word) =>
    word.startsWith('"') ? [word] : word.split(/([,、;])/u).filter(Boolean),
  );
  return periodsOf(cut, known) ?? appsOf(cut, known) ?? COMPARE_WHAT;
}

/** Undefined where no two periods were named. */
function periodsOf(words: readonly string[], known: Known): Command | undefined {
  const readers = [whenAt(known.now), whenAt(known.now, 'other'), grainAt, segmentAt];
  const readings = readingsOf(words, readers)
    .filter(({ when, other, fault }) => fault || (when && other))
    .map((said) => ({ ...said, rest: trimmed(said.rest) }));
  const chosen = choose(readings, known);
  if (!isChosen(chosen))
    return chosen.kind === 'faulty' && readings.length > 0 ? chosen : undefined;
  const { when, other, grain, segment } = chosen.said;
  if (!when || !other) return undefined;
  const periods = [settle(when, grain, known.now), settle(other, grain, known.now)] as const;
  const [first, second] = periods;
  if (!isPeriod(first)) return { kind: 'faulty', fault: first };
  if (!isPeriod(second)) return { kind: 'faulty', fault: second };
  if (first.grain !== second.grain || first.first === second.first) return COMPARE_WHAT;
  return {
    kind: 'compare-periods',
    periods: [first, second],
    app: chosen.app?.appid,
    segment,
  };
}

interface Pair {
  readonly said: Said;
  readonly left: readonly AppName[];
  readonly right: readonly AppName[];
  readonly word: string;
  readonly isExact: boolean;
}

/** Names of several words are cut wherever two known apps come out; undefined where they nowhere do. */
function appsOf(words: readonly string[], known: Known): Command | undefined {
  const pairs = readingsOf(words, [whenAt(known.now), grainAt, segmentAt])
    .filter(({ fault }) => !fault)
    .flatMap((said) => pairsOf(said, known));
  const sure = pairs.filter(({ left, right }) => only(left) && only(right));
  const pair = sure.find(({ isExact }) => isExact) ?? sure[0];
  if (!pair) return whichOf(pairs);
  const { said, left, right } = pair;
  const [one, two] = [only(left)?.appid ?? '', only(right)?.appid ?? ''];
  if (one === two) return COMPARE_WHAT;
  const period = said.when && settle(said.when, said.grain, known.now);
  if (period && !isPeriod(period)) return { kind: 'faulty', fault: period };
  const grain = said.grain ?? period?.grain ?? 'day';
  return { kind: 'compare-apps', apps: [one, two], grain, segment: said.segment, period };
}

function pairsOf(said: Said, known: Known): Pair[] {
  const { rest } = said;
  return rest.slice(1).flatMap((_, index) => {
    const sides = [trimmed(rest.slice(0, index + 1)), trimmed(rest.slice(index + 1))] as const;
    const [left, right] = [candidates(sides[0], known), candidates(sides[1], known)];
    if (left.length === 0 || right.length === 0) return [];
    const isExact = sides.every((side) => exactly(side, known).length === 1);
    const word = joined(left.length > 1 ? sides[0] : sides[1]);
    return [{ said, left, right, word, isExact }];
  });
}

function whichOf(pairs: readonly Pair[]): Command | undefined {
  const [pair] = pairs;
  if (!pair) return undefined;
  const apps = pair.left.length > 1 ? pair.left : pair.right;
  return { kind: 'faulty', fault: { kind: 'which-app', word: pair.word, apps } };
}

/** "Reader and" is "Reader"; within a name an "and" stays. */
function trimmed(words: readonly string[]): string[] {
  const isName = (word: string) => !JOINTS.has(word);
  const first = words.findIndex(isName);
  return first < 0 ? [] : words.slice(first, words.findLastIndex(isName) + 1);
}
