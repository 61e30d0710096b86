/** `subscribe`, `unsubscribe` and `mute`: what people type, and what is understood. */
import { describe, expect, test } from 'vitest';
import { faulty, parse, unknown } from './apps.ts';

const wanted = (grain: 'day' | 'week' | 'month', app?: string, at?: string, zone?: string) => ({
  kind: 'subscribe',
  what: { grain, app, at, zone },
});
const nightly = (at: string) => wanted('day', undefined, at);
const zoned = (zone: string) => wanted('day', undefined, undefined, zone);

describe.each<[string, [typed: string, command: object][]]>([
  [
    'subscribe',
    [
      ['subscribe', { kind: 'subscribe', what: undefined }],
      ['subscribe here', { kind: 'subscribe', what: undefined }],
      ['subscribe weekly', wanted('week')],
      ['subscribe to weekly for reader', wanted('week', 'wx44ff')],
      [
        'subscribe weekly reader at 09:30 in Asia/Shanghai',
        wanted('week', 'wx44ff', '09:30', 'Asia/Shanghai'),
      ],
      [
        'subscribe in europe/PARIS monthly at 9:05',
        wanted('month', undefined, '09:05', 'Europe/Paris'),
      ],
      ['subscribe daily 9:30 Europe/Berlin', wanted('day', undefined, '09:30', 'Europe/Berlin')],
      ['subscribe daily deals daily', wanted('day', 'wx33ee')],
      ['subscribe daily every day', wanted('day')],
      ['subscribe every week', wanted('week')],
      ['订阅', { kind: 'subscribe', what: undefined }],
      ['订阅 周', wanted('week')],
      ['订阅 日报 晨读时光 每天 9点半', wanted('day', 'wx11cc', '09:30')],
      ['订阅晨读时光周报下午3点', wanted('week', 'wx11cc', '15:00')],
      ['订阅 月 9点 北京时间', wanted('month', undefined, '09:00', 'Asia/Shanghai')],
      ['subscribe reader', faulty('no-grain')],
      ['subscribe at 9:30', faulty('no-grain')],
      ['subscribe weekly nobody', unknown('nobody')],
      ['subscribe weekly monthly', unknown('monthly')],
      ['subscribe weekly raeder at 9', unknown('raeder', 'subscribe weekly reader at 9')],
    ],
  ],
  [
    'times',
    [
      ['subscribe daily at 9', nightly('09:00')],
      ['subscribe daily at 9am', nightly('09:00')],
      ['subscribe daily 9:30pm', nightly('21:30')],
      ['subscribe daily at 9:30 pm', nightly('21:30')],
      ['subscribe daily 12am', nightly('00:00')],
      ['subscribe daily 12 pm', nightly('12:00')],
      ['subscribe daily 21:00', nightly('21:00')],
      ['subscribe daily ２１：００', nightly('21:00')],
      ['subscribe daily 0930', nightly('09:30')],
      ['subscribe daily 9.30', nightly('09:30')],
      ['subscribe daily at noon', nightly('12:00')],
      ['订阅 日 9点', nightly('09:00')],
      ['订阅 日 9点15分', nightly('09:15')],
      ['订阅 日 早上9点', nightly('09:00')],
      ['订阅 日 晚上8点半', nightly('20:30')],
      ['订阅 日 下午 9:30', unknown('下午')],
      ['subscribe daily at 25:00', faulty('no-time', { word: '25:00' })],
      ['subscribe daily 9:75', faulty('no-time', { word: '9:75' })],
      ['subscribe daily 24:00', faulty('no-time', { word: '24:00' })],
      ['subscribe daily 13pm', faulty('no-time', { word: '13pm' })],
      ['subscribe daily at dawn', faulty('no-time', { word: 'dawn' })],
    ],
  ],
  [
    'zones',
    [
      ['subscribe daily in asia/shanghai', zoned('Asia/Shanghai')],
      ['subscribe daily in utc', zoned('UTC')],
      ['subscribe daily utc', zoned('UTC')],
      ['subscribe daily UTC+8', zoned('Asia/Shanghai')],
      ['subscribe daily in New York', zoned('America/New_York')],
      ['subscribe daily in paris', zoned('Europe/Paris')],
      ['subscribe daily tokyo', zoned('Asia/Tokyo')],
      ['subscribe daily in Asia/Kolkata', zoned('Asia/Kolkata')],
      ['subscribe daily in us/pacific', zoned('America/Los_Angeles')],
      ['订阅 日 北京', zoned('Asia/Shanghai')],
      ['subscribe daily paris', wanted('day', 'wx66bb')],
      ['subscribe daily paris in paris', wanted('day', 'wx66bb', undefined, 'Europe/Paris')],
      ['subscribe daily made in china', wanted('day', 'wx77cc')],
      ['subscribe daily made in china in tokyo', wanted('day', 'wx77cc', undefined, 'Asia/Tokyo')],
      [
        'subscribe daily in Asia/Shangai',
        faulty('no-zone', { word: 'asia/shangai', meant: 'Asia/Shanghai' }),
      ],
      [
        'subscribe daily in new yrok',
        faulty('no-zone', { word: 'new yrok', meant: 'America/New_York' }),
      ],
      [
        'subscribe daily in the hills at 9',
        faulty('no-zone', { word: 'the hills', meant: undefined }),
      ],
      ['subscribe daily utc+5', faulty('no-zone', { word: 'utc+5', meant: undefined })],
    ],
  ],
  [
    'unsubscribe',
    [
      ['unsubscribe', { kind: 'unsubscribe', number: undefined }],
      ['unsubscribe 3', { kind: 'unsubscribe', number: 3 }],
      ['unsubscribe #3', { kind: 'unsubscribe', number: 3 }],
      ['unsubscribe # 3', { kind: 'unsubscribe', number: 3 }],
      ['退订 3', { kind: 'unsubscribe', number: 3 }],
      ['退订3', { kind: 'unsubscribe', number: 3 }],
      ['取消订阅 3号', { kind: 'unsubscribe', number: 3 }],
      ['unsubscribe 0', faulty('no-number', { word: '0' })],
      ['unsubscribe three', faulty('no-number', { word: 'three' })],
      ['unsubscribe 3 4', faulty('no-number', { word: '3 4' })],
    ],
  ],
  [
    'mute',
    [
      ['mute 3 7d', { kind: 'mute', number: 3, days: 7 }],
      ['mute #3 for 2 weeks', { kind: 'mute', number: 3, days: 14 }],
      ['mute 3 1w', { kind: 'mute', number: 3, days: 7 }],
      ['mute 3 90 days', { kind: 'mute', number: 3, days: 90 }],
      ['静音 3 7天', { kind: 'mute', number: 3, days: 7 }],
      ['静音3 1周', { kind: 'mute', number: 3, days: 7 }],
      ['mute', faulty('no-number', { word: 'mute' })],
      ['mute reader 7d', faulty('no-number', { word: 'reader' })],
      ['mute 3', faulty('no-days', { word: '3', most: 90 })],
      ['mute 3 0d', faulty('no-days', { word: '0d', most: 90 })],
      ['mute 3 91d', faulty('no-days', { word: '91d', most: 90 })],
      ['mute 3 13w', faulty('no-days', { word: '13w', most: 90 })],
      ['mute 3 forever', faulty('no-days', { word: 'forever', most: 90 })],
    ],
  ],
])('%s', (_, table) => {
  test.each(table)('%j', (typed, command) => {
    expect(parse(typed)).toEqual(command);
  });
});
