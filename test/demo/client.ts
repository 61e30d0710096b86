/** Asks a simulated WeChat as a bot would, at a moment the test sets. */
import type { Period } from '../../src/core/period.ts';
import {
  type SimulatedWeChat,
  type SimulatedWeChatOptions,
  startSimulatedWeChat,
} from '../../src/demo/wechat-server.ts';
import type { World } from '../../src/demo/world.ts';

export const APP = { appid: 'wx1', secret: 's1' };
export const OTHER = { appid: 'wx2', secret: 's2' };

const NAMES = { day: 'daily', week: 'weekly', month: 'monthly' } as const;

export const retainPath = (grain: Period['grain']) =>
  `/datacube/getweanalysisappid${NAMES[grain]}retaininfo`;
export const trendPath = (grain: Period['grain']) =>
  `/datacube/getweanalysisappid${NAMES[grain]}visittrend`;

/** The same figures whatever is asked: 10 new of 40 people, of whom 3 and 12 come again. */
const EVEN: World = {
  truth: () => ({
    new: new Map([
      [0, 10],
      [1, 3],
    ]),
    active: new Map([
      [0, 40],
      [1, 12],
    ]),
  }),
};

export type Json = Record<string, unknown>;

export interface Client {
  readonly wechat: SimulatedWeChat;
  /** Beijing time, "2026-11-22T10:00". */
  setTime(beijing: string): void;
  token(app?: { readonly appid: string; readonly secret: string }): Promise<string>;
  stableToken(asked?: object): Promise<Json>;
  /** With the token fetched last unless one is given; `null` for none. */
  retention(period: Period, token?: string | null): Promise<Json>;
  trend(period: Period, token?: string | null): Promise<Json>;
  quota(path: string): Promise<Json>;
  invoke(event: object, query?: string): Promise<Json>;
  send(path: string, body: object, token?: string | null): Promise<Response>;
}

export async function openClient(options: Partial<SimulatedWeChatOptions> = {}): Promise<Client> {
  let now = new Date('2026-11-22T10:00+08:00');
  let held: string | null = null;
  const wechat = await startSimulatedWeChat({
    apps: [APP, OTHER],
    world: EVEN,
    now: () => now,
    ...options,
  });
  const send = (path: string, body: object, token: string | null = held) => {
    const url = new URL(path, wechat.url);
    if (token !== null) url.searchParams.set('access_token', token);
    return fetch(url, { method: 'POST', body: JSON.stringify(body) });
  };
  const ask = async (path: string, body: object, token?: string | null) =>
    (await (await send(path, body, token)).json()) as Json;
  const stableToken = (asked: object = {}) =>
    ask(
      '/cgi-bin/stable_token',
      { grant_type: 'client_credential', ...APP, secret: APP.secret, ...asked },
      null,
    );
  return {
    wechat,
    stableToken,
    send,
    setTime(beijing) {
      now = new Date(`${beijing}+08:00`);
    },
    async token(app = APP) {
      held = String((await stableToken(app))['access_token']);
      return held;
    },
    retention: (period, token) => ask(retainPath(period.grain), datesOf(period), token),
    trend: (period, token) => ask(trendPath(period.grain), datesOf(period), token),
    quota: (path) => ask('/cgi-bin/openapi/quota/get', { cgi_path: path }),
    invoke: (event, query = 'env=test-env&name=retention') =>
      ask(`/tcb/invokecloudfunction?${query}`, event),
  };
}

export function datesOf({ first, last }: Period): { begin_date: string; end_date: string } {
  return { begin_date: first.replaceAll('-', ''), end_date: last.replaceAll('-', '') };
}
