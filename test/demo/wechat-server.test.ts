import { afterEach, describe, expect, it } from 'vitest';
import { newestComplete, type Period, periodOf } from '../../src/core/period.ts';
import { SAMPLE_APPS } from '../../src/demo/apps.ts';
import {
  type SimulatedWeChat,
  type SimulatedWeChatOptions,
  startSimulatedWeChat,
} from '../../src/demo/wechat-server.ts';
import { simulatedWorld, type World } from '../../src/demo/world.ts';

const APP = { appid: 'wx1', secret: 's1' };
const PATHS = {
  day: '/datacube/getweanalysisappiddailyretaininfo',
  week: '/datacube/getweanalysisappidweeklyretaininfo',
  month: '/datacube/getweanalysisappidmonthlyretaininfo',
} as const;

let wechat: SimulatedWeChat;
afterEach(() => wechat.close());

/** Sunday, 2026-11-22, 10:00 in Beijing. */
let now = new Date('2026-11-22T02:00:00Z');
const exact: World = {
  truth: (_, { grain }) => ({
    new: new Map([
      [0, grain.length],
      [1, 1],
    ]),
    active: new Map([
      [0, 2 * grain.length],
      [1, 2],
    ]),
  }),
};

describe('the simulated WeChat, asked for retention', () => {
  it('tells the truth of its world, as far as it is mature', async () => {
    const world = simulatedWorld({ apps: SAMPLE_APPS, yesterday: '2026-11-21' });
    await start({ apps: SAMPLE_APPS, world });
    for (const app of SAMPLE_APPS) {
      const token = await tokenOf(app);
      const truth = world.truth(app.appid, periodOf('day', '2026-11-14'));
      const answer = await retention(token, periodOf('day', '2026-11-14'));
      const expected = [0, 1, 2, 3, 4, 5, 6, 7].map((key) => ({ key, value: truth?.new.get(key) }));
      expect(answer['visit_uv_new']).toEqual(expected);
      expect(answer['visit_uv']).toHaveLength(8);
    }
  });

  it('answers in WeChat’s words for each grain', async () => {
    await start();
    const token = await tokenOf(APP);
    expect(await retention(token, periodOf('day', '2026-11-21'))).toEqual({
      ref_date: '20261121',
      visit_uv_new: [{ key: 0, value: 3 }],
      visit_uv: [{ key: 0, value: 6 }],
    });
    expect(await retention(token, periodOf('week', '2026-11-08'))).toEqual({
      ref_date: '20261102-20261108',
      visit_uv_new: [
        { key: 0, value: 4 },
        { key: 1, value: 1 },
      ],
      visit_uv: [
        { key: 0, value: 8 },
        { key: 1, value: 2 },
      ],
    });
    expect(await retention(token, newestComplete('month', now))).toMatchObject({
      ref_date: '202610',
      visit_uv: [{ key: 0, value: 10 }],
    });
  });

  it.each([
    ['day', '2026-11-21', '2026-11-21', 61500],
    ['day', '20261131', '20261131', 61500],
    ['day', 20261121, 20261121, 61500],
    ['day', undefined, undefined, 61500],
    ['day', '20261120', '20261121', 61501],
    ['day', '20261121', '20261120', 61501],
    ['day', '20261122', '20261122', 61501],
    ['week', '20261108', '20261114', 61501],
    ['week', '20261116', '20261122', 61501],
    ['week', '20261109', '20261116', 61501],
    ['month', '20261001', '20261030', 61501],
    ['month', '20261011', '20261110', 61501],
    ['month', '20261101', '20261130', 61501],
  ] as const)('refuses %s %s to %s with %i', async (grain, begin, end, errcode) => {
    await start();
    const body = { begin_date: begin, end_date: end };
    const answer = await post(`${PATHS[grain]}?access_token=${await tokenOf(APP)}`, body);
    expect(answer['errcode']).toBe(errcode);
  });

  it('refuses dates before its history', async () => {
    await start({ world: { truth: () => undefined } });
    const answer = await retention(await tokenOf(APP), periodOf('day', '2026-11-20'));
    expect(answer['errcode']).toBe(61501);
  });

  it('has a period ready only at its hour, key by key', async () => {
    await start({ readyHour: 9 });
    const token = await tokenOf(APP);
    now = new Date('2026-11-22T00:59:59Z');
    expect(await retention(token, periodOf('day', '2026-11-21'))).toMatchObject({ errcode: 61503 });
    expect((await retention(token, periodOf('day', '2026-11-20')))['visit_uv']).toHaveLength(1);
    now = new Date('2026-11-22T01:00:00Z');
    expect((await retention(token, periodOf('day', '2026-11-21')))['visit_uv']).toHaveLength(1);
    expect((await retention(token, periodOf('day', '2026-11-20')))['visit_uv']).toHaveLength(2);
  });

  it('signs a refusal with the time', async () => {
    await start();
    const answer = await post(`${PATHS.day}?access_token=${await tokenOf(APP)}`, {});
    const seconds = Math.floor(now.getTime() / 1000).toString(16);
    expect(answer['errmsg']).toMatch(new RegExp(`^date format error rid: ${seconds}-`));
  });

  it.each([
    ['no token', '', '{}', 41001],
    ['an unknown token', '?access_token=x', '{}', 40001],
    ['no body', '?access_token=x', '', 44002],
    ['a body that is not JSON', '?access_token=x', 'begin_date=1', 47001],
  ])('refuses %s', async (_, query, body, errcode) => {
    await start();
    const response = await fetch(wechat.url + PATHS.day + query, { method: 'POST', body });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ errcode });
  });

  it('takes POST only', async () => {
    await start();
    expect(await (await fetch(wechat.url + PATHS.day)).json()).toMatchObject({ errcode: 43002 });
  });
});

