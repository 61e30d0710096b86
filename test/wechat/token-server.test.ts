/** Tokens from a server of the customer's own: a real one on loopback. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { explain } from '../../src/core/errors.ts';
import { periodOf } from '../../src/core/period.ts';
import { LOCALES, textFor } from '../../src/core/text/index.ts';
import { fixture, rejection } from '../contracts/retention-source.ts';
import { APP, httpsSource, openRig, type Rig } from './rig.ts';

const signal = new AbortController().signal;
const DAY = periodOf('day', '2026-10-01');
const BEARER = 'bearer+of/odd=characters';
const TOKEN = 'handed-out-token';

let rig: Rig;
let server: Server;
let asked: { method: string | undefined; url: string | undefined; bearer: string | undefined }[];
let answer: (request: IncomingMessage, response: ServerResponse) => void;

beforeEach(async () => {
  asked = [];
  answer = (_, response) => response.end(JSON.stringify({ access_token: TOKEN, expires_in: 7200 }));
  server = createServer((request, response) => {
    const { method, url, headers } = request;
    asked.push({ method, url, bearer: headers.authorization });
    answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  rig = await openRig({
    intercept: ({ endpoint, token }) =>
      endpoint === 'day' && token === TOKEN ? { body: fixture('doc-daily-20170313') } : undefined,
  });
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rig.wechat.close();
});

function source(path: string, tokenBearer?: string, more: object = {}) {
  const { port } = server.address() as AddressInfo;
  const tokenUrl = `http://127.0.0.1:${port}${path}`;
  return httpsSource({
    ...rig.options,
    access: { transport: 'https', token: { tokenUrl, tokenBearer } },
    ...more,
  });
}
const day = periodOf('day', '2017-03-13');

describe('a token server', () => {
  it('is asked instead of WeChat, once for many questions, and shown its bearer token', async () => {
    const it = source('/wechat/token?realm=a', BEARER);
    await Promise.all([it.fetch(day, signal), it.fetch(day, signal)]);
    await it.fetch(day, signal);
    expect(asked).toEqual([
      { method: 'GET', url: `/wechat/token?realm=a&appid=${APP}`, bearer: `Bearer ${BEARER}` },
    ]);
    expect(rig.count('stable_token')).toBe(0);
  });

  it('is told the app where its address asks for it', async () => {
    await source('/tokens/{appid}').fetch(day, signal);
    expect(asked).toEqual([{ method: 'GET', url: `/tokens/${APP}`, bearer: undefined }]);
  });

  it('may answer as a third-party platform’s does', async () => {
    answer = (_, response) =>
      response.end(JSON.stringify({ authorizer_access_token: TOKEN, expires_in: '300' }));
    const it = source('/');
    await it.fetch(day, signal);
    // Without much life left it is asked again after half a minute.
    rig.clock.forward(31_000);
    await it.fetch(day, signal);
    expect(asked).toHaveLength(2);
  });

  it('is asked again when WeChat refuses its token, once, and never made to force one', async () => {
    answer = (_, response) =>
      response.end(JSON.stringify({ access_token: 'dead', expires_in: 7200 }));
    const error = await rejection(source('/').fetch(DAY, signal));
    expect(error).toMatchObject({ code: 'token_invalid', retry: 'refresh' });
    expect(asked).toHaveLength(2);
    expect(rig.count('day')).toBe(2);
    expect(rig.wechat.calls.some(({ forced }) => forced)).toBe(false);
  });

  it.each<[string, number, string, string, 'later' | 'never', number]>([
    ['busy', 503, '', 'token_server_failed', 'later', 5],
    ['that knows no such app', 404, '<html>', 'token_server_failed', 'never', 1],
    ['behind a page of a proxy’s', 200, '<html>', 'token_server_failed', 'later', 5],
    ['that refuses the bearer token', 401, '{"error":"no"}', 'token_server_failed', 'never', 1],
    ['that has no token', 200, '{"expires_in":7200}', 'token_server_failed', 'never', 1],
    ['whose token is null', 200, '{"access_token":null}', 'token_server_failed', 'never', 1],
    ['whose token is a number', 200, '{"access_token":7}', 'token_server_failed', 'never', 1],
    ['that hands on WeChat’s refusal', 200, fixture('err-40164-ip'), 'ip_not_allowed', 'never', 1],
  ])('%s is told as such', async (_, status, body, code, retry, times) => {
    answer = (_request, response) => response.writeHead(status).end(body);
    const error = await rejection(source('/', BEARER).fetch(day, signal));
    expect(error).toMatchObject({ code, retry });
    expect(asked).toHaveLength(times);
    for (const locale of LOCALES) expect(explain(error, textFor(locale))).toContain(APP);
  });

  it('that hangs is waited for no longer than the deadline, and can be left', async () => {
    answer = () => undefined;
    const error = await rejection(source('/', BEARER, { deadlineMs: 30 }).fetch(day, signal));
    expect(error).toMatchObject({ code: 'token_server_failed', retry: 'later' });
    const stop = new AbortController();
    const left = rejection(source('/', BEARER).fetch(day, stop.signal));
    stop.abort();
    expect((await left).code).toBe('aborted');
  });

  it('keeps its bearer token, and what its address carries, out of errors and log', async () => {
    answer = (_, response) =>
      response.end(JSON.stringify({ errcode: 48001, errmsg: `no ${BEARER} key-in-address` }));
    const error = await rejection(
      source('/key-in-path/t?key=key-in-address', BEARER).fetch(day, signal),
    );
    const seen = [error.message, error.stack, JSON.stringify(error.params), ...rig.logged].join();
    expect(seen).not.toContain(BEARER);
    expect(seen).not.toContain('key-in-address');
    expect(seen).not.toContain('key-in-path');
  });
});
