/** `compare`, `trend` and `cohorts`: what people type, and what is understood. */
import { describe, expect, test } from 'vitest';
import { parseCommand } from '../../../src/core/command/index.ts';
import { APPS, day, faulty, month, parse, READING, unknown, week } from './apps.ts';

const apps = (one: string, other: string, rest: object = {}) => ({
  kind: 'compare-apps',
  apps: [one, other],
  grain: 'day',
  segment: undefined,
  period: undefined,
  ...rest,
});
const periods = (one: object, other: object, rest: object = {}) => ({
  kind: 'compare-periods',
  periods: [one, other],
  app: undefined,
  segment: undefined,
  ...rest,
});
const trend = (rest: object = {}) => ({
  kind: 'trend',
  grain: 'day',
  offset: 1,
  length: undefined,
  app: undefined,
  segment: undefined,
  ...rest,
});
const cohorts = (rest: object = {}) => ({
  kind: 'cohorts',
  grain: 'day',
  app: undefined,
  segment: undefined,
  ...rest,
});
const [W45, W46] = [week('2026-11-02', '2026-11-08'), week('2026-11-09', '2026-11-15')];
const compareWhat = faulty('compare-what');

describe.each<[string, [typed: string, command: object][]]>([
  [
    'an offset without a verb',
    [
      ['D7', trend({ offset: 7 })],
      ['d7 reader', trend({ offset: 7, app: 'wx44ff' })],
      ['d1 retention reader new users', trend({ app: 'wx44ff', segment: 'new' })],
      ['day 7', trend({ offset: 7 })],
      ['7 day retention of reader', trend({ offset: 7, app: 'wx44ff' })],
      ['30-day retention', trend({ offset: 30 })],
      ['7日', trend({ offset: 7 })],
      ['次日留存', trend()],
      ['晨读时光新增用户7日留存', trend({ offset: 7, app: 'wx11cc', segment: 'new' })],
      ['d8', faulty('no-offset', { word: 'd8', grain: 'day' })],
      ['走势 7日', trend({ offset: 7 })],
    ],
  ],
  [
    'two apps',
    [
      ['compare reader paris', apps('wx44ff', 'wx66bb')],
      ['compare wx44ff wx66bb', apps('wx44ff', 'wx66bb')],
      ['compare paris reader', apps('wx66bb', 'wx44ff')],
      ['compare new arrivals reader', apps('wx22dd', 'wx44ff')],
      ['compare reader new arrivals new', apps('wx44ff', 'wx22dd', { segment: 'new' })],
      ['compare "New Arrivals" Reader', apps('wx22dd', 'wx44ff')],
      ['compare “New Arrivals” “Reader”', apps('wx22dd', 'wx44ff')],
      ['compare corner shop and corner café', apps('wx00aa', 'wx00bb')],
      ['compare corner shop, reader', apps('wx00aa', 'wx44ff')],
      ['compare corner s with read', apps('wx00aa', 'wx44ff')],
      ['shop vs café', apps('wx00aa', 'wx00bb')],
      ['compare salt and pepper and reader', apps('wx55aa', 'wx44ff')],
      ['compare reader and salt and pepper', apps('wx44ff', 'wx55aa')],
      ['reader vs paris', apps('wx44ff', 'wx66bb')],
      ['weekly reader vs. paris', apps('wx44ff', 'wx66bb', { grain: 'week' })],
      [
        'compare weekly reader paris active',
        apps('wx44ff', 'wx66bb', { grain: 'week', segment: 'active' }),
      ],
      ['compare reader paris W46', apps('wx44ff', 'wx66bb', { grain: 'week', period: W46 })],
      [
        'compare monthly reader paris 2026-10-05',
        apps('wx44ff', 'wx66bb', { grain: 'month', period: month('2026-10-01', '2026-10-31') }),
      ],
      ['对比 晨读时光 和 Reader', apps('wx11cc', 'wx44ff')],
      ['晨读时光 和 Reader', apps('wx11cc', 'wx44ff')],
      ['比较晨读时光和Reader', apps('wx11cc', 'wx44ff')],
      [
        '对比 晨读时光、reader 上周',
        apps('wx11cc', 'wx44ff', { grain: 'week', period: week('2026-11-16', '2026-11-22') }),
      ],
    ],
  ],
  [
    'two periods',
    [
      ['compare W45 W46', periods(W45, W46)],
      ['compare last week with the week before', periods(week('2026-11-16', '2026-11-22'), W46)],
      ['compare 11/20 11/13', periods(day('2026-11-20'), day('2026-11-13'))],
      ['compare Nov 20 and Nov 13', periods(day('2026-11-20'), day('2026-11-13'))],
      ['compare W46 vs W45', periods(W46, W45)],
      ['W46 vs W45', periods(W46, W45)],
      ['compare 2026-11-20 2026-11-13', periods(day('2026-11-20'), day('2026-11-13'))],
      ['compare weekly 2026-11-10 2026-11-03', periods(W46, W45)],
      ['compare reader W45 W46 new', periods(W45, W46, { app: 'wx44ff', segment: 'new' })],
      ['compare W45 and W46 for reader', periods(W45, W46, { app: 'wx44ff' })],
      [
        'compare last month and month before last',
        periods(month('2026-10-01', '2026-10-31'), month('2026-09-01', '2026-09-30')),
      ],
      ['对比 昨天 前天', periods(day('2026-11-23'), day('2026-11-22'))],
      [
        '晨读时光 10月和9月对比',
        periods(month('2026-10-01', '2026-10-31'), month('2026-09-01', '2026-09-30'), {
          app: 'wx11cc',
        }),
      ],
    ],
  ],
  [
    'nothing to compare',
    [
      ['compare', compareWhat],
      ['对比', compareWhat],
      ['vs', compareWhat],
      ['compare reader', compareWhat],
      ['compare reader reader', compareWhat],
      ['compare W46 W46', compareWhat],
      ['compare W46', compareWhat],
      ['compare yesterday W46', compareWhat],
      ['compare nothing known', compareWhat],
      ['compare W45 W99', faulty('no-date', { word: 'w99' })],
      [
        'compare last week this week',
        faulty('not-over', { period: week('2026-11-23', '2026-11-29') }),
      ],
      ['compare daily W45 W46', faulty('other-grain', { word: 'w45', grain: 'day' })],
      ['compare corner reader', faulty('which-app', { word: 'corner', apps: APPS.slice(0, 2) })],
    ],
  ],
  [
    'trend',
    [
      ['trend', trend()],
      ['trend D7', trend({ offset: 7 })],
      ['trend D7 60d', trend({ offset: 7, length: 60 })],
      [
        'trend 60d d30 reader new',
        trend({ offset: 30, length: 60, app: 'wx44ff', segment: 'new' }),
      ],
      ['trend W2', trend({ grain: 'week', offset: 2 })],
      ['trend weekly w4 12w', trend({ grain: 'week', offset: 4, length: 12 })],
      ['trend monthly', trend({ grain: 'month' })],
      ['trend M1 6m', trend({ grain: 'month', length: 6 })],
      ['trend 12w', trend({ grain: 'week', length: 12 })],
      ['trend last 60 days', trend({ length: 60 })],
      ['Reader trend', trend({ app: 'wx44ff' })],
      ['trend trend lab', trend({ app: 'wx88dd' })],
      ['趋势', trend()],
      ['趋势 次日', trend()],
      ['趋势 7日 近30天', trend({ offset: 7, length: 30 })],
      ['趋势 七日留存', trend({ offset: 7 })],
      ['趋势 次周 12周', trend({ grain: 'week', length: 12 })],
      ['趋势 3周', trend({ grain: 'week', offset: 3 })],
      ['趋势 次月 6个月', trend({ grain: 'month', length: 6 })],
      ['晨读时光7日留存趋势', trend({ offset: 7, app: 'wx11cc' })],
      ['trend D8', faulty('no-offset', { word: 'd8', grain: 'day' })],
      ['trend D0', faulty('no-offset', { word: 'd0', grain: 'day' })],
      ['trend W5', faulty('no-offset', { word: 'w5', grain: 'week' })],
      ['trend M2', faulty('no-offset', { word: 'm2', grain: 'month' })],
      ['trend weekly D7', faulty('no-offset', { word: 'd7', grain: 'week' })],
      ['trend 0d', faulty('no-length', { word: '0d', most: 365 })],
      ['trend 366d', faulty('no-length', { word: '366d', most: 365 })],
      ['trend W1 105w', faulty('no-length', { word: '105w', most: 104 })],
      ['trend W1 60d', faulty('no-length', { word: '60d', most: 104 })],
      ['trend M1 37m', faulty('no-length', { word: '37m', most: 36 })],
      ['trend corner', faulty('which-app', { word: 'corner', apps: APPS.slice(0, 2) })],
      ['trend 2026-11-20', unknown('2026-11-20')],
    ],
  ],
  [
    'cohorts',
    [
      ['cohorts', cohorts()],
      [
        'cohorts weekly reader active',
        cohorts({ grain: 'week', app: 'wx44ff', segment: 'active' }),
      ],
      ['weekly cohorts', cohorts({ grain: 'week' })],
      ['heat map monthly', cohorts({ grain: 'month' })],
      ['热力图 周', cohorts({ grain: 'week' })],
      ['队列 晨读', cohorts({ app: 'wx11cc' })],
    ],
  ],
])('%s', (_, table) => {
  test.each(table)('%j', (typed, command) => {
    expect(parse(typed)).toEqual(command);
  });
});

test('a name is cut where both halves are said whole, rather than begun', () => {
  const named = [
    { appid: 'wx1', name: 'Corner' },
    { appid: 'wx2', name: 'Corner Shop' },
    { appid: 'wx3', name: 'Shop Reader' },
    { appid: 'wx4', name: 'Reader Plus' },
  ];
  const read = (typed: string) => parseCommand(typed, { apps: named, now: READING.now });
  expect(read('compare corner shop reader')).toEqual(apps('wx1', 'wx3'));
  expect(read('compare corner shop vs reader')).toEqual(apps('wx2', 'wx4'));
});
