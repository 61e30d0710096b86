/** One access token for all processes of a bot, on real databases and against a simulated WeChat. */
import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { periodOf } from '../../src/core/period.ts';
import type { Stores } from '../../src/ports/stores.ts';
import type { MiniProgramOptions } from '../../src/wechat/index.ts';
import { sharedTokens } from '../../src/wechat/shared-token.ts';
import { fixture, rejection } from '../contracts/retention-source.ts';
import { type Processes, SHARED_DATABASES } from '../doubles/processes.ts';
import { APP, httpsSource, openRig, type Rig, SECRET } from './rig.ts';

const signal = new AbortController().signal;
const DAY = periodOf('day', '2026-10-01');
const DEAD = { body: fixture('err-40001-token-hint') };

let rig: Rig;

/** Each sleeps for real and for a moment, as a lease is waited for by its owner's work. */
const clock = {
  now: () => rig.clock.now(),
  sleep: (_: number, stop: AbortSignal) => wait(5, undefined, { signal: stop }),
};

function sharing(stores: Pick<Stores, 'tokens' | 'leases' | 'turns'>, owner: string) {
  return { shared: { ...stores, owner, bytes: randomBytes } } satisfies Partial<MiniProgramOptions>;
}

const processOf = (stores: Stores, owner: string, secret = SECRET) =>
  httpsSource({ ...rig.options, secret, clock, ...sharing(stores, owner) });

const forced = () => rig.wechat.calls.filter((call) => call.forced);

describe.each(Object.entries(SHARED_DATABASES))('a token shared on %s', (_, start) => {
  let processes: Processes;
  let stores: readonly Stores[];
  beforeAll(async () => {
    processes = await start();
  }, 60_000);
  afterAll(() => processes.close());
  beforeEach(async () => {
    stores = await processes.open(3);
  });
  afterEach(() => rig.wechat.close());
  const three = () => stores.map((one, index) => processOf(one, `process ${index}`));

  it('is fetched once by three processes that begin together', async () => {
    rig = await openRig();
    await Promise.all(three().map((source) => source.fetch(DAY, signal)));
    expect(rig.count('stable_token')).toBe(1);
    expect(rig.count('day')).toBe(3);
  });

  it('serves a process that begins later, and is fetched once more when it ends', async () => {
    rig = await openRig({ tokenSeconds: 7200 });
    const [first, second] = three();
    await first?.fetch(DAY, signal);
    rig.clock.forward(6_000_000);
    await second?.fetch(DAY, signal);
    expect(rig.count('stable_token')).toBe(1);
    rig.clock.forward(1_000_000);
    await Promise.all([first?.fetch(DAY, signal), second?.fetch(DAY, signal)]);
    expect(rig.count('stable_token')).toBe(2);
  });

  it('is forced once by three that find it dead, though WeChat hands it out again', async () => {
    let dead: string | undefined;
    rig = await openRig({
      intercept: ({ endpoint, token }) =>
        endpoint === 'day' && token !== undefined && token === dead ? DEAD : undefined,
    });
    const sources = three();
    await Promise.all(sources.map((source) => source.fetch(DAY, signal)));
    dead = rig.wechat.calls.find(({ endpoint }) => endpoint === 'day')?.token;
    expect(dead).toBeDefined();
    rig.clock.forward(60_000);
    await Promise.all(sources.map((source) => source.fetch(DAY, signal)));
    expect(forced()).toHaveLength(1);
  });

  it('is not forced again for two hours by any of them', async () => {
    rig = await openRig({ intercept: ({ endpoint }) => (endpoint === 'day' ? DEAD : undefined) });
    for (const source of three()) {
      expect((await rejection(source.fetch(DAY, signal))).code).toBe('token_invalid');
      rig.clock.forward(60_000);
    }
    expect(forced()).toHaveLength(1);
    rig.clock.forward(2 * 3_600_000);
    await Promise.all(three().map((source) => rejection(source.fetch(DAY, signal))));
    expect(forced()).toHaveLength(2);
  });

  it('is replaced for all by the one that finds it dead', async () => {
    rig = await openRig();
    const [first, second, third] = three();
    await first?.fetch(DAY, signal);
    await second?.fetch(DAY, signal);
    // Somebody else's service has forced a new one.
    rig.clock.forward(60_000);
    await fetch(`${rig.wechat.url}/cgi-bin/stable_token`, {
      method: 'POST',
      body: JSON.stringify({
        grant_type: 'client_credential',
        appid: APP,
        secret: SECRET,
        force_refresh: true,
      }),
    });
    const before = rig.count('stable_token');
    await second?.fetch(DAY, signal);
    await first?.fetch(DAY, signal);
    await third?.fetch(DAY, signal);
    expect(rig.count('stable_token')).toBe(before + 1);
  });

  it('is no use to who has the database and not the AppSecret', async () => {
    rig = await openRig();
    const [first, second] = stores;
    if (!first || !second) throw new Error('no stores');
    await processOf(first, 'one').fetch(DAY, signal);
    const kept = await second.tokens.get(APP);
    const token = rig.wechat.calls.find(({ endpoint }) => endpoint === 'day')?.token ?? '';
    expect(token.length).toBeGreaterThan(10);
    expect(Buffer.from(kept?.sealed ?? '', 'base64').toString('latin1')).not.toContain(token);
    const error = await rejection(processOf(second, 'two', 'another').fetch(DAY, signal));
    expect(error.code).toBe('wrong_secret');
    expect(rig.logged.join()).not.toContain(token);
  });
});

