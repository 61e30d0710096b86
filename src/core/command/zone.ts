/** A time zone as people say it: "Europe/Paris" in any case, "in New York", "北京时间". */
import type { CommandFault } from './command.ts';
import { nearest } from './nearest.ts';
import { type PartReader, phraseAt } from './said.ts';

const IN: ReadonlySet<string> = new Set(['in', 'zone', 'timezone', 'tz', '时区']);

/** @param cities whether a city counts without "in" before it: "9:30 Paris" */
export function zoneAt(cities: 'said' | 'bare'): PartReader {
  return (words, at) => {
    if (!IN.has(words[at] ?? '')) return partAt(words, at, cities === 'bare');
    const part = partAt(words, at + 1, true) ?? wrongAt(words, at + 1);
    return part && { parts: part.parts, length: part.length + 1 };
  };
}

function partAt(words: readonly string[], at: number, isCity: boolean): ReturnType<PartReader> {
  for (const length of [4, 3, 2, 1]) {
    const zone = zoneOf(phraseAt(words, at, length), isCity);
    if (zone) return { parts: { zone }, length };
  }
  return looksLikeZone(words[at] ?? '') ? wrongAt(words, at) : undefined;
}

function looksLikeZone(word: string): boolean {
  return /^[a-z_]+\/[a-z_/-]+$|^(?:utc|gmt)[+-]\d/u.test(word);
}

/** As many words as are close to a zone, else all up to the next part of the command. */
function wrongAt(words: readonly string[], at: number): ReturnType<PartReader> {
  const wrong = (word: string, length: number, meant?: string) => {
    const fault: CommandFault = { kind: 'no-zone', word, meant };
    return { parts: { fault }, length };
  };
  for (const length of [3, 2, 1]) {
    const word = phraseAt(words, at, length);
    // "UTC+5" is close to "UTC+8", and another time.
    const near = /\d/u.test(word) ? undefined : nearest(word, zones().keys());
    if (near) return wrong(word, length, zones().get(near.word));
  }
  const end = words.findIndex((word, index) => index > at && word === '');
  const length = (end < 0 ? words.length : end) - at;
  const word = phraseAt(words, at, length);
  return word ? wrong(word, length) : undefined;
}

function zoneOf(word: string, isCity: boolean): string | undefined {
  const isId = /[/]|^utc|^gmt|时间$/u.test(word);
  if (!isId && !isCity) return undefined;
  return zones().get(word) ?? (word.includes('/') ? linkedZone(word) : undefined);
}

/** Older names, such as US/Pacific, are links that Intl follows but doesn't list. */
function linkedZone(word: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: word }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

/** Today's names of zones that Intl lists by their old ones. */
const RENAMED = [
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Asia/Ho_Chi_Minh',
  'Asia/Yangon',
  'Europe/Kyiv',
];

const ALIASES: Readonly<Record<string, readonly string[]>> = {
  // China has no daylight saving: its offset is its zone.
  'Asia/Shanghai': [
    ...['beijing', 'china', 'shenzhen', 'guangzhou', 'hangzhou', 'chengdu', 'prc'],
    ...['utc+8', 'utc+08', 'utc+08:00', 'gmt+8', 'gmt+08:00'],
    ...['北京', '上海', '中国', '北京时间', '上海时间', '中国时间'],
  ],
  'Asia/Hong_Kong': ['香港', '香港时间'],
  'Asia/Taipei': ['台北', '台北时间'],
  'Asia/Tokyo': ['japan', '东京', '东京时间'],
  'Asia/Singapore': ['新加坡', '新加坡时间'],
  'Europe/London': ['伦敦', '伦敦时间'],
  'Europe/Paris': ['巴黎', '巴黎时间'],
  'Europe/Berlin': ['柏林', '柏林时间'],
  'America/New_York': ['纽约', '纽约时间'],
  'America/Los_Angeles': ['san francisco', 'seattle', '洛杉矶', '洛杉矶时间'],
  'Australia/Sydney': ['悉尼', '悉尼时间'],
  UTC: ['gmt', 'utc+0', 'etc/utc'],
};

let known: ReadonlyMap<string, string> | undefined;

/** Made once, when first asked for: hundreds of zones, by id, by id with spaces, and by city. */
function zones(): ReadonlyMap<string, string> {
  known ??= new Map([
    ...[...Intl.supportedValuesOf('timeZone'), ...RENAMED, 'UTC'].flatMap((id) => {
      const name = id.toLowerCase();
      const spaced = name.replaceAll('_', ' ');
      return [name, spaced, spaced.split('/').at(-1) ?? spaced].map((key) => [key, id] as const);
    }),
    ...Object.entries(ALIASES).flatMap(([id, words]) => words.map((word) => [word, id] as const)),
  ]);
  return known;
}
