/** Security headers, and senders who keep connections open or send without end. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PATIENCE } from '../../src/http/protection.ts';
import { type HttpServer, httpServer } from '../../src/http/server.ts';
import { keptLog } from '../doubles/host.ts';

let server: HttpServer;
let port: number;
const open = async (patience = PATIENCE) => {
  server = httpServer(keptLog([]), 50, patience);
  server.mount((request, response, next) => {
    if (request.url === '/charts/a.png') response.end('a picture');
    else if (request.url === '/read')
      void text(request).then(
        (body) => response.end(body),
        () => {},
      );
    else next();
  });
  port = await server.listen('127.0.0.1', 0);
};
afterEach(() => server.close());

async function dial(): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}
/** All that comes before the server hangs up. */
const rest = (socket: Socket) => text(socket).catch(() => '');
const head = (lines: readonly string[]) => `${lines.join('\r\n')}\r\n`;

describe('headers', () => {
  beforeEach(() => open());

  it.each(['/healthz', '/charts/a.png', '/nothing', '/read'])(
    'of %s let nothing be done with it',
    async (path) => {
      const { headers } = await fetch(`http://127.0.0.1:${port}${path}`);
      expect(Object.fromEntries(headers)).toMatchObject({
        // Express has a stricter one for its own page of errors.
        'content-security-policy': expect.stringMatching(/^default-src 'none'(;|$)/),
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'SAMEORIGIN',
        'referrer-policy': 'no-referrer',
      });
      expect(headers.has('x-powered-by')).toBe(false);
      // A proxy in front speaks for the domain.
      expect(headers.has('strict-transport-security')).toBe(false);
    },
  );

  it('let chats show charts in pages of their own, and nothing else', async () => {
    const policyOf = async (path: string) =>
      (await fetch(`http://127.0.0.1:${port}${path}`)).headers.get('cross-origin-resource-policy');
    expect(await policyOf('/charts/a.png')).toBe('cross-origin');
    expect(await policyOf('/healthz')).toBe('same-origin');
  });
});

describe('a sender', () => {
  it('who announces more than a megabyte is refused before a byte of it', async () => {
    await open();
    const socket = await dial();
    socket.write(head(['POST /read HTTP/1.1', 'host: x', `content-length: ${2 ** 20 + 1}`, '']));
    const answer = await rest(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer.toLowerCase()).toContain('connection: close');
  });

  it('of a megabyte is heard', async () => {
    await open();
    const body = 'x'.repeat(2 ** 20);
    const response = await fetch(`http://127.0.0.1:${port}/read`, { method: 'POST', body });
    expect([response.status, (await response.text()).length]).toEqual([200, 2 ** 20]);
  });

  it('of endless headers is cut off', async () => {
    await open();
    const socket = await dial();
    socket.write(head(['GET /healthz HTTP/1.1', 'host: x', `a: ${'x'.repeat(17 * 1024)}`, '']));
    expect(await rest(socket)).toMatch(/^HTTP\/1\.1 431 /);
  });

  it('who never ends its headers, or its body, is cut off', async () => {
    await open({ headersMs: 100, requestMs: 200, lookMs: 20 });
    const slow = [
      'GET /healthz HTTP/1.1\r\nhost: x\r\n',
      'POST /read HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nabc',
    ];
    const answers = await Promise.all(
      slow.map(async (part) => {
        const socket = await dial();
        socket.write(part);
        return rest(socket);
      }),
    );
    for (const answer of answers) expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
  });

  it('who says nothing that is HTTP gets no page and no stack', async () => {
    await open();
    const socket = await dial();
    socket.write('hello there\r\n\r\n');
    expect(await rest(socket)).toBe('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
  });
});
