/** The grammar of `/retention`, the same in every chat: text in, a closed set of commands out. */
import type { Segment } from './cohort.ts';
import type { Grain } from './period.ts';

/** A Mini Program by name. */
export interface AppName {
  readonly appid: string;
  readonly name: string;
}

export type Command =
  | {
      readonly kind: 'digest';
      readonly grain: Grain;
      readonly app: string | undefined;
      readonly segment: Segment | undefined;
    }
  | { readonly kind: 'help' | 'apps' | 'subscribe' | 'unsubscribe' }
  | { readonly kind: 'unknown'; readonly word: string };

// Maps, not objects: "constructor" is a word somebody may type.
const GRAIN_WORDS: ReadonlyMap<string, Grain> = new Map([
  ['daily', 'day'],
  ['day', 'day'],
  ['日', 'day'],
  ['每日', 'day'],
  ['日报', 'day'],
  ['weekly', 'week'],
  ['week', 'week'],
  ['周', 'week'],
  ['每周', 'week'],
  ['周报', 'week'],
  ['monthly', 'month'],
  ['month', 'month'],
  ['月', 'month'],
  ['每月', 'month'],
  ['月报', 'month'],
]);
const SEGMENT_WORDS: ReadonlyMap<string, Segment> = new Map([
  ['new', 'new'],
  ['新增', 'new'],
  ['新增用户', 'new'],
  ['新用户', 'new'],
  ['active', 'active'],
  ['活跃', 'active'],
  ['活跃用户', 'active'],
]);
const PLAIN_WORDS: ReadonlyMap<string, 'help' | 'apps' | 'subscribe' | 'unsubscribe'> = new Map([
  ['help', 'help'],
  ['?', 'help'],
  ['帮助', 'help'],
  ['apps', 'apps'],
  ['小程序', 'apps'],
  ['subscribe', 'subscribe'],
  ['订阅', 'subscribe'],
  ['unsubscribe', 'unsubscribe'],
  ['退订', 'unsubscribe'],
  ['取消订阅', 'unsubscribe'],
]);

/** Forgiving about case, spaces, full-width characters and a leading "/retention". An empty command is the daily digest. */
export function parseCommand(typed: string, apps: readonly AppName[]): Command {
  const text = normal(typed)
    .replace(/^\/?retention\b/u, '')
    .trim();
  const plain = PLAIN_WORDS.get(text);
  if (plain) return { kind: plain };

  const words = text.split(' ').filter(Boolean);
  const readings = readingsOf(words);
  for (const { grain = 'day', segment, name } of readings) {
    const app = findApp(name, apps);
    if (name === '' || app) return { kind: 'digest', grain, app: app?.appid, segment };
  }
  return { kind: 'unknown', word: readings[0]?.name ?? text };
}

/** In any order: at most one grain, at most one segment; the rest names an app, which may be "New Arrivals" or "Daily Deals". */
function readingsOf(words: readonly string[]) {
  return placesOf(words, GRAIN_WORDS).flatMap((grainAt) =>
    placesOf(words, SEGMENT_WORDS).map((segmentAt) => ({
      grain: GRAIN_WORDS.get(words[grainAt] ?? ''),
      segment: SEGMENT_WORDS.get(words[segmentAt] ?? ''),
      name: words.filter((_, index) => index !== grainAt && index !== segmentAt).join(' '),
    })),
  );
}

/** Where a word of the table may stand: first, last, nowhere (-1). */
function placesOf(words: readonly string[], table: ReadonlyMap<string, unknown>): number[] {
  const isOne = (word: string) => table.has(word);
  return [...new Set([words.findIndex(isOne), words.findLastIndex(isOne), -1])];
}

/** By appid or name; a beginning is enough. Undefined where more than one app could be meant. */
function findApp(name: string, apps: readonly AppName[]): AppName | undefined {
  if (name === '') return undefined;
  const byId = apps.find((app) => normal(app.appid) === name);
  if (byId) return byId;
  const named = apps.filter((app) => normal(app.name) === name);
  const begun = apps.filter(
    (app) => normal(app.name).startsWith(name) || normal(app.appid).startsWith(name),
  );
  const meant = named.length > 0 ? named : begun;
  return meant.length === 1 ? meant[0] : undefined;
}

function normal(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/&nbsp;/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim()
    .toLowerCase();
}
