/** The four ways to WeChat under one contract, and what each has of its own. */
import { afterEach, describe, expect, it } from 'vitest';
import { periodOf } from '../../src/core/period.ts';
import type { SimulatedReply } from '../../src/demo/wechat-server.ts';
import type { Access } from '../../src/ports/access.ts';
import type { Cloud } from '../../src/wechat/transports/cloud-call.ts';
import { fixture, rejection, retentionSourceContract } from '../contracts/retention-source.ts';
import { openMiniProgram } from '../doubles/mini-program.ts';
import { APP, openRig, type Rig, SECRET } from './rig.ts';

const signal = new AbortController().signal;
const DAY = periodOf('day', '2026-10-01');
const FUNCTION: Access = {
  transport: 'cloud-function',
  token: { secret: SECRET },
  cloudEnv: 'prod-1a2b',
  cloudFunction: 'retention',
};

/** `reply` as each transport's server wraps it. */
const OVER_HTTP: [string, Access, (body: string) => string | object][] = [
  ['The HTTPS source', { transport: 'https', token: { secret: SECRET } }, (body) => body],
  ['The cloud hosting source', { transport: 'cloud-run' }, (body) => body],
  [
    'The cloud function source',
    FUNCTION,
    (body) => ({ errcode: 0, errmsg: 'ok', resp_data: asCloud(body) }),
  ],
];

for (const [name, access, wrap] of OVER_HTTP)
  retentionSourceContract(name, async () => {
    let reply: SimulatedReply | undefined;
    let count = 0;
    const asked = Promise.withResolvers<void>();
    const { wechat, options } = await openRig({
      intercept: ({ endpoint }) => {
        if (endpoint === 'stable_token') return undefined;
        count += 1;
        asked.resolve();
        return reply;
      },
    });
    return {
      source: openMiniProgram({ ...options, access }).source,
      answers: (next) => {
        reply = next === 'hang' ? next : { body: wrap(next.body) };
      },
      count: () => count,
      asked: () => asked.promise,
      close: () => wechat.close(),
    };
  });

retentionSourceContract('The Cloud call source', async () => {
  const { wechat, options } = await openRig();
  let reply: { body: string } | 'hang' = 'hang';
  let count = 0;
  const asked = Promise.withResolvers<void>();
  const cloud = proxied(async () => {
    count += 1;
    asked.resolve();
    if (reply === 'hang') return new Promise(() => undefined);
    return sdkAnswer(reply.body);
  });
  return {
    source: openMiniProgram({ ...options, access: { transport: 'cloud-call' }, cloud }).source,
    answers: (next) => {
      reply = next;
    },
    count: () => count,
    asked: () => asked.promise,
    close: () => wechat.close(),
  };
});

let rig: Rig;
afterEach(async () => {
  // The contract's rigs close themselves.
  await (rig as Rig | undefined)?.wechat.close();
});

