/** The heartbeat on a real ledger: one run for a tick, whoever beats, however long it takes, whatever crashes. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cronAt, type Schedule, schedule } from '../../src/core/schedule.ts';
import type { Clock } from '../../src/ports/runtime.ts';
import type { ClaimedTick, Stores } from '../../src/ports/stores.ts';
import { type Heartbeat, heartbeat } from '../../src/schedule/heartbeat.ts';
import { openStores } from '../../src/store/index.ts';
import { keptLog, type LogLine } from '../doubles/host.ts';

const MINUTE = 60_000;
const DAILY = schedule({
  grain: 'day',
  cron: cronAt('day', '09:30'),
  at: '09:30',
  zone: 'Asia/Shanghai',
  apps: 'all',
  channels: 'all',
});
const LATER = schedule({ ...DAILY, apps: ['wxlater'] });
/** 09:29 in Beijing. */
const BEFORE = Date.parse('2026-11-22T01:29:00Z');
const DUE = new Date('2026-11-22T01:30:00Z');

let stores: Stores;
let now: number;
let log: LogLine[];
const clock: Clock = { now: () => new Date(now), sleep: () => Promise.reject(new Error('no')) };

beforeEach(async () => {
  stores = await openStores(':memory:');
  now = BEFORE;
  log = [];
});
afterEach(() => stores.close());

type Run = (
  schedule: Schedule,
  tick: ClaimedTick,
  signal: AbortSignal,
) => Promise<Date | undefined>;

function beating(run: Run, all: readonly Schedule[] = [DAILY]): Heartbeat {
  return beatingFrom(async () => all, run);
}

/** With schedules that come and go. */
function beatingFrom(schedules: () => Promise<readonly Schedule[]>, run: Run): Heartbeat {
  return heartbeat({ schedules, ticks: stores.ticks, clock, log: keptLog(log), run });
}

/** Counts its runs; each ends as told. */
function runner(end: Run = async () => undefined) {
  const runs: ClaimedTick[] = [];
  const run: Run = (one, tick, signal) => {
    runs.push(tick);
    return end(one, tick, signal);
  };
  return { runs, run };
}

async function beatAt(time: number | string, ...hearts: Heartbeat[]): Promise<void> {
  now = typeof time === 'number' ? time : Date.parse(time);
  await Promise.all(hearts.map((heart) => heart.beat()));
  await Promise.all(hearts.map((heart) => heart.idle()));
}

async function pulseAt(time: number, ...hearts: Heartbeat[]): Promise<void> {
  now = time;
  await Promise.all(hearts.map((heart) => heart.pulse()));
  await Promise.all(hearts.map((heart) => heart.idle()));
}

