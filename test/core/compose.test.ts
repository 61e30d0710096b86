/** Comparisons as words: the whole digest, its sentences, and what they must never say. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Segment, Triangle } from '../../src/core/cohort.ts';
import { compare } from '../../src/core/comparison.ts';
import { type ComposeOptions, compose } from '../../src/core/compose.ts';
import type { Digest, Section } from '../../src/core/digest.ts';
import { formatter } from '../../src/core/format.ts';
import { noteText } from '../../src/core/notes.ts';
import { type Period, periodOf } from '../../src/core/period.ts';
import { LOCALES, textFor } from '../../src/core/text/index.ts';
import { fullTriangle, triangleOf } from './triangles.ts';

const SATURDAY = periodOf('day', '2026-11-21');
const WEEK = periodOf('week', '2026-11-16');
const OCTOBER = periodOf('month', '2026-10-01');
const BOTH = ['new', 'active'] as const satisfies readonly Segment[];

function digestOf(
  period: Period,
  triangle: Triangle,
  options: Partial<ComposeOptions> = {},
): Digest {
  return compose(compare('wx1', period, triangle), triangle, {
    appName: 'Corner Shop',
    locale: 'en',
    ...options,
  });
}

function figuresOf(digest: Digest, heading: string) {
  const found = digest.sections.find(
    (section): section is Extract<Section, { kind: 'figures' }> =>
      section.kind === 'figures' && section.heading === heading,
  );
  if (!found) throw new Error(`no section ${heading}`);
  return found;
}

function listOf(digest: Digest, heading: string): readonly string[] {
  const found = digest.sections.find(
    (section): section is Extract<Section, { kind: 'list' }> =>
      section.kind === 'list' && section.heading === heading,
  );
  return found?.items ?? [];
}

/** D1 of new users fell, D7 rose, D30 has too few. */
const DAYS = triangleOf('day', {
  '2026-11-21': { new: { 0: 5464 }, active: { 0: 18_400 } },
  '2026-11-20': { new: { 0: 1000, 1: 300 } },
  '2026-11-13': { new: { 0: 800, 1: 280 } },
  '2026-11-14': { new: { 0: 1000, 7: 150 } },
  '2026-11-07': { new: { 0: 500, 7: 50 } },
  '2026-10-22': { new: { 0: 40, 30: 2 } },
  '2026-10-15': { new: { 0: 50, 30: 0 } },
});

test('a monthly digest in English, whole', () => {
  const triangle = triangleOf('month', {
    '2026-10-01': { new: { 0: 5000 }, active: { 0: 20_000 } },
    '2026-09-01': { new: { 0: 4000, 1: 1000 }, active: { 0: 18_000, 1: 9000 } },
    '2026-08-01': { new: { 0: 4000, 1: 1200 }, active: { 0: 18_000, 1: 9010 } },
  });
  const digest = digestOf(OCTOBER, triangle, {
    remarks: ['A remark.'],
    hints: ['A hint.'],
    schedule: { at: new Date('2026-11-22T01:30:00Z'), zone: 'Asia/Shanghai' },
    simulated: true,
  });
  expect(digest).toEqual({
    locale: 'en',
    title: 'Corner Shop · Monthly retention · October 2026',
    summary:
      'Corner Shop, Oct 2026: M1 of new users down 5.0 pp. New users: M1 25.0%; Active users: M1 50.0%.',
    banner: 'Simulated data: a demonstration, not a real Mini Program.',
    sections: [
      {
        kind: 'figures',
        heading: 'New users',
        size: '5,000 · Oct 2026',
        figures: [
          {
            label: 'M1',
            rate: '25.0%',
            basis: '1,000 of 4,000 · Sep 2026',
            change: '−5.0 pp (−16.7%)',
            interval: '95% interval −7.0 to −3.0 pp · against Aug 2026',
            verdict: { word: 'down', tone: 'bad' },
          },
        ],
      },
      {
        kind: 'figures',
        heading: 'Active users',
        size: '20,000 · Oct 2026',
        figures: [
          {
            label: 'M1',
            rate: '50.0%',
            basis: '9,000 of 18,000 · Sep 2026',
            change: '−0.1 pp (−0.1%)',
            interval: '95% interval −1.1 to +1.0 pp · against Aug 2026',
            verdict: { word: 'no clear change', tone: 'neutral' },
          },
        ],
      },
      {
        kind: 'chart',
        chart: {
          kind: 'line',
          title: 'M1 retention of new users',
          subtitle: 'Corner Shop · October 2026',
          alt: 'Line chart. Corner Shop, M1 retention of new users: from Aug 2026 to Sep 2026; lowest 25.0%, highest 30.0%.',
          locale: 'en',
          labels: ['Aug 2026', 'Sep 2026'],
          series: [{ name: 'M1', role: 'now', values: [0.3, 0.25] }],
        },
      },
      {
        kind: 'list',
        heading: 'Still maturing',
        items: ['Users of Oct 2026: M1 from Tue, Dec 1, after 09:00 Beijing time'],
      },
      { kind: 'list', heading: 'Data quality', items: ['A remark.'] },
    ],
    footer:
      'Source: WeChat visit retention, counted on Beijing days. Judged against the period before, with a 95% interval. Scheduled for Sun, Nov 22, 09:30 Asia/Shanghai. A hint.',
    scheduledFor: new Date('2026-11-22T01:30:00Z'),
    actions: [],
  });
});

