/** The grammar of `/retention`, the same in every chat: text in, a closed set of commands out. */
import { readAlert, readAlerts, readMute, readUnmute, readVote } from './alerting.ts';
import type { Command, Reading } from './command.ts';
import { readCompare } from './compare.ts';
import { readCohorts, readDigest, readOffset, readTrend } from './figures.ts';
import { meantBy } from './meant.ts';
import { type Known, knownOf } from './named.ts';
import { plainCommand, wordsOf } from './plain.ts';
import { phraseAt } from './said.ts';
import { spread } from './spread.ts';
import { readRemove, readSubscribe, readUnsubscribe } from './standing.ts';
import { FILLERS, SUBJECTS, VERB_WORDS, VERSUS, type Verb } from './words.ts';

export type { AppName, Command, CommandFault, Reading, ReportCommand } from './command.ts';

/** Longer texts are prose; reading them in every way would take seconds. */
const MOST_WORDS = 40;
const MOST_CHARACTERS = 1000;
const MOST_VERBS = 3;

/** Forgiving about case, spaces, full-width characters and a leading "/retention". An empty command is the daily digest. */
export function parseCommand(typed: string, reading: Reading): Command {
  const known = knownOf(reading);
  const text = plainCommand(typed);
  if (text.length > MOST_CHARACTERS || text.split(' ').length > MOST_WORDS)
    return { kind: 'unknown', word: text, meant: undefined };
  const command = understood(text, known);
  if (command.kind !== 'unknown' && !isCompareWhat(command)) return command;
  const retold = (meant: string) => understood(plainCommand(meant), known);
  const apart = spread(text, known);
  const near =
    meantBy(text, known, retold) ?? (apart === text ? undefined : meantBy(apart, known, retold));
  if (command.kind === 'unknown') return { ...command, meant: near?.meant };
  return near ? { kind: 'unknown', ...near } : command;
}

/** A mistyped name is the likelier reason for there being nothing to compare. */
function isCompareWhat(command: Command): boolean {
  return command.kind === 'faulty' && command.fault.kind === 'compare-what';
}

function understood(text: string, known: Known): Command {
  const direct = read(text, known);
  if (isGood(direct)) return direct;
  const spaced = spread(text, known);
  const apart = spaced.split(' ').length > MOST_WORDS ? text : spaced;
  const command = apart === text ? direct : best([direct, read(apart, known)]);
  return command.kind === 'unknown' ? (brief(apart, known) ?? command) : command;
}

/** What changes something is done only where every word of it is understood. */
const CHANGES: ReadonlySet<Command['kind']> = new Set([
  ...(['subscribe', 'unsubscribe', 'mute', 'unmute', 'vote'] as const),
]);

/** The same without what is said out of politeness: "show me the weekly report". */
function brief(text: string, known: Known): Command | undefined {
  const words = text.split(' ');
  const told = words.filter((word) => !FILLERS.has(word));
  const isSaid = told.length > 0 || words.some((word) => SUBJECTS.has(word));
  if (text.includes('"') || told.length === words.length || !isSaid) return undefined;
  // "7 day retention of Reader" still needs its subject.
  const subject = words.filter((word) => !FILLERS.has(word) || SUBJECTS.has(word));
  const commands = [subject, told].map((some) => read(some.join(' '), known));
  return commands.find(({ kind }) => kind !== 'unknown' && !CHANGES.has(kind));
}

function read(text: string, known: Known): Command {
  const verb = VERB_WORDS.get(text);
  if (verb) return READ[verb]([], known) ?? { kind: 'help' };
  const words = wordsOf(text);
  // A name said whole may begin with a verb: "Trend Shop".
  const named = readDigest(words, known, 'whole');
  if (isGood(named)) return named;
  return best([
    ...readVerbs(words, known),
    readDigest(words, known, 'any'),
    ...readOffset(words, known),
  ]);
}

/** The first that is understood, else the first that is wrong in one place, else the first. */
function best(commands: readonly Command[]): Command {
  return (
    commands.find(isGood) ??
    commands.find(({ kind }) => kind === 'faulty') ??
    commands[0] ?? { kind: 'help' }
  );
}

function isGood(command: Command): boolean {
  return command.kind !== 'unknown' && command.kind !== 'faulty';
}

/** One reading for each verb among the words, wherever it stands: "Reader trend", "D7 trend". */
function readVerbs(words: readonly string[], known: Known): Command[] {
  const places = words.flatMap<{ verb: Verb; others: readonly string[] }>((word, at) => {
    // "Reader vs Shop": the word stays, as it says where the names end.
    if (VERSUS.has(word)) return [{ verb: 'compare', others: words }];
    return [2, 1].flatMap((length) => {
      const verb = VERB_WORDS.get(phraseAt(words, at, length));
      return verb ? [{ verb, others: words.toSpliced(at, length) }] : [];
    });
  });
  return places.slice(0, MOST_VERBS).flatMap(({ verb, others }) => READ[verb](others, known) ?? []);
}

type Read = (words: readonly string[], known: Known) => Command | undefined;

/** The whole command, or nothing: these have no parts. */
const alone =
  (kind: 'help' | 'apps' | 'status' | 'subscriptions'): Read =>
  (words) =>
    words.length === 0 ? { kind } : undefined;

const READ: Readonly<Record<Verb, Read>> = {
  help: alone('help'),
  apps: alone('apps'),
  status: alone('status'),
  subscriptions: alone('subscriptions'),
  subscribe: readSubscribe,
  unsubscribe: readUnsubscribe,
  remove: readRemove,
  alerts: readAlerts,
  alert: readAlert,
  mute: readMute,
  unmute: readUnmute,
  useful: readVote(true),
  'not-useful': readVote(false),
  compare: readCompare,
  trend: readTrend,
  cohorts: readCohorts,
};
