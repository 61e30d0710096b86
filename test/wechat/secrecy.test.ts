import { afterEach, describe, expect, it } from 'vitest';
import { periodOf } from '../../src/core/period.ts';
import type { SimulatedReply } from '../../src/demo/wechat-server.ts';
import { rejection } from '../contracts/retention-source.ts';
import { httpsSource, openRig, type Rig, SECRET } from './rig.ts';

const signal = new AbortController().signal;
const DAY = periodOf('day', '2026-10-01');
const TOKEN = 'a-token+with/odd=characters';

describe('the secret and the token never reach an error or the log', () => {
  let rig: Rig;
  afterEach(() => rig.wechat.close());

  it.each<[string, (echo: string) => SimulatedReply]>([
    ['a refusal that repeats them', (echo) => ({ body: { errcode: 48001, errmsg: `no ${echo}` } })],
    ['a wrong secret', (echo) => ({ body: { errcode: 40001, errmsg: `invalid ${echo}` } })],
    ['HTML that repeats them', (echo) => ({ status: 500, body: `<html>${echo}</html>` })],
    ['figures that repeat them', (echo) => ({ body: { ref_date: '20261001', visit_uv: [echo] } })],
    ['a date that repeats them', (echo) => ({ body: { ref_date: echo } })],
    ['silence', () => 'hang'],
    ['a cut connection', () => 'reset'],
  ])('after %s', async (_, reply) => {
    const token = { body: { access_token: TOKEN, expires_in: 7200 } };
    rig = await openRig({
      intercept: (call) =>
        call.endpoint === 'stable_token' ? token : reply(echoed(SECRET, TOKEN)),
    });
    const source = httpsSource({ ...rig.options, deadlineMs: 50 });
    expectClean(await rejection(source.fetch(DAY, signal)), rig);
    await rig.wechat.close();

    rig = await openRig({ intercept: () => reply(echoed(SECRET)) });
    const first = httpsSource({ ...rig.options, deadlineMs: 50 });
    expectClean(await rejection(first.fetch(DAY, signal)), rig);
  });

  it('after an address that fetch refuses', async () => {
    rig = await openRig();
    for (const baseUrl of ['http://user:pass@127.0.0.1', 'nonsense', 'http://127.0.0.1:1'])
      expectClean(
        await rejection(httpsSource({ ...rig.options, baseUrl }).fetch(DAY, signal)),
        rig,
      );
  });

  it('after a network error that carries the URL and the request', async () => {
    rig = await openRig({ intercept: () => ({ body: { access_token: TOKEN, expires_in: 7200 } }) });
    const failing: typeof fetch = async (url, init) => {
      if (String(url).includes('stable_token')) return fetch(url, init);
      const cause = Object.assign(new Error(`connect to ${url} failed`), {
        code: String(url),
        init,
      });
      throw new TypeError(`fetch failed: ${url}`, { cause });
    };
    const error = await rejection(
      httpsSource({ ...rig.options, fetch: failing }).fetch(DAY, signal),
    );
    expect(error.code).toBe('wechat_unreachable');
    expect(rig.logged).toHaveLength(5);
    expectClean(error, rig);
  });
});

function expectClean(error: Error, { logged }: Rig): void {
  const seen = [everything(error), ...logged].join('\n');
  for (const secret of [SECRET, TOKEN])
    for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
      expect(seen).not.toContain(form);
}

/** Plain, and as a URL carries them. */
function echoed(...secrets: string[]): string {
  return secrets.flatMap((secret) => [secret, encodeURIComponent(secret)]).join(' ');
}

/** Every own property of an error, hidden ones too, and of whatever it holds. */
function everything(value: unknown, seen = new Set<unknown>()): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (seen.has(value)) return '';
  seen.add(value);
  return Reflect.ownKeys(value)
    .map((key) => everything(Reflect.get(value, key), seen))
    .join('\n');
}
