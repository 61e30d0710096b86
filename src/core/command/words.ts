/** The closed vocabulary of `/retention`, in English and Chinese. */
import type { Segment } from '../cohort.ts';
import type { Grain } from '../period.ts';

export type Verb =
  | 'help'
  | 'apps'
  | 'alerts'
  | 'alert'
  | 'status'
  | 'subscriptions'
  | 'subscribe'
  | 'unsubscribe'
  | 'remove'
  | 'mute'
  | 'unmute'
  | 'useful'
  | 'not-useful'
  | 'compare'
  | 'trend'
  | 'cohorts';

// Maps, not objects: "constructor" is a word somebody may type.
export const GRAIN_WORDS: ReadonlyMap<string, Grain> = new Map<string, Grain>([
  ['daily', 'day'],
  ['day', 'day'],
  ['d', 'day'],
  ['日', 'day'],
  ['天', 'day'],
  ['每日', 'day'],
  ['每天', 'day'],
  ['日报', 'day'],
  ['weekly', 'week'],
  ['week', 'week'],
  ['w', 'week'],
  ['周', 'week'],
  ['每周', 'week'],
  // A weekly digest goes out on Mondays.
  ['每周一', 'week'],
  ['周报', 'week'],
  ['monthly', 'month'],
  ['month', 'month'],
  ['m', 'month'],
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
  ...(['help', '?', 'hi', 'hello', 'hey', 'commands', 'usage', 'menu'] as const).map(helping),
  ...(['帮助', '你好', '您好', '命令', '用法', '怎么用', '使用说明', '菜单'] as const).map(helping),
  ['apps', 'apps'],
  ['小程序', 'apps'],
  ['小程序列表', 'apps'],
  ['应用', 'apps'],
  ['alerts', 'alerts'],
  ['alert', 'alerts'],
  ['告警', 'alerts'],
  ['警报', 'alerts'],
  ['报警', 'alerts'],
  ['预警', 'alerts'],
  // What the buttons say, and how people say it.
  ['details', 'alert'],
  ['告警详情', 'alert'],
  ['详情', 'alert'],
  ['status', 'status'],
  ['状态', 'status'],
  ['subscriptions', 'subscriptions'],
  ['subs', 'subscriptions'],
  ['订阅列表', 'subscriptions'],
  ['我的订阅', 'subscriptions'],
  ['查看订阅', 'subscriptions'],
  ['subscribe', 'subscribe'],
  ['sub', 'subscribe'],
  ['订阅', 'subscribe'],
  ['unsubscribe', 'unsubscribe'],
  ['unsub', 'unsubscribe'],
  ['退订', 'unsubscribe'],
  ['取消订阅', 'unsubscribe'],
  // What the buttons say.
  ['remove', 'remove'],
  ['delete', 'remove'],
  ['cancel', 'remove'],
  ['删除', 'remove'],
  ['mute', 'mute'],
  ['静音', 'mute'],
  ['unmute', 'unmute'],
  ['取消静音', 'unmute'],
  ['解除静音', 'unmute'],
  ['not-useful', 'not-useful'],
  ['not useful', 'not-useful'],
  ['useless', 'not-useful'],
  ['没用', 'not-useful'],
  // Not `useful`, which it holds.
  ['没有用', 'not-useful'],
  ['无用', 'not-useful'],
  ['误报', 'not-useful'],
  ['useful', 'useful'],
  ['有用', 'useful'],
  ['compare', 'compare'],
  ['对比', 'compare'],
  ['比较', 'compare'],
  ['trend', 'trend'],
  ['trends', 'trend'],
  ['chart', 'trend'],
  ['趋势', 'trend'],
  ['走势', 'trend'],
  ['曲线', 'trend'],
  ['cohorts', 'cohorts'],
  ['cohort', 'cohorts'],
  ['heatmap', 'cohorts'],
  ['heat map', 'cohorts'],
  ['热力图', 'cohorts'],
  ['热图', 'cohorts'],
  ['队列', 'cohorts'],
  ['同期群', 'cohorts'],
]);

function helping<Word extends string>(word: Word): [Word, 'help'] {
  return [word, 'help'];
}

/** `alerts test`: what a rule would have told. */
export const TEST_WORDS: ReadonlySet<string> = new Set(['test', '测试', '试一下', '试运行']);

export const BELOW_WORDS: ReadonlySet<string> = new Set(['below', 'under', '<', '低于', '小于']);
export const DROP_WORDS: ReadonlySet<string> = new Set([
  ...['drop', 'drops', 'fall', 'falls', '下降', '下跌', '降幅'],
]);

/** Between two things they mean `compare`. */
export const VERSUS: ReadonlySet<string> = new Set(['vs', 'vs.', 'versus', '和', '与']);

/** Beside a name they are no part of it. */
export const JOINTS: ReadonlySet<string> = new Set([
  ...VERSUS,
  ...[',', '、', ';', '&', 'and', 'with', 'to', 'of', 'for', '的', '跟', '同'],
]);

/** What every command is about: said alone, they ask for the newest figures. */
export const SUBJECTS: ReadonlySet<string> = new Set([
  ...['report', 'digest', 'retention', 'data', 'figures', 'numbers', 'rate', 'rates'],
  ...['留存', '留存率', '数据', '报告', '简报'],
]);

/** Said out of politeness; without them a sentence may be a command. */
export const FILLERS: ReadonlySet<string> = new Set([
  ...SUBJECTS,
  ...['a', 'the', 'me', 'us', 'my', 'our', 'of', 'for', 'to', 'in', 'on', 'please', 'show', 'get'],
  ...['give', 'list', 'how', 'is', 'are', 'was', 'what', 'about', 'doing', 'users', 'user'],
  ...[
    'table',
    'analysis',
    '看',
    '看看',
    '看一下',
    '查看',
    '查询',
    '查一下',
    '帮我',
    '给我',
    '一下',
  ],
  ...['请', '的', '呢', '吗', '怎么样', '如何', '情况', '分析', '列表', '最新'],
]);

/** "sun" is no slip of "sub", which would subscribe the whole chat. */
const SHORT: ReadonlySet<string> = new Set(['sub', 'subs', 'unsub', 'hi', 'hey']);

/** The words with letters enough to be mistyped. */
export function vocabulary(): string[] {
  const words = [
    ...[...VERB_WORDS.keys(), ...GRAIN_WORDS.keys(), ...SEGMENT_WORDS.keys()],
    ...[...TEST_WORDS, ...BELOW_WORDS, ...DROP_WORDS],
  ];
  return words.filter((word) => !SHORT.has(word));
}