describe('the heartbeat', () => {
  it('runs a tick when it is due, once, at its own time', async () => {
    const { runs, run } = runner();
    const heart = beating(run);
    await beatAt(BEFORE, heart);
    expect(runs).toEqual([]);
    await beatAt(DUE.getTime() + 5_000, heart);
    await beatAt(DUE.getTime() + 65_000, heart);
    expect(runs).toEqual([{ schedule: DAILY.key, scheduledFor: DUE, attempt: 1 }]);
  });

  it('posts nothing back-dated at its first start', async () => {
    const { runs, run } = runner();
    await beatAt('2026-11-22T10:00:00Z', beating(run));
    await beatAt('2026-11-22T10:01:00Z', beating(run));
    expect(runs).toEqual([]);
  });

  it('catches up the newest of the firings missed while it was stopped, and no other', async () => {
    const { runs, run } = runner();
    await beatAt(BEFORE, beating(run));
    await beatAt('2026-11-25T00:00:00Z', beating(run));
    expect(runs.map((tick) => tick.scheduledFor.toISOString())).toEqual([
      '2026-11-24T01:30:00.000Z',
    ]);
    expect(log).toContainEqual(
      expect.objectContaining({ level: 'warn', fields: { schedule: DAILY.key, skipped: 2 } }),
    );
    await beatAt('2026-11-25T01:30:00Z', beating(run));
    expect(runs).toHaveLength(2);
  });

  it('drops a firing that was put off when a newer one is due: nobody wants both', async () => {
    const again = new Date(DUE.getTime() + 45 * MINUTE);
    const { runs, run } = runner(async (_, tick) => (tick.scheduledFor > DUE ? undefined : again));
    await beatAt(BEFORE, beating(run));
    await beatAt(DUE.getTime(), beating(run));
    await beatAt('2026-11-25T04:00:00Z', beating(run));
    expect(runs.map((tick) => tick.scheduledFor.toISOString())).toEqual([
      DUE.toISOString(),
      '2026-11-25T01:30:00.000Z',
    ]);
    await beatAt('2026-11-25T05:00:00Z', beating(run));
    expect(runs).toHaveLength(2);
  });

  it('runs a tick once where two beat on one database', async () => {
    const { runs, run } = runner();
    const hearts = [beating(run), beating(run)];
    await beatAt(BEFORE, ...hearts);
    await beatAt(DUE.getTime(), ...hearts);
    await beatAt(DUE.getTime() + MINUTE, ...hearts);
    expect(runs).toHaveLength(1);
  });

  it('runs nothing twice when the clock goes backwards', async () => {
    const { runs, run } = runner();
    const heart = beating(run);
    await beatAt(BEFORE, heart);
    await beatAt(DUE.getTime(), heart);
    await beatAt(BEFORE - 60 * MINUTE, heart);
    await beatAt(DUE.getTime() + 1, heart);
    expect(runs).toHaveLength(1);
  });

  it('takes over a run that died within half a minute, as the same attempt', async () => {
    const dead = runner(() => new Promise(() => {}));
    const first = beating(dead.run);
    await beatAt(BEFORE, first);
    now = DUE.getTime();
    await first.beat();
    expect(dead.runs).toHaveLength(1);

    const { runs, run } = runner();
    const second = beating(run);
    await pulseAt(DUE.getTime() + 29_999, second);
    expect(runs).toEqual([]);
    await pulseAt(DUE.getTime() + 30_000, second);
    expect(runs).toEqual([{ schedule: DAILY.key, scheduledFor: DUE, attempt: 1 }]);
  });

  it('keeps a long run for itself, by renewing its lease with every pulse', async () => {
    const finished = Promise.withResolvers<undefined>();
    const long = runner(() => finished.promise);
    const { runs, run } = runner();
    const [first, second] = [beating(long.run), beating(run)];
    await beatAt(BEFORE, first);
    now = DUE.getTime();
    await first.beat();
    for (let seconds = 0; seconds < 600; seconds += 10) {
      now = DUE.getTime() + seconds * 1000;
      await first.pulse();
      await pulseAt(now, second);
    }
    finished.resolve(undefined);
    await beatAt(now + MINUTE, first, second);
    await beatAt(now + 60 * MINUTE, second);
    expect(long.runs).toHaveLength(1);
    expect(runs).toEqual([]);
  });

  it('ends a run whose tick another process has taken, and leaves the tick to that one', async () => {
    const cut = Promise.withResolvers<void>();
    const slow = runner((_, __, signal) =>
      new Promise<undefined>((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      }).finally(cut.resolve),
    );
    const finished = Promise.withResolvers<undefined>();
    const other = runner(() => finished.promise);
    const [first, second] = [beating(slow.run), beating(other.run)];
    await beatAt(BEFORE, first);
    now = DUE.getTime();
    await first.beat();
    // The first process stood still for a minute.
    now += MINUTE;
    await second.pulse();
    await first.pulse();
    await cut.promise;
    await first.idle();
    expect(log).toContainEqual(
      expect.objectContaining({ level: 'warn', message: 'tick taken over by another process' }),
    );
    await first.pulse();
    expect([slow.runs.length, other.runs.length]).toEqual([1, 1]);
    finished.resolve(undefined);
    await second.idle();
    expect(await stores.ticks.last(DAILY.key)).toMatchObject({ isDone: true });
  });

  it('does not take over its own run after the clock has jumped', async () => {
    const finished = Promise.withResolvers<undefined>();
    const { runs, run } = runner(() => finished.promise);
    const heart = beating(run);
    await beatAt(BEFORE, heart);
    now = DUE.getTime();
    await heart.beat();
    for (const hours of [3, -2, 5, 0]) {
      now = DUE.getTime() + hours * 60 * MINUTE;
      await heart.pulse();
      await heart.beat();
    }
    finished.resolve(undefined);
    await heart.idle();
    expect(runs).toHaveLength(1);
  });

  it('does not take over its own run where another ends first after the machine has slept', async () => {
    const ends = new Map(
      [DAILY, LATER].map(({ key }) => [key, Promise.withResolvers<undefined>()]),
    );
    const { runs, run } = runner(({ key }) => ends.get(key)?.promise ?? Promise.reject());
    const heart = beating(run, [DAILY, LATER]);
    await beatAt(BEFORE, heart);
    now = DUE.getTime();
    await heart.beat();
    now += MINUTE;
    ends.get(LATER.key)?.resolve(undefined);
    for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
    expect(runs).toHaveLength(2);
    ends.get(DAILY.key)?.resolve(undefined);
    await heart.idle();
    expect(runs).toHaveLength(2);
    expect(log.filter(({ level }) => level !== 'info')).toEqual([]);
  });

  it('begins no newer run of a schedule beside an older one whose lease ran out while the machine slept', async () => {
    const ends = new Map<string, PromiseWithResolvers<undefined>>();
    const { runs, run } = runner((one, { scheduledFor }) => {
      const end = Promise.withResolvers<undefined>();
      ends.set(`${one.key} ${scheduledFor.toISOString()}`, end);
      return end.promise;
    });
    const heart = beating(run, [DAILY, LATER]);
    await beatAt(BEFORE, heart);
    const [first, second] = [DUE, new Date(DUE.getTime() + 24 * 60 * MINUTE)];
    now = second.getTime();
    await stores.ticks.plan(DAILY.key, first, second);
    await stores.ticks.plan(LATER.key, second);
    await heart.pulse();
    expect(runs).toHaveLength(2);
    now += MINUTE;
    ends.get(`${LATER.key} ${second.toISOString()}`)?.resolve(undefined);
    for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
    expect(runs).toHaveLength(2);
    ends.get(`${DAILY.key} ${first.toISOString()}`)?.resolve(undefined);
    for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
    expect(runs.at(-1)).toMatchObject({ schedule: DAILY.key, scheduledFor: second });
    ends.get(`${DAILY.key} ${second.toISOString()}`)?.resolve(undefined);
    await heart.idle();
    expect(runs).toHaveLength(3);
  });

  it('goes on with a run while its lease could not be renewed, and renews it when it can', async () => {
    const finished = Promise.withResolvers<undefined>();
    const { runs, run } = runner((_, __, signal) => {
      signal.addEventListener('abort', () => finished.reject(signal.reason));
      return finished.promise;
    });
    let isAway = false;
    const heart = heartbeat({
      schedules: async () => [DAILY],
      ticks: {
        ...stores.ticks,
        renew: (...tick) =>
          isAway ? Promise.reject(new Error('away')) : stores.ticks.renew(...tick),
      },
      clock,
      log: keptLog(log),
      run,
    });
    await beatAt(BEFORE, heart);
    now = DUE.getTime();
    await heart.beat();
    isAway = true;
    now += 10_000;
    await heart.pulse();
    isAway = false;
    now += 10_000;
    await heart.pulse();
    finished.resolve(undefined);
    await heart.idle();
    expect(runs).toHaveLength(1);
    expect(await stores.ticks.last(DAILY.key)).toMatchObject({ isDone: true });
  });

  it('says when it has beaten last', async () => {
    const heart = beating(runner().run);
    expect(heart.lastBeat()).toBeUndefined();
    await beatAt(BEFORE, heart);
    await pulseAt(BEFORE + 10_000, heart);
    expect(heart.lastBeat()).toEqual(new Date(BEFORE));
    stores.ticks.claim = () => Promise.reject(new Error('database is locked'));
    await expect(beatAt(BEFORE + MINUTE, heart)).rejects.toThrow('locked');
    expect(heart.lastBeat()).toEqual(new Date(BEFORE));
  });

  it('runs again when it was asked to, not before', async () => {
    const again = new Date(DUE.getTime() + 45 * MINUTE);
    const { runs, run } = runner(async (_, tick) => (tick.attempt === 1 ? again : undefined));
    const heart = beating(run);
    await beatAt(BEFORE, heart);
    await beatAt(DUE.getTime(), heart);
    await beatAt(again.getTime() - 1, heart);
    expect(runs).toHaveLength(1);
    await beatAt(again.getTime(), heart);
    await beatAt(again.getTime() + 120 * MINUTE, heart);
    expect(runs.map(({ attempt }) => attempt)).toEqual([1, 2]);
  });

  it('runs again at the moment asked for even when a beat renews the lease meanwhile', async () => {
    const again = new Date(DUE.getTime() + MINUTE);
    const ended = Promise.withResolvers<Date>();
    const { runs, run } = runner((_, tick) =>
      tick.attempt === 1 ? ended.promise : Promise.resolve(undefined),
    );
    const heart = beating(run);
    await beatAt(BEFORE, heart);
    now = DUE.getTime();
    await heart.beat();
    ended.resolve(again);
    await ended.promise;
    await heart.beat();
    await heart.idle();
    await beatAt(again.getTime(), heart);
    expect(runs).toHaveLength(2);
  });

  it('tries a run that throws again a little later, but not for ever', async () => {
    const { runs, run } = runner(async () => {
      throw new Error('a bug');
    });
    const heart = beating(run);
    await beatAt(BEFORE, heart);
    await beatAt(DUE.getTime(), heart);
    await beatAt(DUE.getTime() + MINUTE, heart);
    expect(runs).toHaveLength(1);
    await beatAt(DUE.getTime() + 5 * MINUTE, heart);
    expect(runs).toHaveLength(2);
    for (let hour = 1; hour < 23; hour += 0.5)
      await beatAt(DUE.getTime() + hour * 60 * MINUTE, heart);
    expect(runs).toHaveLength(24);
    expect(log.filter(({ level }) => level === 'error')).toHaveLength(24);
  });

  it('goes on with one that has waited for long and fails once', async () => {
    const { runs, run } = runner(async (_, tick) => {
      if (tick.attempt === 30) throw new Error('the disk was full');
      return tick.attempt < 32 ? new Date(now + MINUTE) : undefined;
    });
    const heart = beating(run);
    await beatAt(BEFORE, heart);
    for (let minute = 0; minute < 60; minute += 1)
      await beatAt(DUE.getTime() + minute * MINUTE, heart);
    expect(runs).toHaveLength(32);
  });

  it('gives up the open ticks of a schedule that left the configuration', async () => {
    const { run } = runner(async () => new Date(DUE.getTime() + MINUTE));
    const heart = beating(run);
    await beatAt(BEFORE, heart);
    await beatAt(DUE.getTime(), heart);
    const other = runner();
    await beatAt(DUE.getTime() + MINUTE, beating(other.run, []));
    await beatAt(DUE.getTime() + 2 * MINUTE, beating(other.run));
    expect(other.runs).toEqual([]);
  });

  it('leaves a tick whose schedule another configuration has to the process that knows it', async () => {
    const { runs, run } = runner();
    const among = (all: readonly Schedule[], count: number) =>
      heartbeat({
        ...{ schedules: async () => all, ticks: stores.ticks, clock, log: keptLog(log), run },
        isAlone: () => count === 1,
      });
    const [older, newer] = [among([], 2), among([DAILY], 2)];
    await beatAt(BEFORE, newer);
    await stores.ticks.plan(DAILY.key, DUE);
    for (let second = 0; second < 30; second += 10)
      await pulseAt(DUE.getTime() + second * 1000, older);
    expect(runs).toEqual([]);
    await pulseAt(DUE.getTime() + 30_000, newer);
    expect(runs).toEqual([{ schedule: DAILY.key, scheduledFor: DUE, attempt: 1 }]);
  });

  it.each<[string, number, number]>([
    ['when nobody has run it for a day', 2, 24 * 60],
    ['when nobody else is there any more', 1, 1],
  ])('ends a tick whose schedule is unknown %s', async (_, count, minutes) => {
    const { runs, run } = runner();
    let others = 2;
    const deps = {
      ticks: stores.ticks,
      clock,
      log: keptLog(log),
      run,
      isAlone: () => others === 1,
    };
    const older = heartbeat({ ...deps, schedules: async () => [] });
    await stores.ticks.plan(DAILY.key, DUE);
    await pulseAt(DUE.getTime(), older);
    expect(await stores.ticks.last(DAILY.key)).toMatchObject({ isDone: false });
    others = count;
    await pulseAt(DUE.getTime() + minutes * MINUTE, older);
    expect(await stores.ticks.last(DAILY.key)).toMatchObject({ isDone: true });
    expect(runs).toEqual([]);
  });

  it('lets one run fail without the others', async () => {
    const weekly = { ...DAILY, key: 'weekly', grain: 'week' as const };
    const { runs, run } = runner(async (one) => {
      if (one.grain === 'day') throw new Error('a bug');
      return undefined;
    });
    const heart = beating(run, [DAILY, weekly]);
    await beatAt(BEFORE, heart);
    await beatAt(DUE.getTime(), heart);
    expect(runs.map((tick) => tick.schedule).sort()).toEqual([DAILY.key, weekly.key].sort());
  });

  it('survives a ledger that fails when a run has ended', async () => {
    const { run } = runner();
    const heart = heartbeat({
      schedules: async () => [DAILY],
      ticks: { ...stores.ticks, settle: () => Promise.reject(new Error('database is locked')) },
      clock,
      log: keptLog(log),
      run,
    });
    await beatAt(BEFORE, heart);
    await beatAt(DUE.getTime(), heart);
    expect(log).toContainEqual(expect.objectContaining({ level: 'error' }));
  });
});

