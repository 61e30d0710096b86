/** The commands about one app's figures: the digest, `trend` and `cohorts`. */
import { type Grain, OFFSETS } from '../period.ts';
import type { Command, CommandFault } from './command.ts';
import { choose, isChosen, type Known, unknown, whole } from './named.ts';
import { grainAt, type PartReader, phraseAt, readingsOf, type Said, segmentAt } from './said.ts';
import { isPeriod, settle, whenAt } from './when.ts';
import { VERB_WORDS } from './words.ts';

/** At most one grain, one segment and one date, in any order; the rest names an app. */
export function readDigest(words: readonly string[], known: Known, how: 'whole' | 'any'): Command {
  // A verb alone is no beginning of a name: "trend W5" asks nothing of "Trend Lab".
  const readings = readingsOf(words, [whenAt(known.now), grainAt, segmentAt]).filter(
    ({ rest }) => !VERB_WORDS.has(rest.join(' ')),
  );
  const chosen =
    how === 'any'
      ? choose(readings, known)
      : (whole(
          readings.filter(({ fault }) => !fault),
          known,
        ) ?? unknown(words));
  if (!isChosen(chosen)) return chosen;
  const { segment, when, grain: named } = chosen.said;
  const period = when && settle(when, named, known.now);
  if (period && !isPeriod(period)) return { kind: 'faulty', fault: period };
  const grain = named ?? period?.grain ?? 'day';
  return { kind: 'digest', grain, app: chosen.app?.appid, segment, period };
}

export function readCohorts(words: readonly string[], known: Known): Command {
  const chosen = choose(readingsOf(words, [grainAt, segmentAt]), known);
  if (!isChosen(chosen)) return chosen;
  const { grain = 'day', segment } = chosen.said;
  return { kind: 'cohorts', grain, app: chosen.app?.appid, segment };
}

/** Two years of weeks, three of months: more is no picture. */
const LONGEST: Record<Grain, number> = { day: 365, week: 104, month: 36 };

export function readTrend(words: readonly string[], known: Known): Command {
  const chosen = choose(readingsOf(words, [offsetAt, lengthAt, grainAt, segmentAt]), known);
  if (!isChosen(chosen)) return chosen;
  const { said, app } = chosen;
  const grain = said.offset?.grain ?? said.grain ?? said.length?.grain ?? 'day';
  const fault = offsetFault(said) ?? lengthFault(said, grain);
  if (fault) return { kind: 'faulty', fault };
  return {
    kind: 'trend',
    grain,
    offset: said.offset?.offset ?? 1,
    length: said.length?.count,
    app: app?.appid,
    segment: said.segment,
  };
}

/** "D7 Reader": an offset without a verb is shown over time. */
export function readOffset(words: readonly string[], known: Known): Command[] {
  const isNamed = words.some((_, at) => offsetAt(words, at) !== undefined);
  return isNamed ? [readTrend(words, known)] : [];
}

export function offsetFault({ offset: named, grain }: Said): CommandFault | undefined {
  if (!named) return undefined;
  const { word, offset } = named;
  if (grain && grain !== named.grain) return { kind: 'no-offset', word, grain };
  const isOne = offset > 0 && OFFSETS[named.grain].includes(offset);
  return isOne ? undefined : { kind: 'no-offset', word, grain: named.grain };
}

function lengthFault({ length }: Said, grain: Grain): CommandFault | undefined {
  if (!length) return undefined;
  const most = LONGEST[grain];
  const isOne = length.grain === grain && length.count > 0 && length.count <= most;
  return isOne ? undefined : { kind: 'no-length', word: length.word, most };
}

const UNITS: ReadonlyMap<string, Grain> = new Map<string, Grain>([
  ...(['d', 'day', 'days', '日', '天'] as const).map((unit) => [unit, 'day'] as const),
  ...(['w', 'week', 'weeks', '周'] as const).map((unit) => [unit, 'week'] as const),
  ...(['m', 'month', 'months', '月', '个月'] as const).map((unit) => [unit, 'month'] as const),
]);
const NUMERALS: ReadonlyMap<string, number> = new Map([
  ...[...'一二三四五六七'].map((numeral, index) => [numeral, index + 1] as const),
  ['次', 1],
  ['十四', 14],
  ['三十', 30],
]);

const OFFSET = /^([dwm])(\d{1,4})$/u;
/** 次日, 7日, 七日留存: how Chinese analytics name offsets. */
const CHINESE_OFFSET = /^(次|\d{1,4}|[一二三四五六七]|十四|三十)(日|周|月|天)(留存率?)?$/u;

/** "day 7", "7 day retention"; "7 days" are a length. */
const SPOKEN_OFFSET = /^(?:day (\d{1,4})|(\d{1,4})[- ](day|week|month) retention)$/u;

export const offsetAt: PartReader = (words, at) => {
  for (const length of [3, 2]) {
    const [word, day, count, unit = 'day'] = SPOKEN_OFFSET.exec(phraseAt(words, at, length)) ?? [];
    const grain = UNITS.get(unit);
    const offset = Number(day ?? count);
    if (word && grain) return { parts: { offset: { word, grain, offset } }, length };
  }
  const word = words[at] ?? '';
  const [, letter, digits] = OFFSET.exec(word) ?? [];
  const [, count = '', unit = '', isRate] = CHINESE_OFFSET.exec(word) ?? [];
  const grain = UNITS.get(letter ?? unit);
  if (!grain || (!isRate && isLength(count, unit))) return undefined;
  const offset = NUMERALS.get(count) ?? Number(digits ?? count);
  return { parts: { offset: { word, grain, offset } }, length: 1 };
};

/** 30天 and 12周 are lengths, 30日 and 2周 offsets. */
function isLength(count: string, unit: string): boolean {
  return unit === '天' || (unit === '周' && Number(count) > Math.max(...OFFSETS.week));
}

const LENGTH =
  /^(?:(?:last|past|近|最近|过去) ?)?(\d{1,9}) ?(d|days?|w|weeks?|m|months?|天|周|个月)$/u;
const CHINESE_LENGTH = /^(?:近|最近|过去) ?(\d{1,9})(日|月)$/u;

export const lengthAt: PartReader = (words, at) => {
  for (const length of [3, 2, 1]) {
    const word = phraseAt(words, at, length);
    const [, count, unit = ''] = LENGTH.exec(word) ?? CHINESE_LENGTH.exec(word) ?? [];
    const grain = UNITS.get(unit);
    if (grain) return { parts: { length: { word, grain, count: Number(count) } }, length };
  }
  return undefined;
};
