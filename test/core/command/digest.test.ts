/** The grammar of `/retention`: what people type, and what is understood. */
import { describe, expect, test } from 'vitest';
import { parseCommand } from '../../../src/core/command/index.ts';
import { formatter } from '../../../src/core/format.ts';
import { LOCALES, textFor } from '../../../src/core/text/index.ts';
import { APPS, day, faulty, month, parse, READING, unknown, week } from './apps.ts';

const { now } = READING;

const digest = (
  grain: 'day' | 'week' | 'month',
  app?: string,
  segment?: 'new' | 'active',
  period?: object,
) => ({ kind: 'digest', grain, app, segment, period });
const CORNERS = APPS.slice(0, 2);

describe.each<[string, [typed: string, command: object][]]>([
  [
    'sentences, for what they ask',
    [
      ['weekly report', digest('week')],
      ['show me the weekly retention of reader', digest('week', 'wx44ff')],
      ['how is reader doing', digest('day', 'wx44ff')],
      ['active users', digest('day', undefined, 'active')],
      ['留存', digest('day')],
      ['昨天的留存', digest('day', undefined, undefined, day('2026-11-23'))],
      ['周留存', digest('week')],
      ['看周报', digest('week')],
      [
        '帮我看看晨读时光上周数据',
        digest('week', 'wx11cc', undefined, week('2026-11-16', '2026-11-22')),
      ],
      ['今天数据', faulty('not-over', { period: day('2026-11-24') })],
      ['please', unknown('please')],
    ],
  ],
  [
    'grains',
    [
      ['', digest('day')],
      ['   ', digest('day')],
      ['daily', digest('day')],
      ['day', digest('day')],
      ['weekly', digest('week')],
      ['WEEKLY', digest('week')],
      ['Month', digest('month')],
      ['日', digest('day')],
      ['每日', digest('day')],
      ['日报', digest('day')],
      ['周', digest('week')],
      ['每周', digest('week')],
      ['周报', digest('week')],
      ['月', digest('month')],
      ['每月', digest('month')],
      ['月报', digest('month')],
    ],
  ],
  [
    'segments, in any order',
    [
      ['new', digest('day', undefined, 'new')],
      ['daily active', digest('day', undefined, 'active')],
      ['active daily', digest('day', undefined, 'active')],
      ['周 新增', digest('week', undefined, 'new')],
      ['新增用户 月', digest('month', undefined, 'new')],
      ['新用户', digest('day', undefined, 'new')],
      ['活跃', digest('day', undefined, 'active')],
      ['活跃用户 日报', digest('day', undefined, 'active')],
    ],
  ],
  [
    'apps, by name or appid or the beginning of one',
    [
      ['weekly Corner Shop', digest('week', 'wx00aa')],
      ['corner shop weekly', digest('week', 'wx00aa')],
      ['CORNER   SHOP', digest('day', 'wx00aa')],
      ['corner weekly shop new', digest('week', 'wx00aa', 'new')],
      ['wx11cc monthly', digest('month', 'wx11cc')],
      ['WX11CC', digest('day', 'wx11cc')],
      ['wx11', digest('day', 'wx11cc')],
      ['corner s', digest('day', 'wx00aa')],
      ['晨读', digest('day', 'wx11cc')],
      ['周 晨读时光 活跃', digest('week', 'wx11cc', 'active')],
      ['Corner Cafe\u0301', digest('day', 'wx00bb')],
    ],
  ],
  [
    'apps whose names hold a word of the grammar',
    [
      ['New Arrivals', digest('day', 'wx22dd')],
      ['weekly new arrivals', digest('week', 'wx22dd')],
      ['new arrivals new', digest('day', 'wx22dd', 'new')],
      ['daily deals', digest('day', 'wx33ee')],
      ['daily deals weekly', digest('week', 'wx33ee')],
      ['active daily deals', digest('day', 'wx33ee', 'active')],
    ],
  ],
  [
    'names that could mean more than one app, or none',
    [
      ['corner', faulty('which-app', { word: 'corner', apps: CORNERS })],
      ['wx00', faulty('which-app', { word: 'wx00', apps: CORNERS })],
      ['weekly corner', faulty('which-app', { word: 'corner', apps: CORNERS })],
      ['shop', digest('day', 'wx00aa')],
      ['时光 周报', digest('week', 'wx11cc')],
      ['and', unknown('and')],
      ['w', digest('week')],
      ['monthly weekly', unknown('weekly')],
      ['weekly weekly', unknown('weekly')],
      ['active active', unknown('active')],
      ['help me', { kind: 'help' }],
      ['weekly no such app', unknown('no such app')],
      ['daily;drop', unknown('daily;drop')],
    ],
  ],
  [
    'dates and periods',
    [
      ['2026-11-20', digest('day', undefined, undefined, day('2026-11-20'))],
      ['2026/11/20', digest('day', undefined, undefined, day('2026-11-20'))],
      ['2026.11.5', digest('day', undefined, undefined, day('2026-11-05'))],
      ['20261120', digest('day', undefined, undefined, day('2026-11-20'))],
      ['2026-W46', digest('week', undefined, undefined, week('2026-11-09', '2026-11-15'))],
      ['2026w46', digest('week', undefined, undefined, week('2026-11-09', '2026-11-15'))],
      ['W46', digest('week', undefined, undefined, week('2026-11-09', '2026-11-15'))],
      ['W49', digest('week', undefined, undefined, week('2025-12-01', '2025-12-07'))],
      ['wk 46', digest('week', undefined, undefined, week('2026-11-09', '2026-11-15'))],
      ['week 53', digest('week', undefined, undefined, week('2020-12-28', '2021-01-03'))],
      ['第46周', digest('week', undefined, undefined, week('2026-11-09', '2026-11-15'))],
      ['2026-10', digest('month', undefined, undefined, month('2026-10-01', '2026-10-31'))],
      ['2026-10 month', digest('month', undefined, undefined, month('2026-10-01', '2026-10-31'))],
      ['10月', digest('month', undefined, undefined, month('2026-10-01', '2026-10-31'))],
      ['12月', digest('month', undefined, undefined, month('2025-12-01', '2025-12-31'))],
      ['2026年10月', digest('month', undefined, undefined, month('2026-10-01', '2026-10-31'))],
      ['11月20日', digest('day', undefined, undefined, day('2026-11-20'))],
      ['2月29日', digest('day', undefined, undefined, day('2024-02-29'))],
      ['2025年11月20日', digest('day', undefined, undefined, day('2025-11-20'))],
      ['yesterday', digest('day', undefined, undefined, day('2026-11-23'))],
      ['昨天', digest('day', undefined, undefined, day('2026-11-23'))],
      ['昨日 新增', digest('day', undefined, 'new', day('2026-11-23'))],
      ['day before yesterday', digest('day', undefined, undefined, day('2026-11-22'))],
      ['前天', digest('day', undefined, undefined, day('2026-11-22'))],
      ['last week', digest('week', undefined, undefined, week('2026-11-16', '2026-11-22'))],
      ['上周', digest('week', undefined, undefined, week('2026-11-16', '2026-11-22'))],
      ['上星期', digest('week', undefined, undefined, week('2026-11-16', '2026-11-22'))],
      ['11-20', digest('day', undefined, undefined, day('2026-11-20'))],
      ['11/5', digest('day', undefined, undefined, day('2026-11-05'))],
      ['Nov 20', digest('day', undefined, undefined, day('2026-11-20'))],
      ['20th of November', digest('day', undefined, undefined, day('2026-11-20'))],
      ['November 20th, 2025', digest('day', undefined, undefined, day('2025-11-20'))],
      ['oct', digest('month', undefined, undefined, month('2026-10-01', '2026-10-31'))],
      ['Oct 2025', digest('month', undefined, undefined, month('2025-10-01', '2025-10-31'))],
      ['十月', digest('month', undefined, undefined, month('2026-10-01', '2026-10-31'))],
      ['10月份', digest('month', undefined, undefined, month('2026-10-01', '2026-10-31'))],
      ['3 days ago', digest('day', undefined, undefined, day('2026-11-21'))],
      ['three days ago', digest('day', undefined, undefined, day('2026-11-21'))],
      ['a week ago', digest('week', undefined, undefined, week('2026-11-16', '2026-11-22'))],
      ['两周前', digest('week', undefined, undefined, week('2026-11-09', '2026-11-15'))],
      ['3天前', digest('day', undefined, undefined, day('2026-11-21'))],
      ['Monday', digest('day', undefined, undefined, day('2026-11-23'))],
      ['last Tuesday', digest('day', undefined, undefined, day('2026-11-17'))],
      ['周日', digest('day', undefined, undefined, day('2026-11-22'))],
      ['上周一', digest('day', undefined, undefined, day('2026-11-16'))],
      ['last month', digest('month', undefined, undefined, month('2026-10-01', '2026-10-31'))],
      ['上个月', digest('month', undefined, undefined, month('2026-10-01', '2026-10-31'))],
    ],
  ],
  [
    'dates among other words',
    [
      ['weekly 2026-11-20', digest('week', undefined, undefined, week('2026-11-16', '2026-11-22'))],
      ['2026-10-20 月', digest('month', undefined, undefined, month('2026-10-01', '2026-10-31'))],
      ['last week reader new', digest('week', 'wx44ff', 'new', week('2026-11-16', '2026-11-22'))],
      ['Reader W46 weekly', digest('week', 'wx44ff', undefined, week('2026-11-09', '2026-11-15'))],
      ['new arrivals yesterday', digest('day', 'wx22dd', undefined, day('2026-11-23'))],
      ['daily deals 2026-11-20', digest('day', 'wx33ee', undefined, day('2026-11-20'))],
    ],
  ],
  [
    'dates that cannot be answered',
    [
      ['2026-02-30', faulty('no-date', { word: '2026-02-30' })],
      ['weekly reader 2026-13', faulty('no-date', { word: '2026-13' })],
      ['2026-W54', faulty('no-date', { word: '2026-w54' })],
      ['W00', faulty('no-date', { word: 'w00' })],
      ['13月1日', faulty('no-date', { word: '13月1日' })],
      ['0001-01-01', faulty('no-date', { word: '0001-01-01' })],
      ['9999-12-31', faulty('no-date', { word: '9999-12-31' })],
      ['today', faulty('not-over', { period: day('2026-11-24') })],
      ['今天', faulty('not-over', { period: day('2026-11-24') })],
      ['2026-12-01', faulty('not-over', { period: day('2026-12-01') })],
      ['weekly yesterday', faulty('not-over', { period: week('2026-11-23', '2026-11-29') })],
      ['本周', faulty('not-over', { period: week('2026-11-23', '2026-11-29') })],
      ['this month', faulty('not-over', { period: month('2026-11-01', '2026-11-30') })],
      ['weekly 2026-10', faulty('other-grain', { word: '2026-10', grain: 'week' })],
      ['daily 2026-10', faulty('other-grain', { word: '2026-10', grain: 'day' })],
      ['daily 2026-W46', faulty('other-grain', { word: '2026-w46', grain: 'day' })],
      ['monthly last week', faulty('other-grain', { word: 'last week', grain: 'month' })],
      ['13-20', faulty('no-date', { word: '13-20' })],
      ['Feb 30', faulty('no-date', { word: 'feb 30' })],
      ['W48', faulty('not-over', { period: week('2026-11-23', '2026-11-29') })],
      ['11月24日', faulty('not-over', { period: day('2026-11-24') })],
      ['November', faulty('not-over', { period: month('2026-11-01', '2026-11-30') })],
      ['11月', faulty('not-over', { period: month('2026-11-01', '2026-11-30') })],
    ],
  ],
  [
    'plain words',
    [
      ['help', { kind: 'help' }],
      [' HELP ', { kind: 'help' }],
      ['?', { kind: 'help' }],
      ['？', { kind: 'help' }],
      ['帮助', { kind: 'help' }],
      ['帮助。', { kind: 'help' }],
      ['alerts', { kind: 'alerts' }],
      ['告警', { kind: 'alerts' }],
      ['警报', { kind: 'alerts' }],
      ['status', { kind: 'status' }],
      ['状态', { kind: 'status' }],
      ['subscriptions', { kind: 'subscriptions' }],
      ['订阅列表', { kind: 'subscriptions' }],
      ['apps', { kind: 'apps' }],
      ['小程序', { kind: 'apps' }],
      ['subscribe', { kind: 'subscribe' }],
      ['订阅', { kind: 'subscribe' }],
      ['unsubscribe', { kind: 'unsubscribe' }],
      ['退订', { kind: 'unsubscribe' }],
      ['取消订阅', { kind: 'unsubscribe' }],
    ],
  ],
  [
    'as chats send them',
    [
      ['/retention', digest('day')],
      ['/retention weekly', digest('week')],
      ['retention weekly', digest('week')],
      ['Retention', digest('day')],
      ['  /Retention   Monthly  ', digest('month')],
      ['／ｒｅｔｅｎｔｉｏｎ　ｗｅｅｋｌｙ', digest('week')],
      ['weekly\u00a0new', digest('week', undefined, 'new')],
      ['\u00a0\u00a0weekly\u00a0', digest('week')],
      ['retention&nbsp;weekly', digest('week')],
      ['weekly\nnew\t', digest('week', undefined, 'new')],
      ['/retention帮助', { kind: 'help' }],
      ['retention, weekly.', digest('week')],
      ['`/retention weekly`', digest('week')],
      ['weekly\u200b new\ufeff', digest('week', undefined, 'new')],
      ['weekly “New Arrivals”', digest('week', 'wx22dd')],
      ["'New Arrivals' weekly", digest('week', 'wx22dd')],
      ['retentions', unknown('retentions')],
    ],
  ],
  [
    'Chinese without spaces',
    [
      ['昨天日报', digest('day', undefined, undefined, day('2026-11-23'))],
      ['晨读时光周报', digest('week', 'wx11cc')],
      ['晨读时光的周报', digest('week', 'wx11cc')],
      ['周新增', digest('week', undefined, 'new')],
      ['晨读11月20日', digest('day', 'wx11cc', undefined, day('2026-11-20'))],
    ],
  ],
  [
    'words that JavaScript objects are born with',
    ['constructor', '__proto__', 'valueof', 'tostring', 'hasownproperty'].map((word) => [
      word,
      unknown(word),
    ]),
  ],
])('%s', (_, table) => {
  test.each(table)('%j', (typed, command) => {
    expect(parse(typed)).toEqual(command);
  });
});