describe('a subscription', () => {
  const since = (instant: string): Schedule => ({ ...DAILY, since: new Date(instant) });
  const firings = (runs: readonly ClaimedTick[]) =>
    runs.map(({ scheduledFor }) => scheduledFor.toISOString());

  it('made before its time fires the same day, even within the minute', async () => {
    const { runs, run } = runner();
    let all: readonly Schedule[] = [];
    const heart = beatingFrom(async () => all, run);
    await beatAt('2026-11-22T01:29:05Z', heart);
    all = [since('2026-11-22T01:29:58Z')];
    await beatAt('2026-11-22T01:30:05Z', heart);
    expect(firings(runs)).toEqual([DUE.toISOString()]);
  });

  it('made after its time waits for the next day', async () => {
    const { runs, run } = runner();
    const heart = beating(run, [since('2026-11-22T01:30:00Z')]);
    await beatAt('2026-11-22T01:30:05Z', heart);
    await beatAt('2026-11-22T23:00:00Z', heart);
    expect(runs).toEqual([]);
    await beatAt('2026-11-23T01:30:00Z', heart);
    expect(firings(runs)).toEqual(['2026-11-23T01:30:00.000Z']);
  });

  it('removed and made again fires nothing that fell due in between', async () => {
    const { runs, run } = runner();
    let all = [since('2026-11-22T01:00:00Z')];
    const heart = beatingFrom(async () => all, run);
    await beatAt(DUE.getTime(), heart);
    all = [];
    await beatAt('2026-11-25T01:00:00Z', heart);
    all = [since('2026-11-25T02:00:00Z')];
    await beatAt('2026-11-25T02:00:10Z', heart);
    expect(firings(runs)).toEqual([DUE.toISOString()]);
    await beatAt('2026-11-26T01:30:00Z', heart);
    expect(firings(runs)).toEqual([DUE.toISOString(), '2026-11-26T01:30:00.000Z']);
  });

  it('takes what was put off with it, also when it was made again meanwhile', async () => {
    const again = new Date(DUE.getTime() + 45 * MINUTE);
    const { runs, run } = runner(async () => again);
    let all = [since('2026-11-22T01:00:00Z')];
    const heart = beatingFrom(async () => all, run);
    await beatAt(DUE.getTime(), heart);
    all = [since('2026-11-22T01:50:00Z')];
    await beatAt(again.getTime(), heart);
    await beatAt(again.getTime() + 60 * MINUTE, heart);
    expect(runs).toHaveLength(1);
  });

  it('is not lost while the list of them cannot be read', async () => {
    const { runs, run } = runner();
    let reads = 0;
    const heart = beatingFrom(async () => {
      reads += 1;
      // The beat has read it, the run can't.
      if (reads === 2) throw new Error('database is locked');
      return [since('2026-11-22T01:00:00Z')];
    }, run);
    await beatAt(DUE.getTime(), heart);
    expect(runs).toEqual([]);
    await beatAt(DUE.getTime() + 5 * MINUTE, heart);
    expect(firings(runs)).toEqual([DUE.toISOString()]);
  });

  it('that cannot be planned keeps no other from its time', async () => {
    const { runs, run } = runner();
    const broken = { ...since('2026-11-22T01:00:00Z'), key: 'broken', zone: 'Mars/Olympus' };
    const heart = beating(run, [broken, since('2026-11-22T01:00:00Z')]);
    await beatAt(DUE.getTime(), heart);
    expect(firings(runs)).toEqual([DUE.toISOString()]);
    expect(log).toContainEqual(expect.objectContaining({ message: 'firing not planned' }));
  });

  it('is told why, where the ledger itself fails', async () => {
    const failed: unknown[] = [];
    const damaged = new Error('malformed');
    const ticks = { ...stores.ticks, watermark: () => Promise.reject(damaged) };
    const heart = heartbeat({
      ...{ schedules: async () => [DAILY], ticks, clock, log: keptLog(log) },
      ...{ run: async () => undefined, failed: (error: unknown) => void failed.push(error) },
    });
    await beatAt(DUE.getTime(), heart);
    expect(failed).toEqual([damaged]);
  });
});

