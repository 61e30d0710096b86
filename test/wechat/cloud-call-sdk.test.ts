/** The bot inside the cloud: its own source over the real wx-server-sdk, in a process of its own, at a gateway of ours. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSimulatedWeChat } from '../../src/demo/wechat-server.ts';
import { fixture } from '../contracts/retention-source.ts';
import { type CloudGateway, cloudEnv, openCloudGateway } from '../doubles/cloud-gateway.ts';
import { type FunctionRunner, runFunction } from '../doubles/function-runner.ts';
import type { Outcome } from '../doubles/source-in-the-cloud.ts';
import { APP, SECRET, TRUTH } from './rig.ts';

const SOURCE = new URL('../doubles/source-in-the-cloud.ts', import.meta.url);

let gateway: CloudGateway;
let seen: number;
beforeAll(async () => {
  gateway = await openCloudGateway();
});
afterAll(() => gateway.close());
beforeEach(() => {
  seen = gateway.calls.length;
});

const newCalls = () => gateway.calls.slice(seen);

async function fetched(runner: FunctionRunner, ...args: unknown[]): Promise<Outcome> {
  return JSON.parse(await runner.call('fetchCohort', ...args)) as Outcome;
}

async function isLoaded(runner: FunctionRunner): Promise<boolean> {
  return JSON.parse(await runner.call('isLoaded', 'wx-server-sdk')) as boolean;
}

describe('in the cloud', () => {
  let bot: FunctionRunner;
  beforeAll(() => {
    bot = runFunction(SOURCE, cloudEnv(gateway.url));
  });
  afterAll(async () => {
    // Nothing left unhandled in all the cases below, and nothing that keeps it from ending.
    expect(await bot.close()).toBe(0);
  });

  it('loads the SDK at the first call, not before', async () => {
    expect(await isLoaded(bot)).toBe(false);
    gateway.answers({ kind: 'json', json: JSON.parse(fixture('doc-daily-20170313')) });
    expect((await fetched(bot, 'day', '2017-03-13')).fault).toBeUndefined();
    expect(await isLoaded(bot)).toBe(true);
  });

  it.each([
    ['day', '2017-03-13', 'Daily', '20170313', '20170313', 'doc-daily-20170313'],
    ['week', '2017-03-06', 'Weekly', '20170306', '20170312', 'doc-weekly-20170306'],
    ['month', '2017-02-01', 'Monthly', '20170201', '20170228', 'doc-monthly-201702'],
  ])('asks for a %s, and reads it', async (grain, date, name, begin, end, file) => {
    const json = JSON.parse(fixture(file)) as Record<
      'visit_uv_new' | 'visit_uv',
      { key: number; value: number }[]
    >;
    gateway.answers({ kind: 'json', json });
    const { snapshot, raw, waited, logged } = await fetched(bot, grain, date);
    const pairs = (list: { key: number; value: number }[]) =>
      list.map((one) => [one.key, one.value]);
    expect(snapshot).toEqual({ new: pairs(json.visit_uv_new), active: pairs(json.visit_uv) });
    expect(JSON.parse(raw ?? '')).toMatchObject({
      visitUv: json.visit_uv,
      errMsg: `openapi.analysis.get${name}Retain:ok`,
    });
    expect([waited, logged]).toEqual([[], []]);
    // One call: awaiting one of the SDK's proxies would send another, named "then".
    expect(newCalls()).toEqual([
      {
        apiName: `analysis.get${name}Retain`,
        data: { begin_date: begin, end_date: end },
        envName: 'prod-1a2b3c',
        wxCloudApiToken: 'ticket-of-this-run',
        authorization: expect.stringMatching(/^TC3-HMAC-SHA256 Credential=AKIDofTheFunction\//),
      },
    ]);
  });

  it('leaves a period that isn’t ready to the caller, with WeChat’s words', async () => {
    const json = JSON.parse(fixture('err-61503-not-ready-hint')) as { errmsg: string };
    gateway.answers({ kind: 'json', json });
    const { fault, waited, logged } = await fetched(bot, 'day', '2017-03-13');
    expect(fault).toMatchObject({ code: 'not_ready', retry: 'later' });
    expect(logged.join()).toContain(json.errmsg);
    expect([newCalls().length, waited]).toEqual([1, []]);
  });

  it('names the permission that is missing, and asks once', async () => {
    gateway.answers({ kind: 'code', code: -604101 });
    const { fault, waited } = await fetched(bot, 'day', '2017-03-13');
    expect(fault).toMatchObject({ code: 'cloud_permission', retry: 'never' });
    expect([newCalls().length, waited]).toEqual([1, []]);
  });

  it.each([
    ['HTML', { kind: 'text', text: '<html>', contentType: 'text/html' }, 'wechat_malformed'],
    ['an HTTP 502', { kind: 'status', status: 502 }, 'wechat_busy'],
  ] as const)('tries again after %s, then tells', async (_, reply, code) => {
    gateway.answers(reply);
    const { fault, waited } = await fetched(bot, 'day', '2017-03-13');
    expect(fault).toMatchObject({ code, retry: 'later' });
    expect([newCalls().length, waited]).toEqual([5, [1000, 2000, 4000, 8000]]);
  });
});

/** Twice, as a process that is about to die may still answer once. */
async function fetchTwice(env: Readonly<Record<string, string | undefined>>) {
  const given = Object.entries({ ...cloudEnv(gateway.url), ...env }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const bot = runFunction(SOURCE, Object.fromEntries(given));
  const outcomes = [
    await fetched(bot, 'day', '2017-03-13'),
    await fetched(bot, 'day', '2017-03-13'),
  ];
  const sdk = await isLoaded(bot);
  return { outcomes, sdk, calls: newCalls().length, exitCode: await bot.close() };
}

describe('elsewhere', () => {
  beforeEach(() => gateway.answers({ kind: 'json', json: { ref_date: '20170313' } }));

  it('without WeChat’s ticket it says so, and tries nothing twice', async () => {
    const { outcomes, sdk, ...rest } = await fetchTwice({ WX_API_TOKEN: undefined });
    for (const { fault } of outcomes)
      expect(fault).toMatchObject({ code: 'cloud_ticket', retry: 'never' });
    expect(rest).toEqual({ calls: 2, exitCode: 0 });
    expect(sdk).toBe(true);
  });

  it.each([
    ['id and key', { TENCENTCLOUD_SECRETID: undefined, TENCENTCLOUD_SECRETKEY: undefined }],
    ['key', { TENCENTCLOUD_SECRETKEY: '' }],
  ])('without %s it lives, loads nothing and sends nothing', async (_, env) => {
    const { outcomes, ...rest } = await fetchTwice(env);
    for (const { fault } of outcomes)
      expect(fault).toMatchObject({ code: 'cloud_credentials', retry: 'never' });
    expect(rest).toEqual({ sdk: false, calls: 0, exitCode: 0 });
  });

  it('over HTTPS the SDK is never loaded', async () => {
    const wechat = await startSimulatedWeChat({
      apps: [{ appid: APP, secret: SECRET }],
      world: { truth: () => TRUTH },
      now: () => new Date('2026-11-22T02:00:00Z'),
    });
    const bot = runFunction(SOURCE, cloudEnv(gateway.url));
    const access = { transport: 'https', token: { secret: SECRET } };
    const { fault, snapshot } = await fetched(bot, 'day', '2026-11-21', access, wechat.url);
    expect([fault, snapshot?.new]).toEqual([undefined, [[0, 100]]]);
    expect(await isLoaded(bot)).toBe(false);
    expect(newCalls()).toEqual([]);
    expect(await bot.close()).toBe(0);
    await wechat.close();
  });
});
