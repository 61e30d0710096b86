/** What each failure knob does to a bot that asks. */
import { afterEach, describe, expect, it } from 'vitest';
import { periodOf } from '../../src/core/period.ts';
import { type FailureKnobs, failures } from '../../src/demo/failures.ts';
import type { SimulatedWeChatOptions } from '../../src/demo/wechat-server.ts';
import { APP, type Client, datesOf, type Json, OTHER, openClient, retainPath } from './client.ts';

const SATURDAY = periodOf('day', '2026-11-21');
const FRIDAY = periodOf('day', '2026-11-20');
const LAST_WEEK = periodOf('week', '2026-11-15');
const EVENT = { period: 'day', beginDate: '20261120', endDate: '20261120' };

let client: Client;
afterEach(() => client.wechat.close());

/** Chance plays `draws` in order, then never strikes. */
async function open(
  knobs: FailureKnobs,
  draws: readonly number[] = [],
  options: Partial<SimulatedWeChatOptions> = {},
): Promise<void> {
  const left = [...draws];
  client = await openClient({ ...options, ...failures(knobs, () => left.shift() ?? 0.999) });
}

/** The errcode of one question after another; 0 for figures. */
async function codes(times: number, ask = () => client.retention(FRIDAY)): Promise<unknown[]> {
  const found: unknown[] = [];
  for (let asked = 0; asked < times; asked += 1) found.push((await ask())['errcode'] ?? 0);
  return found;
}

async function functionCode(): Promise<unknown> {
  const { resp_data } = await client.invoke(EVENT);
  return (JSON.parse(String(resp_data)) as Json)['errCode'];
}

it('without knobs nothing fails, and chance is not asked', async () => {
  const unasked = () => expect.unreachable('chance was asked');
  client = await openClient({ readyHour: 9, ...failures({}, unasked) });
  await client.token();
  expect(await codes(5)).toEqual([0, 0, 0, 0, 0]);
  client.setTime('2026-11-22T08:59');
  await client.token();
  expect(await codes(1, () => client.retention(SATURDAY))).toEqual([61503]);
});

describe('tokens', () => {
  it('expire after so many calls; the next one handed out works as long', async () => {
    await open({ tokenCalls: 3 });
    const first = await client.token();
    expect(await codes(5)).toEqual([0, 0, 0, 42001, 42001]);
    expect(await client.token()).not.toBe(first);
    expect(await codes(4)).toEqual([0, 0, 0, 42001]);
  });

  it('are overwritten by another service: the old one is dead, the new one handed to all', async () => {
    await open({ overwrittenEvery: 2 });
    const first = await client.token();
    expect(await codes(3)).toEqual([0, 0, 40001]);
    const second = await client.token();
    expect(second).not.toBe(first);
    expect(await client.token()).toBe(second);
    expect(await codes(3)).toEqual([0, 0, 40001]);
    await client.token(OTHER);
    expect(await codes(1)).toEqual([0]);
  });

  it('are refused now and then at night, and work on the next call', async () => {
    await open({ nightBlips: 0.5 }, [0.4, 0.6, 0.1]);
    client.setTime('2026-11-22T02:00');
    const token = await client.token();
    const ask = () => client.retention(FRIDAY);
    expect(await codes(5, ask)).toEqual([40001, 0, 0, 40001, 0]);
    expect(await client.token()).toBe(token);
  });

  it.each(['01:59', '07:00', '12:00'])('are not refused at %s', async (time) => {
    await open({ nightBlips: 1 }, [0, 0, 0]);
    client.setTime(`2026-11-22T${time}`);
    await client.token();
    expect(await codes(2)).toEqual([0, 0]);
  });

  it('are not given to an address that is not on the whitelist', async () => {
    await open({ blockedIp: '203.0.113.7' });
    const { errcode, errmsg } = await client.stableToken();
    expect(errcode).toBe(40164);
    expect(errmsg).toMatch(
      /^invalid ip 203\.0\.113\.7 ipv6 ::ffff:203\.0\.113\.7, not in whitelist rid: [0-9a-f]{8}-/,
    );
  });
});

