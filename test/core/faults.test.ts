/** Whatever is wrong with a command is said in a sentence, with what to do instead. */
import { describe, expect, test } from 'vitest';
import type { CommandFault } from '../../src/core/command/command.ts';
import { faultText } from '../../src/core/faults.ts';
import { formatter } from '../../src/core/format.ts';
import { periodOf } from '../../src/core/period.ts';
import { LOCALES, type Locale, textFor } from '../../src/core/text/index.ts';

const FAULTS: readonly CommandFault[] = [
  { kind: 'no-date', word: '2026-02-30' },
  { kind: 'not-over', period: periodOf('day', '2026-11-22') },
  { kind: 'other-grain', word: '2026-10', grain: 'week' },
  {
    kind: 'which-app',
    word: 'rea',
    apps: [
      { appid: 'wx1', name: 'Reader' },
      { appid: 'wx2', name: 'Ready' },
    ],
  },
  { kind: 'compare-what' },
  { kind: 'no-offset', word: 'D9', grain: 'week' },
  { kind: 'no-length', word: '9999d', most: 365 },
  { kind: 'no-time', word: '25:00' },
  { kind: 'no-zone', word: 'mars', meant: undefined },
  { kind: 'no-zone', word: 'asia/shanghia', meant: 'Asia/Shanghai' },
  { kind: 'no-grain' },
  { kind: 'no-number', word: 'x' },
  { kind: 'no-number', word: '' },
  { kind: 'no-days', word: '', most: 90 },
  { kind: 'no-share', word: 'below 120%' },
  { kind: 'no-span', word: '200d', most: 120 },
];
const worded = (fault: CommandFault, locale: Locale = 'en') =>
  faultText(fault, textFor(locale), formatter(locale));

test('of many apps that could be meant the first are named', () => {
  const apps = Array.from({ length: 50 }, (_, index) => ({
    appid: `wx${index}`,
    name: `Shop ${index}`,
  }));
  expect(worded({ kind: 'which-app', word: 'shop', apps })).toBe(
    '“shop” could be Shop 0 (wx0), Shop 1 (wx1), Shop 2 (wx2), Shop 3 (wx3), Shop 4 (wx4), and 45 others. Write more of the name, or the appid.',
  );
});

describe.each(LOCALES)('in %s', (locale) => {
  test.each(FAULTS)('%o is a sentence with what was typed in it', (fault) => {
    const sentence = worded(fault, locale);
    expect(sentence).toMatch(/[.?。？]$/);
    expect(sentence).not.toMatch(/undefined|\[object|“”/);
    if ('word' in fault && fault.kind !== 'no-days') expect(sentence).toContain(fault.word);
    if ('meant' in fault && fault.meant) expect(sentence).toContain(fault.meant);
  });
});

test('the day is named from which a period can be asked for', () => {
  expect(worded({ kind: 'not-over', period: periodOf('week', '2026-11-22') })).toContain(
    'on Mon, Nov 23, after 09:00 Beijing time',
  );
});

test('the offsets are named as they are typed', () => {
  const weeks = worded({ kind: 'no-offset', word: 'W9', grain: 'week' });
  expect(weeks).toContain('W1, W2, W3, W4');
  // At offset 0 everybody is there.
  expect(weeks).not.toContain('W0');
  expect(worded({ kind: 'no-offset', word: 'D9', grain: 'day' }, 'zh-CN')).toContain('D14，D30');
});
