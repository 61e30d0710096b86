/** What the targets at WeChat's side share: an app, a clock that never waits, a log nobody reads. */
import type { Clock, Logger } from '../../../src/ports/runtime.ts';

export const APP = 'wx1234567890abcdef';
export const SECRET = 'an-AppSecret+with/odd=characters';

export const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/** Sleeps by moving its own hands. */
export function quickClock(): Clock {
  let at = Date.parse('2026-11-22T02:00:00Z');
  return {
    now: () => new Date(at),
    sleep: async (ms, signal) => {
      signal.throwIfAborted();
      at += ms;
    },
  };
}