describe('while the database is away, a token', () => {
  afterEach(() => rig.wechat.close());

  it('is fetched by each process for itself, which is told once', async () => {
    const away = async () => {
      throw new Error('connection refused');
    };
    rig = await openRig();
    const source = httpsSource({
      ...rig.options,
      clock,
      ...sharing(
        {
          tokens: { get: away, put: away },
          leases: { take: away, free: away },
          turns: { next: away, admit: away, hold: away, heldUntil: away },
        },
        'one',
      ),
    });
    await source.fetch(DAY, signal);
    rig.clock.forward(60_000);
    await source.fetch(DAY, signal);
    expect(rig.count('stable_token')).toBe(1);
    const warned = rig.logged.filter((line) => line.includes('access token is not shared'));
    expect(warned).toHaveLength(1);
  });
});

describe('a sealed token', () => {
  it('is read back by who has the AppSecret, and by nobody else nor after any change', async () => {
    const kept = new Map<string, { sealed: string; until: Date; forcedAt: Date | undefined }>();
    const at = new Date('2026-11-22T02:00:00Z');
    const of = (app: string, secret: string) =>
      sharedTokens({
        app,
        secret,
        tokens: {
          get: async () => kept.get('it'),
          put: async (_, token) => void kept.set('it', token),
        },
        leases: { take: async () => true, async free() {} },
        owner: 'one',
        bytes: randomBytes,
        clock: { now: () => at, sleep: async () => {} },
        log: { debug() {}, info() {}, warn() {}, error() {} },
      });
    const text = fc.string({ minLength: 1, unit: 'grapheme' });
    await fc.assert(
      fc.asyncProperty(text, text, text, fc.nat(), async (token, secret, other, nth) => {
        await of('wx1', secret).keep({ token, until: at, forcedAt: undefined });
        expect((await of('wx1', secret).read())?.token).toBe(token);
        expect((await of('wx2', secret).read())?.token).toBeUndefined();
        if (other !== secret) expect((await of('wx1', other).read())?.token).toBeUndefined();
        const bytes = Buffer.from(kept.get('it')?.sealed ?? '', 'base64');
        const place = nth % bytes.length;
        bytes[place] = (bytes[place] ?? 0) ^ 1;
        kept.set('it', { sealed: bytes.toString('base64'), until: at, forcedAt: undefined });
        expect((await of('wx1', secret).read())?.token).toBeUndefined();
      }),
    );
  });
});
