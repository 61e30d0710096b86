/** The one server: what it serves, how it refuses, and how it ends. */
import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { connect, createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type HttpServer, httpServer } from '../../src/http/server.ts';
import { keptLog } from '../doubles/host.ts';

let server: HttpServer;
let port: number;
beforeEach(() => {
  server = httpServer(keptLog([]));
});
afterEach(() => server.close());

const listen = async () => {
  port = await server.listen('127.0.0.1', 0);
};
const url = (path: string) => `http://127.0.0.1:${port}${path}`;

describe('the server', () => {
  it('says that it is alive', async () => {
    await listen();
    const response = await fetch(url('/healthz'));
    expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }]);
    expect((await fetch(url('/healthz'), { method: 'HEAD' })).status).toBe(200);
  });

  it('says nothing about itself', async () => {
    await listen();
    for (const path of ['/healthz', '/nothing'])
      expect((await fetch(url(path))).headers.get('x-powered-by')).toBeNull();
  });

  it('knows no other path', async () => {
    await listen();
    expect((await fetch(url('/'))).status).toBe(404);
    expect((await fetch(url('/healthz/..%2f..%2fetc/passwd'))).status).toBe(404);
    expect((await fetch(url('/healthz'), { method: 'POST', body: 'x' })).status).toBe(404);
  });

  it('counts what it is asked, but not by those who watch it', async () => {
    await listen();
    for (const path of ['/healthz', '/readyz', '/metrics']) await fetch(url(path));
    expect(server.asked()).toBe(0);
    for (const path of ['/slack/events', '/charts/one.png'])
      await fetch(url(path), { method: 'POST', body: 'x' });
    expect(server.asked()).toBe(2);
  });

  it('says which port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const taken = typeof address === 'object' && address ? address.port : 0;
    await expect(server.listen('127.0.0.1', taken)).rejects.toMatchObject({
      code: 'port_taken',
      params: { host: '127.0.0.1', port: String(taken) },
    });
    // A caller may try another one.
    await listen();
    expect((await fetch(url('/healthz'))).status).toBe(200);
    other.close();
  });

  it('hands the raw body to what is mounted', async () => {
    const body = '{"a": 1,  "b":"\\u00e9é"}';
    let seen = '';
    server.mount((request, response, next) => {
      if (request.url !== '/raw') return next();
      void text(request).then((read) => {
        seen = read;
        response.end('got it');
      });
    });
    await listen();
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url('/raw'), { method: 'POST', headers, body });
    expect(await response.text()).toBe('got it');
    expect(seen).toBe(body);
  });

  it('asks the mounted handlers in their order, and any after it listens', async () => {
    await listen();
    server.mount((_, response, next) => {
      response.setHeader('x-first', 'yes');
      next();
    });
    server.mount((_, response) => void response.end('second'));
    const response = await fetch(url('/anything'));
    expect(response.headers.get('x-first')).toBe('yes');
    expect(await response.text()).toBe('second');
  });

  it('shows no stack when a handler throws', async () => {
    server.mount(() => {
      throw new Error('secret detail');
    });
    await listen();
    const response = await fetch(url('/anything'));
    expect(response.status).toBe(500);
    const body = await response.text();
    expect(body).not.toContain('secret detail');
    expect(body).not.toContain('at ');
  });
});

describe('closing', () => {
  it('is done at once when it never listened', async () => {
    await server.close();
  });

  it('lets a request under way finish', async () => {
    const [arrived, finish] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    server.mount((_, response) => {
      arrived.resolve();
      void finish.promise.then(() => response.end('finished'));
    });
    await listen();
    const answer = fetch(url('/slow')).then((response) => response.text());
    await arrived.promise;
    let isClosed = false;
    const closed = server.close().then(() => {
      isClosed = true;
    });
    await once(connect(port, '127.0.0.1'), 'error');
    expect(isClosed).toBe(false);
    finish.resolve();
    expect(await answer).toBe('finished');
    await closed;
  });

  it('does not wait for kept-alive connections, idle or just answered', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 2 });
    const [arrived, finish] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    server.mount((_, response) => {
      arrived.resolve();
      void finish.promise.then(() => response.end('finished'));
    });
    await listen();
    await read(url('/healthz'), agent);
    const slow = read(url('/slow'), agent);
    await arrived.promise;
    const started = performance.now();
    const closed = server.close();
    finish.resolve();
    await slow;
    await closed;
    expect(performance.now() - started).toBeLessThan(2_000);
    agent.destroy();
  });

  it('cuts what has sent half a request and then nothing', async () => {
    server = httpServer(keptLog([]), 50);
    await listen();
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.on('error', () => {});
    socket.write('POST /slack/events HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n');
    const ended = once(socket, 'close');
    // Answered after it, so the half request has arrived.
    await fetch(url('/healthz'));
    await server.close();
    await ended;
  });
});

async function read(address: string, agent: Agent): Promise<string> {
  const [response] = (await once(get(address, { agent }), 'response')) as [IncomingMessage];
  return text(response);
}
