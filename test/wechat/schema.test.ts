import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import { GRAINS, OFFSETS, type Period, periodOf } from '../../src/core/period.ts';
import { readAnswer } from '../../src/wechat/answer.ts';
import type { Call } from '../../src/wechat/errcode.ts';
import { snapshotFrom } from '../../src/wechat/schema.ts';
import { fixture } from '../contracts/retention-source.ts';

const DAY = periodOf('day', '2017-03-13');

function parse(text: string, period: Period = DAY, call: Call = 'data') {
  return snapshotFrom(
    'wx1',
    period,
    readAnswer(text, { app: 'wx1', call, path: '/', status: 200, hide: [] }),
  );
}

function fault(text: string, period: Period = DAY, call: Call = 'data'): AppError {
  try {
    parse(text, period, call);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  return expect.unreachable('expected a failure');
}

function day(figures: unknown, rest: object = {}): string {
  return JSON.stringify({ ref_date: '20170313', visit_uv_new: [], visit_uv: figures, ...rest });
}

describe('every answer on record', () => {
  const RETENTION: Record<string, [Period, number | undefined, number | undefined]> = {
    'doc-daily-20170313': [DAY, 5464, 55500],
    'doc-cloud-daily-20170313': [DAY, 5464, 55500],
    'doc-weekly-20170306': [periodOf('week', '2017-03-06'), 0, 0],
    'doc-cloud-weekly-20170306': [periodOf('week', '2017-03-06'), 0, 0],
    'doc-monthly-201702': [periodOf('month', '2017-02-01'), 346249, 346249],
    'doc-cloud-monthly-201702': [periodOf('month', '2017-02-01'), 346249, 346249],
    'real-daily-20191024-yesterday': [periodOf('day', '2019-10-24'), 10272, 25487],
    'real-weekly-20200323-20200329-lastweek': [periodOf('week', '2020-03-23'), 67, 75],
  };
  const REFUSALS: Record<string, [Call, string]> = {
    'err-40001-token-hint': ['data', 'token_invalid'],
    'err-40001-token-rid-stable-hint': ['data', 'token_invalid'],
    'err-40013-appid': ['token', 'wrong_appid'],
    'err-40164-ip': ['token', 'ip_not_allowed'],
    'err-45009-quota-hint': ['data', 'quota_spent'],
    'err-45009-stable-token': ['token', 'quota_spent'],
    'err-47001-format': ['data', 'wechat_bug'],
    'err-48001-unauthorized': ['data', 'unauthorized'],
    'err-61500-date-format': ['data', 'wechat_bug'],
    'err-61501-date-range-hint': ['data', 'refused'],
    'err-61502-game': ['data', 'mini_game'],
    'err-61503-not-ready-hint': ['data', 'not_ready'],
    'err-61504-busy': ['data', 'analytics_busy'],
    'err-minus1-system': ['data', 'wechat_busy'],
  };
  /** Answers of other endpoints: no retention, so not to be taken for some. */
  const OTHERS = [
    'doc-authorizer-token-ok',
    'doc-clear-quota-ok',
    'doc-component-token-ok',
    'doc-invokecloudfunction-ok',
    'doc-quota-get-ok',
    'doc-token-ok',
    'doc-visittrend-daily-20170313',
    'doc-visittrend-monthly-201702',
    'doc-visittrend-weekly-20170306',
    'real-visittrend-daily-20181015',
    'real-visittrend-empty-list',
  ];

  it('is tested here', () => {
    const files = readdirSync(new URL('../fixtures/wechat', import.meta.url))
      .filter((file) => file.endsWith('.json'))
      .map((file) => file.replace('.json', ''));
    expect([...Object.keys(RETENTION), ...Object.keys(REFUSALS), ...OTHERS].sort()).toEqual(
      files.sort(),
    );
  });

  it.each(Object.entries(RETENTION))('%s parses', (file, [period, fresh, active]) => {
    const text = fixture(file);
    const { counts, raw } = parse(text, period);
    expect([counts.new.get(0), counts.active.get(0)]).toEqual([fresh, active]);
    expect(raw).toBe(text);
  });

  it.each(Object.entries(REFUSALS))('%s fails as it should', (file, [call, code]) => {
    expect(fault(fixture(file), DAY, call).code).toBe(code);
  });

  it.each(OTHERS)('%s is not taken for retention', (file) => {
    expect(fault(fixture(file)).code).toBe('wechat_malformed');
  });
});

describe('an answer survives', () => {
  it.each([
    ['missing arrays', '{"ref_date":"20170313"}', []],
    ['null arrays', '{"ref_date":"20170313","visit_uv":null,"visit_uv_new":null}', []],
    [
      'null values',
      day([
        { key: 0, value: null },
        { key: 1, value: 3 },
      ]),
      [[1, 3]],
    ],
    ['an absent key 0', day([{ key: 1, value: 3 }]), [[1, 3]]],
    [
      'a zero key 0',
      day([
        { key: 0, value: 0 },
        { key: 1, value: 3 },
      ]),
      [
        [0, 0],
        [1, 3],
      ],
    ],
    ['one entry that is in no list', day({ key: 0, value: 5 }), [[0, 5]]],
    ['numbers as strings', day([{ key: '0', value: '12' }]), [[0, 12]]],
    [
      'keys in any order',
      day([
        { key: 7, value: 1 },
        { key: 0, value: 9 },
      ]),
      [
        [7, 1],
        [0, 9],
      ],
    ],
    [
      'keys it does not know',
      day([
        { key: 60, value: 1 },
        { key: 0, value: 9 },
      ]),
      [[0, 9]],
    ],
    [
      'the same key twice',
      day([
        { key: 0, value: 9 },
        { key: 0, value: 9 },
      ]),
      [[0, 9]],
    ],
    ['unknown fields', day([{ key: 0, value: 9, of: 'x' }], { more: 1 }), [[0, 9]]],
    ['errcode 0', day([{ key: 0, value: 9 }], { errcode: 0, errmsg: 'ok' }), [[0, 9]]],
    ['no ref_date', '{"visit_uv":[{"key":0,"value":9}]}', [[0, 9]]],
    ['a ref_date with dashes', day([], { ref_date: '2017-03-13' }), []],
    ['a ref_date as a number', day([], { ref_date: 20170313 }), []],
  ])('%s', (_, text, active) => {
    expect([...parse(text).counts.active]).toEqual(active);
    expect(parse(text).raw).toBe(text);
  });

  it('being written by a cloud call, whatever it counts', () => {
    const people = fc.dictionary(fc.constantFrom('0', '1', '2', '3', '4'), fc.nat());
    fc.assert(
      fc.property(people, people, (fresh, active) => {
        const list = (of: Record<string, number>) =>
          Object.entries(of).map(([key, value]) => ({ key: Number(key), value }));
        const wires = [
          { ref_date: '20170306-20170312', visit_uv_new: list(fresh), visit_uv: list(active) },
          {
            refDate: '20170306-20170312',
            visitUvNew: list(fresh),
            visitUv: list(active),
            errCode: 0,
          },
        ];
        const [https, cloud] = wires.map(
          (wire) => parse(JSON.stringify(wire), periodOf('week', '2017-03-06')).counts,
        );
        expect(cloud).toEqual(https);
        expect(cloud?.new.size).toBe(Object.keys(fresh).length);
      }),
    );
  });
});

describe('an answer is refused', () => {
  it.each([
    ['negative people', day([{ key: 0, value: -1 }])],
    ['a fraction of a person', day([{ key: 0, value: 0.4 }])],
    ['a fraction as a string', day([{ key: 0, value: '0.4' }])],
    ['more people than can be counted', day([{ key: 0, value: 1e20 }])],
    ['words for a count', day([{ key: 0, value: 'many' }])],
    ['an empty string for a count', day([{ key: 0, value: '' }])],
    [
      'a key with two values',
      day([
        { key: 0, value: 1 },
        { key: 0, value: 2 },
      ]),
    ],
    ['a list that is none', day('none')],
    ['entries that are none', day([5])],
    ['nothing at all', '{}'],
    ['another day', day([], { ref_date: '20170312' })],
    ['a week for a day', day([], { ref_date: '20170313-20170319' })],
    ['a month for a day', day([], { ref_date: '201703' })],
  ])('for %s', (_, text) => {
    expect(fault(text)).toMatchObject({ code: 'wechat_malformed', retry: 'never' });
  });

  it.each(['', '  ', '<html></html>', 'null', '3', '[]', '"text"', '{"ref_date":'])(
    'when it is %j, though it may be whole the next time',
    (text) => {
      expect(fault(text)).toMatchObject({ code: 'wechat_malformed', retry: 'later' });
    },
  );

  it('when it is about another period of the grain', () => {
    const date = fc.integer({ min: 0, max: 5000 }).map((days) => {
      return new Date(Date.UTC(2017, 0, 1 + days)).toISOString().slice(0, 10);
    });
    fc.assert(
      fc.property(fc.constantFrom(...GRAINS), date, date, (grain, asked, told) => {
        const [period, other] = [periodOf(grain, asked), periodOf(grain, told)];
        const text = JSON.stringify({ ref_date: refDate(other), visit_uv: [] });
        if (period.first === other.first) expect(parse(text, period).period).toEqual(period);
        else expect(fault(text, period).code).toBe('wechat_malformed');
      }),
    );
  });

  it('never gains an offset the grain does not have', () => {
    fc.assert(
      fc.property(fc.constantFrom(...GRAINS), fc.array(fc.nat({ max: 40 })), (grain, keys) => {
        const text = JSON.stringify({ visit_uv: keys.map((key) => ({ key, value: key })) });
        const { counts } = parse(text, periodOf(grain, '2017-03-13'));
        for (const [offset, value] of counts.active) {
          expect(OFFSETS[grain]).toContain(offset);
          expect(value).toBe(offset);
        }
      }),
    );
  });
});

function refDate({ grain, first, last }: Period): string {
  const [from, to] = [first.replaceAll('-', ''), last.replaceAll('-', '')];
  return { day: from, week: `${from}-${to}`, month: from.slice(0, 6) }[grain];
}
