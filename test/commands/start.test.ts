/** `start` on real parts: what it asks WeChat, what it answers, and how it stops and goes on. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { House } from '../../src/commands/house.ts';
import { type Started, start } from '../../src/commands/start.ts';
import { readConfig } from '../../src/config/index.ts';
import { formatter } from '../../src/core/format.ts';
import { periodOf } from '../../src/core/period.ts';
import type { Schedule } from '../../src/core/schedule.ts';
import { textFor } from '../../src/core/text/index.ts';
import {
  type SimulatedCall,
  type SimulatedReply,
  type SimulatedWeChat,
  startSimulatedWeChat,
} from '../../src/demo/wechat-server.ts';
import { openHouse } from '../../src/main.ts';
import type { Clock } from '../../src/ports/runtime.ts';
import { keptLog, type LogLine } from '../doubles/host.ts';
import { APP, destination, SECRET, WORLD } from '../pipeline/rig.ts';

const SUNDAY = '2026-11-22T02:00:00Z';
const NOT_READY = { body: { errcode: 61503, errmsg: 'data not ready, please try later' } };
const en = textFor('en');
const folder = mkdtempSync(join(tmpdir(), 'retention-start-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let at: number;
let files = 0;
let path: string;
let wechat: SimulatedWeChat;
let intercept: (call: SimulatedCall) => SimulatedReply | undefined;
let running: Started[];
/** Stands until it is set; whoever sleeps does so until it is told to stop. */
const clock: Clock = {
  now: () => new Date(at),
  sleep: (_, signal) =>
    new Promise((_resolve, reject) => {
      if (signal.aborted) reject(signal.reason);
      signal.addEventListener('abort', () => reject(signal.reason));
    }),
};

beforeEach(async () => {
  at = Date.parse(SUNDAY);
  path = join(folder, `${++files}`, 'retention.db');
  intercept = () => undefined;
  running = [];
  wechat = await startSimulatedWeChat({
    apps: [{ appid: APP, secret: SECRET }],
    world: WORLD,
    now: clock.now,
    intercept: (call) => intercept(call),
  });
});
afterEach(async () => {
  for (const one of running) await one.stop();
  await wechat.close();
});

async function openTestHouse(port = 0, file?: object): Promise<House> {
  const env = {
    WECHAT_APPID: APP,
    WECHAT_APPSECRET: SECRET,
    WECHAT_API_URL: wechat.url,
    WECHAT_PER_SECOND: '9999',
    WECHAT_PER_SECOND_PER_APP: '9999',
    DATABASE_URL: `sqlite:${path}`,
    HOST: '127.0.0.1',
    PORT: String(port),
    LOG_LEVEL: 'silent',
  };
  const config = readConfig(env, [], () => file && JSON.stringify(file));
  return openHouse({ config, clock, chats: false });
}

const terminal = { now: () => new Date(), stdout: process.stdout, stderr: process.stderr };

async function startIt(house?: House) {
  const opened = house ?? (await openTestHouse());
  const started = await start(opened, terminal);
  running.push(started);
  return { house: opened, started };
}

async function stopIt(started: Started): Promise<number> {
  running = running.filter((one) => one !== started);
  const before = performance.now();
  await started.stop();
  return performance.now() - before;
}

const datacube = (from = 0) =>
  wechat.calls.slice(from).filter(({ endpoint }) => endpoint !== 'stable_token');
const byGrain = (calls: readonly SimulatedCall[]) => {
  const count = (grain: string) => calls.filter(({ endpoint }) => endpoint === grain).length;
  return { day: count('day'), week: count('week'), month: count('month') };
};
const names = (calls: readonly SimulatedCall[]) =>
  calls.map(({ endpoint, begin }) => `${endpoint} ${begin}`);
const settled = (count: number) =>
  vi.waitFor(() => expect(datacube()).toHaveLength(count), { timeout: 15_000, interval: 20 });
const ask = (house: House, text: string) =>
  house.answer({
    text,
    locale: 'en',
    place: { adapter: 'preview', id: 'preview' },
    user: 'reader',
    isMember: async () => true,
  });

