/** Whatever is typed is answered: slips get a suggestion, junk gets none, nothing throws. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SEGMENTS } from '../../../src/core/cohort.ts';
import { type AppName, type Command, parseCommand } from '../../../src/core/command/index.ts';
import { commandText } from '../../../src/core/command-text.ts';
import { GRAINS, newestComplete, OFFSETS, shift } from '../../../src/core/period.ts';
import { APPS, parse, READING, unknown } from './apps.ts';

test.each<[typed: string, word: string, meant: string]>([
  ['weekly Raeder', 'raeder', 'weekly reader'],
  ['weekyl', 'weekyl', 'weekly'],
  ['weekyl raeder', 'weekyl raeder', 'weekly reader'],
  ['weekly reder 2026-11-20', 'reder', 'weekly reader 2026-11-20'],
  ['weekly corner shpo', 'corner shpo', 'weekly corner shop'],
  ['weekly cornr', 'cornr', 'weekly corner'],
  ['nwe', 'nwe', 'new'],
  ['hepl', 'hepl', 'help'],
  ['subscibe weekly', 'subscibe', 'subscribe weekly'],
  ['unsubcribe 3', 'unsubcribe 3', 'unsubscribe 3'],
  ['trned D7', 'trned d7', 'trend d7'],
  ['compare raeder paris', 'raeder', 'compare reader paris'],
  ['compaer reader paris', 'compaer reader paris', 'compare reader paris'],
  ['周抱', '周抱', '周报'],
  ['帮住', '帮住', '帮助'],
  ['周报 晨读时刻', '晨读时刻', '周报 晨读时光'],
  ['last 7 days', 'last 7 days', 'trend last 7 days'],
  ['reader paris', 'reader paris', 'compare reader paris'],
])('%j is asked back', (typed, word, meant) => {
  expect(parse(typed)).toEqual(unknown(word, meant));
});

test.each(['x', 'xy', 'sun', 'lol', 'weekly x', '!!!', '嗯', 'reader weekly please stop', '12345'])(
  '%j gets no suggestion',
  (typed) => {
    expect(parse(typed)).toMatchObject({ kind: 'unknown', meant: undefined });
  },
);

const WORDS = [
  ...[
    'daily',
    'week',
    'monthly',
    '周',
    '月报',
    'new',
    'active',
    '新增',
    'compare',
    'vs',
    '和',
    'and',
  ],
  ...[
    'trend',
    'D7',
    'W2',
    '60d',
    '12w',
    '7日',
    '次周',
    'cohorts',
    '热力图',
    'subscribe',
    '订阅',
    'at',
  ],
  ...[
    '9:30',
    '25:00',
    '9pm',
    '9点半',
    'in',
    'Paris',
    'Asia/Shanghai',
    'new york',
    'unsubscribe',
    '3',
  ],
  ...[
    '#3',
    'mute',
    '7d',
    '静音',
    'status',
    'help',
    '?',
    'alerts',
    'last',
    'yesterday',
    '上周',
    'W46',
  ],
  ...[
    '2026-11-20',
    '2026-10',
    '2026-02-30',
    '10月',
    'reader',
    'corner',
    '晨读时光',
    'wx00',
    '"',
    "'",
  ],
  ...['\u00a0', '\ud800', '/', '的', 'weekyl', 'raeder', 'constructor', '__proto__', ',', '、'],
];
const sentence = fc
  .array(fc.constantFrom(...WORDS), { maxLength: 8 })
  .chain((words) => fc.constantFrom(' ', '', '  ').map((space) => words.join(space)));
const anything = fc.oneof(
  sentence,
  fc.string({ unit: 'binary', maxLength: 500 }),
  fc.string({ unit: 'grapheme', maxLength: 500 }),
  fc
    .array(fc.constantFrom('😀', '👩‍👩‍👧', 'שלום', 'مرحبا', '\u202e', '\u200f', 'weekly', ' '))
    .map((all) => all.join('')),
);

describe('whatever is typed', () => {
  test('nothing throws, and what is named exists', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const command = parse(text);
        for (const appid of appsOf(command)) expect(APPS.map((app) => app.appid)).toContain(appid);
        if (command.kind === 'trend') {
          expect(OFFSETS[command.grain].slice(1)).toContain(command.offset);
          expect(command.length ?? 1).toBeGreaterThan(0);
        }
        if (command.kind === 'unknown') expect(command.word).not.toBe('');
      }),
      { numRuns: 500 },
    );
  });

  test('a suggestion is understood', () => {
    fc.assert(
      fc.property(sentence, (text) => {
        const command = parse(text);
        if (command.kind === 'unknown' && command.meant !== undefined)
          expect(parse(command.meant).kind, command.meant).not.toBe('unknown');
      }),
      { numRuns: 500 },
    );
  });

  test('case, width and spaces mean nothing', () => {
    const wide = (text: string) =>
      text.replace(/[!-~]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0));
    fc.assert(
      fc.property(sentence, (text) => {
        const command = parse(text);
        expect(parse(text.toUpperCase())).toEqual(command);
        expect(parse(wide(text))).toEqual(command);
        expect(parse(`\u00a0 ${text.replaceAll(' ', '\u3000 \t')}&nbsp;`)).toEqual(command);
        expect(parse(`/Retention ${text}`)).toEqual(command);
      }),
    );
  });

  test('a word that is not understood comes back whole', () => {
    const word = fc.stringMatching(/^[a-z0-9<>@#*_-]{1,60}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), (words) => {
        const foreign = words.map((one) => `zzq${one}`);
        expect(parse(`weekly ${foreign.join('  ')} new`)).toMatchObject({
          kind: 'unknown',
          word: foreign.join(' '),
        });
      }),
    );
  });

  test('nor is Chinese prose, however it may be cut', () => {
    const prose = '昨天前天上周的数据和趋势'.repeat(80);
    const began = performance.now();
    expect(parse(prose)).toMatchObject({ kind: 'unknown', meant: undefined });
    expect(performance.now() - began).toBeLessThan(1000);
  });

  test('prose is no command', () => {
    const prose = 'weekly reader '.repeat(500);
    expect(parse(prose)).toMatchObject({ kind: 'unknown', meant: undefined });
  });
});

describe('commands as buttons say them', () => {
  const app = fc.constantFrom<AppName>(...APPS).map(({ appid }) => appid);
  const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
  const grain = fc.constantFrom(...GRAINS);
  const segment = maybe(fc.constantFrom(...SEGMENTS));
  const periodOfGrain = grain.chain((one) =>
    fc.nat(200).map((back) => shift(newestComplete(one, READING.now), -back)),
  );

  test('a digest with its period is read back from grain, app, segment and first day', () => {
    fc.assert(
      fc.property(periodOfGrain, app, segment, (period, appid, asked) => {
        const command = {
          kind: 'digest',
          grain: period.grain,
          app: appid,
          segment: asked,
          period,
        } as const;
        expect(parse(commandText(command))).toEqual(command);
      }),
    );
  });

  test('so is every other report', () => {
    const trend = grain.chain((one) =>
      fc.record({
        kind: fc.constant('trend' as const),
        grain: fc.constant(one),
        offset: fc.constantFrom(...OFFSETS[one].slice(1)),
        length: maybe(fc.integer({ min: 1, max: 36 })),
        app: maybe(app),
        segment,
      }),
    );
    const cohorts = fc.record({
      kind: fc.constant('cohorts' as const),
      grain,
      app: maybe(app),
      segment,
    });
    const pair = fc.uniqueArray(app, { minLength: 2, maxLength: 2 });
    const compareApps = fc
      .tuple(pair, maybe(periodOfGrain), grain, segment)
      .map(([[one = '', other = ''], period, named, asked]) => ({
        kind: 'compare-apps' as const,
        apps: [one, other] as const,
        grain: period?.grain ?? named,
        segment: asked,
        period,
      }));
    const comparePeriods = fc
      .tuple(periodOfGrain, fc.integer({ min: 1, max: 60 }), maybe(app), segment)
      .map(([period, back, appid, asked]) => ({
        kind: 'compare-periods' as const,
        periods: [period, shift(period, -back)] as const,
        app: appid,
        segment: asked,
      }));
    fc.assert(
      fc.property(fc.oneof(trend, cohorts, compareApps, comparePeriods), (command) => {
        expect(parseCommand(commandText(command), READING)).toEqual(command);
      }),
    );
  });
});

function appsOf(command: Command): string[] {
  switch (command.kind) {
    case 'compare-apps':
      return [...command.apps];
    case 'subscribe':
      return command.what?.app ? [command.what.app] : [];
    case 'digest':
    case 'compare-periods':
    case 'trend':
    case 'cohorts':
      return command.app ? [command.app] : [];
    default:
      return [];
  }
}
