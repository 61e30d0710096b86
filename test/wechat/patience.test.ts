/** How long an app waits for WeChat, and when it stops asking. */
import { afterEach, describe, expect, it } from 'vitest';
import { periodOf } from '../../src/core/period.ts';
import { fixture, rejection } from '../contracts/retention-source.ts';
import { httpsSource, openRig, type Rig } from './rig.ts';

const signal = new AbortController().signal;
const DAY = periodOf('day', '2026-10-01');
const SLOWER = { body: { errcode: 45011, errmsg: 'api minute-quota reach limit, must slower' } };

let rig: Rig;
afterEach(() => rig.wechat.close());

describe('asked for fewer calls a minute', () => {
  it('waits a minute and goes on', async () => {
    let refusals = 1;
    rig = await openRig({
      intercept: ({ endpoint }) => (endpoint === 'day' && refusals-- > 0 ? SLOWER : undefined),
    });
    await httpsSource(rig.options).fetch(DAY, signal);
    expect(rig.clock.slept).toEqual([60_000]);
    expect(rig.count('day')).toBe(2);
  });

  it('waits once for all questions of the app', async () => {
    let refusals = 2;
    rig = await openRig({
      intercept: ({ endpoint }) => (endpoint === 'day' && refusals-- > 0 ? SLOWER : undefined),
    });
    const source = httpsSource(rig.options);
    await Promise.all([source.fetch(DAY, signal), source.fetch(DAY, signal)]);
    // Both are refused before either waits, and then wait together.
    expect(rig.clock.slept.filter((ms) => ms === 60_000).length).toBeLessThanOrEqual(2);
    expect(rig.count('day')).toBe(4);
  });

  it('gives up after three minutes, and tells the caller to come again', async () => {
    rig = await openRig({ intercept: ({ endpoint }) => (endpoint === 'day' ? SLOWER : undefined) });
    const error = await rejection(httpsSource(rig.options).fetch(DAY, signal));
    expect(error).toMatchObject({ code: 'rate_limited', retry: 'slower' });
    expect(rig.clock.slept).toEqual([60_000, 60_000, 60_000]);
    expect(rig.count('day')).toBe(4);
  });
});

describe('a spent quota', () => {
  it.each(['err-45009-quota-hint', 'err-45009-stable-token'])(
    '(%s) stops every question until Beijing midnight',
    async (file) => {
      const isToken = file.includes('token');
      let isSpent = true;
      rig = await openRig({
        intercept: ({ endpoint }) =>
          isSpent && (endpoint === 'stable_token') === isToken
            ? { body: fixture(file) }
            : undefined,
      });
      const source = httpsSource(rig.options);
      const first = await rejection(source.fetch(DAY, signal));
      expect(first).toMatchObject({ code: 'quota_spent', retry: 'tomorrow' });
      const asked = rig.wechat.calls.length;
      // 10:00 in Beijing: until 23:59 nothing is asked, of whichever interface.
      for (const hours of [0, 6, 7.9]) {
        rig.clock.forward(hours * 3_600_000);
        for (const grain of ['day', 'week', 'month'] as const)
          expect((await rejection(source.fetch(periodOf(grain, '2026-10-01'), signal))).code).toBe(
            'quota_spent',
          );
      }
      expect(rig.wechat.calls).toHaveLength(asked);
      isSpent = false;
      rig.clock.forward(0.2 * 3_600_000);
      await source.fetch(DAY, signal);
      expect(rig.count('day')).toBeGreaterThan(0);
    },
  );

  it('of one app is none of another’s', async () => {
    rig = await openRig({
      apps: ['wx1', 'wx2'].map((appid) => ({ appid, secret: OTHER_SECRET })),
      intercept: ({ app, endpoint }) =>
        app === 'wx1' && endpoint === 'day' ? { body: fixture('err-45009-quota-hint') } : undefined,
    });
    const [one, two] = ['wx1', 'wx2'].map((app) =>
      httpsSource({ ...rig.options, app, secret: OTHER_SECRET }),
    );
    await rejection(one?.fetch(DAY, signal) ?? Promise.resolve());
    expect((await two?.fetch(DAY, signal))?.counts.new.get(0)).toBe(100);
  });
});

const OTHER_SECRET = 'another-AppSecret';
