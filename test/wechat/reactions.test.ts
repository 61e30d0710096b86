/** Every errcode WeChat may answer, and what the bot does about it: how often it asks, how long it waits. */
import { afterEach, describe, expect, it } from 'vitest';
import { periodOf } from '../../src/core/period.ts';
import { REACTIONS } from '../../src/wechat/errcode.ts';
import { rejection } from '../contracts/retention-source.ts';
import { httpsSource, openRig, type Rig } from './rig.ts';

const signal = new AbortController().signal;
const DAY = periodOf('day', '2026-10-01');

let rig: Rig;
afterEach(() => rig.wechat.close());

/** Calls of the endpoint, of the token, forced ones, and the waits, in seconds. */
type Done = [data: number, token: number, forced: number, waits: number[]];

const ONCE: Done = [1, 1, 0, []];
const BACKING_OFF: Done = [5, 1, 0, [1, 2, 4, 8]];
const BY_RETRY: Record<string, Done> = {
  never: ONCE,
  tomorrow: ONCE,
  later: BACKING_OFF,
  slower: [4, 1, 0, [60, 60, 60]],
  // The same token comes again and is refused again: then, and only then, one is forced.
  refresh: [3, 2, 1, []],
};

describe('an errcode in answer to a question for figures', () => {
  it.each([...REACTIONS].map(([errcode, { code, retry }]) => [errcode, code, retry] as const))(
    '%i (%s) is reacted to as "%s" says',
    async (errcode, code, retry) => {
      rig = await openRig({
        intercept: ({ endpoint }) =>
          endpoint === 'day' ? { body: { errcode, errmsg: 'as WeChat says' } } : undefined,
      });
      const error = await rejection(httpsSource(rig.options).fetch(DAY, signal));
      expect(error).toMatchObject({ code, retry });
      const forced = rig.wechat.calls.filter((call) => call.forced).length;
      const token = rig.count('stable_token') - forced;
      const waits = rig.clock.slept.map((ms) => ms / 1000);
      // What isn't computed takes WeChat half an hour, not a second.
      expect([rig.count('day'), token, forced, waits]).toEqual(
        code === 'not_ready' ? ONCE : BY_RETRY[retry],
      );
    },
  );
});

describe('an errcode in answer to a question for a token', () => {
  it.each([...REACTIONS].map(([errcode, { retry }]) => [errcode, retry] as const))(
    '%i never leads to a question for figures',
    async (errcode, retry) => {
      rig = await openRig({
        intercept: ({ endpoint }) =>
          endpoint === 'stable_token' ? { body: { errcode, errmsg: 'as WeChat says' } } : undefined,
      });
      const error = await rejection(httpsSource(rig.options).fetch(DAY, signal));
      expect(rig.count('day')).toBe(0);
      expect(rig.wechat.calls.some(({ forced }) => forced)).toBe(false);
      // 40001 is the AppSecret here; a token that was never granted can't be refreshed.
      const expected = errcode === 40001 ? 'never' : retry === 'refresh' ? 'later' : retry;
      expect(error.retry).toBe(expected);
      expect(rig.count('stable_token')).toBe(
        error.code === 'not_ready' ? 1 : (BY_RETRY[expected]?.[0] ?? 0),
      );
    },
  );
});