describe('start', () => {
  it('listens and is alive at once', async () => {
    const { started } = await startIt();
    const response = await fetch(`http://127.0.0.1:${started.port}/healthz`);
    expect(await response.json()).toEqual({ status: 'ok' });
  });

  it('fetches what the first digests need, then history, each cohort once', async () => {
    await startIt();
    await settled(120 + 20 + 12);
    expect(byGrain(datacube().slice(0, 47))).toEqual({ day: 38, week: 6, month: 3 });
    expect(byGrain(datacube())).toEqual({ day: 120, week: 20, month: 12 });
    expect(new Set(names(datacube())).size).toBe(152);
  });

  it('lets a command that comes during the first collection wait for it', async () => {
    const { house } = await startIt();
    const digest = await ask(house, 'daily');
    expect(digest.title).toContain(formatter('en').period(periodOf('day', '2026-11-21')));
    expect(byGrain(datacube().slice(0, 47))).toEqual({ day: 38, week: 6, month: 3 });
  });

  it('asks nothing again after a restart', async () => {
    const { started } = await startIt();
    await settled(152);
    await stopIt(started);
    const before = wechat.calls.length;
    const { house } = await startIt();
    expect((await ask(house, 'monthly')).title).toContain('Monthly');
    await stopIt(running[0] as Started);
    expect(datacube(before)).toEqual([]);
  });

  it('resumes the history where it was stopped', async () => {
    intercept = () => (datacube().length > 90 ? 'hang' : undefined);
    const { started } = await startIt();
    await settled(91);
    expect(await stopIt(started)).toBeLessThan(3_000);
    const answered = names(datacube()).slice(0, 90);
    intercept = () => undefined;
    await startIt();
    await settled(91 + 62);
    const resumed = names(datacube()).slice(91);
    expect(resumed.filter((one) => answered.includes(one))).toEqual([]);
    expect(new Set([...answered, ...resumed]).size).toBe(152);
  });

  it('stops quickly and cleanly in the middle of the first collection', async () => {
    intercept = () => (datacube().length > 20 ? 'hang' : undefined);
    const { started } = await startIt();
    await vi.waitFor(() => expect(datacube().length).toBeGreaterThan(20), {
      timeout: 15_000,
      interval: 10,
    });
    expect(await stopIt(started)).toBeLessThan(3_000);
    await expect(fetch(`http://127.0.0.1:${started.port}/healthz`)).rejects.toThrow();
  });

  it('hands parts of other processes’ ticks back while the chats they post to are still open', async () => {
    const house = await openTestHouse();
    const closed: string[] = [];
    const note = (name: string) => ({
      name,
      withinMs: 1_000,
      close: async () => void closed.push(name),
    });
    const parts = { ...house.bot.parts, stop: note('parts').close };
    const { started } = await startIt({
      ...house,
      bot: { ...house.bot, parts },
      close: (own = []) => house.close([note('chats'), ...own]),
    });
    await stopIt(started);
    expect(closed).toEqual(['parts', 'chats']);
  });

  it('catches up on Monday with ten days and five weeks, whoever asks for them', async () => {
    const { started } = await startIt();
    await settled(152);
    await stopIt(started);
    at = Date.parse('2026-11-23T02:00:00Z');
    const before = wechat.calls.length;
    const { house } = await startIt();
    await ask(house, 'daily');
    await ask(house, 'weekly');
    await stopIt(running[0] as Started);
    expect(byGrain(datacube(before))).toEqual({ day: 10, week: 5, month: 0 });
  });

  it('fetches history while WeChat is late with the newest day, and answers from it', async () => {
    intercept = (call) => (call.begin === '20261121' ? NOT_READY : undefined);
    const { house } = await startIt();
    await vi.waitFor(() => expect(byGrain(datacube()).day).toBeGreaterThanOrEqual(120), {
      timeout: 15_000,
    });
    const digest = await ask(house, 'daily');
    expect(digest.title).toContain(formatter('en').period(periodOf('day', '2026-11-20')));
    expect(JSON.stringify(digest.sections)).toContain(
      en.digest.older({
        wanted: formatter('en').shortPeriod(periodOf('day', '2026-11-21')),
        shown: formatter('en').shortPeriod(periodOf('day', '2026-11-20')),
      }),
    );
  });

  it('asks again for the newest day, begun after the tick that would have waited for it, until it is there', async () => {
    at = Date.parse('2026-11-22T06:00:00Z');
    let isLate = true;
    intercept = (call) => (isLate && call.begin === '20261121' ? NOT_READY : undefined);
    const house = await openTestHouse();
    const slept: { ms: number; wake: () => void }[] = [];
    const sleeping: Clock = {
      ...clock,
      sleep: (ms, signal) =>
        Promise.race([
          clock.sleep(ms, signal),
          new Promise<void>((wake) => {
            // Others sleep for a minute, or for a day.
            if (ms === 45 * 60_000) slept.push({ ms, wake });
          }),
        ]),
    };
    const { operators } = house.bot;
    await startIt({ ...house, bot: { ...house.bot, operators, clock: sleeping } });
    const asked = () => datacube().filter(({ begin }) => begin === '20261121').length;
    const pass = async (rounds: number) => {
      await vi.waitFor(() => expect(slept).toHaveLength(rounds), { timeout: 15_000 });
      at += 45 * 60_000;
      slept.at(-1)?.wake();
    };
    await pass(1);
    expect(byGrain(datacube())).toEqual({ day: 1 + 120, week: 20, month: 12 });
    await vi.waitFor(() => expect(asked()).toBe(2));
    await vi.waitFor(() => expect(slept).toHaveLength(2));
    isLate = false;
    await pass(2);
    await vi.waitFor(() => expect(asked()).toBe(3));
    const digest = await vi.waitFor(async () => {
      const answered = await ask(house, 'daily');
      expect(answered.title).toContain(formatter('en').period(periodOf('day', '2026-11-21')));
      return answered;
    });
    expect(digest.sections).not.toEqual([]);
    expect(slept.map(({ ms }) => ms)).toEqual([45 * 60_000, 45 * 60_000]);
  });

  it('stays up when WeChat refuses the credentials, and says so to whoever asks', async () => {
    intercept = () => ({ body: { errcode: 40125, errmsg: 'invalid appsecret rid: 1-2-3' } });
    const { house, started } = await startIt();
    const digest = await ask(house, 'daily');
    expect(digest.summary).toContain('40125');
    expect(JSON.stringify(digest)).not.toContain(SECRET);
    expect((await fetch(`http://127.0.0.1:${started.port}/healthz`)).status).toBe(200);
  });

  it('fails with a sentence when its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const house = await openTestHouse(typeof address === 'object' && address ? address.port : 0);
    const { logged, log } = listening(house);
    await expect(start(logged, terminal)).rejects.toMatchObject({ code: 'port_taken' });
    await house.close();
    other.close();
    expect([log, wechat.calls]).toEqual([[], []]);
  });

  it('has nothing to warn of when it is stopped before all is loaded', async () => {
    const { logged, log } = listening(await openTestHouse());
    const { started } = await startIt(logged);
    await stopIt(started);
    expect(log.filter(({ level }) => level === 'warn' || level === 'error')).toEqual([
      expect.objectContaining({ message: expect.stringContaining('no channel is configured') }),
    ]);
  });
});