describe('the cloud function source', () => {
  it('calls the function with the period and its dates, with one token for all', async () => {
    const asked: unknown[] = [];
    rig = await openRig();
    const source = openMiniProgram({
      ...rig.options,
      access: FUNCTION,
      fetch: (url, init) => {
        const { pathname, searchParams } = new URL(String(url));
        if (pathname.startsWith('/cgi-bin')) return fetch(url, init);
        searchParams.delete('access_token');
        asked.push([pathname, searchParams.toString(), JSON.parse(String(init?.body))]);
        const begin = JSON.parse(String(init?.body)).beginDate as string;
        const refDate = pathname && begin.slice(0, asked.length === 3 ? 6 : 8);
        return Promise.resolve(
          Response.json({ errcode: 0, resp_data: JSON.stringify({ refDate, visitUv: [] }) }),
        );
      },
    }).source;
    await source.fetch(DAY, signal);
    await source.fetch(periodOf('week', '2026-10-01'), signal);
    await source.fetch(periodOf('month', '2026-10-01'), signal);
    const [path, query] = ['/tcb/invokecloudfunction', 'env=prod-1a2b&name=retention'];
    expect(asked).toEqual([
      [path, query, { period: 'day', beginDate: '20261001', endDate: '20261001' }],
      [path, query, { period: 'week', beginDate: '20260928', endDate: '20261004' }],
      [path, query, { period: 'month', beginDate: '20261001', endDate: '20261031' }],
    ]);
    expect(rig.count('stable_token')).toBe(1);
  });

  it('replaces a dead token of the call, as HTTPS does', async () => {
    let calls = 0;
    rig = await openRig({
      intercept: ({ endpoint }) => {
        if (endpoint === 'stable_token') return undefined;
        calls += 1;
        return calls === 1
          ? { body: { errcode: 42001, errmsg: 'access_token expired' } }
          : { body: { errcode: 0, resp_data: '{"refDate":"20261001","visitUv":[]}' } };
      },
    });
    await openMiniProgram({ ...rig.options, access: FUNCTION }).source.fetch(DAY, signal);
    expect([calls, rig.count('stable_token')]).toEqual([2, 2]);
  });

  it.each<[string, object, string]>([
    [
      'no permission',
      { errCode: -604101, errMsg: 'system error: error code: -604101' },
      'cloud_permission',
    ],
    ['no ticket', { errCode: -501007, errMsg: 'missing wxCloudApiToken' }, 'cloud_ticket'],
    [
      'no figures',
      { errCode: 61503, errMsg: 'openapi.analysis.getDailyRetain:fail data not ready' },
      'not_ready',
    ],
    ['nothing of ours', { hello: 'world' }, 'wechat_malformed'],
  ])('says what a function that returns %s means', async (_, returned, code) => {
    rig = await openRig({
      intercept: ({ endpoint }) =>
        endpoint === 'stable_token'
          ? undefined
          : { body: { errcode: 0, errmsg: 'ok', resp_data: JSON.stringify(returned) } },
    });
    const { source } = openMiniProgram({ ...rig.options, access: FUNCTION });
    expect((await rejection(source.fetch(DAY, signal))).code).toBe(code);
  });

  it.each<[string, object, string]>([
    ['a function that is not there', { errcode: -501000, errmsg: 'not found' }, 'cloud_not_found'],
    ['a function out of time', { errcode: -504003, errmsg: 'timed out' }, 'cloud_function_failed'],
    ['an app without cloud', { errcode: 85088, errmsg: 'no qbase privilege' }, 'no_cloud'],
    ['an answer without its return', { errcode: 0, errmsg: 'ok' }, 'wechat_malformed'],
  ])('says what %s means', async (_, body, code) => {
    rig = await openRig({
      intercept: ({ endpoint }) => (endpoint === 'stable_token' ? undefined : { body }),
    });
    const { source } = openMiniProgram({ ...rig.options, access: FUNCTION });
    expect((await rejection(source.fetch(DAY, signal))).code).toBe(code);
  });

  it('reads what WeChat’s documentation prints of an invocation', async () => {
    const body = fixture('doc-invokecloudfunction-ok');
    rig = await openRig({
      intercept: ({ endpoint }) => (endpoint === 'stable_token' ? undefined : { body }),
    });
    const { source } = openMiniProgram({ ...rig.options, access: FUNCTION });
    // The example's function returns something else than retention.
    expect((await rejection(source.fetch(DAY, signal))).code).toBe('wechat_malformed');
  });
});

