/** A WeChat server on this machine: the token and the three retention endpoints, with WeChat's manners. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Grain } from '../core/period.ts';
import { type StableTokens, stableTokens } from './stable-tokens.ts';
import { FAULTS, type Fault, retentionAnswer } from './wechat-rules.ts';
import type { World } from './world.ts';

export interface SimulatedWeChatOptions {
  readonly apps: readonly { readonly appid: string; readonly secret: string }[];
  /** The truth it tells: the sample world, or exact figures. */
  readonly world: World;
  readonly now: () => Date;
  /** Hours after its end at which a period is computed; WeChat's is about 9. */
  readonly readyHour?: number;
  readonly tokenSeconds?: number;
  /** 0 takes a free port. */
  readonly port?: number;
  /** Asked first about every call: an answer of its own, a hang, a cut connection, or undefined for the usual. */
  readonly intercept?: (call: SimulatedCall) => SimulatedReply | undefined;
}

/** One call as it came in; `calls` keeps them all in order. */
export interface SimulatedCall {
  readonly endpoint: 'stable_token' | Grain | 'unknown';
  readonly app: string | undefined;
  /** YYYYMMDD as asked. */
  readonly begin: string | undefined;
  readonly end: string | undefined;
  readonly token: string | undefined;
  readonly forced: boolean;
  readonly at: Date;
}

export type SimulatedReply =
  | { readonly status?: number; readonly type?: string; readonly body: string | object }
  | 'hang'
  | 'reset';

export interface SimulatedWeChat {
  readonly url: string;
  readonly calls: readonly SimulatedCall[];
  close(): Promise<void>;
}

const ENDPOINTS: ReadonlyMap<string, SimulatedCall['endpoint']> = new Map([
  ['/cgi-bin/stable_token', 'stable_token'],
  ['/datacube/getweanalysisappiddailyretaininfo', 'day'],
  ['/datacube/getweanalysisappidweeklyretaininfo', 'week'],
  ['/datacube/getweanalysisappidmonthlyretaininfo', 'month'],
]);

export async function startSimulatedWeChat(
  options: SimulatedWeChatOptions,
): Promise<SimulatedWeChat> {
  const calls: SimulatedCall[] = [];
  const tokens = stableTokens(options.tokenSeconds ?? 7200);
  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, calls, close };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const sent = await text(request);
    const body = objectIn(sent);
    const call = callOf(url, body, tokens, options.now());
    calls.push(call);
    const reply = options.intercept?.(call);
    if (reply === 'hang') return;
    if (reply === 'reset') request.socket.destroy();
    else if (reply) send(response, reply);
    else if (call.endpoint === 'unknown') send(response, { status: 404, body: '' });
    else send(response, { body: withRid(answer(request.method, sent, body, call), calls) });
  }

  function answer(
    method: string | undefined,
    sent: string,
    body: Record<string, unknown> | undefined,
    call: SimulatedCall,
  ): object | Fault {
    if (method !== 'POST') return FAULTS.postOnly;
    if (sent === '') return FAULTS.emptyBody;
    if (!body) return FAULTS.dataFormat;
    return call.endpoint === 'stable_token'
      ? granted(call, body, tokens, options)
      : retained(call, body, tokens, options);
  }

  async function close(): Promise<void> {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  }
}

function callOf(
  url: URL,
  body: Record<string, unknown> | undefined,
  tokens: StableTokens,
  at: Date,
): SimulatedCall {
  const token = url.searchParams.get('access_token') ?? undefined;
  const holder = token === undefined ? 'unknown' : tokens.holder(token, at);
  return {
    endpoint: ENDPOINTS.get(url.pathname) ?? 'unknown',
    app: typeof holder === 'object' ? holder.app : stringIn(body?.['appid']),
    begin: stringIn(body?.['begin_date']),
    end: stringIn(body?.['end_date']),
    token,
    forced: body?.['force_refresh'] === true,
    at,
  };
}

function retained(
  { endpoint, token, at }: SimulatedCall,
  body: Record<string, unknown>,
  tokens: StableTokens,
  options: SimulatedWeChatOptions,
): object | Fault {
  if (token === undefined || endpoint === 'stable_token' || endpoint === 'unknown')
    return FAULTS.missingToken;
  const holder = tokens.holder(token, at);
  if (holder === 'unknown') return FAULTS.invalidCredential;
  if (holder === 'expired') return FAULTS.expiredToken;
  return retentionAnswer({
    app: holder.app,
    grain: endpoint,
    begin: body['begin_date'],
    end: body['end_date'],
    now: at,
    readyHour: options.readyHour ?? 0,
    world: options.world,
  });
}

function granted(
  call: SimulatedCall,
  body: Record<string, unknown>,
  tokens: StableTokens,
  { apps }: SimulatedWeChatOptions,
): object | Fault {
  if (body['grant_type'] !== 'client_credential') return FAULTS.invalidGrantType;
  if (!call.app) return FAULTS.missingAppid;
  if (!stringIn(body['secret'])) return FAULTS.missingSecret;
  const app = apps.find(({ appid }) => appid === call.app);
  if (!app) return FAULTS.invalidAppid;
  if (app.secret !== body['secret']) return FAULTS.invalidSecret;
  const { token, expiresIn } = tokens.grant(app.appid, call.forced, call.at);
  return { access_token: token, expires_in: expiresIn };
}

/** Every refusal carries a request id that begins with the unix time in hex. */
function withRid(answer: object | Fault, calls: readonly SimulatedCall[]): object {
  const last = calls.at(-1);
  if (!('errmsg' in answer) || !last) return answer;
  const time = hex(Math.floor(last.at.getTime() / 1000));
  return { ...answer, errmsg: `${answer.errmsg} rid: ${time}-${hex(calls.length)}-5e1f0000` };
}

function hex(number: number): string {
  return number.toString(16).padStart(8, '0');
}

function send(
  response: ServerResponse,
  {
    status = 200,
    type = 'application/json; encoding=utf-8',
    body,
  }: Exclude<SimulatedReply, string>,
): void {
  response.writeHead(status, { 'content-type': type });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

function objectIn(sent: string): Record<string, unknown> | undefined {
  try {
    const json: unknown = JSON.parse(sent);
    return typeof json === 'object' && json !== null ? { ...json } : undefined;
  } catch {
    return undefined;
  }
}

function stringIn(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
