import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Counts } from '../../src/core/cohort.ts';
import { GRAINS, isMature, newestComplete, periodOf, shift } from '../../src/core/period.ts';
import { SAMPLE_APPS } from '../../src/demo/apps.ts';
import type { SimulatedCall, SimulatedReply } from '../../src/demo/wechat-server.ts';
import { simulatedWorld } from '../../src/demo/world.ts';
import { fixture, rejection } from '../contracts/retention-source.ts';
import { APP, httpsSource, openRig, type Rig, TRUTH } from './rig.ts';

const signal = new AbortController().signal;
const DAY = periodOf('day', '2026-10-01');

describe('the HTTPS source', () => {
  let rig: Rig;
  afterEach(() => rig.wechat.close());

  it('asks each endpoint for the period in WeChat’s form, with one token for all', async () => {
    rig = await openRig();
    const source = httpsSource(rig.options);
    const snapshot = await source.fetch(DAY, signal);
    await source.fetch(periodOf('week', '2026-10-01'), signal);
    await source.fetch(periodOf('month', '2026-10-01'), signal);
    expect(snapshot.counts).toEqual(TRUTH);
    expect(
      rig.wechat.calls.map(({ endpoint, app, begin, end }) => [endpoint, app, begin, end]),
    ).toEqual([
      ['stable_token', APP, undefined, undefined],
      ['day', APP, '20261001', '20261001'],
      ['week', APP, '20260928', '20261004'],
      ['month', APP, '20261001', '20261031'],
    ]);
  });

  it('gives exactly what the simulated world holds and has grown', async () => {
    const apps = SAMPLE_APPS.slice(0, 1);
    const world = simulatedWorld({ apps, yesterday: '2026-11-21' });
    rig = await openRig({ apps, world });
    const [{ appid = '', secret = '' } = {}] = apps;
    const source = httpsSource({ ...rig.options, app: appid, secret });
    for (const grain of GRAINS)
      for (const back of [0, -1, -2, -4]) {
        const newest = newestComplete(grain, rig.clock.now());
        const cohort = shift(newest, grain === 'month' ? Math.max(back, -2) : back);
        const truth = world.truth(appid, cohort);
        const grown = (counts: Counts | undefined) =>
          new Map([...(counts ?? [])].filter(([offset]) => isMature(cohort, offset, newest)));
        const { counts } = await source.fetch(cohort, signal);
        expect(counts).toEqual({ new: grown(truth?.new), active: grown(truth?.active) });
        expect(counts.new.size).toBeGreaterThan(0);
      }
  });

  it('reads JSON whatever the content type says', async () => {
    const body = fixture('doc-daily-20170313');
    rig = await openRig({ intercept: only('day', () => ({ type: 'text/plain', body })) });
    const snapshot = await httpsSource(rig.options).fetch(periodOf('day', '2017-03-13'), signal);
    expect(snapshot.raw).toBe(body);
  });

  it('keeps to a proxy’s own path', async () => {
    rig = await openRig();
    const seen: string[] = [];
    const source = httpsSource({
      ...rig.options,
      baseUrl: 'http://proxy.example/wechat/',
      fetch: (url, init) => {
        seen.push(String(url));
        return fetch(String(url).replace('http://proxy.example/wechat', rig.wechat.url), init);
      },
    });
    await source.fetch(DAY, signal);
    expect(seen[0]).toBe('http://proxy.example/wechat/cgi-bin/stable_token');
    expect(seen[1]).toMatch(
      'http://proxy.example/wechat/datacube/getweanalysisappiddailyretaininfo?',
    );
  });

  it('replaces a dead token and repeats the call once', async () => {
    rig = await openRig({ intercept: dead((_, nth) => nth === 1) });
    await httpsSource(rig.options).fetch(DAY, signal);
    expect([rig.count('stable_token'), rig.count('day')]).toEqual([2, 2]);
    expect(rig.wechat.calls.some(({ forced }) => forced)).toBe(false);
  });

  it('forces a new token where WeChat hands out the one it refuses', async () => {
    let refused: string | undefined;
    rig = await openRig({
      intercept: dead(({ token }) => {
        refused ??= token;
        return token === refused;
      }),
    });
    const source = httpsSource({ ...rig.options, clock: { ...rig.clock, now: minuteLater(rig) } });
    const { counts } = await source.fetch(DAY, signal);
    expect(counts).toEqual(TRUTH);
    expect(rig.wechat.calls.map(({ endpoint, forced }) => (forced ? 'forced' : endpoint))).toEqual([
      'stable_token',
      'day',
      'stable_token',
      'day',
      'forced',
      'day',
    ]);
  });

  it('does not force where each token is another, as when a service keeps resetting them', async () => {
    let granted = 0;
    rig = await openRig({
      intercept: ({ endpoint }) => {
        if (endpoint === 'day') return { body: fixture('err-40001-token-hint') };
        granted += 1;
        return { body: { access_token: `T${granted}`, expires_in: 7200 } };
      },
    });
    const error = await rejection(httpsSource(rig.options).fetch(DAY, signal));
    expect(error.code).toBe('token_invalid');
    expect([rig.count('stable_token'), rig.count('day')]).toEqual([2, 2]);
    expect(rig.wechat.calls.some(({ forced }) => forced)).toBe(false);
  });

  it('gives up on a token nobody accepts, and does not force again for a while', async () => {
    rig = await openRig({ intercept: dead(() => true) });
    const source = httpsSource(rig.options);
    for (const _ of [1, 2, 3]) {
      const error = await rejection(source.fetch(DAY, signal));
      expect(error).toMatchObject({ code: 'token_invalid', retry: 'refresh' });
    }
    expect(rig.wechat.calls.filter(({ forced }) => forced)).toHaveLength(1);
    rig.clock.forward(3 * 3_600_000);
    await rejection(source.fetch(DAY, signal));
    expect(rig.wechat.calls.filter(({ forced }) => forced)).toHaveLength(2);
  });

  it('shares the new token when parallel calls find theirs dead', async () => {
    let refused: string | undefined;
    rig = await openRig({ tokenSeconds: 301, intercept: dead(({ token }) => token === refused) });
    const source = httpsSource(rig.options);
    await source.fetch(DAY, signal);
    refused = rig.wechat.calls.at(-1)?.token;
    rig.clock.forward(5_000);
    await Promise.all(Array.from({ length: 50 }, () => source.fetch(DAY, signal)));
    expect(rig.count('stable_token')).toBeLessThanOrEqual(3);
    expect(rig.count('day')).toBe(101);
  });

  it('recovers from an expired token', async () => {
    rig = await openRig({ tokenSeconds: 7200 });
    const now = rig.clock.now();
    // A clock that stands still, as on a host that slept: the cache believes its token is fresh.
    const source = httpsSource({ ...rig.options, clock: { ...rig.clock, now: () => now } });
    await source.fetch(DAY, signal);
    rig.clock.forward(7_200_000);
    await source.fetch(DAY, signal);
    expect([rig.count('stable_token'), rig.count('day')]).toEqual([2, 3]);
    expect(rig.logged.join()).toContain('42001 access_token expired rid');
  });

  it.each<[string, SimulatedReply]>([
    ['-1', { body: fixture('err-minus1-system') }],
    ['61504', { body: fixture('err-61504-busy') }],
    ['a gateway’s HTML', { status: 502, type: 'text/html', body: '<html>Bad Gateway</html>' }],
    ['HTML under 200', { type: 'text/html', body: '<html>hello</html>' }],
    ['an empty body', { body: '' }],
    ['a cut connection', 'reset'],
    ['silence', 'hang'],
  ])('tries again after %s, waiting longer each time', async (_, reply) => {
    let failures = 2;
    rig = await openRig({ intercept: only('day', () => (failures-- > 0 ? reply : undefined)) });
    const source = httpsSource({ ...rig.options, deadlineMs: reply === 'hang' ? 300 : 10_000 });
    expect((await source.fetch(DAY, signal)).counts).toEqual(TRUTH);
    expect(rig.clock.slept).toEqual([1000, 2000]);
  });

  it.each<[string, SimulatedReply, string, string]>([
    ['HTTP 502', { status: 502, body: '<html>' }, 'wechat_busy', 'HTTP 502'],
    ['HTTP 500 with JSON', { status: 500, body: '{"message":"x"}' }, 'wechat_busy', 'HTTP 500'],
    ['HTML', { body: ' <!doctype html>' }, 'wechat_malformed', 'HTTP 200, HTML'],
    ['an empty body', { body: ' ' }, 'wechat_malformed', 'HTTP 200, empty body'],
    ['a redirect', { status: 302, body: '' }, 'wechat_malformed', 'HTTP 302, empty body'],
    [
      'an answer without end',
      { body: ' '.repeat(5_000_000) },
      'wechat_malformed',
      'more than 4 MB',
    ],
    ['a JSON list', { body: '[]' }, 'wechat_malformed', 'HTTP 200, not a JSON object'],
    ['silence', 'hang', 'wechat_unreachable', 'timeout 300 ms'],
    ['a cut connection', 'reset', 'wechat_unreachable', '127.0.0.1'],
  ])('leaves %s to the caller after five tries', async (_, reply, code, detail) => {
    rig = await openRig({ intercept: only('day', () => reply) });
    const source = httpsSource({ ...rig.options, deadlineMs: reply === 'hang' ? 300 : 10_000 });
    const error = await rejection(source.fetch(DAY, signal));
    expect(error).toMatchObject({ code, retry: 'later' });
    expect(error.params).toMatchObject({ detail: expect.stringContaining(detail) });
    expect(rig.count('day')).toBe(5);
  });

  it.each([61503, 61501, 61502, 48001, 40164, 12345])(
    'asks once and no more when told %i',
    async (errcode) => {
      rig = await openRig({ intercept: only('day', () => ({ body: { errcode, errmsg: '' } })) });
      await rejection(httpsSource(rig.options).fetch(DAY, signal));
      expect([rig.count('day'), rig.clock.slept]).toEqual([1, []]);
    },
  );

  it('logs the request id of a refusal, loudly only when it is unusual', async () => {
    const errors = [fixture('err-48001-unauthorized'), fixture('err-61503-not-ready-hint')];
    rig = await openRig({ intercept: only('day', () => ({ body: errors.shift() ?? '' })) });
    const source = httpsSource(rig.options);
    await rejection(source.fetch(DAY, signal));
    await rejection(source.fetch(DAY, signal));
    expect(rig.logged.map((line) => JSON.parse(line))).toMatchObject([
      { level: 'warn', code: 'unauthorized', rid: '6448d656-1271738b-74485726', app: APP },
      { level: 'debug', code: 'not_ready', rid: 'p0xlKa0767r234', app: APP },
    ]);
  });

  it('does not hand the secret to whoever a redirect names', async () => {
    rig = await openRig();
    const { url } = rig.wechat;
    const gate = createServer((request, response) => {
      response.writeHead(307, { location: `${url}${request.url}` }).end();
    }).listen(0, '127.0.0.1');
    await once(gate, 'listening');
    const { port } = gate.address() as AddressInfo;
    const source = httpsSource({ ...rig.options, baseUrl: `http://127.0.0.1:${port}` });
    const error = await rejection(source.fetch(DAY, signal));
    gate.close();
    expect(error.params).toMatchObject({ detail: 'HTTP 307, empty body' });
    expect(rig.wechat.calls).toEqual([]);
  });

  it('takes its own abort for no failure of WeChat', async () => {
    const stop = new AbortController();
    rig = await openRig({
      intercept: only('day', () => {
        stop.abort();
        return 'hang';
      }),
    });
    await rejection(httpsSource(rig.options).fetch(DAY, stop.signal));
    expect(rig.logged.map((line) => JSON.parse(line))).toMatchObject([
      { level: 'debug', code: 'aborted' },
    ]);
  });

  it('is not held back by a wait once aborted', async () => {
    rig = await openRig({ intercept: only('day', () => ({ status: 503, body: '' })) });
    const stop = new AbortController();
    const sleep = (_: number, aborted: AbortSignal) =>
      new Promise<void>((_, reject) => {
        aborted.addEventListener('abort', () => reject(aborted.reason));
        stop.abort();
      });
    const source = httpsSource({ ...rig.options, clock: { ...rig.clock, sleep } });
    expect((await rejection(source.fetch(DAY, stop.signal))).code).toBe('aborted');
    expect(rig.count('day')).toBe(1);
  });
});

function only(endpoint: SimulatedCall['endpoint'], reply: () => SimulatedReply | undefined) {
  return (call: SimulatedCall) => (call.endpoint === endpoint ? reply() : undefined);
}

/** Refuses the token of the daily calls that `when` names, as WeChat does. */
function dead(when: (call: SimulatedCall, nth: number) => boolean) {
  let nth = 0;
  return (call: SimulatedCall): SimulatedReply | undefined => {
    if (call.endpoint !== 'day') return undefined;
    nth += 1;
    return when(call, nth) ? { body: fixture('err-40001-token-rid-stable-hint') } : undefined;
  };
}

/** WeChat renews by force only half a minute after it granted; each look at this clock takes a minute. */
function minuteLater(rig: Rig): () => Date {
  return () => {
    rig.clock.forward(60_000);
    return rig.clock.now();
  };
}
