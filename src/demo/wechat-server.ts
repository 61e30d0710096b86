/** A WeChat server on this machine: tokens, retention, visit trend, quota and the cloud function, with WeChat's manners. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, isIPv6 } from 'node:net';
import { text } from 'node:stream/consumers';
import { AppError } from '../core/errors.ts';
import { FAULTS, type Fault, signed } from './faults.ts';
import { stableTokens } from './stable-tokens.ts';
import { type AnswerOptions, wechatAnswers } from './wechat-answers.ts';
import { callOf, isDatacube, type SimulatedCall } from './wechat-calls.ts';

export type { SimulatedCall } from './wechat-calls.ts';

export interface SimulatedWeChatOptions extends AnswerOptions {
  readonly now: () => Date;
  /** 0 takes a free port. */
  readonly port?: number | undefined;
  readonly host?: string | undefined;
  /** What answers are labelled as. */
  readonly contentType?: string | undefined;
  /** Paths that cloud hosting lets through: any other is answered with a bad gateway's page. */
  readonly allowedPaths?: readonly string[] | undefined;
  /** Asked first about every call: an answer of its own, a hang, a cut connection, or undefined for the usual. */
  readonly intercept?: ((call: SimulatedCall) => SimulatedReply | undefined) | undefined;
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

/** What a gateway shows when nothing answers behind it. */
export const BAD_GATEWAY = {
  status: 502,
  type: 'text/html',
  body: '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>',
} as const satisfies SimulatedReply;

/** Throws AppError port_taken or cannot_listen. */
export async function startSimulatedWeChat(
  options: SimulatedWeChatOptions,
): Promise<SimulatedWeChat> {
  const { allowedPaths, tokenless, contentType, port = 0, host = '127.0.0.1' } = options;
  const calls: SimulatedCall[] = [];
  const tokens = stableTokens(options);
  const answer = wechatAnswers(options, tokens);
  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  server.listen(port, host);
  await once(server, 'listening').catch((cause: NodeJS.ErrnoException) => {
    throw listenError(cause, { host, port: String(port) });
  });
  return { url: urlOf(host, (server.address() as AddressInfo).port), calls, close };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const sent = await text(request);
    const body = objectIn(sent);
    const nth = calls.length + 1;
    const call = callOf({ url, body, tokens, tokenless, at: options.now(), nth });
    calls.push(call);
    if (tokenless && call.token === undefined && isDatacube(call.path))
      response.setHeader('x-openapi-seqid', call.rid);
    const reply = replyTo(call);
    if (reply === 'hang') return;
    if (reply === 'reset') request.socket.destroy();
    else if (reply) send(response, reply);
    else {
      const told = signed(answered(request.method, sent, body, call), call.rid);
      send(response, { body: told, ...(contentType && { type: contentType }) });
    }
  }

  function replyTo(call: SimulatedCall): SimulatedReply | undefined {
    const reply = options.intercept?.(call);
    if (reply) return reply;
    if (allowedPaths && !allowedPaths.includes(call.path)) return BAD_GATEWAY;
    return call.endpoint === 'unknown' ? { status: 404, body: '' } : undefined;
  }

  function answered(
    method: string | undefined,
    sent: string,
    body: Record<string, unknown> | undefined,
    call: SimulatedCall,
  ): object | Fault {
    if (method !== 'POST') return FAULTS.postOnly;
    if (sent === '') return FAULTS.emptyBody;
    return body ? answer(call, body) : FAULTS.dataFormat;
  }

  async function close(): Promise<void> {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  }
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

/** An address that a program on this machine reaches: "every address" is none it could ask for. */
function urlOf(host: string, port: number): string {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${isIPv6(reachable) ? `[${reachable}]` : reachable}:${port}`;
}

function listenError(
  cause: NodeJS.ErrnoException,
  where: { readonly host: string; readonly port: string },
): AppError {
  return cause.code === 'EADDRINUSE'
    ? new AppError('port_taken', where, { cause })
    : new AppError('cannot_listen', { ...where, detail: String(cause.code) }, { cause });
}