describe('stopping', () => {
  it('waits for the running tick, and hands it back to be run by the next start', async () => {
    const { runs, run } = runner(
      (_, __, signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => setImmediate(() => reject(signal.reason)));
        }),
    );
    const heart = beating(run);
    await beatAt(BEFORE, heart);
    now = DUE.getTime();
    await heart.beat();
    await heart.stop();
    const next = runner();
    await beatAt(DUE.getTime(), beating(next.run));
    expect([...runs, ...next.runs].map(({ attempt }) => attempt)).toEqual([1, 1]);
    expect(log.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('lets a run that ends by itself be done', async () => {
    const ended = Promise.withResolvers<undefined>();
    const heart = beating(() => ended.promise);
    await beatAt(BEFORE, heart);
    now = DUE.getTime();
    await heart.beat();
    let isStopped = false;
    const stopped = heart.stop().then(() => {
      isStopped = true;
    });
    await new Promise(setImmediate);
    expect(isStopped).toBe(false);
    ended.resolve(undefined);
    await stopped;
    const { runs, run } = runner();
    await beatAt(DUE.getTime() + 60 * MINUTE, beating(run));
    expect(runs).toEqual([]);
  });

  it('takes nothing more, not even what the beat under way has planned', async () => {
    const { runs, run } = runner();
    const heart = beating(run);
    await beatAt(BEFORE, heart);
    now = DUE.getTime();
    const beat = heart.beat();
    await heart.stop();
    await beat;
    await heart.beat();
    expect(runs).toEqual([]);
    const next = runner();
    await beatAt(DUE.getTime(), beating(next.run));
    expect(next.runs).toHaveLength(1);
  });

  it('ends what start() began, and beats at once when started', async () => {
    const { runs, run } = runner();
    await beatAt(BEFORE, beating(run));
    now = DUE.getTime();
    const heart = beating(run);
    heart.start();
    await heart.idle();
    expect(runs).toHaveLength(1);
    await heart.stop();
  });
});
