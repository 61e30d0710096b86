/** The simulated WeChat beyond retention: visit trend, quota, cloud function, cloud hosting. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { GRAINS, newestComplete, periodOf, shift } from '../../src/core/period.ts';
import { SAMPLE_APPS } from '../../src/demo/apps.ts';
import type { SimulatedWeChatOptions } from '../../src/demo/wechat-server.ts';
import { simulatedWorld } from '../../src/demo/world.ts';
import {
  APP,
  type Client,
  datesOf,
  type Json,
  OTHER,
  openClient,
  retainPath,
  trendPath,
} from './client.ts';

const NOW = new Date('2026-11-22T10:00+08:00');
const SATURDAY = periodOf('day', '2026-11-21');
const FRIDAY = periodOf('day', '2026-11-20');

let client: Client;
afterEach(() => client.wechat.close());

async function open(options?: Partial<SimulatedWeChatOptions>): Promise<void> {
  client = await openClient(options);
  await client.token();
}

describe('the visit trend', () => {
  it.each(GRAINS)('of a %s tells the people that retention tells at key 0', async (grain) => {
    const world = simulatedWorld({ apps: SAMPLE_APPS, yesterday: '2026-11-21' });
    client = await openClient({ apps: SAMPLE_APPS, world });
    for (const app of SAMPLE_APPS) {
      await client.token(app);
      const period = newestComplete(grain, NOW);
      const truth = world.truth(app.appid, period);
      const [item] = (await client.trend(period))['list'] as Json[];
      const retention = await client.retention(period);
      expect(item).toMatchObject({
        ref_date: retention['ref_date'],
        visit_uv: truth?.active.get(0),
        visit_uv_new: truth?.new.get(0),
      });
      expect(item?.['session_cnt']).toBeGreaterThan(Number(item?.['visit_uv']));
      expect(item?.['visit_pv']).toBeGreaterThan(Number(item?.['session_cnt']));
    }
  });

  it.each([
    ['daily-20170313', 'day', '2017-03-13'],
    ['weekly-20170306', 'week', '2017-03-06'],
    ['monthly-201702', 'month', '2017-02-01'],
  ] as const)('has the form of WeChat’s own %s', async (name, grain, date) => {
    await open();
    const documented = fixture(`doc-visittrend-${name}`);
    const answer = await client.trend(periodOf(grain, date));
    const [item = {}] = answer['list'] as Json[];
    const [example = {}] = documented['list'] as Json[];
    // The documentation's examples leave out one field that its table and real answers have.
    expect(typesOf(item)).toEqual({ ...typesOf(example), stay_time_uv: 'number' });
    expect(item['ref_date']).toBe(example['ref_date']);
    const [real = {}] = fixture('real-visittrend-daily-20181015')['list'] as Json[];
    expect(Object.keys(item).sort()).toEqual(Object.keys(real).sort());
  });

  it('is an empty list while the period is not computed', async () => {
    await open({ readyHour: 11 });
    expect(await client.trend(SATURDAY)).toEqual(fixture('real-visittrend-empty-list'));
    client.setTime('2026-11-22T11:00');
    expect((await client.trend(SATURDAY))['list']).toHaveLength(1);
  });

  it.each([
    ['day', '20261122', '20261122', 61501],
    ['day', '20261120', '20261121', 61501],
    ['week', '20261108', '20261114', 61501],
    ['month', '20261001', '20261030', 61501],
    ['month', '2026-10-01', '2026-10-31', 61500],
  ] as const)('refuses %s %s to %s with %i, as retention does', async (grain, begin, end, code) => {
    await open();
    const response = await client.send(trendPath(grain), { begin_date: begin, end_date: end });
    expect(await response.json()).toMatchObject({ errcode: code });
  });

  it('needs a token', async () => {
    await open();
    expect(await client.trend(SATURDAY, null)).toMatchObject({ errcode: 41001 });
    expect(await client.trend(SATURDAY, 'x')).toMatchObject({ errcode: 40001 });
  });
});

describe('the quota', () => {
  const DAILY = retainPath('day');

  it('counts an app’s calls on each path, from midnight to midnight in Beijing', async () => {
    await open();
    for (const _ of [1, 2, 3]) await client.retention(SATURDAY);
    await client.trend(SATURDAY);
    const left = async (path: string) => (await client.quota(path))['quota'];
    expect(await left(DAILY)).toEqual({ daily_limit: 100_000, used: 3, remain: 99_997 });
    expect(await left(trendPath('day'))).toMatchObject({ used: 1 });
    expect(await left(retainPath('week'))).toMatchObject({ used: 0 });
    client.setTime('2026-11-22T11:59');
    await client.token(OTHER);
    expect(await left(DAILY)).toMatchObject({ used: 0 });
    await client.token(APP);
    client.setTime('2026-11-22T23:59');
    await client.token();
    expect(await left(DAILY)).toMatchObject({ used: 3 });
    client.setTime('2026-11-23T00:00');
    expect(await left(DAILY)).toMatchObject({ used: 0 });
  });

  it('is told in the form of WeChat’s own example', async () => {
    await open();
    const documented = fixture('doc-quota-get-ok');
    const answer = await client.quota(DAILY);
    expect(answer).toMatchObject({ errcode: 0, errmsg: 'ok' });
    expect(typesOf(answer['quota'])).toEqual(typesOf(documented['quota']));
    expect(answer['rate_limit']).toMatchObject({ refresh_second: 60 });
  });

  it('of a path that does not exist is refused', async () => {
    await open();
    expect(await client.quota('/datacube/nothing')).toMatchObject({ errcode: 76021 });
  });
});

describe('the cloud function', () => {
  const event = (period: string, day = SATURDAY) => {
    const { begin_date, end_date } = datesOf(day);
    return { period, beginDate: begin_date, endDate: end_date };
  };
  const returned = async (asked: object) => {
    const answer = await client.invoke(asked);
    expect(answer).toMatchObject({ errcode: 0, errmsg: 'ok' });
    return JSON.parse(String(answer['resp_data'])) as Json;
  };

  it('returns what retention tells, in the words of wx-server-sdk', async () => {
    await open();
    const retention = await client.retention(FRIDAY);
    const answer = await returned(event('day', FRIDAY));
    expect(answer).toEqual({
      refDate: retention['ref_date'],
      visitUvNew: retention['visit_uv_new'],
      visitUv: retention['visit_uv'],
      errMsg: 'openapi.analysis.getDailyRetain:ok',
      errCode: 0,
    });
    const documented = fixture('doc-cloud-daily-20170313');
    expect(typesOf(answer)).toEqual({ ...typesOf(documented), errCode: 'number' });
    expect(Object.keys(await client.invoke(event('day')))).toEqual(
      Object.keys(fixture('doc-invokecloudfunction-ok')),
    );
  });

  it.each([
    ['day', 'daily', 'getDailyRetain'],
    ['week', 'weekly', 'getWeeklyRetain'],
    ['month', 'monthly', 'getMonthlyRetain'],
  ] as const)('knows a %s also as %s', async (grain, name, method) => {
    await open();
    const period = shift(newestComplete(grain, NOW), -1);
    const answers = [
      await returned(event(grain, period)),
      await returned(event(name, period)),
    ] as const;
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]).toMatchObject({ errMsg: `openapi.analysis.${method}:ok` });
    expect(client.wechat.calls.at(-1)).toMatchObject({
      endpoint: 'invoke',
      grain,
      app: 'wx1',
      begin: datesOf(period).begin_date,
      end: datesOf(period).end_date,
      cloud: { env: 'test-env', name: 'retention' },
    });
  });

  it('returns a refusal of the data side, which the envelope does not know', async () => {
    await open({ readyHour: 15 });
    const late = await returned(event('day'));
    expect(late['errCode']).toBe(61503);
    expect(late['errMsg']).toMatch(
      /^openapi\.analysis\.getDailyRetain:fail data not ready, please try later rid: [0-9a-f]{8}-/,
    );
    expect(await returned(event('hour'))).toMatchObject({ errCode: 47001 });
    expect(await returned({ period: 'day' })).toMatchObject({ errCode: 47001 });
  });

  it('is refused in the envelope when the token is no good', async () => {
    await open({ tokenSeconds: 1000 });
    client.setTime('2026-11-22T11:00');
    expect(await client.invoke(event('day'))).toMatchObject({ errcode: 42001 });
    await client.token();
    const ask = async (token: string | null) =>
      (
        await client.send('/tcb/invokecloudfunction?env=e&name=n', event('day'), token)
      ).json() as Promise<Json>;
    expect(await ask(null)).toMatchObject({ errcode: 41001 });
    expect(await ask('x')).toMatchObject({ errcode: 40001 });
  });

  it('is found by its name in its environment', async () => {
    await open({ cloud: { env: 'test-env', name: 'retention' } });
    expect(await client.invoke(event('day'))).toMatchObject({ errcode: 0 });
    for (const query of ['env=test-env&name=other', 'env=other&name=retention'])
      expect(await client.invoke(event('day'), query)).toMatchObject({ errcode: -501000 });
    expect(await client.invoke(event('day'), 'env=test-env')).toMatchObject({ errcode: 40101 });
  });
});

describe('cloud hosting', () => {
  it('answers without a token, for its app alone', async () => {
    await open({ tokenless: OTHER.appid });
    const response = await client.send(retainPath('day'), datesOf(FRIDAY), null);
    expect(response.headers.get('x-openapi-seqid')).toMatch(/^[0-9a-f-]+$/);
    expect(await response.json()).toHaveProperty('ref_date', '20261120');
    expect(client.wechat.calls.at(-1)).toMatchObject({
      endpoint: 'day',
      app: 'wx2',
      token: undefined,
    });
    expect((await client.trend(FRIDAY, null))['list']).toHaveLength(1);
    const withToken = await client.send(retainPath('day'), datesOf(FRIDAY));
    expect(withToken.headers.has('x-openapi-seqid')).toBe(false);
    const elsewhere = await client.send('/cgi-bin/openapi/quota/get', { cgi_path: '/x' }, null);
    expect(await elsewhere.json()).toMatchObject({ errcode: 41001 });
  });

  it('lets only allowed paths through', async () => {
    client = await openClient({ tokenless: APP.appid, allowedPaths: [retainPath('day')] });
    expect(await client.retention(FRIDAY, null)).toHaveProperty('ref_date');
    const refused = await client.send(retainPath('week'), datesOf(FRIDAY), null);
    expect([refused.status, refused.headers.get('content-type')]).toEqual([502, 'text/html']);
    expect(await refused.text()).toMatch(/^<html>/);
  });
});

function fixture(name: string): Json {
  const path = join(import.meta.dirname, '../fixtures/wechat', `${name}.json`);
  return JSON.parse(readFileSync(path, 'utf8')) as Json;
}

function typesOf(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(value as Json).map(([key, one]) => [key, typeof one]));
}
