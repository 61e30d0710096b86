/** WeChat in a process of its own: answers after the latency, and counts what comes. As light as it can be, so that it isn't what is measured. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { PATHS } from '../../../src/wechat/endpoints.ts';
import { answerOf, LATENCY_MS } from './morning.ts';

export interface Counts {
  readonly tokens: number;
  readonly retention: number;
  /** Anything that a WeChat would refuse. */
  readonly strange: number;
  readonly inFlight: number;
  readonly inFlightPerApp: number;
  /** Most begun in any second; a request counts from when it is whole. */
  readonly perSecond: number;
  readonly perSecondPerApp: number;
}

const answers = new Map<string, string>();
const begun: { at: number; app: string }[] = [];
const underWay = new Map<string, number>();
const calls = { tokens: 0, retention: 0, strange: 0 };
let [all, inFlight, inFlightPerApp] = [0, 0, 0];

const server = createServer((request, response) => void serve(request, response));
server.listen(0, '127.0.0.1', () => {
  process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
process.on('message', () => process.send?.(counts()));
process.on('disconnect', () => process.exit());

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, string>;
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
  const app = body['appid'] ?? searchParams.get('access_token')?.replace('token-of-', '') ?? '';
  const [own, since] = [(underWay.get(app) ?? 0) + 1, performance.now()];
  begun.push({ at: since, app });
  underWay.set(app, own);
  all += 1;
  inFlight = Math.max(inFlight, all);
  inFlightPerApp = Math.max(inFlightPerApp, own);
  const answer = answerTo(pathname, app, body);
  // A timer may be a millisecond early.
  await wait(LATENCY_MS + 1);
  underWay.set(app, (underWay.get(app) ?? 0) - 1);
  all -= 1;
  response.writeHead(200, { 'content-type': 'application/json; encoding=utf-8' }).end(answer);
}

function answerTo(path: string, app: string, body: Readonly<Record<string, string>>): string {
  const { begin_date: begin = '', end_date: end } = body;
  if (path === '/cgi-bin/stable_token' && body['secret'] === `secret-of-${app}`) {
    calls.tokens += 1;
    return JSON.stringify({ access_token: `token-of-${app}`, expires_in: 7200 });
  }
  if (path === PATHS.retention.day && app && begin === end) {
    calls.retention += 1;
    return retention(begin);
  }
  calls.strange += 1;
  return JSON.stringify({ errcode: 47001, errmsg: 'data format error' });
}

function retention(digits: string): string {
  const known =
    answers.get(digits) ?? JSON.stringify(answerOf(digits.replace(/^(....)(..)(..)$/, '$1-$2-$3')));
  answers.set(digits, known);
  return known;
}

function counts(): Counts {
  const perApp = [...Map.groupBy(begun, ({ app }) => app).values()].map(mostInASecond);
  return {
    ...calls,
    inFlight,
    inFlightPerApp,
    perSecond: mostInASecond(begun),
    perSecondPerApp: Math.max(...perApp),
  };
}

/** Over every second that ends with a request. */
function mostInASecond(requests: readonly { readonly at: number }[]): number {
  let [most, from] = [0, 0];
  for (const [index, { at }] of requests.entries()) {
    while (at - (requests[from]?.at ?? at) >= 1000) from += 1;
    most = Math.max(most, index - from + 1);
  }
  return most;
}
