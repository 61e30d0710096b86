/** The commands about alerts: what is open, the details of one, muting it, its worth, and a test of the rules. */
import type { Command, CommandFault } from './command.ts';
import { lengthAt, offsetAt, offsetFault } from './figures.ts';
import { choose, isChosen, type Known } from './named.ts';
import { joined } from './plain.ts';
import { grainAt, type PartReader, phraseAt, readingsOf, type Said, segmentAt } from './said.ts';
import { faulty, numberOf } from './standing.ts';
import { BELOW_WORDS, DROP_WORDS, TEST_WORDS } from './words.ts';

/** The list, one by its number, or a test: "alerts", "alert 3", "alerts test new below 20%". */
export function readAlerts(words: readonly string[], known: Known): Command | undefined {
  if (words.length === 0) return { kind: 'alerts' };
  const test = words.findIndex((word) => TEST_WORDS.has(word));
  if (test >= 0) return readTest(words.toSpliced(test, 1), known);
  const number = numberOf(joined(named(words)));
  return number === undefined ? undefined : { kind: 'alert', number };
}

export function readAlert(words: readonly string[]): Command {
  return byNumber(words, (number) => ({ kind: 'alert', number }));
}

export function readUnmute(words: readonly string[]): Command {
  return byNumber(words, (number) => ({ kind: 'unmute', number }));
}

export const readVote =
  (isUseful: boolean) =>
  (words: readonly string[]): Command =>
    byNumber(words, (number) => ({ kind: 'vote', number, isUseful }));

const MOST_MUTED = 90;
const MUTE = /^((?:#|no\.?|第)? ?\S+)(?: (?:for )?(.+))?$/u;
const DAYS = /^(\d{1,6}) ?(d|days?|天|日|w|weeks?|周)?$/u;

export function readMute(words: readonly string[]): Command {
  const text = joined(named(words));
  const [, numbered = '', long = ''] = MUTE.exec(text) ?? [];
  const number = numberOf(numbered);
  if (number === undefined) return faulty({ kind: 'no-number', word: numbered });
  const [, count, unit = 'd'] = DAYS.exec(long) ?? [];
  const days = Number(count) * (/^w|周/u.test(unit) ? 7 : 1);
  return days > 0 && days <= MOST_MUTED
    ? { kind: 'mute', number, days }
    : faulty({ kind: 'no-days', word: long || text, most: MOST_MUTED });
}

const OF_ALERT: ReadonlySet<string> = new Set([
  ...['alert', 'alerts', 'the', 'details', 'detail', '告警', '警报', '报警', '预警', '详情'],
]);

function named(words: readonly string[]): string[] {
  return words.filter((word) => !OF_ALERT.has(word));
}

function byNumber(words: readonly string[], command: (number: number) => Command): Command {
  const text = joined(named(words));
  const number = numberOf(text);
  return number === undefined ? faulty({ kind: 'no-number', word: text }) : command(number);
}

const USUAL_TEST = 30;
const LONGEST_TEST = 120;
const DAYS_IN = { day: 1, week: 7, month: 30 } as const;

function readTest(words: readonly string[], known: Known): Command {
  const readers = [shareAt('below'), shareAt('drop'), offsetAt, lengthAt, grainAt, segmentAt];
  const chosen = choose(readingsOf(words, readers), known);
  if (!isChosen(chosen)) return chosen;
  const { said, app } = chosen;
  const fault = offsetFault(said) ?? spanFault(said);
  if (fault) return faulty(fault);
  const { offset, segment, below, drop } = said;
  const parts = [
    ['app', app?.appid],
    ['grain', offset?.grain ?? said.grain],
    ['segment', segment],
    ['offset', offset?.offset],
    ['below', below],
    ['drop', drop],
  ].filter(([, value]) => value !== undefined);
  return {
    kind: 'test-alerts',
    rule: parts.length > 0 ? Object.fromEntries(parts) : undefined,
    days: daysOf(said),
  };
}

function daysOf({ length }: Said): number {
  return length ? length.count * DAYS_IN[length.grain] : USUAL_TEST;
}

function spanFault(said: Said): CommandFault | undefined {
  const days = daysOf(said);
  const word = said.length?.word ?? '';
  return days > 0 && days <= LONGEST_TEST
    ? undefined
    : { kind: 'no-span', word, most: LONGEST_TEST };
}

const SHARE_WORDS = { below: BELOW_WORDS, drop: DROP_WORDS };
const SHARE = /^(?:(?:by|of|than) )?(\d{1,3}(?:\.\d{1,6})?) ?(%|percent)?$/u;

/** "below 20%", "drop by 15 percent", 低于 0.2: a number above 1 is a percentage all the same. */
function shareAt(part: 'below' | 'drop'): PartReader {
  return (words, at) => {
    if (!SHARE_WORDS[part].has(words[at] ?? '')) return undefined;
    const length = [4, 3, 2].find((one) => SHARE.test(phraseAt(words, at + 1, one - 1))) ?? 1;
    const share = shareOf(phraseAt(words, at + 1, length - 1));
    const fault: CommandFault = { kind: 'no-share', word: phraseAt(words, at, length) };
    return { parts: share === undefined ? { fault } : { [part]: share }, length };
  };
}

/** Undefined for nothing, everything, and what is no number. */
function shareOf(phrase: string): number | undefined {
  const [, count, unit] = SHARE.exec(phrase) ?? [];
  const share = Number(count) / (unit || Number(count) >= 1 ? 100 : 1);
  return share > 0 && share < 1 ? share : undefined;
}
