/** Knobs as they are written on a command line. */
import { describe, expect, it } from 'vitest';
import { LOCALES, textFor } from '../../src/core/text/index.ts';
import { KNOBS, knobList, turned } from '../../src/demo/knobs.ts';

describe('a knob', () => {
  it.each([
    ['token-calls=3', { tokenCalls: 3 }],
    ['overwritten-every=5', { overwrittenEvery: 5 }],
    ['night-blips=0.5', { nightBlips: 0.5 }],
    ['blocked-ip=203.0.113.7', { blockedIp: '203.0.113.7' }],
    ['quota=40', { quota: 40 }],
    ['minute-limit=10', { minuteLimit: 10 }],
    ['minus-one=0.05', { minusOne: 0.05 }],
    ['minus-one-burst=4', { minusOneBurst: 4 }],
    ['analytics-busy=1', { analyticsBusy: 1 }],
    ['bad-gateway=0', { badGateway: 0 }],
    ['hang=0.01', { hang: 0.01 }],
    ['reset=0.01', { reset: 0.01 }],
    ['mini-games=wx1,wx2', { miniGames: ['wx1', 'wx2'] }],
    ['without-cloud=wx1', { withoutCloud: ['wx1'] }],
    ['ready-hour=10.5', { readyHour: 10.5 }],
    ['ready-hour=jitter', { readyHour: 'jitter' }],
    ['late-as=zeros', { lateAs: 'zeros' }],
    ['week-size-zero=yes', { weekSizeZero: true }],
    ['zero-days=2026-11-20,2026-11-21', { zeroDays: ['2026-11-20', '2026-11-21'] }],
    ['content-type=text/plain', { contentType: 'text/plain' }],
  ])('is turned by %s', (written, expected) => {
    expect(turned({}, written)).toEqual(expected);
    expect(turned({ quota: 7, hang: 0.5 }, written)).toEqual({ quota: 7, hang: 0.5, ...expected });
  });

  it('of a revision can be turned again and again', () => {
    const first = turned({}, 'revision=2026-11-22T12:00,wx1,day,2026-11-14,new,7,123') ?? {};
    const both = turned(first, 'revision=2026-11-22T04:00Z,wx1,week,2026-11-09,active,0,9');
    expect(both).toEqual({
      revisions: [
        {
          since: new Date('2026-11-22T12:00+08:00'),
          app: 'wx1',
          grain: 'day',
          first: '2026-11-14',
          segment: 'new',
          offset: 7,
          value: 123,
        },
        {
          since: new Date('2026-11-22T12:00+08:00'),
          app: 'wx1',
          grain: 'week',
          first: '2026-11-09',
          segment: 'active',
          offset: 0,
          value: 9,
        },
      ],
    });
  });

  it.each([
    '',
    'quota',
    'quota=',
    '=40',
    'quota=0',
    'quota=-1',
    'quota=1.5',
    'quotas=40',
    'toString=1',
    'constructor=1',
    'minus-one=1.1',
    'minus-one=5%',
    'blocked-ip=localhost',
    'mini-games=wx1,,wx2',
    'ready-hour=25',
    'ready-hour=noon',
    'late-as=61504',
    'week-size-zero=true',
    'zero-days=2026-02-30',
    'content-type=text',
    'content-type=text/plain\r\nx: y',
    'revision=2026-11-22T12:00,wx1,day,2026-11-14,new,7',
    'revision=noon,wx1,day,2026-11-14,new,7,123',
    'revision=2026-11-22T12:00,wx1,hour,2026-11-14,new,7,123',
    'revision=2026-11-22T12:00,wx1,day,2026-11-31,new,7,123',
    'revision=2026-11-22T12:00,wx1,day,2026-11-14,old,7,123',
    'revision=2026-11-22T12:00,wx1,day,2026-11-14,new,7,-1',
  ])('is not turned by %j', (written) => {
    expect(turned({}, written)).toBeUndefined();
  });
});

it.each(LOCALES)('all knobs are listed with their meaning in %s', (locale) => {
  const lines = knobList(textFor(locale).terminal.simulator.knobs).split('\n');
  const names = Object.keys(KNOBS);
  expect(lines).toHaveLength(names.length);
  for (const [index, name] of names.entries())
    expect(lines[index]).toMatch(new RegExp(`^  ${name}=\\S+ {2,}\\S.{5,}`));
});
