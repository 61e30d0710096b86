/** The buttons below an answer: what they say, and which of them is what one sees. */
import { describe, expect, test } from 'vitest';
import {
  actionsFor,
  digestActions,
  helpActions,
  meantActions,
  whichAppActions,
} from '../../src/core/actions.ts';
import type { Action } from '../../src/core/digest.ts';
import { periodOf } from '../../src/core/period.ts';

const ASKED = { locale: 'en', isPublic: false } as const;
const PUBLIC = { locale: 'en', isPublic: true } as const;
const period = periodOf('day', '2026-11-20');
const written = (rows: readonly (readonly Action[])[]) =>
  rows.map((row) =>
    row.map(
      ({ label, does, command, isCurrent }) =>
        `${isCurrent ? '*' : ''}${label} → ${does === 'show' ? '' : `${does}: `}${command}`,
    ),
  );

describe('below a digest', () => {
  test('a switch of grain goes to the newest, one of segment stays with the period', () => {
    expect(written(digestActions({ app: 'wx1', period, segment: 'new' }, ASKED))).toEqual([
      ['*Daily → daily wx1 new', 'Weekly → weekly wx1 new', 'Monthly → monthly wx1 new'],
      [
        'New and active → daily wx1 2026-11-20',
        '*New → daily wx1 new 2026-11-20',
        'Active → daily wx1 active 2026-11-20',
      ],
      [
        'Share to channel → share: daily wx1 new 2026-11-20',
        'Subscribe… → form: subscribe daily wx1',
      ],
    ]);
  });

  test('both segments are one choice', () => {
    const [, segments] = digestActions({ app: 'wx1', period }, ASKED);
    expect(segments?.map(({ isCurrent }) => isCurrent)).toEqual([true, false, false]);
  });

  test('there is nothing to share of what everybody sees', () => {
    const rows = digestActions({ app: 'wx1', period }, PUBLIC);
    expect(rows.flat().map(({ does }) => does)).not.toContain('share');
    expect(written(rows).at(-1)).toEqual(['Subscribe… → form: subscribe daily wx1']);
  });

  test('they are labelled in the language of the reader and say the same', () => {
    const chinese = digestActions({ app: 'wx1', period }, { ...ASKED, locale: 'zh-CN' });
    const english = digestActions({ app: 'wx1', period }, ASKED);
    expect(chinese[0]?.map(({ label }) => label)).toEqual(['日', '周', '月']);
    const commands = (rows: typeof chinese) => rows.flat().map(({ command }) => command);
    expect(commands(chinese)).toEqual(commands(english));
  });
});

test('below two apps the period stays with the segment', () => {
  const rows = actionsFor(
    { kind: 'compare-apps', apps: ['wx1', 'wx2'], grain: 'day', segment: undefined, period },
    ASKED,
  );
  expect(written(rows)).toEqual([
    [
      '*Daily → compare wx1 wx2 daily',
      'Weekly → compare wx1 wx2 weekly',
      'Monthly → compare wx1 wx2 monthly',
    ],
    [
      '*New and active → compare wx1 wx2 daily 2026-11-20',
      'New → compare wx1 wx2 daily new 2026-11-20',
      'Active → compare wx1 wx2 daily active 2026-11-20',
    ],
    ['Share to channel → share: compare wx1 wx2 daily 2026-11-20'],
  ]);
});

test('below two periods there are the segments', () => {
  const periods = [period, periodOf('day', '2026-11-13')] as const;
  const rows = actionsFor({ kind: 'compare-periods', periods, app: 'wx1', segment: 'new' }, PUBLIC);
  expect(written(rows)).toEqual([
    [
      'New and active → compare 2026-11-20 2026-11-13 wx1',
      '*New → compare 2026-11-20 2026-11-13 wx1 new',
      'Active → compare 2026-11-20 2026-11-13 wx1 active',
    ],
  ]);
});

test('below a trend there are the offsets, where there is a choice of them', () => {
  const trend = { kind: 'trend', app: 'wx1', segment: 'new' } as const;
  const days = actionsFor({ ...trend, grain: 'day', offset: 7, length: 60 }, ASKED);
  expect(written(days)).toEqual([
    ['D1 → trend D1 60d wx1 new', '*D7 → trend D7 60d wx1 new', 'D30 → trend D30 60d wx1 new'],
    ['*New → trend D7 60d wx1 new', 'Active → trend D7 60d wx1 active'],
    ['Share to channel → share: trend D7 60d wx1 new'],
  ]);
  const months = actionsFor({ ...trend, grain: 'month', offset: 1, length: undefined }, ASKED);
  expect(months).toHaveLength(2);
});

test('below cohorts there are the grains and the segments', () => {
  const rows = actionsFor(
    { kind: 'cohorts', grain: 'week', app: 'wx1', segment: 'active' },
    PUBLIC,
  );
  expect(written(rows)).toEqual([
    [
      'Daily → cohorts daily wx1 active',
      '*Weekly → cohorts weekly wx1 active',
      'Monthly → cohorts monthly wx1 active',
    ],
    ['New → cohorts weekly wx1 new', '*Active → cohorts weekly wx1 active'],
  ]);
});

test('below words there is where to go from there', () => {
  expect(written(helpActions('en'))).toEqual([
    ['Daily → daily', 'Weekly → weekly', 'Monthly → monthly'],
    ['Subscribe… → form: subscribe'],
  ]);
  expect(written(meantActions('weekly reader'))).toEqual([['weekly reader → weekly reader']]);
  const apps = Array.from({ length: 8 }, (_, index) => ({
    appid: `wx${index}`,
    name: `Shop ${index}`,
  }));
  const [row] = whichAppActions(apps, ({ appid }) => `daily ${appid}`);
  expect(row).toHaveLength(5);
  expect(row?.[1]).toMatchObject({ label: 'Shop 1', command: 'daily wx1' });
});
