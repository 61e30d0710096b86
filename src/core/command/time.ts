/** A time of day as people say it: "09:30", "at 9", "9:30 pm", "下午3点半". */
import { NUMERAL, numberIn } from './numerals.ts';
import { type PartReader, phraseAt } from './said.ts';

const AT: ReadonlySet<string> = new Set(['at', '@', '在', '于']);

export const timeAt: PartReader = (words, at) => {
  const isSaid = AT.has(words[at] ?? '');
  const from = isSaid ? at + 1 : at;
  for (const length of [2, 1]) {
    const word = phraseAt(words, from, length);
    const time = word && timeOf(word, isSaid);
    if (!time) continue;
    const taken = length + (isSaid ? 1 : 0);
    return time === 'no-time'
      ? { parts: { fault: { kind: 'no-time', word } }, length: taken }
      : { parts: { at: time }, length: taken };
  }
  const next = isSaid ? phraseAt(words, from, 1) : '';
  return next ? { parts: { fault: { kind: 'no-time', word: next } }, length: 2 } : undefined;
};

const NAMED: ReadonlyMap<string, string> = new Map([
  ['noon', '12:00'],
  ['midday', '12:00'],
  ['midnight', '00:00'],
  ['中午', '12:00'],
  ['正午', '12:00'],
]);
const CLOCK =
  /^(上午|早上|早晨|凌晨|中午|下午|傍晚|晚上)?(\d{1,2})[:.](\d{2}) ?(am|pm|a\.m\.?|p\.m\.?)?$/u;
const HOUR = /^()(\d{1,2})() ?(am|pm|a\.m\.?|p\.m\.?)$/u;
const CHINESE = new RegExp(
  `^(上午|早上|早晨|凌晨|中午|下午|傍晚|晚上)?(${NUMERAL})[点时](半|整|\\d{1,2}(?=分?$))?分?$`,
  'u',
);
/** "930"; "9" only where "at" stands before it. */
const COMPACT = /^()(\d{1,2})(\d{2})$/u;
const BARE = /^()(\d{1,2})()$/u;

/** Undefined where it doesn't look like a time at all. */
function timeOf(word: string, isSaid: boolean): string | undefined {
  const named = NAMED.get(word);
  if (named) return named;
  const match =
    CLOCK.exec(word) ??
    HOUR.exec(word) ??
    CHINESE.exec(word) ??
    COMPACT.exec(word) ??
    (isSaid ? BARE.exec(word) : null);
  if (!match) return undefined;
  const [, before = '', hours, minutes = '', after = ''] = match;
  const hour = hourOf(numberIn(hours ?? ''), before + after);
  const minute = minutes === '半' ? 30 : minutes === '整' ? 0 : Number(minutes);
  if (hour === undefined || !(hour <= 23) || minute > 59) return 'no-time';
  return [hour, minute].map((part) => String(part).padStart(2, '0')).join(':');
}

/** Undefined for an hour its half of the day doesn't have: "13 pm". */
function hourOf(hour: number, half: string): number | undefined {
  if (/^[ap]/u.test(half)) {
    if (hour < 1 || hour > 12) return undefined;
    return (hour % 12) + (half.startsWith('p') ? 12 : 0);
  }
  if (/凌晨|晚上/u.test(half) && hour === 12) return 0;
  return /中午|下午|傍晚|晚上/u.test(half) && hour < (half === '中午' ? 10 : 12) ? hour + 12 : hour;
}
