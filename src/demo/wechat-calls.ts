/** A request to the simulated WeChat, read: which endpoint, whose, about what. */
import type { Grain } from '../core/period.ts';
import type { StableTokens } from './stable-tokens.ts';

/** A retention endpoint goes by its grain alone. */
export type Endpoint = 'stable_token' | Grain | 'trend' | 'quota' | 'invoke' | 'unknown';

/** One call as it came in; the server's `calls` keeps them all in order. */
export interface SimulatedCall {
  readonly endpoint: Endpoint;
  readonly path: string;
  /** What retention, trend and the cloud function are asked about. */
  readonly grain: Grain | undefined;
  readonly app: string | undefined;
  /** YYYYMMDD as asked. */
  readonly begin: string | undefined;
  readonly end: string | undefined;
  readonly token: string | undefined;
  readonly forced: boolean;
  /** The cloud function asked for. */
  readonly cloud: { readonly env: string; readonly name: string } | undefined;
  /** WeChat's id of the request; begins with the unix time in hex. */
  readonly rid: string;
  readonly at: Date;
}

interface Came {
  readonly url: URL;
  readonly body: Readonly<Record<string, unknown>> | undefined;
  readonly tokens: StableTokens;
  /** The app that needs no token. */
  readonly tokenless: string | undefined;
  readonly at: Date;
  /** Counted from 1. */
  readonly nth: number;
}

export const RETENTION_PATHS: Readonly<Record<Grain, string>> = {
  day: '/datacube/getweanalysisappiddailyretaininfo',
  week: '/datacube/getweanalysisappidweeklyretaininfo',
  month: '/datacube/getweanalysisappidmonthlyretaininfo',
};

const TREND_PATHS: Readonly<Record<Grain, string>> = {
  day: '/datacube/getweanalysisappiddailyvisittrend',
  week: '/datacube/getweanalysisappidweeklyvisittrend',
  month: '/datacube/getweanalysisappidmonthlyvisittrend',
};

type Route = Pick<SimulatedCall, 'endpoint' | 'grain'>;

const ROUTES: ReadonlyMap<string, Route> = new Map([
  route('/cgi-bin/stable_token', 'stable_token'),
  route('/cgi-bin/openapi/quota/get', 'quota'),
  route('/tcb/invokecloudfunction', 'invoke'),
  ...(['day', 'week', 'month'] as const).flatMap((grain) => [
    route(RETENTION_PATHS[grain], grain, grain),
    route(TREND_PATHS[grain], 'trend', grain),
  ]),
]);

const GRAIN_OF = new Map<unknown, Grain>([
  ['day', 'day'],
  ['daily', 'day'],
  ['week', 'week'],
  ['weekly', 'week'],
  ['month', 'month'],
  ['monthly', 'month'],
]);

export function callOf({ url, body, tokens, tokenless, at, nth }: Came): SimulatedCall {
  const path = url.pathname;
  const { endpoint, grain } = ROUTES.get(path) ?? { endpoint: 'unknown', grain: undefined };
  const token = url.searchParams.get('access_token') ?? undefined;
  const holder = token === undefined ? 'unknown' : tokens.holder(token, at);
  const ofNoToken = token === undefined && isDatacube(path) ? tokenless : undefined;
  const isInvoke = endpoint === 'invoke';
  return {
    endpoint,
    path,
    grain: isInvoke ? GRAIN_OF.get(body?.['period']) : grain,
    app: typeof holder === 'object' ? holder.app : (ofNoToken ?? stringIn(body?.['appid'])),
    begin: stringIn(body?.[isInvoke ? 'beginDate' : 'begin_date']),
    end: stringIn(body?.[isInvoke ? 'endDate' : 'end_date']),
    token,
    forced: body?.['force_refresh'] === true,
    cloud: isInvoke
      ? { env: url.searchParams.get('env') ?? '', name: url.searchParams.get('name') ?? '' }
      : undefined,
    rid: `${hex(Math.floor(at.getTime() / 1000))}-${hex(nth)}-5e1f0000`,
    at,
  };
}

export function isDatacube(path: string): boolean {
  return path.startsWith('/datacube/');
}

export function isKnownPath(path: unknown): path is string {
  return typeof path === 'string' && ROUTES.has(path);
}

export function stringIn(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function route(path: string, endpoint: Endpoint, grain?: Grain): [string, Route] {
  return [path, { endpoint, grain }];
}

function hex(number: number): string {
  return number.toString(16).padStart(8, '0');
}