describe('limits', () => {
  it('end a day’s calls of one app until midnight in Beijing', async () => {
    await open({ quota: 3 });
    await client.token();
    await client.trend(FRIDAY);
    expect(await codes(3)).toEqual([0, 0, 45009]);
    expect((await client.quota(retainPath('week')))['quota']).toEqual({
      daily_limit: 3,
      used: 3,
      remain: 0,
    });
    await client.token(OTHER);
    expect(await codes(1)).toEqual([0]);
    client.setTime('2026-11-22T23:59');
    await client.token();
    expect(await codes(1)).toEqual([45009]);
    client.setTime('2026-11-23T00:00');
    expect(await codes(4)).toEqual([0, 0, 0, 45009]);
  });

  it('end a minute’s calls of one app until the next', async () => {
    await open({ minuteLimit: 2 });
    await client.token();
    expect(await codes(3)).toEqual([0, 0, 45011]);
    client.setTime('2026-11-22T10:01');
    expect(await codes(1)).toEqual([0]);
    expect((await client.quota(retainPath('day')))['rate_limit']).toEqual({
      call_count: 2,
      refresh_second: 60,
    });
  });

  it('are met by the cloud function inside its answer', async () => {
    await open({ quota: 1 });
    await client.token();
    expect([await functionCode(), await functionCode()]).toEqual([0, 45009]);
  });
});

describe('a WeChat that is busy', () => {
  it('says -1 to some calls, whatever they ask', async () => {
    await open({ minusOne: 0.2 }, [0.1, 0.5, 0.19, 0.2]);
    expect(await client.stableToken()).toMatchObject({ errcode: -1 });
    await client.token();
    expect(await codes(3)).toEqual([-1, 0, 0]);
    expect(await client.retention(FRIDAY)).toHaveProperty('ref_date');
  });

  it('says it in bursts', async () => {
    await open({ minusOne: 0.2, minusOneBurst: 3 }, [0.9, 0.9, 0, 0.9, 0]);
    await client.token();
    expect(await codes(7)).toEqual([0, -1, -1, -1, 0, -1, -1]);
    const busy = await client.retention(FRIDAY);
    expect(busy['errmsg']).toMatch(/^system error rid: /);
  });

  it('says 61504 of its analytics alone', async () => {
    await open({ analyticsBusy: 0.5 }, [0.2, 0.7, 0.3]);
    await client.token();
    expect(await codes(2)).toEqual([61504, 0]);
    expect(await functionCode()).toBe(61504);
  });

  it.each([
    ['answers HTTP 502 with HTML', { badGateway: 0.5 }],
    ['cuts the connection', { reset: 0.5 }],
    ['never answers', { hang: 0.5 }],
  ] as const)('%s, and the next call is fine', async (_, knobs) => {
    await open(knobs, [0.9, 0.1]);
    await client.token();
    const failing = client.send(retainPath('day'), datesOf(FRIDAY));
    if ('badGateway' in knobs) {
      const response = await failing;
      expect([response.status, response.headers.get('content-type')]).toEqual([502, 'text/html']);
      expect(await response.text()).toMatch(/^<html>/);
    } else if ('reset' in knobs) await expect(failing).rejects.toThrow();
    else failing.catch(() => undefined);
    expect(await codes(1)).toEqual([0]);
    if (!('hang' in knobs)) return;
    const first = await Promise.race([failing, client.retention(FRIDAY)]);
    expect(first).toHaveProperty('ref_date');
  });
});

describe('apps', () => {
  it('that are mini games have no figures', async () => {
    await open({ miniGames: [APP.appid] });
    await client.token();
    expect(await codes(1)).toEqual([61502]);
    expect(await codes(1, () => client.trend(FRIDAY))).toEqual([61502]);
    expect(await functionCode()).toBe(61502);
    await client.token(OTHER);
    expect(await codes(1)).toEqual([0]);
  });

  it('without cloud development have no function, but figures', async () => {
    await open({ withoutCloud: [APP.appid] });
    await client.token();
    expect(await client.invoke(EVENT)).toMatchObject({ errcode: 85088 });
    expect(await codes(1)).toEqual([0]);
    await client.token(OTHER);
    expect(await functionCode()).toBe(0);
  });
});

