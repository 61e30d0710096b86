/** The grammar of `/retention`: what people type, and what is understood. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCommand } from '../../src/core/command.ts';
import { formatter } from '../../src/core/format.ts';
import { LOCALES, textFor } from '../../src/core/text/index.ts';

const APPS = [
  { appid: 'wx00aa', name: 'Corner Shop' },
  { appid: 'wx00bb', name: 'Corner Café' },
  { appid: 'wx11cc', name: '晨读时光' },
  { appid: 'wx22dd', name: 'New Arrivals' },
  { appid: 'wx33ee', name: 'Daily Deals' },
];

const digest = (grain: 'day' | 'week' | 'month', app?: string, segment?: 'new' | 'active') => ({
  kind: 'digest',
  grain,
  app,
  segment,
});
const unknown = (word: string) => ({ kind: 'unknown', word });

describe.each<[string, [typed: string, command: object][]]>([
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
      ['corner', unknown('corner')],
      ['wx00', unknown('wx00')],
      ['weekly corner', unknown('corner')],
      ['shop', unknown('shop')],
      ['monthly weekly', unknown('weekly')],
      ['weekly weekly', unknown('weekly')],
      ['active active', unknown('active')],
      ['help me', unknown('help me')],
      ['weekly no such app', unknown('no such app')],
      ['daily;drop', unknown('daily;drop')],
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
      ['retentions', unknown('retentions')],
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
    expect(parseCommand(typed, APPS)).toEqual(command);
  });
});

test('an appid typed whole is that app, though another is named so', () => {
  const apps = [
    { appid: 'wx2', name: 'wx1' },
    { appid: 'wx1', name: 'Shop' },
  ];
  expect(parseCommand('wx1', apps)).toEqual(digest('day', 'wx1'));
});

test('a name two apps share is no answer to which is meant', () => {
  const apps = [
    { appid: 'wx1', name: 'Shop' },
    { appid: 'wx2', name: 'shop' },
  ];
  expect(parseCommand('shop', apps)).toEqual(unknown('shop'));
  expect(parseCommand('wx2', apps)).toEqual(digest('day', 'wx2'));
});

test('a name typed whole is that app, though another begins with it', () => {
  const apps = [
    { appid: 'wx1', name: 'Shop Plus' },
    { appid: 'wx2', name: 'Shop' },
  ];
  expect(parseCommand('shop', apps)).toEqual(digest('day', 'wx2'));
});

test('without any app every name is unknown', () => {
  expect(parseCommand('weekly x', [])).toEqual(unknown('x'));
  expect(parseCommand('', [])).toEqual(digest('day'));
});

test('the words the digest itself uses for segments are understood', () => {
  for (const locale of LOCALES)
    for (const segment of ['new', 'active'] as const) {
      const shown = textFor(locale).digest.segment[segment];
      const [word = ''] = locale === 'en' ? shown.split(' ') : [shown];
      expect(parseCommand(word, APPS)).toEqual(digest('day', undefined, segment));
    }
});

test('every command that the help names is understood', () => {
  const app = /<app>|<小程序>/g;
  for (const locale of LOCALES) {
    const help = textFor(locale).commands.help.join('\n').replaceAll(app, 'wx11cc');
    const typed = [...help.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
    expect(typed.length).toBeGreaterThan(5);
    for (const command of typed.flatMap((one) => one.split(' / ')))
      expect(parseCommand(command, APPS).kind, command).not.toBe('unknown');
  }
  // The names of offsets are labels, not commands: they stay free for apps.
  expect(parseCommand(formatter('en').offset('day', 7), APPS)).toEqual(unknown('d7'));
});

describe('whatever is typed', () => {
  const typed = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.string({ unit: 'grapheme', maxLength: 200 }),
    fc
      .array(fc.constantFrom('daily', 'new', '周', 'wx00', '\u00a0', 'corner', '?', '\ud800', '/'))
      .map((words) => words.join(' ')),
  );

  test('nothing throws, and the answer is one of the closed set', () => {
    const kinds = ['digest', 'help', 'apps', 'subscribe', 'unsubscribe', 'unknown'];
    fc.assert(
      fc.property(typed, (text) => {
        const command = parseCommand(text, APPS);
        expect(kinds).toContain(command.kind);
        if (command.kind === 'digest') {
          expect(['day', 'week', 'month']).toContain(command.grain);
          expect([undefined, ...APPS.map(({ appid }) => appid)]).toContain(command.app);
        }
        if (command.kind === 'unknown') expect(command.word).not.toBe('');
      }),
      { numRuns: 1000 },
    );
  });

  test('a word that is not understood comes back whole', () => {
    const word = fc.stringMatching(/^[a-z0-9<>@#*_.-]{1,60}$/).filter((one) => one !== '');
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), (words) => {
        const foreign = words.map((one) => `zz${one}`);
        const command = parseCommand(`weekly ${foreign.join('  ')} new`, APPS);
        expect(command).toEqual(unknown(foreign.join(' ')));
      }),
    );
  });
});
