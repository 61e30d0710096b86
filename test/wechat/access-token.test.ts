import { afterEach, describe, expect, it } from 'vitest';
import { fixture, rejection } from '../contracts/retention-source.ts';
import { openRig, type Rig, stableTokens } from './rig.ts';

const HOUR = 3_600_000;
const signal = new AbortController().signal;

describe('the access token', () => {
  let rig: Rig;
  afterEach(() => rig.wechat.close());

  it('is fetched once for fifty parallel callers', async () => {
    rig = await openRig();
    const tokens = stableTokens(rig.options);
    const got = await Promise.all(Array.from({ length: 50 }, () => tokens.get(signal)));
    expect(new Set(got).size).toBe(1);
    expect(rig.count('stable_token')).toBe(1);
  });

  it('is kept until five minutes before it expires', async () => {
    rig = await openRig({ tokenSeconds: 7200 });
    const tokens = stableTokens(rig.options);
    const first = await tokens.get(signal);
    rig.clock.forward(6_899_000);
    expect(await tokens.get(signal)).toBe(first);
    expect(rig.count('stable_token')).toBe(1);
    rig.clock.forward(2_000);
    expect(await tokens.get(signal)).not.toBe(first);
    expect(rig.count('stable_token')).toBe(2);
  });

  it('is kept for half a minute even when WeChat says it ends in five', async () => {
    rig = await openRig({ intercept: () => ({ body: { access_token: 'T', expires_in: '300' } }) });
    const tokens = stableTokens(rig.options);
    await tokens.get(signal);
    rig.clock.forward(29_000);
    await tokens.get(signal);
    expect(rig.count('stable_token')).toBe(1);
    rig.clock.forward(2_000);
    await tokens.get(signal);
    expect(rig.count('stable_token')).toBe(2);
  });

  it('is dropped only while it is the one that failed', async () => {
    rig = await openRig();
    const tokens = stableTokens(rig.options);
    const token = await tokens.get(signal);
    tokens.invalidate('another');
    await tokens.get(signal);
    expect(rig.count('stable_token')).toBe(1);
    tokens.invalidate(token);
    await tokens.get(signal);
    expect(rig.count('stable_token')).toBe(2);
  });

  it('still comes to the others when one caller gives up', async () => {
    rig = await openRig();
    const tokens = stableTokens(rig.options);
    const stop = new AbortController();
    const impatient = rejection(tokens.get(stop.signal));
    const patient = tokens.get(signal);
    stop.abort();
    expect((await impatient).code).toBe('aborted');
    expect(await patient).toMatch(/^1_/);
    expect(rig.count('stable_token')).toBe(1);
  });

  it('is asked for anew after all callers gave up', async () => {
    const asked = Promise.withResolvers<void>();
    let hangs = true;
    rig = await openRig({
      intercept: () => {
        asked.resolve();
        return hangs ? 'hang' : undefined;
      },
    });
    const tokens = stableTokens(rig.options);
    const stop = new AbortController();
    const given = [rejection(tokens.get(stop.signal)), rejection(tokens.get(stop.signal))];
    await asked.promise;
    stop.abort();
    expect((await Promise.all(given)).map(({ code }) => code)).toEqual(['aborted', 'aborted']);
    hangs = false;
    expect(await tokens.get(signal)).toMatch(/^1_/);
  });

  it('is asked for anew after a failure', async () => {
    let fails = true;
    rig = await openRig({
      intercept: () => (fails ? { body: fixture('err-minus1-system') } : undefined),
    });
    const tokens = stableTokens(rig.options);
    expect((await rejection(tokens.get(signal))).code).toBe('wechat_busy');
    fails = false;
    expect(await tokens.get(signal)).toMatch(/^1_/);
  });

  it('is renewed by force once for all who ask, and then not for two hours', async () => {
    rig = await openRig();
    const tokens = stableTokens(rig.options);
    const first = await tokens.get(signal);
    rig.clock.forward(60_000);
    const renewed = await Promise.all([1, 2, 3].map(() => tokens.renew(first, signal)));
    expect(new Set(renewed).size).toBe(1);
    expect(renewed[0]).not.toBe(first);
    expect(await tokens.renew(first, signal)).toBe(renewed[0]);
    expect(await tokens.renew(String(renewed[0]), signal)).toBeUndefined();
    expect(rig.wechat.calls.filter(({ forced }) => forced)).toHaveLength(1);
    rig.clock.forward(2 * HOUR - 1);
    expect(await tokens.renew(String(renewed[0]), signal)).toBeUndefined();
    rig.clock.forward(1);
    expect(await tokens.renew(String(renewed[0]), signal)).toBeTypeOf('string');
  });

  it('is renewed by force although the last time was by a clock that was hours ahead', async () => {
    rig = await openRig();
    const tokens = stableTokens(rig.options);
    rig.clock.forward(5 * HOUR);
    const first = String(await tokens.renew(await tokens.get(signal), signal));
    rig.clock.forward(-5 * HOUR);
    expect(await tokens.renew(first, signal)).toBeTypeOf('string');
    expect(rig.wechat.calls.filter(({ forced }) => forced)).toHaveLength(2);
  });

  it('is not taken from an answer that has none', async () => {
    rig = await openRig({ intercept: () => ({ body: { errcode: 0, errmsg: 'ok' } }) });
    const error = await rejection(stableTokens(rig.options).get(signal));
    expect(error.code).toBe('wechat_malformed');
  });
});

describe('wrong credentials', () => {
  let rig: Rig;
  afterEach(() => rig.wechat.close());

  it('are named, secret or appid', async () => {
    rig = await openRig();
    const wrong = stableTokens({ ...rig.options, secret: 'wrong' });
    expect((await rejection(wrong.get(signal))).code).toBe('wrong_secret');
    const unknown = stableTokens({ ...rig.options, app: 'wx-unknown' });
    expect((await rejection(unknown.get(signal))).code).toBe('wrong_appid');
  });

  it('show the address that is not on the whitelist', async () => {
    rig = await openRig({ intercept: () => ({ body: fixture('err-40164-ip') }) });
    const error = await rejection(stableTokens(rig.options).get(signal));
    expect(error.message).toContain('218.58.124.130');
  });
});
