/** Posting once, whatever the platform answers and whoever else is at it. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Digest } from '../../src/core/digest.ts';
import { ChannelError } from '../../src/core/errors.ts';
import type { Locale } from '../../src/core/text/index.ts';
import { deliver } from '../../src/pipeline/deliver.ts';
import { HANDOVER_MS, leaseFrom } from '../../src/pipeline/hold-lease.ts';
import type { Channel } from '../../src/ports/channel.ts';
import { NO_METER } from '../../src/ports/meter.ts';
import type { Shown, Stores } from '../../src/ports/stores.ts';
import { openStores } from '../../src/store/index.ts';
import type { Script } from '../doubles/channel.ts';
import { dailyDigest } from '../doubles/digests.ts';
import { keptLog, type LogLine } from '../doubles/host.ts';
import { destination, type SetClock, setClock } from './rig.ts';

const SUBJECT = 'wx1 day 2026-11-21';
const KEY = { channel: 'test:growth', subject: SUBJECT };
const signal = new AbortController().signal;
const SHOWN: Shown = {
  app: 'wx1',
  grain: 'day',
  first: '2026-11-21',
  period: '2026-11-21',
  asOf: new Date('2026-11-22T01:30:00Z'),
  schedule: undefined,
  figures: [],
  revisions: [],
};

let stores: Stores;
let clock: SetClock;
let log: LogLine[];
beforeEach(async () => {
  stores = await openStores(':memory:');
  clock = setClock('2026-11-22T01:30:00Z');
  log = [];
});
afterEach(() => stores.close());

const bot = (onUnknownDelivery: 'repost' | 'report' = 'repost') => ({
  stores,
  clock,
  log: keptLog(log),
  onUnknownDelivery,
  meter: NO_METER,
});
const growth = () => destination('growth');
/** With a ledger of which some of it is as given. */
const failing = (part: Partial<Stores['deliveries']>) => ({
  ...bot(),
  stores: { ...stores, deliveries: { ...stores.deliveries, ...part } },
});
/** What a process leaves that dies between the intent and the answer. */
const orphan = async () => {
  const now = clock.now();
  const claim = await stores.deliveries.claim(KEY, now, leaseFrom(now));
  if (claim.state !== 'ours') throw new Error(claim.state);
  return claim.id;
};
const deliverTo = async (
  one: ReturnType<typeof growth>,
  { subject = SUBJECT, stop = signal, as = bot(), shown }: Sending = {},
) => {
  const [delivered] = await deliver(
    as,
    [one.destination],
    subject,
    (locale) => dailyDigest({ locale }),
    stop,
    { shown, isUnasked: shown?.schedule !== undefined },
  );
  return delivered;
};
const send = async (one: ReturnType<typeof growth>, subject = SUBJECT, stop = signal) =>
  (await deliverTo(one, { subject, stop }))?.state;

