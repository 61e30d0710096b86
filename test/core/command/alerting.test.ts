/** What people type about alerts, and what is understood. */
import { describe, expect, test } from 'vitest';
import { faulty, parse, unknown } from './apps.ts';

const details = { kind: 'alert', number: 3 };
const vote = (isUseful: boolean) => ({ kind: 'vote', number: 3, isUseful });
const tested = (rule?: object, days = 30) => ({ kind: 'test-alerts', rule, days });

describe.each<[string, [typed: string, command: object][]]>([
  [
    'one alert',
    [
      ['alerts', { kind: 'alerts' }],
      ['告警', { kind: 'alerts' }],
      ['alert 3', details],
      ['alerts #3', details],
      ['details 3', details],
      ['alert 3 details', details],
      ['告警 3', details],
      ['告警3', details],
      ['第 3 号告警', details],
      ['mute alert 3 for 2 weeks', { kind: 'mute', number: 3, days: 14 }],
      ['unmute 3', { kind: 'unmute', number: 3 }],
      ['取消静音3', { kind: 'unmute', number: 3 }],
      ['unmute', faulty('no-number', { word: '' })],
      ['useful 3', vote(true)],
      ['有用 3', vote(true)],
      ['not useful 3', vote(false)],
      ['not-useful 3', vote(false)],
      ['alert 3 not useful', vote(false)],
      ['没有用3', vote(false)],
      ['误报 3', vote(false)],
      ['useful', faulty('no-number', { word: '' })],
      ['not really useful 3', faulty('no-number', { word: 'not really 3' })],
      ['alerts reader', unknown('alerts reader', 'alerts')],
      ['umute 3', unknown('umute 3', 'unmute 3')],
      ['not usefull 3', unknown('not usefull 3', 'not useful 3')],
    ],
  ],
  [
    'a test',
    [
      ['alerts test', tested()],
      ['test alerts', tested()],
      ['告警测试', tested()],
      ['alerts test reader', tested({ app: 'wx44ff' })],
      ['alerts test for reader please', tested({ app: 'wx44ff' })],
      [
        'alerts test reader new D1 below 20% 60d',
        tested({ app: 'wx44ff', grain: 'day', segment: 'new', offset: 1, below: 0.2 }, 60),
      ],
      ['alerts test below 0.2', tested({ below: 0.2 })],
      ['alerts test below ２０％', tested({ below: 0.2 })],
      ['alerts test under 20', tested({ below: 0.2 })],
      ['alerts test drop by 15 percent W1', tested({ grain: 'week', offset: 1, drop: 0.15 })],
      ['alerts test new arrivals drop 10 % 8w', tested({ app: 'wx22dd', drop: 0.1 }, 56)],
      ['告警测试晨读时光低于20%', tested({ app: 'wx11cc', below: 0.2 })],
      [
        '告警测试 新增 次日 下降15% 近60天',
        tested({ grain: 'day', segment: 'new', offset: 1, drop: 0.15 }, 60),
      ],
      ['alerts test 120d', tested(undefined, 120)],
      ['alerts test 121d', faulty('no-span', { word: '121d', most: 120 })],
      ['alerts test 0d', faulty('no-span', { word: '0d', most: 120 })],
      ['alerts test below 120%', faulty('no-share', { word: 'below 120%' })],
      ['alerts test below 0', faulty('no-share', { word: 'below 0' })],
      ['alerts test drop', faulty('no-share', { word: 'drop' })],
      ['alerts test D9', faulty('no-offset', { word: 'd9', grain: 'day' })],
      ['alerts test nobody', unknown('nobody', 'alerts')],
      ['alerts tset new', unknown('alerts tset', 'alerts test new')],
    ],
  ],
])('%s', (_, table) => {
  test.each(table)('%j', (typed, command) => {
    expect(parse(typed)).toEqual(command);
  });
});