describe('the simulated WeChat, asked for a token', () => {
  it.each([
    [{ grant_type: 'x' }, 40002],
    [{ appid: '' }, 41002],
    [{ secret: '' }, 41004],
    [{ appid: 'wx2' }, 40013],
    [{ secret: 's2' }, 40125],
  ])('refuses %j', async (wrong, errcode) => {
    await start();
    expect(await stableToken({ ...APP, ...wrong })).toMatchObject({ errcode });
  });

  it('gives the same one until five minutes before its end, then both work', async () => {
    await start({ tokenSeconds: 1000 });
    const first = await stableToken(APP);
    expect(first['expires_in']).toBe(1000);
    forward(600);
    expect(await stableToken(APP)).toEqual({
      access_token: first['access_token'],
      expires_in: 400,
    });
    forward(150);
    const second = await stableToken(APP);
    expect(second['access_token']).not.toBe(first['access_token']);
    for (const { access_token } of [first, second])
      expect(await retention(access_token, periodOf('day', '2026-11-20'))).toHaveProperty(
        'ref_date',
      );
    forward(251);
    const expired = await retention(first['access_token'], periodOf('day', '2026-11-20'));
    expect(expired['errcode']).toBe(42001);
  });

  it('kills the old one by force, but not twice within half a minute', async () => {
    await start();
    const first = await tokenOf(APP);
    const forced = { ...APP, force_refresh: true };
    expect((await stableToken(forced))['access_token']).toBe(first);
    forward(31);
    const second = await stableToken(forced);
    expect(second['access_token']).not.toBe(first);
    const dead = await retention(first, periodOf('day', '2026-11-20'));
    expect(dead['errcode']).toBe(40001);
  });
});

describe('the simulated WeChat, in tests', () => {
  it('keeps every call with its app, dates and time', async () => {
    await start();
    await retention(await tokenOf(APP), periodOf('week', '2026-11-10'));
    expect(wechat.calls).toMatchObject([
      { endpoint: 'stable_token', app: 'wx1', forced: false },
      { endpoint: 'week', app: 'wx1', begin: '20261109', end: '20261115', at: now },
    ]);
  });

  it('answers as it is told to', async () => {
    await start({
      intercept: ({ begin }) => {
        if (begin === '20261101') return { status: 502, type: 'text/html', body: '<html>' };
        return begin === '20261102' ? 'reset' : undefined;
      },
    });
    const url = `${wechat.url}${PATHS.day}?access_token=${await tokenOf(APP)}`;
    const ask = (begin_date: string) =>
      fetch(url, { method: 'POST', body: JSON.stringify({ begin_date, end_date: begin_date }) });
    const html = await ask('20261101');
    expect([html.status, html.headers.get('content-type')]).toEqual([502, 'text/html']);
    await expect(ask('20261102')).rejects.toThrow();
    expect(await (await ask('20261103')).json()).toHaveProperty('ref_date', '20261103');
  });
});

async function start(options: Partial<SimulatedWeChatOptions> = {}): Promise<void> {
  now = new Date('2026-11-22T02:00:00Z');
  wechat = await startSimulatedWeChat({ apps: [APP], world: exact, now: () => now, ...options });
}

function forward(seconds: number): void {
  now = new Date(now.getTime() + seconds * 1000);
}

async function tokenOf(app: { appid: string; secret: string }): Promise<unknown> {
  return (await stableToken(app))['access_token'];
}

function stableToken({ appid, secret, ...rest }: { appid: string; secret: string }) {
  const body = { grant_type: 'client_credential', appid, secret, ...rest };
  return post('/cgi-bin/stable_token', body);
}

function retention(token: unknown, { grain, first, last }: Period) {
  const body = { begin_date: first.replaceAll('-', ''), end_date: last.replaceAll('-', '') };
  return post(`${PATHS[grain]}?access_token=${encodeURIComponent(String(token))}`, body);
}

async function post(path: string, body: object): Promise<Record<string, unknown>> {
  const response = await fetch(wechat.url + path, { method: 'POST', body: JSON.stringify(body) });
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, unknown>;
}
