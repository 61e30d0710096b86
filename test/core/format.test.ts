/** Numbers and dates as a reader sees them; the only place that rounds. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatter } from '../../src/core/format.ts';
import { periodOf } from '../../src/core/period.ts';
import { LOCALES } from '../../src/core/text/index.ts';

const en = formatter('en');
const zh = formatter('zh-CN');

test.each([
  [0, '0.0%'],
  [0.2854, '28.5%'],
  [0.28549999, '28.5%'],
  [0.2855, '28.6%'],
  [0.9996, '100.0%'],
  [1, '100.0%'],
])('the rate %d is printed as %s', (rate, printed) => {
  expect(en.rate(rate)).toBe(printed);
  expect(zh.rate(rate)).toBe(printed);
});

test.each([
  [0.012, '+1.2'],
  [-0.012, '−1.2'],
  [0, '0.0'],
  [-0, '0.0'],
  [0.3 - 0.35, '−5.0'],
  // More digits rather than a change that is printed as none.
  [-0.0004, '−0.04'],
  [0.0004, '+0.04'],
  [-0.00001, '−0.001'],
  [-0.000001, '−0.0001'],
  // Too small for any reader.
  [-0.000000001, '0.0'],
])('a change of %d is printed as %s points', (points, printed) => {
  expect(en.points(points)).toBe(printed);
  expect(zh.points(points)).toBe(printed);
});

test.each([
  [-1 / 7, '−14.3%'],
  [1 / 3, '+33.3%'],
  [12.5, '+1,250.0%'],
  [-0.0004, '−0.04%'],
  [0, '0.0%'],
])('a relative change of %d is printed as %s', (relative, printed) => {
  expect(en.relative(relative)).toBe(printed);
});

test('an interval keeps one number of digits for both ends, and its signs', () => {
  expect(en.interval([-0.0936, -0.0065])).toBe('−9.4 to −0.7');
  expect(en.interval([-0.0077, -0.0004])).toBe('−0.77 to −0.04');
  expect(en.interval([-0.02, 0.004])).toBe('−2.0 to +0.4');
  expect(en.interval([0, 0.1])).toBe('0.0 to +10.0');
  expect(zh.interval([-0.0936, -0.0065])).toBe('−9.4 至 −0.7');
});

test('no sign is printed before a zero, and none against the number’s own', () => {
  fc.assert(
    fc.property(fc.double({ min: -1, max: 1, noNaN: true }), (fraction) => {
      for (const printed of [en.points(fraction), zh.points(fraction), en.relative(fraction)]) {
        expect(printed).not.toContain('-');
        expect(printed).not.toMatch(/^[+−]0(\.0+)?%?$/);
        if (printed.startsWith('+')) expect(fraction).toBeGreaterThan(0);
        else if (printed.startsWith('−')) expect(fraction).toBeLessThan(0);
        else expect(Math.abs(fraction)).toBeLessThan(1e-4);
      }
    }),
  );
});

test('an interval that leaves out zero never prints an end that says otherwise', () => {
  const end = fc.double({ min: 0.00001, max: 1, noNaN: true });
  fc.assert(
    fc.property(end, end, (a, b) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      expect(en.interval([low, high])).toMatch(/^\+\S* to \+/);
      expect(en.interval([-high, -low])).toMatch(/^−\S* to −/);
    }),
  );
});

describe('periods', () => {
  test.each([
    ['day', '2026-11-21', 'Sat, Nov 21, 2026', 'Sat, Nov 21', '2026年11月21日周六', '11月21日周六'],
    [
      'week',
      '2026-11-18',
      'Nov 16 – 22, 2026 (W47)',
      'Nov 16 – 22',
      '2026年11月16日至11月22日 (W47)',
      '11月16日至11月22日',
    ],
    [
      'week',
      '2027-01-01',
      'Dec 28, 2026 – Jan 3, 2027 (W53)',
      'Dec 28, 2026 – Jan 3, 2027',
      '2026年12月28日至1月3日 (W53)',
      '12月28日至1月3日',
    ],
    ['month', '2026-10-05', 'October 2026', 'Oct 2026', '2026年10月', '2026年10月'],
  ] as const)('the %s of %s', (grain, date, long, short, longChinese, shortChinese) => {
    const period = periodOf(grain, date);
    expect(plain(en.period(period))).toBe(long);
    expect(plain(en.shortPeriod(period))).toBe(short);
    expect(plain(zh.period(period))).toBe(longChinese);
    expect(plain(zh.shortPeriod(period))).toBe(shortChinese);
  });

  test('a moment is told in its zone, and names it', () => {
    const instant = new Date('2026-11-23T01:30:00Z');
    expect(plain(en.moment(instant, 'Asia/Shanghai'))).toBe('Mon, Nov 23, 09:30 Asia/Shanghai');
    expect(plain(en.moment(instant, 'America/Los_Angeles'))).toBe(
      'Sun, Nov 22, 17:30 America/Los_Angeles',
    );
    expect(plain(en.moment(new Date('2026-11-22T16:00:00Z'), 'Asia/Shanghai'))).toContain('00:00');
    expect(plain(zh.moment(instant, 'Asia/Shanghai'))).toBe('11月23日周一 09:30 Asia/Shanghai');
  });
});

test('offsets have the names analysts use', () => {
  const names = (format: typeof en) => [
    ...[1, 7, 30].map((offset) => format.offset('day', offset)),
    ...[1, 4].map((offset) => format.offset('week', offset)),
    format.offset('month', 1),
  ];
  expect(names(en)).toEqual(['D1', 'D7', 'D30', 'W1', 'W4', 'M1']);
  expect(names(zh)).toEqual(['次日', '7日', '30日', '次周', '4周', '次月']);
});

test('counts and lists', () => {
  expect(en.count(1_234_567)).toBe('1,234,567');
  expect(zh.count(0)).toBe('0');
  expect(en.list(['a', 'b', 'c'])).toBe('a, b, and c');
  expect(zh.list(['甲', '乙', '丙'])).toBe('甲、乙和丙');
  for (const locale of LOCALES) expect(formatter(locale).list(['a'])).toBe('a');
});

/** Intl likes thin and narrow spaces; a reader does not see the difference. */
function plain(text: string): string {
  return text.replace(/[\u2009\u202f\u00a0]/gu, ' ');
}