test('an appid typed whole is that app, though another is named so', () => {
  const apps = [
    { appid: 'wx2', name: 'wx1' },
    { appid: 'wx1', name: 'Shop' },
  ];
  expect(parseCommand('wx1', { apps, now })).toEqual(digest('day', 'wx1'));
});

test('a name two apps share is no answer to which is meant', () => {
  const apps = [
    { appid: 'wx1', name: 'Shop' },
    { appid: 'wx2', name: 'shop' },
  ];
  expect(parseCommand('shop', { apps, now })).toEqual(faulty('which-app', { word: 'shop', apps }));
  expect(parseCommand('wx2', { apps, now })).toEqual(digest('day', 'wx2'));
});

test('a name that holds a word of the grammar is preferred whole', () => {
  const apps = [
    { appid: 'wx1', name: 'Deals' },
    { appid: 'wx2', name: 'Daily Deals' },
    { appid: 'wx3', name: 'Status Board' },
    { appid: 'wx4', name: '2026-11-20' },
  ];
  const read = (typed: string) => parseCommand(typed, { apps, now });
  expect(read('daily deals')).toEqual(digest('day', 'wx2'));
  expect(read('deals daily')).toEqual(digest('day', 'wx1'));
  expect(read('status board')).toEqual(digest('day', 'wx3'));
  expect(read('status bo')).toEqual(digest('day', 'wx3'));
  expect(read('status')).toEqual({ kind: 'status' });
  expect(read('"2026-11-20"')).toEqual(digest('day', 'wx4'));
});

