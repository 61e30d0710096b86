/** Posting once, whatever the platform answers and whoever else is at it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Digest } from '../../src/core/digest.ts';
import type { Locale } from '../../src/core/text/index.ts';
import { deliver } from '../../src/pipeline/deliver.ts';
import type { Stores } from '../../src/ports/stores.ts';
import { openStores } from '../../src/store/index.ts';
import type { Script } from '../doubles/channel.ts';
import { dailyDigest } from '../doubles/digests.ts';
import { keptLog, type LogLine } from '../doubles/host.ts';
import { destination, type SetClock, setClock } from './rig.ts';

const SUBJECT = 'wx1 day 2026-11-21';
const LEASE_MS = 3 * 60_000;
const signal = new AbortController().signal;

let stores: Stores;
let clock: SetClock;
let log: LogLine[];
beforeEach(async () => {
  stores = await openStores(':memory:');
  clock = setClock('2026-11-22T01:30:00Z');
  log = [];
});
afterEach(() => stores.close());

const growth = () => destination('growth');
const send = async (one: ReturnType<typeof growth>, subject = SUBJECT, stop = signal) => {
  const [delivered] = await deliver(
    { stores, clock, log: keptLog(log) },
    [one.destination],
    subject,
    (locale) => dailyDigest({ locale }),
    stop,
  );
  return delivered?.state;
};

describe('delivering', () => {
  it('posts once, however often it is asked to', async () => {
    const one = growth();
    expect(await send(one)).toBe('sent');
    expect(await send(one)).toBe('already');
    expect(one.channel.tries).toHaveLength(1);
    expect(one.channel.looks).toEqual([]);
  });

  it('posts once when several ask at the same moment', async () => {
    const one = growth();
    const states = await Promise.all([send(one), send(one), send(one)]);
    expect(states.sort()).toEqual(['busy', 'busy', 'sent']);
    expect(one.channel.messages).toHaveLength(1);
  });

  it('posts another subject, and to another channel', async () => {
    const [one, two] = [growth(), destination('board')];
    await send(one);
    expect(await send(one, 'welcome')).toBe('sent');
    expect(await send(two)).toBe('sent');
    expect(one.channel.messages.map(({ delivery }) => delivery)).not.toContain(
      two.channel.messages[0]?.delivery,
    );
  });

  it('words the digest for the readers of each channel', async () => {
    const [one, two] = [growth(), destination('board', 'zh-CN')];
    const worded: Locale[] = [];
    await deliver(
      { stores, clock, log: keptLog(log) },
      [one.destination, two.destination],
      SUBJECT,
      (locale): Digest => {
        worded.push(locale);
        return dailyDigest({ locale });
      },
      signal,
    );
    expect(worded.sort()).toEqual(['en', 'zh-CN']);
    expect(one.channel.messages[0]?.digest.locale).toBe('en');
    expect(two.channel.messages[0]?.digest.locale).toBe('zh-CN');
  });

  it.each<Script>(['later', 'rejected', 'lost', 'throws'])(
    'lets no channel that ends as "%s" keep the others from their message',
    async (script) => {
      const [bad, good] = [destination('bad'), destination('good')];
      bad.channel.next(script);
      const delivered = await deliver(
        { stores, clock, log: keptLog(log) },
        [bad.destination, good.destination],
        SUBJECT,
        () => dailyDigest(),
        signal,
      );
      expect(delivered[0]).toMatchObject({ channel: 'bad', error: expect.any(Error) });
      expect(delivered[1]).toEqual({ channel: 'good', state: 'sent' });
      expect(good.channel.messages).toHaveLength(1);
      expect(log).toContainEqual(
        expect.objectContaining({ level: 'error', message: 'not posted' }),
      );
    },
  );

  it.each<Script>(['later', 'rejected'])(
    'posts again without a look after an answer that ended as "%s"',
    async (script) => {
      const one = growth();
      one.channel.next(script);
      expect(await send(one)).toBe(script);
      expect(await send(one)).toBe('sent');
      expect(one.channel.looks).toEqual([]);
      expect(one.channel.messages).toHaveLength(1);
      expect(new Set(one.channel.tries).size).toBe(1);
    },
  );

  it.each<Script>(['lost', 'throws'])(
    'looks twice before it posts again what ended as "%s"',
    async (script) => {
      const one = growth();
      one.channel.next(script);
      expect(await send(one)).toBe('unknown');
      const began = clock.now();
      clock.set('2026-11-22T01:31:00Z');
      expect(await send(one)).toBe('sent');
      expect(one.channel.looks.map(({ since }) => since)).toEqual([began, began]);
      expect(clock.slept).toEqual([3_000]);
      expect(one.channel.messages).toHaveLength(1);
    },
  );

  it('does not post again what it finds at the first look', async () => {
    const one = growth();
    one.channel.next('unseen');
    expect(await send(one)).toBe('unknown');
    expect(await send(one)).toBe('already');
    expect(await send(one)).toBe('already');
    expect(one.channel.looks).toHaveLength(1);
    expect(one.channel.messages).toHaveLength(1);
  });

  it('does not post again what appears in the history a moment later', async () => {
    const one = growth();
    one.channel.next('unseen');
    one.channel.history('laggard');
    await send(one);
    expect(await send(one)).toBe('already');
    expect(one.channel.looks).toHaveLength(2);
    expect(one.channel.messages).toHaveLength(1);
  });

  it('posts again where history cannot be read, rather than lose the message', async () => {
    const one = growth();
    one.channel.next('lost');
    one.channel.history('unreadable');
    await send(one);
    expect(await send(one)).toBe('sent');
    expect(one.channel.looks).toHaveLength(1);
    expect(one.channel.messages).toHaveLength(1);
  });

  it.each(['later', 'rejected'] as const)(
    'posts nothing after a look that ended as "%s": the message may still stand there',
    async (how) => {
      const one = growth();
      one.channel.next('unseen');
      await send(one);
      one.channel.history(how);
      expect(await send(one)).toBe('unknown');
      one.channel.history('clear');
      expect(await send(one)).toBe('already');
      expect(one.channel.messages).toHaveLength(1);
    },
  );

  it('knows a chat whatever the configuration calls it', async () => {
    const [before, renamed] = [growth(), destination('sales')];
    expect(await send(before)).toBe('sent');
    const same = { ...renamed, destination: { ...renamed.destination, chat: 'test:growth' } };
    expect(await send(same)).toBe('already');
    expect(renamed.channel.tries).toEqual([]);
  });

  it('takes over from a process that died between the intent and the answer', async () => {
    const one = growth();
    const now = clock.now();
    const lease = new Date(now.getTime() + LEASE_MS);
    const key = { channel: 'test:growth', subject: SUBJECT };
    const claim = await stores.deliveries.claim(key, now, lease);
    // The other died, but its message had gone out.
    if (claim.state !== 'ours') throw new Error(claim.state);
    await one.channel.post(dailyDigest(), claim.id, signal);
    expect(await send(one)).toBe('busy');
    clock.set(lease.toISOString());
    expect(await send(one)).toBe('already');
    expect(one.channel.messages).toHaveLength(1);
  });

  it('lets a post under way come to its end when it is told to stop', async () => {
    const one = growth();
    const stop = new AbortController();
    const posting = send(one, SUBJECT, stop.signal);
    stop.abort();
    expect(await posting).toBe('sent');
    expect(await send(one)).toBe('already');
  });

  it('posts nothing when it was told to stop, and can do so later', async () => {
    const one = growth();
    expect(await send(one, SUBJECT, AbortSignal.abort())).toBe('later');
    expect(one.channel.messages).toEqual([]);
    expect(await send(one)).toBe('sent');
    expect(one.channel.messages).toHaveLength(1);
  });

  it('has nothing to do where there is no channel', async () => {
    const none = await deliver(
      { stores, clock, log: keptLog(log) },
      [],
      SUBJECT,
      () => dailyDigest(),
      signal,
    );
    expect(none).toEqual([]);
  });
});
