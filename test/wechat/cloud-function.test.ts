import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import { type Period, periodOf } from '../../src/core/period.ts';
import { readAnswer } from '../../src/wechat/answer.ts';
import { snapshotFrom } from '../../src/wechat/schema.ts';
import { fixture } from '../contracts/retention-source.ts';
import { type CloudGateway, cloudEnv, openCloudGateway } from '../doubles/cloud-gateway.ts';
import { CLOUD_FUNCTION, type FunctionRunner, runFunction } from '../doubles/function-runner.ts';

const DAY = { period: 'day', beginDate: '20170313', endDate: '20170313' };

let gateway: CloudGateway;
beforeAll(async () => {
  gateway = await openCloudGateway();
});
afterAll(() => gateway.close());

/** What the bot makes of the function's answer. */
function read(text: string, period: Period = periodOf('day', '2017-03-13')) {
  const about = { app: 'wx1', call: 'cloud', path: '', status: 200, hide: [] } as const;
  return snapshotFrom('wx1', period, readAnswer(text, about));
}

function faultIn(text: string): AppError {
  try {
    read(text);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  return expect.unreachable('the bot took it for retention');
}

describe('in the cloud', () => {
  let cloud: FunctionRunner;
  let seen: number;
  beforeAll(() => {
    cloud = runFunction(CLOUD_FUNCTION, cloudEnv(gateway.url));
  });
  afterAll(async () => {
    // Nothing left unhandled in all the cases below, and nothing that keeps it from ending.
    expect(await cloud.close()).toBe(0);
  });
  beforeEach(() => {
    seen = gateway.calls.length;
  });

  const newCalls = () => gateway.calls.slice(seen);

  it.each([
    ['day', 'Daily', '20170313', '20170313', 'doc-daily-20170313', [5464, 55500]],
    ['week', 'Weekly', '20170306', '20170312', 'doc-weekly-20170306', [0, 0]],
    ['month', 'Monthly', '20170201', '20170228', 'doc-monthly-201702', [346249, 346249]],
  ] as const)('answers a %s as the bot reads it', async (grain, name, first, last, doc, sizes) => {
    gateway.answers({ kind: 'json', json: JSON.parse(fixture(doc)) as object });
    const text = await cloud.call('main', { period: grain, beginDate: first, endDate: last });
    expect(newCalls()).toEqual([
      {
        apiName: `analysis.get${name}Retain`,
        data: { begin_date: first, end_date: last },
        envName: 'prod-1a2b3c',
        wxCloudApiToken: 'ticket-of-this-run',
        authorization: expect.stringMatching(/^TC3-HMAC-SHA256 Credential=AKIDofTheFunction\//),
      },
    ]);
    expect(JSON.parse(text)).toMatchObject({
      errCode: 0,
      errMsg: `openapi.analysis.get${name}Retain:ok`,
    });
    const period = periodOf(grain, first.replace(/(....)(..)(..)/, '$1-$2-$3'));
    const snapshot = read(text, period);
    expect(snapshot.period).toEqual(period);
    expect([snapshot.counts.new.get(0), snapshot.counts.active.get(0)]).toEqual(sizes);
    expect(snapshot).toEqual({ ...read(fixture(doc), period), raw: text });
  });

  it.each([
    ['daily', 'Daily'],
    ['weekly', 'Weekly'],
    ['monthly', 'Monthly'],
  ])('takes "%s" as well', async (period, name) => {
    gateway.answers({ kind: 'json', json: { ref_date: '201702' } });
    await cloud.call('main', { period, beginDate: '20170201', endDate: '20170228' });
    expect(newCalls().map(({ apiName }) => apiName)).toEqual([`analysis.get${name}Retain`]);
  });

  it('reads JSON under a wrong label, and keeps every offset', async () => {
    const json = {
      ref_date: '20170313',
      visit_uv_new: [
        { key: 0, value: 100 },
        { key: 30, value: 3 },
      ],
      visit_uv: [],
    };
    gateway.answers({ kind: 'json', json, contentType: 'text/plain' });
    const { counts } = read(await cloud.call('main', DAY));
    expect(counts.new).toEqual(
      new Map([
        [0, 100],
        [30, 3],
      ]),
    );
  });

  it.each([
    ['err-61503-not-ready-hint', 61503, 'not_ready'],
    ['err-61501-date-range-hint', 61501, 'refused'],
    ['err-45009-quota-hint', 45009, 'quota_spent'],
    ['err-minus1-system', -1, 'wechat_busy'],
  ] as const)('hands on %s with its number and id', async (name, errCode, code) => {
    const json = JSON.parse(fixture(name)) as { errmsg: string };
    gateway.answers({ kind: 'json', json });
    const text = await cloud.call('main', DAY);
    expect(JSON.parse(text)).toEqual({ errCode, errMsg: expect.stringContaining(json.errmsg) });
    expect(faultIn(text).code).toBe(code);
  });

  it.each([-604100, -604101, -604102, -604103, -604104])(
    'hands on the cloud’s own %i',
    async (code) => {
      gateway.answers({ kind: 'code', code });
      const text = await cloud.call('main', DAY);
      expect(JSON.parse(text)).toEqual({
        errCode: code,
        errMsg: expect.stringContaining(`${code}`),
      });
      expect(faultIn(text)).toBeInstanceOf(AppError);
    },
  );

  it.each([
    ['INVALID_PARAM', -501007],
    ['SERVER_TIMEOUT', -501002],
    ['SIGN_PARAM_INVALID', -501001],
  ])('hands on the gateway’s %s as %i', async (code, errCode) => {
    gateway.answers({ kind: 'refused', code, message: 'as the gateway says' });
    expect(JSON.parse(await cloud.call('main', DAY))).toEqual({
      errCode,
      errMsg: expect.stringContaining('as the gateway says'),
    });
  });

  it.each([
    ['HTML', 'text/html', '<html>502</html>'],
    ['a picture', 'image/png', '\u0000'],
    ['no JSON under its label', 'application/json', '<html>502</html>'],
    ['half a JSON', 'application/json', '{"ref_date":"2017'],
    ['nothing', 'application/json', ''],
    ['words', 'text/plain', 'try again'],
    ['an empty object', 'application/json', '{}'],
    ['an empty list', 'application/json', '[]'],
    ['null', 'application/json', 'null'],
    ['the answer of another interface', 'application/json', '{"list":[]}'],
  ])('takes %s for no retention', async (_, contentType, text) => {
    gateway.answers({ kind: 'text', text, contentType });
    const answer = JSON.parse(await cloud.call('main', DAY)) as { errCode: number };
    expect(answer).toEqual({ errCode: expect.any(Number), errMsg: expect.any(String) });
    expect([-601001, -1]).toContain(answer.errCode);
  });

  it('says what went wrong between it and the gateway', async () => {
    gateway.answers({ kind: 'status', status: 502 });
    expect(JSON.parse(await cloud.call('main', DAY))).toEqual({
      errCode: -501001,
      errMsg: expect.stringContaining('502 Bad Gateway'),
    });
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['no period', { ...DAY, period: undefined }],
    ['another period', { ...DAY, period: 'year' }],
    ['a name every object has', { ...DAY, period: 'constructor' }],
    ['no dates', { period: 'day' }],
    ['half the dates', { ...DAY, endDate: '' }],
    ['dashes', { ...DAY, beginDate: '2017-03-13' }],
    // A number would go out without quotes, which WeChat refuses.
    ['numbers', { ...DAY, beginDate: 20170313 }],
    ['lists', { ...DAY, beginDate: ['20170313'] }],
  ])('refuses an event with %s, and asks nothing', async (_, event) => {
    const text = await cloud.call('main', ...(event === undefined ? [] : [event]));
    expect(JSON.parse(text)).toEqual({ errCode: 47001, errMsg: expect.stringMatching(/must be/) });
    expect(faultIn(text).code).toBe('wechat_bug');
    expect(newCalls()).toEqual([]);
  });

  it('lets no secret out, and keeps its messages short', async () => {
    const env = cloudEnv('');
    const secrets = ['TENCENTCLOUD_SECRETKEY', 'TENCENTCLOUD_SESSIONTOKEN', 'WX_API_TOKEN'].map(
      (name) => env[name] ?? '',
    );
    const message = `signed with ${secrets.join(', ')} ${'x'.repeat(5000)}`;
    gateway.answers({ kind: 'refused', code: 'SIGN_PARAM_INVALID', message });
    const text = await cloud.call('main', DAY);
    expect(text).toContain('signed with ***, ***, ***');
    for (const secret of secrets) expect(text).not.toContain(secret);
    expect(text.length).toBeLessThan(400);
  });
});

describe('without an answer', () => {
  let silent: CloudGateway;
  let cloud: FunctionRunner;
  beforeAll(async () => {
    silent = await openCloudGateway();
    silent.answers({ kind: 'hang' });
    cloud = runFunction(CLOUD_FUNCTION, cloudEnv(silent.url));
  });

  it('says so before invokecloudfunction gives up on it', async () => {
    // A busy machine counts seconds of its own, so the deadline itself is held to WeChat's five.
    const source = readFileSync(CLOUD_FUNCTION, 'utf8');
    expect(Number(source.match(/DEADLINE_MS = (\d+)/)?.[1])).toBeLessThan(5000);
    const answer = JSON.parse(await cloud.call('main', DAY)) as unknown;
    expect(answer).toEqual({ errCode: -501001, errMsg: expect.stringContaining('timeout') });
  });

  it('says so when the gateway is gone, and outlives the request that was still open', async () => {
    await silent.close();
    expect(JSON.parse(await cloud.call('main', DAY))).toEqual({
      errCode: -501001,
      errMsg: expect.stringContaining('ECONNREFUSED'),
    });
    expect(await cloud.close()).toBe(0);
  });
});

describe('elsewhere', () => {
  /** Calls twice, as a process that is about to die may still answer once. */
  async function callTwice(env: Record<string, string | undefined>) {
    const given = Object.entries({ ...cloudEnv(gateway.url), ...env }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    const runner = runFunction(CLOUD_FUNCTION, Object.fromEntries(given));
    const before = gateway.calls.length;
    const answers = [await runner.call('main', DAY), await runner.call('main', DAY)];
    const exitCode = await runner.close();
    expect(answers[1]).toBe(answers[0]);
    const calls = gateway.calls.slice(before);
    return { answer: JSON.parse(answers[0] ?? '') as unknown, calls, exitCode };
  }

  beforeEach(() => gateway.answers({ kind: 'json', json: { ref_date: '20170313' } }));

  it.each([
    ['no credentials', { TENCENTCLOUD_SECRETID: undefined, TENCENTCLOUD_SECRETKEY: undefined }],
    ['no key', { TENCENTCLOUD_SECRETKEY: undefined }],
    ['an empty id', { TENCENTCLOUD_SECRETID: '' }],
  ])('with %s it asks nothing and lives', async (_, env) => {
    expect(await callTwice(env)).toEqual({
      answer: { errCode: -501007, errMsg: expect.stringContaining('missing secretId') },
      calls: [],
      exitCode: 0,
    });
  });

  it('without WeChat’s ticket it hands on the refusal', async () => {
    expect(await callTwice({ WX_API_TOKEN: undefined })).toMatchObject({
      answer: { errCode: -501007, errMsg: expect.stringContaining('missing wxCloudApiToken') },
      calls: [{ wxCloudApiToken: '' }, { wxCloudApiToken: '' }],
      exitCode: 0,
    });
  });

  it.each(['wx_client', 'wx_client,scf'])(
    'answers no user of the Mini Program (%s)',
    async (TCB_SOURCE) => {
      expect(await callTwice({ TCB_SOURCE })).toMatchObject({
        answer: { errCode: -501008 },
        calls: [],
        exitCode: 0,
      });
    },
  );

  it.each(['wx_devtools', undefined])('answers other callers (%s)', async (TCB_SOURCE) => {
    expect(await callTwice({ TCB_SOURCE })).toMatchObject({ answer: { refDate: '20170313' } });
  });
});

describe('as uploaded', () => {
  const file = (name: string) =>
    readFileSync(new URL(`../../src/wechat/cloud-function/${name}`, import.meta.url), 'utf8');

  it('asks for the permissions it needs, and no other', () => {
    expect(JSON.parse(file('config.json'))).toEqual({
      permissions: {
        openapi: [
          'analysis.getDailyRetain',
          'analysis.getWeeklyRetain',
          'analysis.getMonthlyRetain',
        ],
      },
    });
  });

  it('needs the SDK alone, in the version tested here', () => {
    const root = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
    const { devDependencies } = JSON.parse(root) as { devDependencies: Record<string, string> };
    const { main, dependencies, ...rest } = JSON.parse(file('package.json')) as {
      main: string;
      dependencies: Record<string, string>;
    };
    expect(main).toBe('index.js');
    expect(dependencies).toEqual({ 'wx-server-sdk': devDependencies['wx-server-sdk'] });
    expect(rest).toMatchObject({ private: true, type: 'commonjs' });
    for (const kind of ['devDependencies', 'peerDependencies', 'optionalDependencies'])
      expect(rest).not.toHaveProperty(kind);
    expect(file('index.js').match(/require\('[^']+'\)/g)).toEqual([`require('wx-server-sdk')`]);
  });
});

describe('the runner itself', () => {
  it('notices a rejection nobody handles', async () => {
    const source = `export function main() { void Promise.reject(new Error('left alone')); return new Promise(() => {}); }`;
    const runner = runFunction(new URL(`data:text/javascript,${encodeURIComponent(source)}`), {});
    await expect(runner.call('main')).rejects.toThrow(/ended with 1: [\s\S]*left alone/);
    await expect(runner.call('main')).rejects.toThrow('left alone');
    expect(await runner.close()).toBe(1);
  });
});