interface Sending {
  readonly subject?: string;
  readonly stop?: AbortSignal;
  readonly as?: ReturnType<typeof bot>;
  readonly shown?: Shown;
}

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
    // Who waits for the other's lease sets this clock on by that.
    expect(states.filter((state) => state === 'sent')).toHaveLength(1);
    expect(states).not.toContain('unknown');
    expect(one.channel.tries).toHaveLength(1);
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
      bot(),
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
        bot(),
        [bad.destination, good.destination],
        SUBJECT,
        () => dailyDigest(),
        signal,
      );
      expect(delivered[0]).toMatchObject({ channel: 'bad', error: expect.any(Error) });
      expect(delivered[1]).toEqual({ channel: 'good', chat: 'test:good', state: 'sent' });
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
      const began = clock.now();
      expect(await send(one)).toBe('unknown');
      clock.set('2026-11-22T01:31:00Z');
      expect(await send(one)).toBe('sent');
      expect(one.channel.looks.map(({ since }) => since)).toEqual(Array(4).fill(began));
      expect(clock.slept).toEqual([3_000, 3_000, 3_000]);
      expect(one.channel.messages).toHaveLength(1);
    },
  );

  it('finds in the same run what arrived though its answer was lost', async () => {
    const one = growth();
    one.channel.next('unseen');
    one.channel.history('laggard');
    expect(await send(one)).toBe('sent');
    expect(one.channel.looks).toHaveLength(2);
    expect(await send(one)).toBe('already');
    expect(one.channel.messages).toHaveLength(1);
  });

  it('never posts twice in one run, however empty the history looks', async () => {
    const one = growth();
    one.channel.next('unseen');
    one.channel.history('hidden');
    expect(await send(one)).toBe('unknown');
    expect(one.channel.tries).toHaveLength(1);
  });

  it('does not post again what it finds at the first look', async () => {
    const one = growth();
    one.channel.next('unseen');
    one.channel.history('hidden');
    expect(await send(one)).toBe('unknown');
    one.channel.history('clear');
    expect(await send(one)).toBe('already');
    expect(await send(one)).toBe('already');
    expect(one.channel.looks).toHaveLength(3);
    expect(one.channel.messages).toHaveLength(1);
  });

  it('does not post again what appears in the history a moment later', async () => {
    const one = growth();
    one.channel.next('unseen');
    one.channel.history('hidden');
    await send(one);
    one.channel.history('laggard');
    expect(await send(one)).toBe('already');
    expect(one.channel.looks).toHaveLength(4);
    expect(one.channel.messages).toHaveLength(1);
  });

  it('remembers what a message shows, also where it was found again', async () => {
    const shown = SHOWN;
    const [one, two] = [growth(), destination('board')];
    two.channel.next('unseen');
    two.channel.history('hidden');
    await deliverTo(one, { shown });
    await deliverTo(two, { shown });
    expect(await stores.deliveries.standing('wx1', 'day', '2026-11-21')).toHaveLength(1);
    two.channel.history('clear');
    await deliverTo(two, { shown });
    const standing = await stores.deliveries.standing('wx1', 'day', '2026-11-21');
    expect(standing.map(({ channel }) => channel).sort()).toEqual(['test:board', 'test:growth']);
    expect(standing[0]?.shown).toEqual(shown);
  });

  describe('where history cannot be read', () => {
    const doubtful = async () => {
      const one = growth();
      one.channel.next('lost');
      one.channel.history('unreadable');
      expect(await send(one)).toBe('unknown');
      expect(one.channel.looks).toHaveLength(1);
      return one;
    };

    it('posts again rather than lose the message, and says that it may stand there twice', async () => {
      const one = await doubtful();
      expect(await deliverTo(one)).toMatchObject({
        state: 'sent',
        mayBeTwice: true,
        error: { code: 'delivery_twice', params: { channel: 'growth' } },
      });
      expect(one.channel.messages).toHaveLength(1);
      expect(log).toContainEqual(
        expect.objectContaining({ level: 'warn', message: 'history unreadable, posting again' }),
      );
      expect(await send(one)).toBe('already');
    });

    it('posts again five times at most: each may stand there', async () => {
      const one = await doubtful();
      one.channel.next('unseen', 'unseen', 'unseen', 'unseen', 'unseen', 'unseen');
      for (const _ of [1, 2, 3, 4, 5]) expect(await send(one)).toBe('unknown');
      for (const _ of [6, 7])
        expect(await deliverTo(one)).toMatchObject({
          state: 'unsettled',
          error: { code: 'delivery_unknown', params: { channel: 'growth' } },
        });
      expect(one.channel.messages).toHaveLength(5);
    });

    it.each<Script>(['later', 'rejected'])(
      'still says that it may stand there twice when it was "%s" in between',
      async (script) => {
        const one = await doubtful();
        one.channel.next(script);
        expect(await send(one)).toBe(script);
        expect(await deliverTo(one)).toMatchObject({ state: 'sent', mayBeTwice: true });
      },
    );

    it('posts nothing again where that is to be reported', async () => {
      const one = await doubtful();
      const as = bot('report');
      for (const _ of [1, 2])
        expect(await deliverTo(one, { as })).toMatchObject({
          state: 'unsettled',
          error: { code: 'delivery_unknown', params: { channel: 'growth' } },
        });
      expect(one.channel.tries).toHaveLength(1);
    });
  });

  it.each(['later', 'rejected'] as const)(
    'posts nothing after a look that ended as "%s": the message may still stand there',
    async (how) => {
      const one = growth();
      one.channel.next('unseen');
      one.channel.history(how);
      expect(await send(one)).toBe('unknown');
      expect(await send(one)).toBe('unknown');
      one.channel.history('clear');
      expect(await send(one)).toBe('already');
      expect(one.channel.messages).toHaveLength(1);
    },
  );

  describe('a chat that refuses everything', () => {
    const shown = { ...SHOWN, schedule: { at: new Date('2026-11-22T01:30:00Z'), zone: 'UTC' } };

    it('is left alone for half an hour, and says only once that it is', async () => {
      const one = growth();
      one.channel.next('barred', 'barred');
      expect(await deliverTo(one, { shown })).toMatchObject({
        state: 'rejected',
        isNewPause: true,
      });
      expect(await stores.pauses.list()).toMatchObject([
        { chat: 'test:growth', code: 'slack_not_in_channel', params: { channel: 'growth' } },
      ]);
      clock.set('2026-11-22T01:59:59Z');
      expect(await deliverTo(one, { shown })).toMatchObject({
        state: 'paused',
        error: { code: 'slack_not_in_channel' },
      });
      expect(one.channel.tries).toHaveLength(1);
      clock.set('2026-11-22T02:00:00Z');
      expect(await deliverTo(one, { shown })).toMatchObject({
        state: 'rejected',
        isNewPause: false,
      });
      expect(await deliverTo(one, { shown })).toMatchObject({ state: 'paused' });
      const [pause] = await stores.pauses.list();
      expect(pause?.since).toEqual(new Date('2026-11-22T01:30:00Z'));
      clock.set('2026-11-22T02:30:00Z');
      expect(await deliverTo(one, { shown })).toMatchObject({ state: 'sent' });
      expect(await stores.pauses.list()).toEqual([]);
    });

    it('is tried by whoever wants to say something there now', async () => {
      const one = growth();
      one.channel.next('barred');
      await deliverTo(one, { shown });
      expect(await send(one, 'share 1.2 daily')).toBe('sent');
      expect(await stores.pauses.list()).toEqual([]);
    });

    it('is paused by a digest of a schedule alone, since that is told of', async () => {
      const one = growth();
      one.channel.next('barred', 'barred');
      expect(await deliverTo(one, { subject: 'welcome' })).not.toHaveProperty('isNewPause');
      expect(await deliverTo(one, { shown: SHOWN })).not.toHaveProperty('isNewPause');
      expect(await stores.pauses.list()).toEqual([]);
    });

    it('gets its messages again as soon as something has changed there', async () => {
      const one = growth();
      one.channel.next('barred');
      await deliverTo(one, { shown });
      await stores.pauses.resume('test:growth');
      expect(await deliverTo(one, { shown })).toMatchObject({ state: 'sent' });
    });

    it('pauses no other', async () => {
      const [one, two] = [growth(), destination('board')];
      one.channel.next('barred');
      await deliverTo(one, { shown });
      expect(await deliverTo(two, { shown })).toMatchObject({ state: 'sent' });
    });

    it('is not the one that refuses a single message', async () => {
      const one = growth();
      one.channel.next('rejected');
      expect(await deliverTo(one, { shown })).not.toHaveProperty('isNewPause');
      expect(await stores.pauses.list()).toEqual([]);
    });
  });

  it('tries every message of a platform that refuses the bot, and tells of it once', async () => {
    const refused = () => new ChannelError('rejected', 'slack_token', { detail: 'token_revoked' });
    const one = growth();
    const failing = { ...one.channel, post: () => Promise.reject(refused()) };
    const bad = { ...one, destination: { ...one.destination, channel: failing } };
    const shown = { ...SHOWN, schedule: { at: clock.now(), zone: 'UTC' } };
    for (const isNewPause of [true, false])
      expect(await deliverTo(bad, { shown })).toMatchObject({ state: 'rejected', isNewPause });
    expect(await stores.pauses.list()).toHaveLength(1);
    expect(await send(one)).toBe('sent');
    expect(await stores.pauses.list()).toEqual([]);
  });

  it('hands on how long the platform asked to wait', async () => {
    const one = growth();
    const busy = new ChannelError(
      'later',
      'channel_busy',
      { channel: 'growth', detail: '429' },
      { retryAfterMs: 90_000 },
    );
    const channel = { ...one.channel, post: () => Promise.reject(busy) };
    const limited = { ...one, destination: { ...one.destination, channel } };
    expect(await deliverTo(limited)).toMatchObject({ state: 'later', retryAfterMs: 90_000 });
  });

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
    const claim = await stores.deliveries.claim(KEY, now, leaseFrom(now));
    // The other died, but its message had gone out.
    if (claim.state !== 'ours') throw new Error(claim.state);
    await one.channel.post(dailyDigest(), claim.id, signal);
    clock.set('2026-11-22T01:30:06Z');
    expect(await send(one)).toBe('already');
    expect(clock.slept).toEqual([9_000]);
    expect(one.channel.messages).toHaveLength(1);
  });

  it('gives whoever lost a row the time to notice before it posts again what is not there', async () => {
    const one = growth();
    await orphan();
    clock.set('2026-11-22T01:31:00Z');
    expect(await send(one)).toBe('sent');
    expect(clock.slept).toEqual([HANDOVER_MS]);
    expect(one.channel.looks).toHaveLength(2);
  });

  it.each(['clear', 'unreadable'] as const)(
    'posts nothing where whoever had lost the row did post (history %s)',
    async (how) => {
      const one = growth();
      one.channel.history(how === 'clear' ? 'hidden' : how);
      const id = await orphan();
      clock.set('2026-11-22T01:31:00Z');
      const sleep = clock.sleep;
      const slow = {
        ...clock,
        async sleep(ms: number, stop: AbortSignal) {
          await sleep(ms, stop);
          await stores.deliveries.sent(id, { message: '0' });
        },
      };
      const end = await deliverTo(one, { as: { ...bot(), clock: slow } });
      expect(end?.state).toBe('already');
      expect(one.channel.tries).toEqual([]);
    },
  );

  it('tells who waits for an answer that another process is at it, and keeps nobody waiting', async () => {
    const one = growth();
    await orphan();
    const more = { isAwaited: true };
    const [end] = await deliver(
      bot(),
      [one.destination],
      SUBJECT,
      () => dailyDigest(),
      signal,
      more,
    );
    expect(end).toEqual({ channel: 'growth', chat: 'test:growth', state: 'busy' });
    expect(clock.slept).toEqual([]);
  });

  describe('while a post is under way', () => {
    beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
    afterEach(() => void vi.useRealTimers());

    it('keeps its row, however long that takes and whatever becomes of the clock', async () => {
      const { one, posting, arrive } = await hung();
      for (const instant of ['01:30:10', '01:30:20', '01:30:35', '07:00:00', '00:10:00']) {
        clock.set(`2026-11-22T${instant}Z`);
        await beat();
        const other = await stores.deliveries.claim(KEY, clock.now(), leaseFrom(clock.now()));
        expect(other).toEqual({ state: 'busy', until: leaseFrom(clock.now()) });
      }
      arrive();
      expect(await posting).toBe('sent');
      expect(await send(one)).toBe('already');
    });

    it('is cut when somebody else has taken the row, and says nothing of it', async () => {
      const { posting } = await hung();
      clock.set('2026-11-22T02:00:00Z');
      const taken = await stores.deliveries.claim(KEY, clock.now(), leaseFrom(clock.now()));
      expect(taken).toMatchObject({ state: 'doubtful', wasOpen: true });
      await beat();
      expect(await posting).toBe('unknown');
      const again = await stores.deliveries.claim(KEY, clock.now(), leaseFrom(clock.now()));
      expect(again).toEqual({ state: 'busy', until: leaseFrom(clock.now()) });
    });

    it('is cut when the database has answered nothing for as long as its lease', async () => {
      const { cut } = await hung(failing({ renew: () => new Promise(() => undefined) }));
      await beat();
      await beat();
      expect(cut()?.aborted).toBe(false);
      await beat();
      expect(cut()?.aborted).toBe(true);
    });

    /** A post that neither ends nor fails, unless it is cut. */
    async function hung(as = bot()) {
      const one = growth();
      const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
      const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
      let given: AbortSignal | undefined;
      const post: typeof one.channel.post = (digest, id, cut) => {
        given = cut;
        begin();
        const ended = new Promise<never>((_, fail) => {
          cut.addEventListener('abort', () => fail(cut.reason), { once: true });
        });
        return Promise.race([ended, arrived.then(() => one.channel.post(digest, id, signal))]);
      };
      const channel = { ...one.channel, post };
      const cuttable = { ...one, destination: { ...one.destination, channel } };
      const posting = deliverTo(cuttable, { as }).then((end) => end?.state);
      await begun;
      return { one, posting, arrive, cut: () => given };
    }

    async function beat() {
      vi.advanceTimersByTime(5_000);
      await new Promise(setImmediate);
    }
  });

  it('posts nothing when it slept between the intent and the post, and somebody else has the row', async () => {
    const one = growth();
    const { deliveries } = stores;
    let isAsleep = false;
    const claim: typeof deliveries.claim = async (...all) => {
      const claimed = await deliveries.claim(...all);
      if (isAsleep) return claimed;
      isAsleep = true;
      clock.set('2026-11-22T01:31:00Z');
      await deliveries.claim(KEY, clock.now(), leaseFrom(clock.now()));
      return claimed;
    };
    const end = await deliverTo(one, { as: failing({ claim }) });
    expect(end?.state).toBe('busy');
    expect(one.channel.tries).toEqual([]);
  });

  it('posts when its clock was set forward between the intent and the post', async () => {
    const one = growth();
    const { deliveries } = stores;
    const claim: typeof deliveries.claim = async (...all) => {
      const claimed = await deliveries.claim(...all);
      clock.set('2026-11-22T05:30:00Z');
      return claimed;
    };
    expect((await deliverTo(one, { as: failing({ claim }) }))?.state).toBe('sent');
  });

  it('writes down what stands once the database is back, so that nobody posts it again', async () => {
    const one = growth();
    one.channel.history('unreadable');
    const { deliveries } = stores;
    let away = 40;
    const sent: typeof deliveries.sent = async (...all) => {
      away -= 1;
      if (away > 0) throw new Error('the database is away');
      await deliveries.sent(...all);
    };
    expect((await deliverTo(one, { as: failing({ sent }) }))?.state).toBe('sent');
    expect(await send(one)).toBe('already');
    expect(one.channel.messages).toHaveLength(1);
  });

  it('waits no longer for the database than for the end of the process', async () => {
    const one = growth();
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
      const over = new AbortController();
      if (ms <= 5_000) setImmediate(() => over.abort());
      return over.signal;
    });
    const stop = new AbortController();
    const sent = () => {
      stop.abort();
      return Promise.reject(new Error('the database is away'));
    };
    const posting = deliverTo(one, { as: failing({ sent }), stop: stop.signal });
    await expect(posting).rejects.toThrow('the database is away');
    timeout.mockRestore();
  });

  it('fails only when no other of its messages is under way any more', async () => {
    const [one, other] = [growth(), destination('ops')];
    const { deliveries } = stores;
    const claim: typeof deliveries.claim = (key, ...all) =>
      key.channel === 'test:ops'
        ? Promise.reject(new Error('the database is away'))
        : deliveries.claim(key, ...all);
    const both = [other.destination, one.destination];
    const posting = deliver(failing({ claim }), both, SUBJECT, () => dailyDigest(), signal);
    await expect(posting).rejects.toThrow('the database is away');
    expect(await stores.deliveries.posted(KEY)).toEqual({ message: '0' });
  });

  it('counts how each try ends', async () => {
    const one = growth();
    const counted: string[] = [];
    const meter = { ...NO_METER, delivery: (...all: string[]) => counted.push(all.join(' ')) };
    one.channel.next('later');
    await deliverTo(one, { as: { ...bot(), meter } });
    await deliverTo(one, { as: { ...bot(), meter } });
    await deliverTo(one, { as: { ...bot(), meter } });
    expect(counted).toEqual(['growth later', 'growth sent', 'growth already']);
  });

  it('lets a post under way come to its end when it is told to stop', async () => {
    const one = growth();
    const begun = Promise.withResolvers<void>();
    const channel = {
      ...one.channel,
      post: (...all: Parameters<Channel['post']>) => {
        begun.resolve();
        return one.channel.post(...all);
      },
    };
    const stop = new AbortController();
    const watched = { ...one, destination: { ...one.destination, channel } };
    const posting = send(watched, SUBJECT, stop.signal);
    await begun.promise;
    stop.abort();
    expect(await posting).toBe('sent');
    expect(await send(one)).toBe('already');
  });

  it('cuts a post that does not end, also when it was told to stop a moment before', async () => {
    const one = growth();
    const begun = Promise.withResolvers<void>();
    const hung = {
      ...one.channel,
      post: (_: Digest, __: string, cut: AbortSignal) =>
        new Promise<never>((_done, fail) => {
          begun.resolve();
          cut.addEventListener('abort', () => fail(cut.reason), { once: true });
        }),
    };
    // The grace is over at once; nothing else is.
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
      const over = new AbortController();
      if (ms <= 5_000) setImmediate(() => over.abort());
      return over.signal;
    });
    const stop = new AbortController();
    const posting = send(
      { ...one, destination: { ...one.destination, channel: hung } },
      SUBJECT,
      stop.signal,
    );
    await begun.promise;
    stop.abort();
    expect(await posting).toBe('unknown');
    timeout.mockRestore();
  });

  it('posts nothing when it was told to stop, and can do so later', async () => {
    const one = growth();
    expect(await send(one, SUBJECT, AbortSignal.abort())).toBe('later');
    expect(one.channel.messages).toEqual([]);
    expect(await send(one)).toBe('sent');
    expect(one.channel.messages).toHaveLength(1);
  });

  it('has nothing to do where there is no channel', async () => {
    const none = await deliver(bot(), [], SUBJECT, () => dailyDigest(), signal);
    expect(none).toEqual([]);
  });
});
