/** What people type: any text is a command, or what is wrong with it. */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import {
  type Command,
  parseCommand,
  type Reading,
  type ReportCommand,
} from '../../../src/core/command/index.ts';
import { commandText } from '../../../src/core/command-text.ts';
import { editedText } from '../mutations.ts';
import { type FuzzTarget, must, opened } from '../target.ts';

const APPS = [
  { appid: 'wx11cc', name: '晨读时光' },
  { appid: 'wx44ff', name: 'Reader' },
  { appid: 'wx22dd', name: 'New Arrivals' },
  { appid: 'wx33ee', name: 'trend 7' },
];
const READING: Reading = { apps: APPS, now: new Date('2026-11-22T01:30:00Z') };

const WORDS = [
  ...[
    'daily',
    'weekly',
    'monthly',
    'new',
    'active',
    'trend',
    'D7',
    'w4',
    'M1',
    '30d',
    '12w',
    'cohorts',
  ],
  ...[
    'compare',
    'vs',
    'subscribe',
    'unsubscribe',
    'at',
    '09:30',
    '9am',
    'in',
    'Europe/Paris',
    'UTC+8',
  ],
  ...[
    'alerts',
    'alert',
    'test',
    'mute',
    'unmute',
    'for',
    '2',
    'days',
    'useful',
    'not',
    'below',
    '20%',
  ],
  ...['drop', 'help', 'apps', 'status', 'subscriptions', '3', 'yesterday', 'last', 'week', 'W46'],
  ...['2026-11-20', '2026-W46', '2026-10', 'November', 'the', 'please', 'show', 'me', 'retention'],
  ...[
    '日报',
    '周报',
    '订阅',
    '取消订阅',
    '趋势',
    '对比',
    '告警',
    '静音',
    '有用',
    '上周',
    '昨天',
    '每天',
    '九点半',
  ],
  ...['/retention', 'Reader', '晨读时光', 'New Arrivals', '"New Arrivals"', 'wx11cc', 'trend 7'],
] as const;

/** Sentences of the grammar's own words, spoilt. */
export const typed: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 6,
    arbitrary: editedText(
      fc.array(fc.constantFrom(...WORDS), { maxLength: 9 }).map((words) => words.join(' ')),
    ),
  },
  {
    weight: 2,
    arbitrary: editedText(
      fc.array(fc.constantFrom(...WORDS), { maxLength: 6 }).map((words) => words.join('')),
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 200, maxLength: 3000 }) },
);

const KINDS: Readonly<Record<Command['kind'], true>> = {
  digest: true,
  'compare-apps': true,
  'compare-periods': true,
  trend: true,
  cohorts: true,
  help: true,
  apps: true,
  unknown: true,
  faulty: true,
  mute: true,
  unmute: true,
  alert: true,
  vote: true,
  subscribe: true,
  unsubscribe: true,
  'test-alerts': true,
  subscriptions: true,
  alerts: true,
  status: true,
};

export const command: FuzzTarget = {
  name: 'command text',
  sample: 300,
  atOnce: 1,
  open: async () =>
    opened(typed, (text) => {
      const read = parseCommand(text, READING);
      must(Object.hasOwn(KINDS, read.kind), `a command of no kind: ${read.kind}`);
      if (!isReport(read)) return;
      const again = parseCommand(commandText(read), READING);
      must(isDeepStrictEqual(again, read), `said again it is another: ${commandText(read)}`);
    }),
};

const REPORTS: ReadonlySet<string> = new Set<ReportCommand['kind']>([
  ...(['digest', 'compare-apps', 'compare-periods', 'trend', 'cohorts'] as const),
]);

function isReport(read: Command): read is ReportCommand {
  return REPORTS.has(read.kind);
}
