/** The closed vocabulary of `/retention`, in English and Chinese. */
import type { Segment } from '../cohort.ts';
import type { Grain } from '../period.ts';

export type Verb =
  | 'help'
  | 'apps'
  | 'alerts'
  | 'status'
  | 'subscriptions'
  | 'subscribe'
  | 'unsubscribe'
  | 'mute'
  | 'compare'
  | 'trend'
  | 'cohorts';

// Maps, not objects: "constructor" is a word somebody may type.
export const GRAIN_WORDS: ReadonlyMap<string, Grain> = new Map<string, Grain>([
  ['daily', 'day'],
  ['day', 'day'],
  ['日', 'day'],
  ['天', 'day'],
  ['每日', 'day'],
  ['每天', 'day'],
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

export const SEGMENT_WORDS: ReadonlyMap<string, Segment> = new Map<string, Segment>([
  ['new', 'new'],
  ['新增', 'new'],
  ['新增用户', 'new'],
  ['新用户', 'new'],
  ['active', 'active'],
  ['活跃', 'active'],
  ['活跃用户', 'active'],
]);

export const VERB_WORDS: ReadonlyMap<string, Verb> = new Map<string, Verb>([
  ['help', 'help'],
  ['?', 'help'],
  ['帮助', 'help'],
  ['apps', 'apps'],
  ['小程序', 'apps'],
  ['alerts', 'alerts'],
  ['alert', 'alerts'],
  ['告警', 'alerts'],
  ['警报', 'alerts'],
  ['预警', 'alerts'],
  ['status', 'status'],
  ['状态', 'status'],
  ['subscriptions', 'subscriptions'],
  ['订阅列表', 'subscriptions'],
  ['我的订阅', 'subscriptions'],
  ['subscribe', 'subscribe'],
  ['订阅', 'subscribe'],
  ['unsubscribe', 'unsubscribe'],
  ['退订', 'unsubscribe'],
  ['取消订阅', 'unsubscribe'],
  ['mute', 'mute'],
  ['静音', 'mute'],
  ['compare', 'compare'],
  ['对比', 'compare'],
  ['比较', 'compare'],
  ['trend', 'trend'],
  ['trends', 'trend'],
  ['趋势', 'trend'],
  ['cohorts', 'cohorts'],
  ['cohort', 'cohorts'],
  ['heatmap', 'cohorts'],
  ['heat map', 'cohorts'],
  ['热力图', 'cohorts'],
  ['队列', 'cohorts'],
]);

/** Between two things they mean `compare`. */
export const VERSUS: ReadonlySet<string> = new Set(['vs', 'vs.', 'versus', '和', '与']);

/** Beside a name they are no part of it. */
export const JOINTS: ReadonlySet<string> = new Set([
  ...VERSUS,
  ...[',', '、', ';', '&', 'and', 'with', 'to', 'of', 'for', '的', '跟', '同'],
]);

/** Said out of politeness; without them a sentence may be a command. */
export const FILLERS: ReadonlySet<string> = new Set([
  ...['a', 'the', 'me', 'my', 'of', 'for', 'to', 'in', 'on', 'please', 'show', 'get', 'give'],
  ...['report', 'digest', 'retention', 'data', 'users', 'user', '看', '查看', '请', '的', '留存'],
]);

/** The words with letters enough to be mistyped. */
export function vocabulary(): string[] {
  return [...VERB_WORDS.keys(), ...GRAIN_WORDS.keys(), ...SEGMENT_WORDS.keys()];
}