test('days are Beijing days', () => {
  const read = (at: string) => parseCommand('yesterday', { apps: [], now: new Date(at) });
  expect(read('2026-11-23T15:59:59Z')).toMatchObject({ period: day('2026-11-22') });
  expect(read('2026-11-23T16:00:00Z')).toMatchObject({ period: day('2026-11-23') });
});

test('a name typed whole is that app, though another begins with it', () => {
  const apps = [
    { appid: 'wx1', name: 'Shop Plus' },
    { appid: 'wx2', name: 'Shop' },
  ];
  expect(parseCommand('shop', { apps, now })).toEqual(digest('day', 'wx2'));
});

test('without any app every name is unknown', () => {
  expect(parseCommand('weekly x', { apps: [], now })).toEqual(unknown('x'));
  expect(parseCommand('', { apps: [], now })).toEqual(digest('day'));
});

test('the words the digest itself uses for segments are understood', () => {
  for (const locale of LOCALES)
    for (const segment of ['new', 'active'] as const) {
      const shown = textFor(locale).digest.segment[segment];
      const [word = ''] = locale === 'en' ? shown.split(' ') : [shown];
      expect(parse(word)).toEqual(digest('day', undefined, segment));
    }
});

test('every command that the help names is understood, alone or after its line’s verb', () => {
  const isUnderstood = (typed: string) => !['unknown', 'faulty'].includes(parse(typed).kind);
  for (const locale of LOCALES) {
    let named = 0;
    // `compare <app> <app>` wants two.
    const app = () => APPS[named++ % APPS.length]?.appid ?? '';
    for (const line of textFor(locale).commands.help) {
      const typed = [...line.replaceAll(/<app>|<小程序>/g, app).matchAll(/`([^`]+)`/g)];
      const [first = '', ...others] = typed.map((match) => match[1] ?? '');
      const verb = first.split(' ').slice(0, 2).join(' ');
      expect(isUnderstood(first), first).toBe(true);
      for (const other of others)
        expect(isUnderstood(other) || isUnderstood(`${verb} ${other}`), other).toBe(true);
    }
  }
  // The names of offsets are labels, not commands: they stay free for apps.
  const apps = [{ appid: 'wx1', name: 'D7' }];
  expect(parseCommand(formatter('en').offset('day', 7), { apps, now })).toEqual(
    digest('day', 'wx1'),
  );
});
