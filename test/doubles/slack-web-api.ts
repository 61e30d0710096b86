/** Slack's Web API on loopback, where a test says what each method answers, and sees what was asked. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Call {
  readonly method: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** The bearer token. */
  readonly token: string;
}

export type Answers = Record<string, object | ((call: Call) => object | Promise<object>)>;

export interface SlackWebApi {
  /** For SLACK_API_URL. */
  readonly url: string;
  readonly calls: readonly Call[];
  of(method: string): readonly Call[];
  /** Resolves with the calls of a method once they are so many. */
  arrived(method: string, count: number): Promise<readonly Call[]>;
  close(): Promise<void>;
}

/** @param answers what has none is `unknown_method`, as Slack says */
export async function openSlackWebApi(answers: Answers): Promise<SlackWebApi> {
  const calls: Call[] = [];
  const waiting: (() => void)[] = [];
  const of = (method: string) => calls.filter((call) => call.method === method);
  const server = createServer((request, response) => {
    void (async () => {
      const call = await callIn(request);
      calls.push(call);
      for (const look of waiting) look();
      const answer = answers[call.method] ?? { ok: false, error: 'unknown_method' };
      const body = typeof answer === 'function' ? await answer(call) : answer;
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ ok: true, ...body }));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`,
    calls,
    of,
    arrived: (method, count) =>
      new Promise((resolve) => {
        const look = () => {
          if (of(method).length >= count) resolve(of(method));
        };
        waiting.push(look);
        look();
      }),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The SDK sends a form whose inner values are JSON. */
async function callIn(request: IncomingMessage): Promise<Call> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const form = new URLSearchParams(Buffer.concat(chunks).toString());
  const args = [...form].map(([name, value]) => [
    name,
    /^[[{]/.test(value) ? (JSON.parse(value) as unknown) : value,
  ]);
  return {
    method: request.url?.split('/').at(-1)?.split('?')[0] ?? '',
    args: Object.fromEntries(args) as Record<string, unknown>,
    token: (request.headers.authorization ?? '').replace('Bearer ', ''),
  };
}