test('of an earlier period, only what has not matured since is still maturing', () => {
  const asOf = new Date('2026-11-24T02:00:00Z');
  const items = listOf(digestOf(SATURDAY, DAYS, { asOf }), 'Still maturing');
  expect(items).toEqual([
    'Users of Sat, Nov 21: D7 from Sun, Nov 29, D30 from Tue, Dec 22, after 09:00 Beijing time',
  ]);
  const later = new Date('2027-01-05T02:00:00Z');
  expect(listOf(digestOf(SATURDAY, DAYS, { asOf: later }), 'Still maturing')).toEqual([]);
});

describe('a daily digest', () => {
  const digest = digestOf(SATURDAY, DAYS);

  test('prints D1, D7 and D30 with what they rest on and how they are judged', () => {
    const { size, figures } = figuresOf(digest, 'New users');
    expect(size).toBe('5,464 · Sat, Nov 21');
    expect(figures).toEqual([
      {
        label: 'D1',
        rate: '30.0%',
        basis: '300 of 1,000 · Fri, Nov 20',
        change: '−5.0 pp (−14.3%)',
        interval: '95% interval −9.4 to −0.7 pp · against Fri, Nov 13',
        verdict: { word: 'down', tone: 'bad' },
      },
      {
        label: 'D7',
        rate: '15.0%',
        basis: '150 of 1,000 · Sat, Nov 14',
        change: '+5.0 pp (+50.0%)',
        interval: expect.stringMatching(
          /^95% interval \+1\.\d to \+8\.\d pp · against Sat, Nov 7$/,
        ),
        verdict: { word: 'up', tone: 'good' },
      },
      {
        label: 'D30',
        rate: '5.0%',
        basis: '2 of 40 · Thu, Oct 22',
        change: '+5.0 pp',
        interval: expect.stringMatching(/against Thu, Oct 15$/),
        verdict: { word: 'too few users', tone: 'unknown' },
      },
    ]);
  });

  test('says the finding and the numbers in its summary', () => {
    for (const part of ['Corner Shop', 'Sat, Nov 21', 'down 5.0 pp', 'up 5.0 pp', '30.0%', '15.0%'])
      expect(digest.summary).toContain(part);
  });

  test('says when the newest cohort’s figures can be expected', () => {
    expect(listOf(digest, 'Still maturing')).toEqual([
      'Users of Sat, Nov 21: D1 from Mon, Nov 23, D7 from Sun, Nov 29, D30 from Tue, Dec 22, after 09:00 Beijing time',
    ]);
  });

  test('names what its figures lack', () => {
    const [missing] = listOf(digest, 'Data quality');
    expect(missing).toMatch(
      /figures for 17 cohorts from Thu, Oct 15 to Fri, Nov 20 are not all there/,
    );
    expect(figuresOf(digest, 'Active users').figures[0]).toMatchObject({
      rate: '—',
      basis: 'no figure · Fri, Nov 20',
      change: '',
      interval: '',
      verdict: { word: 'no cohort', tone: 'unknown' },
    });
  });

  test('says so when nothing is missing, and only then', () => {
    const whole = digestOf(SATURDAY, fullTriangle(SATURDAY, 60));
    expect(listOf(whole, 'Data quality')).toEqual([textFor('en').digest.quiet]);
  });

  test('with a rate but nothing to compare it with, says that instead of “no cohort”', () => {
    const alone = triangleOf('day', { '2026-11-20': { new: { 0: 1000, 1: 300 } } });
    expect(figuresOf(digestOf(SATURDAY, alone), 'New users').figures[0]).toMatchObject({
      rate: '30.0%',
      change: '',
      verdict: { word: 'no comparison', tone: 'unknown' },
    });
  });
});

