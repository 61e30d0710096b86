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

const GRAIN_WORDS: Record<string, Grain> = {
  daily: 'day',
  day: 'day',
  日: 'day',
  每日: 'day',
  日报: 'day',
  weekly: 'week',
  week: 'week',
  周: 'week',
  每周: 'week',
  周报: 'week',
  monthly: 'month',
  month: 'month',
  月: 'month',
  每月: 'month',
  月报: 'month',
};
const SEGMENT_WORDS: Record<string, Segment> = {
  new: 'new',
  新增: 'new',
  新用户: 'new',
  active: 'active',
  活跃: 'active',
  活跃用户: 'active',
};
const PLAIN_WORDS: Record<string, 'help' | 'apps' | 'subscribe' | 'unsubscribe'> = {
  help: 'help',
  '?': 'help',
  帮助: 'help',
  apps: 'apps',
  小程序: 'apps',
  subscribe: 'subscribe',
  订阅: 'subscribe',
  unsubscribe: 'unsubscribe',
  退订: 'unsubscribe',
  取消订阅: 'unsubscribe',
};

/** Forgiving about case, spaces, full-width characters and a leading "/retention". An empty command is the daily digest. */
export function parseCommand(typed: string, apps: readonly AppName[]): Command {
  const text = normal(typed)
    .replace(/^\/?retention\b/u, '')
    .trim();
  const plain = PLAIN_WORDS[text];
  if (plain) return { kind: plain };

  let grain: Grain | undefined;
  let segment: Segment | undefined;
  const rest: string[] = [];
  for (const word of text.split(' ').filter(Boolean)) {
    if (!grain && GRAIN_WORDS[word]) grain = GRAIN_WORDS[word];
    else if (!segment && SEGMENT_WORDS[word]) segment = SEGMENT_WORDS[word];
    else rest.push(word);
  }
  const name = rest.join(' ');
  const app = name === '' ? undefined : findApp(name, apps);
  if (name !== '' && !app) return { kind: 'unknown', word: name };
  return { kind: 'digest', grain: grain ?? 'day', app: app?.appid, segment };
}

/** By appid or name; a beginning is enough when only one app has it. */
function findApp(name: string, apps: readonly AppName[]): AppName | undefined {
  const exact = apps.find((app) => normal(app.name) === name || normal(app.appid) === name);
  if (exact) return exact;
  const begun = apps.filter(
    (app) => normal(app.name).startsWith(name) || normal(app.appid).startsWith(name),
  );
  return begun.length === 1 ? begun[0] : undefined;
}

function normal(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/&nbsp;/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim()
    .toLowerCase();
}
