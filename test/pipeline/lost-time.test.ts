/** A database that doesn't know what was posted: after a gap, and restored from an older copy. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runRestored } from '../../src/commands/restored.ts';
import type { Digest } from '../../src/core/digest.ts';
import type { Locale } from '../../src/core/text/index.ts';
import type { Bot } from '../../src/pipeline/bot.ts';
import { deliver, type More } from '../../src/pipeline/deliver.ts';
import { keepAlive, lostTime, markLost, restoredTime } from '../../src/pipeline/lost-time.ts';
import { tellRestored } from '../../src/pipeline/tell-restored.ts';
import { NO_METER } from '../../src/ports/meter.ts';
import type { Shown, Stores } from '../../src/ports/stores.ts';
import { openStores } from '../../src/store/index.ts';
import { dailyDigest } from '../doubles/digests.ts';
import { keptLog, type LogLine } from '../doubles/host.ts';
import { destination, type SetClock, setClock } from './rig.ts';

const COPIED = '2026-11-20T12:00:00Z';
const DIED = '2026-11-22T01:35:00Z';
/** A witness says every minute that it is alive. */
const DIED_AT_LAST = '2026-11-22T01:40:00Z';
const STARTED = '2026-11-22T06:00:00Z';
const DUE = new Date('2026-11-22T01:30:00Z');
const SUBJECT = 'wx1 day 2026-11-21';
const signal = new AbortController().signal;

let folder: string;
let path: string;
let stores: Stores;
let clock: SetClock;
let log: LogLine[];
let growth: ReturnType<typeof destination>;
let operators: ReturnType<typeof destination>;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lost-time-'));
  path = join(folder, 'retention.db');
  stores = await openStores(path);
  clock = setClock(COPIED);
  log = [];
  growth = destination('growth');
  operators = destination('operators');
});
afterEach(async () => {
  await stores.close();
  rmSync(folder, { recursive: true });
});

const bot = (): Bot => {
  const all = [growth.destination, operators.destination];
  const parts = { stores, clock, log: keptLog(log), meter: NO_METER, zone: 'Asia/Shanghai' };
  const told = { operators: [operators.destination], onUnknownDelivery: 'repost' as const };
  const destinations = async () => all;
  // What the pipeline's other rooms need is asked for by nothing here.
  return { ...parts, ...told, destinations } as unknown as Bot;
};
const digest = (locale: Locale): Digest => dailyDigest({ locale });
const send = async (more: More = { due: DUE, isUnasked: true }, subject = SUBJECT) =>
  (await deliver(bot(), [growth.destination], subject, digest, signal, more))[0]?.state;

/** The process runs on after the copy was made, posts, and dies; then the copy takes its file's place. */
async function restore(mark: (copy: Stores) => Promise<void> = async () => undefined) {
  await keepAlive(bot());
  await stores.close();
  copyFileSync(path, `${path}.copy`);
  stores = await openStores(path);
  clock.set(DIED);
  await send();
  await keepAlive(bot());
  await stores.close();
  copyFileSync(`${path}.copy`, path);
  stores = await openStores(path);
  await mark(stores);
  clock.set(STARTED);
}