describe('the cloud hosting source', () => {
  const access: Access = { transport: 'cloud-run' };

  it('asks the same paths over plain HTTP, without a token', async () => {
    const asked: string[] = [];
    rig = await openRig();
    const { source } = openMiniProgram({
      ...rig.options,
      access,
      baseUrl: undefined,
      fetch: async (url) => {
        asked.push(String(url));
        return new Response(fixture('doc-daily-20170313'));
      },
    });
    await source.fetch(periodOf('day', '2017-03-13'), signal);
    expect(asked).toEqual(['http://api.weixin.qq.com/datacube/getweanalysisappiddailyretaininfo']);
    expect(rig.count('stable_token')).toBe(0);
  });

  it('says that the open-interface service is off', async () => {
    rig = await openRig({
      intercept: () => ({ body: { errcode: 41001, errmsg: 'access_token missing' } }),
    });
    const error = await rejection(
      openMiniProgram({ ...rig.options, access }).source.fetch(DAY, signal),
    );
    expect(error).toMatchObject({ code: 'cloud_run_off', retry: 'never' });
  });

  it('says which path its sidecar refuses, after it may have been starting', async () => {
    rig = await openRig({ intercept: () => ({ status: 502, body: '<html>Bad Gateway</html>' }) });
    const error = await rejection(
      openMiniProgram({ ...rig.options, access }).source.fetch(DAY, signal),
    );
    expect(error).toMatchObject({ code: 'cloud_run_path', retry: 'later' });
    expect(error.message).toContain('/datacube/getweanalysisappiddailyretaininfo');
    expect(rig.count('day')).toBe(5);
  });
});

describe('the Cloud call source', () => {
  const access: Access = { transport: 'cloud-call' };
  const open = (cloud: Cloud, more: object = {}) =>
    openMiniProgram({ ...rig.options, access, cloud, ...more }).source;

  it('asks each interface by its name, and never the proxy for a "then"', async () => {
    rig = await openRig();
    const called: unknown[] = [];
    const cloud = proxied(async (name, dates) => {
      called.push([name, dates]);
      return {
        refDate: dates.beginDate.slice(0, name === 'getMonthlyRetain' ? 6 : 8),
        visitUv: [],
        errCode: 0,
      };
    });
    const source = open(cloud);
    await source.fetch(DAY, signal);
    await source.fetch(periodOf('week', '2026-10-01'), signal);
    await source.fetch(periodOf('month', '2026-10-01'), signal);
    expect(called).toEqual([
      ['getDailyRetain', { beginDate: '20261001', endDate: '20261001' }],
      ['getWeeklyRetain', { beginDate: '20260928', endDate: '20261004' }],
      ['getMonthlyRetain', { beginDate: '20261001', endDate: '20261031' }],
    ]);
    expect(rig.wechat.calls).toEqual([]);
  });

  it.each<[string, () => Promise<unknown>, string]>([
    [
      'HTML, which does not throw',
      async () => ({
        contentType: 'text/html',
        buffer: Buffer.from('<html>'),
        errCode: 0,
        errMsg: ':ok',
      }),
      'wechat_malformed',
    ],
    ['nothing', async () => undefined, 'wechat_malformed'],
    [
      'an error of another class',
      () => Promise.reject(Object.assign(new Error('x'), { errCode: -604101 })),
      'cloud_permission',
    ],
    [
      'an error without a code',
      () => Promise.reject(new Error('socket hang up')),
      'wechat_unreachable',
    ],
    [
      'an error whose code and words are objects',
      () => Promise.reject({ errCode: Object.create(null), errMsg: { toString: 1 } }),
      'wechat_unreachable',
    ],
    [
      'an error whose words are an object',
      () => Promise.reject({ errCode: -604101, errMsg: { toString: 1 } }),
      'cloud_permission',
    ],
    [
      'figures too large to be people',
      async () => ({
        refDate: '20261001',
        visitUv: [{ key: 0, value: { toJSON: () => '12345678901234567890' } }],
      }),
      'wechat_malformed',
    ],
  ])('survives %s', async (_, answer, code) => {
    rig = await openRig();
    expect((await rejection(open(proxied(answer)).fetch(DAY, signal))).code).toBe(code);
  });

  it('waits for the SDK no longer than its deadline', async () => {
    rig = await openRig();
    const silent = proxied(() => new Promise(() => undefined));
    const error = await rejection(open(silent, { deadlineMs: 20 }).fetch(DAY, signal));
    expect(error).toMatchObject({
      code: 'wechat_unreachable',
      params: { detail: 'timeout 20 ms' },
    });
  });

  it('without credentials says so, and loads nothing', async () => {
    rig = await openRig();
    const { source } = openMiniProgram({ ...rig.options, access, cloud: { env: {} } });
    const error = await rejection(source.fetch(DAY, signal));
    expect(error).toMatchObject({ code: 'cloud_credentials', retry: 'never' });
  });
});