describe('a subscription', () => {
  /** Only the chat itself is reached, no channel of a schedule. */
  const withChat = (house: House, one: ReturnType<typeof destination>): House => {
    const { operators } = house.bot;
    const destinations: House['bot']['destinations'] = async (channels) =>
      channels !== 'all' && channels.includes(one.destination.chat) ? [one.destination] : [];
    return { ...house, bot: { ...house.bot, operators, destinations } };
  };
  const wanted = { adapter: 'test', chat: 'growth', grain: 'day', app: APP, at: '10:30' } as const;

  it('is posted when it is due, into the chat that asked for it', async () => {
    const one = destination('growth');
    const { house, started } = await startIt(withChat(await openTestHouse(), one));
    const { subscriptions } = house.bot.stores;
    await subscriptions.add({ ...wanted, zone: 'Asia/Shanghai', by: 'U1' }, clock.now());
    await settled(152);
    await stopIt(started);
    at = Date.parse('2026-11-22T02:30:00Z');
    await startIt(withChat(await openTestHouse(), one));
    await vi.waitFor(() => expect(one.channel.messages).toHaveLength(1), { timeout: 15_000 });
    const [message] = one.channel.messages;
    expect(message?.digest.title).toContain(formatter('en').period(periodOf('day', '2026-11-21')));
  });

  it('is somewhere for digests to go', async () => {
    const one = destination('growth');
    const { logged, log } = listening(withChat(await openTestHouse(), one));
    await logged.bot.stores.subscriptions.add({ ...wanted, zone: 'UTC', by: 'U1' }, clock.now());
    await startIt(logged);
    expect(log.filter(({ message }) => message.includes('no channel is configured'))).toEqual([]);
  });
});

/** The same house, with what `start` logs. */
function listening(house: House): { logged: House; log: LogLine[] } {
  const log: LogLine[] = [];
  const { operators } = house.bot;
  return { logged: { ...house, bot: { ...house.bot, operators, log: keptLog(log) } }, log };
}