describe('figures that are not ready', () => {
  const late = async (lateAs: FailureKnobs['lateAs']) => {
    await open({ readyHour: 11, lateAs });
    await client.token();
    return client.retention(SATURDAY);
  };

  it('are refused unless told otherwise', async () => {
    expect(await late(undefined)).toMatchObject({ errcode: 61503 });
    client.setTime('2026-11-22T11:00');
    expect(await codes(1, () => client.retention(SATURDAY))).toEqual([0]);
  });

  it.each([
    ['empty', []],
    ['zeros', [{ key: 0, value: 0 }]],
  ] as const)('are %s', async (lateAs, figures) => {
    expect(await late(lateAs)).toEqual({
      ref_date: '20261121',
      visit_uv_new: figures,
      visit_uv: figures,
    });
    expect(await client.trend(SATURDAY)).toEqual({ list: [] });
    expect((await client.retention(FRIDAY))['visit_uv']).toEqual([{ key: 0, value: 40 }]);
  });
});

describe('figures that are wrong', () => {
  it('a week’s size is zero in retention, not in the trend', async () => {
    await open({ weekSizeZero: true });
    client.setTime('2026-11-23T10:00');
    await client.token();
    expect(await client.retention(LAST_WEEK)).toMatchObject({
      visit_uv_new: [
        { key: 0, value: 0 },
        { key: 1, value: 3 },
      ],
      visit_uv: [
        { key: 0, value: 0 },
        { key: 1, value: 12 },
      ],
    });
    expect(await client.trend(LAST_WEEK)).toMatchObject({
      list: [{ visit_uv: 40, visit_uv_new: 10 }],
    });
    expect((await client.retention(SATURDAY))['visit_uv']).toContainEqual({ key: 0, value: 40 });
  });

  it('a day is all zeros, its neighbours and its week are not', async () => {
    await open({ zeroDays: [FRIDAY.first] });
    client.setTime('2026-11-23T10:00');
    await client.token();
    const zeros = [
      { key: 0, value: 0 },
      { key: 1, value: 0 },
    ];
    expect(await client.retention(FRIDAY)).toMatchObject({ visit_uv_new: zeros, visit_uv: zeros });
    expect(await client.trend(FRIDAY)).toMatchObject({ list: [{ visit_uv: 0, session_cnt: 0 }] });
    for (const period of [SATURDAY, periodOf('week', FRIDAY.first)])
      expect((await client.retention(period))['visit_uv']).toContainEqual({ key: 0, value: 40 });
  });

  it('a figure is revised from a moment on', async () => {
    const revision = {
      app: APP.appid,
      grain: 'day',
      first: FRIDAY.first,
      segment: 'new',
      offset: 1,
    } as const;
    await open({
      revisions: [
        { ...revision, value: 4, since: new Date('2026-11-22T11:00+08:00') },
        { ...revision, value: 5, since: new Date('2026-11-22T11:30+08:00') },
      ],
    });
    await client.token();
    const told = async () => (await client.retention(FRIDAY))['visit_uv_new'];
    const figures = (value: number) => [
      { key: 0, value: 10 },
      { key: 1, value },
    ];
    expect(await told()).toEqual(figures(3));
    client.setTime('2026-11-22T11:00');
    expect(await told()).toEqual(figures(4));
    client.setTime('2026-11-22T11:30');
    expect(await told()).toEqual(figures(5));
    expect((await client.retention(FRIDAY))['visit_uv']).toContainEqual({ key: 1, value: 12 });
    expect((await client.retention(SATURDAY))['visit_uv_new']).toEqual([{ key: 0, value: 10 }]);
    await client.token(OTHER);
    expect(await told()).toEqual(figures(3));
  });

  it('JSON is labelled as text', async () => {
    await open({ contentType: 'text/plain' });
    await client.token();
    const response = await client.send(retainPath('day'), datesOf(FRIDAY));
    expect(response.headers.get('content-type')).toBe('text/plain');
    expect(JSON.parse(await response.text())).toHaveProperty('ref_date');
  });
});
