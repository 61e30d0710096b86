/** One request to a handler of the bot's server, without a socket: Node's own parts on a stream of its own. */
import { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { AdapterHost } from '../../src/ports/adapter.ts';

export type Handler = Parameters<AdapterHost['mount']>[0];

/** A host that keeps the handler which an adapter mounts. */
export function mountable(host: AdapterHost): { host: AdapterHost; handler: Handler } {
  let mounted: Handler | undefined;
  return {
    host: {
      ...host,
      mount(handler) {
        mounted = handler;
      },
    },
    handler: (...request) => mounted?.(...request),
  };
}

export interface Reply {
  readonly status: number;
  readonly body: string;
}

export function post(
  handler: Handler,
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<Reply> {
  const bytes = Buffer.from(body);
  const written: Buffer[] = [];
  const wire = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      written.push(Buffer.from(chunk));
      done();
    },
  });
  const request = new IncomingMessage(wire as Socket);
  request.method = 'POST';
  request.url = url;
  request.httpVersion = '1.1';
  request.headers = {
    host: 'bot.example.com',
    'content-length': String(bytes.length),
    ...headers,
  };
  // Else the end of its body counts as a broken connection.
  request.complete = true;
  const response = new ServerResponse(request);
  response.assignSocket(wire as Socket);
  request.push(bytes);
  request.push(null);
  return new Promise((resolve, reject) => {
    response.on('finish', () => {
      clearTimeout(unanswered);
      const text = Buffer.concat(written).toString();
      resolve({ status: response.statusCode, body: text.slice(text.indexOf('\r\n\r\n') + 4) });
    });
    // Longer than anything of the bot's or its SDKs' takes to give up.
    const unanswered = setTimeout(() => reject(new Error('no answer')), 20_000);
    response.on('close', () => {
      clearTimeout(unanswered);
      reject(new Error('closed without an answer'));
    });
    handler(request, response, () => reject(new Error('the handler passed the request on')));
  });
}
