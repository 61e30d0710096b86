/** Chinese is written without spaces: known words and names are set apart, "晨读时光周报" is two words. */
import type { Known } from './named.ts';
import { NUMERAL } from './numerals.ts';
import { RELATIVE_WORDS, WEEKDAY_WORDS } from './relative.ts';
import { FILLERS, vocabulary } from './words.ts';

const HAN = /\p{Script=Han}/u;
const HALF = '上午|早上|早晨|凌晨|中午|下午|傍晚|晚上';
/** Dates, offsets, lengths and times hold figures; whatever is Latin stays as it is. */
const FIGURES = new RegExp(
  [
    `(?:\\d{4}年)?${NUMERAL}月份?(?:\\d{1,2}[日号])?`,
    `${NUMERAL}个?(?:天|日|周|星期|月)之?前`,
    '(?:\\d{4}年)?第\\d{1,2}周',
    `(?:${HALF})?${NUMERAL}[点时](?:半|整|\\d{1,2}分?)?`,
    `(?:${HALF})?\\d{1,2}:\\d{2}`,
    '(?:最近|近|过去)?\\d+(?:日|天|周|个月)(?:留存率?)?',
    '[次七](?:日|周|月)(?:留存率?)?',
    '\\d{1,3}(?:\\.\\d+)?%',
    '[!-~]+',
  ].join('|'),
  'uy',
);

const isApart = (word: string) => HAN.test(word) && word.length > 1;
const OWN_WORDS = [...vocabulary(), ...FILLERS, ...RELATIVE_WORDS, ...WEEKDAY_WORDS].filter(
  isApart,
);

/** The same text where nothing has to be set apart. */
export function spread(text: string, known: Known): string {
  if (!HAN.test(text) || text.includes('"')) return text;
  const names = known.apps.map(({ key }) => key).filter(isApart);
  const words = [...OWN_WORDS, ...names].toSorted((a, b) => b.length - a.length);
  return text
    .split(' ')
    .flatMap((token) => cut(token, words))
    .filter((word) => word !== '的')
    .join(' ');
}

function cut(token: string, words: readonly string[]): string[] {
  const parts: string[] = [];
  let between = '';
  for (let at = 0; at < token.length; ) {
    const found = foundAt(token, at, words);
    if (found) {
      parts.push(between, found);
      between = '';
    } else {
      between += token[at];
    }
    at += found?.length ?? 1;
  }
  return [...parts, between].filter(Boolean);
}

function foundAt(token: string, at: number, words: readonly string[]): string | undefined {
  const word = words.find((one) => token.startsWith(one, at));
  FIGURES.lastIndex = at;
  return word ?? FIGURES.exec(token)?.[0];
}