describe('a start', () => {
  it('has lost no time when it is the first, or follows at once', async () => {
    expect(await lostTime(stores, clock.now())).toBeUndefined();
    await keepAlive(bot());
    clock.set('2026-11-20T12:02:00Z');
    const witness = new Date('2026-11-20T12:01:00Z');
    expect(await lostTime(stores, clock.now(), witness)).toBeUndefined();
  });

  it('after a stop has a gap, in which nothing is known to be lost', async () => {
    await keepAlive(bot());
    clock.set(STARTED);
    const gap = { from: new Date(COPIED), until: new Date(STARTED), isRestored: false };
    expect(await lostTime(stores, clock.now(), new Date(COPIED))).toEqual(gap);
    expect(await restoredTime(stores, clock.now())).toBeUndefined();
  });

  it('has no gap where the clock was set back', async () => {
    clock.set(STARTED);
    await keepAlive(bot());
    expect(await lostTime(stores, new Date(COPIED))).toBeUndefined();
  });

  it.each([
    [
      'the mark in the copy',
      (copy: Stores) => copy.marks.set('copied', new Date(COPIED)),
      undefined,
      STARTED,
    ],
    ['a witness of later life', async () => undefined, new Date(DIED), DIED_AT_LAST],
  ] as const)(
    'knows an older copy by %s, as does every later start',
    async (_, mark, witness, until) => {
      await restore(mark);
      const lost = { from: new Date(COPIED), until: new Date(until), isRestored: true };
      expect(await lostTime(stores, clock.now(), witness)).toEqual(lost);
      await keepAlive(bot());
      expect(await stores.marks.get('copied')).toBeUndefined();
      expect(await lostTime(stores, clock.now(), clock.now())).toEqual(lost);
      const later = new Date('2026-12-07T06:00:00Z');
      expect(await restoredTime(stores, later)).toBeUndefined();
    },
  );

  it('shortens no time that is lost already', async () => {
    await markLost(stores, new Date(COPIED), new Date(STARTED));
    await keepAlive(bot());
    clock.set('2026-11-22T07:00:00Z');
    const lost = await lostTime(stores, clock.now(), new Date(DIED));
    expect(lost).toMatchObject({ from: new Date(COPIED), until: new Date(STARTED) });
  });

  it('has lost all the time to now where the witness is of a life before the copy', async () => {
    await stores.marks.set('copied', new Date(COPIED));
    const lost = await lostTime(stores, new Date(STARTED), new Date('2026-11-19T12:00:00Z'));
    expect(lost).toMatchObject({ from: new Date(COPIED), until: new Date(STARTED) });
  });

  it('takes a file without any past for a copy where a witness tells of one', async () => {
    const lost = await lostTime(stores, new Date(STARTED), new Date(DIED));
    expect(lost).toMatchObject({ isRestored: true, from: new Date('2026-11-08T01:35:00Z') });
  });
});

describe('a message due in a gap', () => {
  const start = () => lostTime(stores, clock.now());

  it('that stands in the chat is not posted again, though the database has none of it', async () => {
    await restore();
    await start();
    expect(await send()).toBe('already');
    expect(growth.channel.messages).toHaveLength(1);
    expect(growth.channel.looks[0]?.since).toEqual(new Date('2026-11-20T11:55:00Z'));
    expect(await send()).toBe('already');
    expect(growth.channel.looks).toHaveLength(1);
  });

  it('that was found shows what its row says', async () => {
    await restore();
    await start();
    const shown: Shown = {
      ...{ app: 'wx1', grain: 'day', first: '2026-11-21', period: '2026-11-21' },
      ...{ asOf: clock.now(), schedule: undefined, figures: [], revisions: [] },
    };
    const before = growth.channel.messages[0]?.digest;
    await send({ due: DUE, shown });
    expect(growth.channel.messages[0]?.digest).not.toBe(before);
    const [standing] = await stores.deliveries.standing('wx1', 'day', '2026-11-21');
    expect(standing?.shown).toEqual(shown);
  });

  it.each(['clear', 'unreadable', 'rejected'] as const)(
    'that does not stand there is posted (history %s)',
    async (how) => {
      await keepAlive(bot());
      clock.set(STARTED);
      await start();
      growth.channel.history(how);
      expect(await send()).toBe('sent');
    },
  );

  it('is posted later where the look fails', async () => {
    await restore();
    await start();
    growth.channel.history('later');
    expect(await send()).toBe('later');
    growth.channel.history('clear');
    expect(await send()).toBe('already');
    expect(growth.channel.messages).toHaveLength(1);
  });

  it('is looked for no more once it is due after the start, or a person wants it', async () => {
    await keepAlive(bot());
    clock.set(STARTED);
    await start();
    expect(await send({ due: new Date('2026-11-23T01:30:00Z') }, 'wx1 day 2026-11-22')).toBe(
      'sent',
    );
    expect(await send({}, 'share 1')).toBe('sent');
    expect(growth.channel.looks).toEqual([]);
  });
});

