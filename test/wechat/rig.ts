/** A source in front of a simulated WeChat, with a clock that never makes anybody wait. */

import {
  type SimulatedWeChat,
  type SimulatedWeChatOptions,
  startSimulatedWeChat,
} from '../../src/demo/wechat-server.ts';
import type { Truth } from '../../src/demo/world.ts';
import type { Clock, Logger } from '../../src/ports/runtime.ts';
import { accessToken } from '../../src/wechat/access-token.ts';
import { stableToken } from '../../src/wechat/stable-token.ts';
import { throttle } from '../../src/wechat/throttle.ts';
import { type MiniProgramSettings, openMiniProgram, UNLIMITED } from '../doubles/mini-program.ts';

export const APP = 'wx1234567890abcdef';
export const SECRET = 'an-AppSecret+with/odd=characters';

/** New users and active users of every period; small, exact, and unlike each other. */
export const TRUTH: Truth = {
  new: new Map([0, 1, 2, 3, 4, 5, 6, 7, 14, 30].map((offset) => [offset, 100 - offset])),
  active: new Map([0, 1, 2, 3, 4, 5, 6, 7, 14, 30].map((offset) => [offset, 900 - offset])),
};

export interface Rig {
  readonly wechat: SimulatedWeChat;
  readonly clock: Clock & { readonly slept: number[]; forward(ms: number): void };
  readonly logged: string[];
  /** Ready for `httpsSource` and `stableTokens`. */
  readonly options: MiniProgramSettings & { readonly baseUrl: string };
  /** Calls of one endpoint so far. */
  count(endpoint: SimulatedWeChat['calls'][number]['endpoint']): number;
}

export async function openRig(overrides: Partial<SimulatedWeChatOptions> = {}): Promise<Rig> {
  const clock = quickClock('2026-11-22T02:00:00Z');
  const wechat = await startSimulatedWeChat({
    apps: [{ appid: APP, secret: SECRET }],
    world: { truth: () => TRUTH },
    now: clock.now,
    ...overrides,
  });
  const logged: string[] = [];
  const options = {
    app: APP,
    secret: SECRET,
    baseUrl: wechat.url,
    clock,
    log: memoryLog(logged),
    random: () => 0.5,
  };
  const count: Rig['count'] = (endpoint) =>
    wechat.calls.filter((call) => call.endpoint === endpoint).length;
  return { wechat, clock, logged, options, count };
}

export function httpsSource(options: MiniProgramSettings) {
  return openMiniProgram(options).source;
}

/** The cache in front of WeChat's stable_token. */
export function stableTokens(options: Rig['options']) {
  return accessToken(stableToken({ lane: throttle(UNLIMITED)(), ...options }), options.clock);
}

/** Sleeps by moving its own hands. */
function quickClock(start: string): Rig['clock'] {
  let at = Date.parse(start);
  const slept: number[] = [];
  return {
    slept,
    now: () => new Date(at),
    forward: (ms) => {
      at += ms;
    },
    sleep: async (ms, signal) => {
      signal.throwIfAborted();
      slept.push(ms);
      at += ms;
    },
  };
}

function memoryLog(logged: string[]): Logger {
  const keep = (level: string) => (fields: object, message: string) => {
    logged.push(JSON.stringify({ level, message, ...fields }));
  };
  return { debug: keep('debug'), info: keep('info'), warn: keep('warn'), error: keep('error') };
}