describe('a checkup', () => {
  it('says what each way needs', async () => {
    rig = await openRig();
    const needs = (access: Access) => {
      const { checkup } = openMiniProgram({ ...rig.options, access });
      return [
        checkup.transport,
        checkup.tokenFrom,
        checkup.token !== undefined,
        checkup.quota !== undefined,
      ];
    };
    expect(needs({ transport: 'https', token: { secret: SECRET } })).toEqual([
      'https',
      'wechat',
      true,
      true,
    ]);
    expect(needs(FUNCTION)).toEqual(['cloud-function', 'wechat', true, true]);
    expect(
      needs({ transport: 'https', token: { tokenUrl: 'http://t/', tokenBearer: undefined } }),
    ).toEqual(['https', 'token-server', true, true]);
    expect(needs({ transport: 'cloud-run' })).toEqual(['cloud-run', undefined, false, false]);
    expect(needs({ transport: 'cloud-call' })).toEqual(['cloud-call', undefined, false, false]);
  });

  it('asks the visit trend only where sizes are taken from it', async () => {
    rig = await openRig();
    const day = periodOf('day', '2026-10-01');
    expect(openMiniProgram(rig.options).checkup.trend).toBeUndefined();
    const { checkup } = openMiniProgram({ ...rig.options, missingSize: 'visit-trend' });
    await checkup.trend?.(day, signal);
    expect(rig.wechat.calls.map(({ endpoint }) => endpoint)).toEqual(['stable_token', 'trend']);
  });

  it('reads the quota as WeChat prints it', async () => {
    rig = await openRig({
      intercept: ({ endpoint }) =>
        endpoint === 'stable_token' ? undefined : { body: fixture('doc-quota-get-ok') },
    });
    const { checkup } = openMiniProgram(rig.options);
    const { quota } = JSON.parse(fixture('doc-quota-get-ok'));
    expect(await checkup.quota?.('day', signal)).toEqual({
      limit: quota.daily_limit,
      remain: quota.remain,
    });
    expect(rig.wechat.calls[0]?.app).toBe(APP);
  });
});

/** Like wx-server-sdk's: whatever is named below `openapi` is a proxy again, `then` included, until it is called. */
function proxied(
  call: (name: string, dates: { beginDate: string; endDate: string }) => Promise<unknown>,
): Cloud {
  const at = (path: readonly string[]): unknown =>
    new Proxy(() => undefined, {
      get: (_, name) => at([...path, String(name)]),
      apply: (_, __, [dates]) => {
        expect(path.slice(0, -1)).toEqual(['analysis']);
        return call(path.at(-1) ?? '', dates);
      },
    });
  return { openapi: at([]) } as Cloud;
}

/** What the SDK makes of WeChat's answer: camelCase, or an error thrown. */
async function sdkAnswer(body: string): Promise<unknown> {
  const json = JSON.parse(asCloud(body));
  if (!json.errcode) return { ...json, errMsg: 'openapi.analysis.getDailyRetain:ok', errCode: 0 };
  const errMsg = `openapi.analysis.getDailyRetain:fail ${json.errmsg}`;
  throw Object.assign(new Error(errMsg), { errCode: json.errcode, errMsg });
}

function asCloud(body: string): string {
  return body
    .replaceAll(/"(\w+)":/g, (_, key: string) => `"${camel(key)}":`)
    .replaceAll(/"(\w+)" :/g, (_, key: string) => `"${camel(key)}" :`);
}

function camel(key: string): string {
  return key.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