describe('the welcome', () => {
  type Destination = ReturnType<typeof destination>;
  const withChannels = (house: House, ...all: Destination[]): House => {
    const { operators } = house.bot;
    const destinations = async () => all.map((one) => one.destination);
    const bot = { ...house.bot, operators, destinations };
    return { ...house, bot, channels: all.map(({ channel }) => channel.name) };
  };
  const withChannel = async (one: Destination): Promise<House> =>
    withChannels(await openTestHouse(), one);

  it('is posted to a channel once, with the moment of the next digest in its zone', async () => {
    const one = destination('growth');
    const { started } = await startIt(await withChannel(one));
    await vi.waitFor(() => expect(one.channel.messages).toHaveLength(1));
    const next = formatter('en').moment(new Date('2026-11-23T01:30:00Z'), 'Asia/Shanghai');
    expect(one.channel.messages[0]?.digest).toMatchObject({
      title: en.commands.welcomeTitle,
      summary: en.commands.welcomeHeard.welcome({ next }),
    });
    await settled(152);
    await stopIt(started);
    const again = await startIt(await withChannel(one));
    await ask(again.house, 'daily');
    await stopIt(again.started);
    expect(one.channel.tries).toHaveLength(1);
  });

  it('tells each channel the soonest digest that reaches it, in that schedule’s zone', async () => {
    const [growth, board, ops] = [destination('growth'), destination('board'), destination('ops')];
    const house = await openTestHouse(0, {
      apps: [{ appid: APP, secret: SECRET }],
      schedules: [
        { grain: 'weekly', at: '10:00', zone: 'Europe/Paris' },
        { grain: 'daily', at: '11:00', zone: 'Asia/Tokyo' },
      ],
    });
    const [weekly, daily] = house.config.schedules as [Schedule, Schedule];
    const schedules = [weekly, { ...daily, channels: ['growth'] }];
    const config = { ...house.config, schedules };
    await startIt(withChannels({ ...house, config }, growth, board));
    await vi.waitFor(() => expect(board.channel.messages).toHaveLength(1));
    await vi.waitFor(() => expect(growth.channel.messages).toHaveLength(1));
    const moment = (at: string, zone: string) => formatter('en').moment(new Date(at), zone);
    expect(growth.channel.messages[0]?.digest.summary).toBe(
      en.commands.welcomeHeard.welcome({ next: moment('2026-11-23T02:00:00Z', 'Asia/Tokyo') }),
    );
    expect(board.channel.messages[0]?.digest.summary).toBe(
      en.commands.welcomeHeard.welcome({ next: moment('2026-11-23T09:00:00Z', 'Europe/Paris') }),
    );
    expect(ops.channel.messages).toEqual([]);
  });

  it('invites nobody to speak where nobody is heard', async () => {
    const webhook = destination('sales');
    const house = withChannels(await openTestHouse(), webhook);
    const open = { hears: false, listen() {} } as unknown as House['chats'][number]['open'];
    await startIt({ ...house, chats: [{ name: 'test', targets: [], open }] });
    await vi.waitFor(() => expect(webhook.channel.messages).toHaveLength(1));
    const next = formatter('en').moment(new Date('2026-11-23T01:30:00Z'), 'Asia/Shanghai');
    expect(webhook.channel.messages[0]?.digest.summary).toBe(
      en.commands.welcomeDeaf.welcome({ next }),
    );
  });

  it('promises no digest where no schedule posts', async () => {
    const [growth, ops] = [destination('growth'), destination('ops', 'zh-CN')];
    const house = await openTestHouse();
    const schedules = house.config.schedules.map((one) => ({ ...one, channels: ['growth'] }));
    const config = { ...house.config, schedules };
    await startIt(withChannels({ ...house, config }, growth, ops));
    await vi.waitFor(() => expect(ops.channel.messages).toHaveLength(1));
    expect(ops.channel.messages[0]?.digest.summary).toBe(
      textFor('zh-CN').commands.welcomeHeard.unscheduled,
    );
    await vi.waitFor(() => expect(growth.channel.messages[0]?.digest.summary).toMatch(/Next/));
  });

  it('that cannot be posted does not keep the bot from its work', async () => {
    const one = destination('growth');
    one.channel.next('rejected');
    const { house } = await startIt(await withChannel(one));
    expect((await ask(house, 'daily')).title).toContain('Daily retention');
    await settled(152);
    expect(one.channel.messages).toEqual([]);
  });
});
