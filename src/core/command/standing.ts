/** The commands about what is posted and when: `subscribe` and `unsubscribe`. */
import type { Command, CommandFault } from './command.ts';
import { choose, isChosen, type Known } from './named.ts';
import { joined } from './plain.ts';
import { grainAt, type PartReader, phraseAt, readingsOf } from './said.ts';
import { timeAt } from './time.ts';
import { zoneAt } from './zone.ts';

const FILLERS: ReadonlySet<string> = new Set([
  ...['to', 'for', 'here', 'me', 'us', 'the', 'a', 'digest', 'report', 'please', 'time'],
  ...['给', '我', '的', '请'],
]);

export function readSubscribe(words: readonly string[], known: Known): Command {
  const plain = words.filter((word) => !FILLERS.has(word));
  if (plain.length === 0) return { kind: 'subscribe', what: undefined };
  const chosen = wantedOf(words, known);
  return chosen.kind === 'unknown' ? wantedOf(plain, known) : chosen;
}

/** An app comes before a city of the same name. */
function wantedOf(words: readonly string[], known: Known): Command {
  const said = wantedBy(words, known, 'said');
  return said.kind === 'unknown' ? wantedBy(words, known, 'bare') : said;
}

function wantedBy(words: readonly string[], known: Known, cities: 'said' | 'bare'): Command {
  const readings = readingsOf(words, [grainAt, againAt, timeAt, zoneAt(cities)]);
  const chosen = choose(
    readings.filter(({ grain, again }) => !again || again === grain),
    known,
  );
  if (!isChosen(chosen)) return chosen;
  const { grain, at, zone } = chosen.said;
  if (!grain) return { kind: 'faulty', fault: { kind: 'no-grain' } };
  return { kind: 'subscribe', what: { grain, app: chosen.app?.appid, at, zone } };
}

/** When a weekly digest goes out anyway. */
const MONDAY: ReadonlySet<string> = new Set([
  ...['monday', 'mondays', 'on monday', 'on mondays', '周一', '星期一'],
]);

/** 订阅 日报 每天: the grain twice, in other words. */
const againAt: PartReader = (words, at) => {
  const monday = [2, 1].find((length) => MONDAY.has(phraseAt(words, at, length)));
  if (monday) return { parts: { again: 'week' }, length: monday };
  const said = grainAt(words, at);
  return said?.parts.grain && { parts: { again: said.parts.grain }, length: said.length };
};

const NUMBER = /^(?:#|no\.?|第)? ?(\d{1,9}) ?号?$/u;

export function readUnsubscribe(words: readonly string[]): Command {
  if (words.length === 0 || ALL.has(joined(words)))
    return { kind: 'unsubscribe', number: undefined };
  const number = numberOf(joined(words));
  return number === undefined
    ? faulty({ kind: 'no-number', word: joined(words) })
    : { kind: 'unsubscribe', number };
}

/** By its number alone: a `remove` without one would say nothing of what. */
export function readRemove(words: readonly string[]): Command {
  const numbered = words.filter((word) => !OF_LIST.has(word));
  return numbered.length === 0
    ? faulty({ kind: 'no-number', word: '' })
    : readUnsubscribe(numbered);
}

const OF_LIST: ReadonlySet<string> = new Set(['subscription', 'the', 'my', '订阅']);
const ALL: ReadonlySet<string> = new Set(['all', 'everything', '全部', '所有']);

/** They count from one. */
export function numberOf(text: string): number | undefined {
  return Number(NUMBER.exec(text)?.[1]) || undefined;
}

export function faulty(fault: CommandFault): Command {
  return { kind: 'faulty', fault };
}