describe('after a restore', () => {
  const start = () => lostTime(stores, clock.now(), new Date(DIED));

  it('what stands in a chat is found, and what does not is posted', async () => {
    await restore();
    await start();
    expect(await send()).toBe('already');
    expect(await send({ due: DUE, isUnasked: true }, 'wx2 day 2026-11-21')).toBe('sent');
    expect(growth.channel.messages).toHaveLength(2);
  });

  it('what another schedule had posted is found by one that is due only later', async () => {
    await restore();
    await start();
    clock.set('2026-11-22T10:00:00Z');
    const later = { due: clock.now(), possible: DUE, isUnasked: true };
    expect(await send(later)).toBe('already');
    expect(growth.channel.messages).toHaveLength(1);
  });

  it('what is due only later is not held back where nobody can look', async () => {
    await restore();
    await start();
    growth.channel.history('unreadable');
    clock.set('2026-11-22T10:00:00Z');
    expect(await send({ due: clock.now(), possible: DUE, isUnasked: true })).toBe('sent');
  });

  it('what came due when nobody was alive any more is posted where nobody can look', async () => {
    await restore();
    await start();
    growth.channel.history('unreadable');
    const [before, after] = ['2026-11-22T01:34:00Z', '2026-11-22T02:00:00Z'];
    expect(await send({ due: new Date(before), isUnasked: true }, 'wx2 day')).toBe('heldBack');
    expect(await send({ due: new Date(after), isUnasked: true }, 'wx3 day')).toBe('sent');
  });

  it('also where the first process that looked was killed at it', async () => {
    await restore();
    await start();
    const now = clock.now();
    await stores.deliveries.claim({ channel: 'test:growth', subject: SUBJECT }, now, now);
    clock.set('2026-11-22T06:01:00Z');
    expect(await send()).toBe('already');
    expect(growth.channel.looks[0]?.since).toEqual(new Date('2026-11-20T11:55:00Z'));
  });

  it.each(['fresh', 'orphaned'] as const)(
    'a %s message is held back where nobody can look, until somebody sends it',
    async (how) => {
      await restore();
      await start();
      growth.channel.history('unreadable');
      const [key, now] = [{ channel: 'test:growth', subject: SUBJECT }, clock.now()];
      if (how === 'orphaned') await stores.deliveries.claim(key, now, now);
      clock.set('2026-11-22T06:01:00Z');
      const tries = growth.channel.tries.length;
      expect(await send()).toBe('heldBack');
      expect(await send()).toBe('heldBack');
      expect(growth.channel.tries).toHaveLength(tries);
      expect(await send({})).toBe('sent');
      expect(await send()).toBe('already');
    },
  );

  it.each(['en', 'zh-CN'] as const)(
    'the operators are told once, in one message (%s)',
    async (locale) => {
      operators = destination('operators', locale);
      await restore();
      await start();
      await tellRestored(bot(), signal);
      await tellRestored(bot(), signal);
      growth.channel.history('unreadable');
      await send();
      await send({ due: DUE, isTold: true }, 'alert wx1-new-2026-11-22/drop');
      await tellRestored(bot(), signal);
      expect(operators.channel.messages).toHaveLength(1);
      const [message] = operators.channel.messages;
      const said = JSON.stringify(message?.digest);
      expect(said).toContain(
        locale === 'en' ? 'growth: 1 digest and 1 alert' : 'growth 频道：1 份简报和1 条告警',
      );
      expect(said).toContain(locale === 'en' ? 'Subscriptions, mutes' : '订阅、静音');
      expect(said).toMatch(/20:00.*09:40/);
      expect(said).toContain('send daily');
    },
  );

  it('another process tells nothing anew, and the message still grows', async () => {
    await restore();
    await start();
    await tellRestored(bot(), signal);
    await stores.close();
    stores = await openStores(path);
    growth.channel.history('unreadable');
    await send();
    await tellRestored(bot(), signal);
    expect(operators.channel.messages).toHaveLength(1);
    expect(JSON.stringify(operators.channel.messages)).toContain('growth: 1 digest');
  });

  it('nothing is told where nothing was restored', async () => {
    await tellRestored(bot(), signal);
    expect(operators.channel.messages).toEqual([]);
  });

  it('that nobody can see the command tells of', async () => {
    await restore();
    expect(await lostTime(stores, clock.now())).toMatchObject({ isRestored: false });
    let out = '';
    const stdout = { write: (text: string) => (out += text) };
    const house = { bot: bot(), config: { locale: 'en', zone: 'Asia/Shanghai' } } as never;
    const tomorrow = new Date('2026-11-23T06:00:00Z');
    await expect(runRestored(house, { from: tomorrow }, { stdout })).rejects.toMatchObject({
      code: 'restored_future',
    });
    expect(await runRestored(house, { from: new Date(COPIED) }, { stdout })).toBe(0);
    expect(out).toContain('20:00 Asia/Shanghai');
    expect(await stores.audit.list(9)).toMatchObject([
      {
        adapter: 'terminal',
        action: 'restored',
        detail: expect.stringContaining('2026-11-20T12:00'),
      },
    ]);
    growth.channel.history('unreadable');
    expect(await send()).toBe('heldBack');
  });
});