test('a weekly digest in Chinese is Chinese throughout', () => {
  const triangle = triangleOf('week', {
    '2026-11-16': { new: { 0: 5100 }, active: { 0: 20_000 } },
    '2026-11-09': { new: { 0: 5000, 1: 700 }, active: { 0: 20_000, 1: 9000 } },
    '2026-11-02': { new: { 0: 5000, 1: 600, 2: 400 }, active: { 0: 20_000, 1: 9000 } },
  });
  const digest = digestOf(WEEK, triangle, {
    appName: '晨读时光',
    locale: 'zh-CN',
    schedule: { at: new Date('2026-11-22T01:30:00Z'), zone: 'Asia/Shanghai' },
    simulated: true,
  });
  expect(digest.title).toBe('晨读时光 · 周留存 · 2026年11月16日至11月22日 (W47)');
  expect(digest.summary).toContain('新增用户次周留存上升 2.0 个百分点');
  expect(digest.summary).toContain('次周 14.0%');
  expect(figuresOf(digest, '新增用户').figures[0]).toEqual({
    label: '次周',
    rate: '14.0%',
    basis: '5,000 人中 700 人 · 11月9日至11月15日',
    change: '+2.0 个百分点（+16.7%）',
    interval: '95% 区间 +0.7 至 +3.3 个百分点 · 对比 11月2日至11月8日',
    verdict: { word: '上升', tone: 'good' },
  });
  expect(figuresOf(digest, '新增用户').figures.map(({ label }) => label)).toEqual([
    '次周',
    '2周',
    '3周',
    '4周',
  ]);
  expect(listOf(digest, '尚待产出')).toEqual([
    '11月16日至11月22日的用户：次周 11月30日周一起，2周 12月7日周一起，3周 12月14日周一起，4周 12月21日周一起（北京时间 09:00 后）',
  ]);
  const words = JSON.stringify(digest).replaceAll(/"(kind|locale|tone|role)":"[^"]*"/g, '');
  const latin = words.match(/(?<=:"|\[")[^"]*[a-z]{3,}[^"]*(?=")/gi) ?? [];
  expect(latin.filter((text) => !/[\u4e00-\u9fff]/.test(text))).toEqual([]);
});

describe('options', () => {
  test.each(BOTH)('of one segment (%s): figures, summary and chart of it alone', (segment) => {
    const text = textFor('en').digest.segment;
    const other = segment === 'new' ? 'active' : 'new';
    const digest = digestOf(SATURDAY, fullTriangle(SATURDAY, 60), { segment });
    expect(figuresOf(digest, text[segment]).figures).toHaveLength(3);
    expect(() => figuresOf(digest, text[other])).toThrow();
    expect(digest.summary).not.toMatch(new RegExp(`${other} users`, 'i'));
    const chart = digest.sections.find((section) => section.kind === 'chart')?.chart;
    expect(chart?.title).toBe(`Retention of ${segment} users`);
  });

  test('simulated data is said above everything; real data says nothing', () => {
    for (const locale of LOCALES) {
      const digest = (simulated: boolean) => digestOf(SATURDAY, DAYS, { locale, simulated });
      expect(digest(true).banner).toBe(textFor(locale).digest.simulated);
      expect(digest(false).banner).toBe('');
    }
  });

  test('remarks stand with the notes, after them', () => {
    const items = listOf(digestOf(SATURDAY, DAYS, { remarks: ['Late.'] }), 'Data quality');
    expect(items.length).toBeGreaterThan(1);
    expect(items.at(-1)).toBe('Late.');
  });
});

test('every note is a sentence in both languages', () => {
  const cohorts = [SATURDAY, periodOf('day', '2026-11-20')];
  for (const locale of LOCALES)
    for (const note of [
      { kind: 'not-ready', period: SATURDAY },
      { kind: 'no-answer', cohorts },
      { kind: 'no-size', segment: 'new', cohorts },
      { kind: 'contradiction', segment: 'active', cohorts },
      { kind: 'trend-size', segment: 'new', cohorts },
      { kind: 'fewer-active-than-new', cohorts },
      { kind: 'more-than-came', cohorts },
      { kind: 'failed', reason: 'Because.' },
    ] as const) {
      const sentence = noteText(note, textFor(locale), formatter(locale));
      expect(sentence.length).toBeGreaterThan(8);
      expect(sentence).not.toMatch(/undefined|\[object/);
    }
  // A size that is there after all is no missing denominator.
  const said = (kind: 'no-size' | 'trend-size') =>
    noteText({ kind, segment: 'new', cohorts }, textFor('en'), formatter('en'));
  expect(said('no-size')).toContain('denominator missing');
  expect(said('trend-size')).not.toContain('denominator missing');
  expect(said('trend-size')).toMatch(/^New users: .*Sat, Nov 21; Fri, Nov 20.*visit trend/);
  // Programs look for these words in the report, whatever its language.
  for (const locale of LOCALES)
    expect(
      noteText({ kind: 'not-ready', period: SATURDAY }, textFor(locale), formatter(locale)),
    ).toContain('not ready');
});

test('whatever the counts, the words never contradict the numbers', () => {
  const count = fc.integer({ min: 0, max: 3_000_000 });
  const sample = fc.tuple(count, count).map(([a, b]) => [Math.max(a, b), Math.min(a, b)] as const);
  fc.assert(
    fc.property(sample, sample, ([n1, x1], [n0, x0]) => {
      const triangle = triangleOf('month', {
        '2026-09-01': { new: { 0: n1, 1: x1 } },
        '2026-08-01': { new: { 0: n0, 1: x0 } },
      });
      const [figure] = figuresOf(digestOf(OCTOBER, triangle), 'New users').figures;
      const { word } = figure?.verdict ?? {};
      if (word === 'up') expect(figure?.change).toMatch(/^\+/);
      if (word === 'down') expect(figure?.change).toMatch(/^−/);
      if (word === 'no cohort') expect(figure?.rate).toBe('—');
      expect(JSON.stringify(figure)).not.toMatch(/NaN|∞|Infinity|-0|null/);
    }),
  );
});
