/** Collecting from WeChat over HTTP into SQLite: what is asked, what is kept, what is asked again. */
import { afterEach, describe, expect, it } from 'vitest';
import { SEGMENTS } from '../../src/core/cohort.ts';
import {
  matureOffsets,
  newestExpected,
  type Period,
  periodOf,
  shift,
} from '../../src/core/period.ts';
import { HISTORY_WINDOW } from '../../src/core/plan.ts';
import type { SimulatedCall } from '../../src/demo/wechat-server.ts';
import { APP, compact, OTHER, openRig, type Rig, type RigOptions, truthOf } from './rig.ts';

/** A Sunday, 09:30 in Beijing: Saturday the 21st is the newest day. */
const SUNDAY = '2026-11-22T01:30:00Z';
const MONDAY = '2026-11-23T01:30:00Z';
const signal = new AbortController().signal;
const NOT_READY = { body: { errcode: 61503, errmsg: 'data not ready, please try later' } };

let rig: Rig;
const open = async (options: Partial<RigOptions> = {}) => {
  rig = await openRig({ now: SUNDAY, ...options });
  return rig;
};
afterEach(() => rig.close());

const appOf = (index = 0) => {
  const app = rig.apps[index];
  if (!app) throw new Error('no such app');
  return app;
};
const collect = (grain: 'day' | 'week' | 'month' = 'day', index = 0, stop = signal) =>
  rig.bot.collector.collect(appOf(index), newestExpected(grain, rig.clock.now()), stop);
const begins = (calls: readonly SimulatedCall[]) => calls.map(({ begin }) => begin);
const days = (newest: string, ...back: number[]) =>
  back.map((one) => compact(shift(periodOf('day', newest), -one).first));
const range = (count: number) => Array.from({ length: count }, (_, index) => index);
const asked = (day: string) => (call: SimulatedCall) => call.begin === compact(day);

async function expectTruth(newest: Period, count: number, app = APP, without: string[] = []) {
  const span = { first: shift(newest, 1 - count).first, last: newest.first };
  const stored = await rig.stores.snapshots.triangle(app, newest.grain, span, rig.clock.now());
  const wanted = range(count).map((back) => shift(newest, -back));
  for (const cohort of wanted.filter(({ first }) => !without.includes(first))) {
    const truth = truthOf(app, cohort);
    for (const segment of SEGMENTS) {
      const mature = matureOffsets(cohort, newest);
      expect(stored.get(cohort.first)?.counts[segment], cohort.first).toEqual(
        new Map(mature.map((offset) => [offset, truth[segment].get(offset)])),
      );
    }
  }
  for (const first of without) expect(stored.has(first)).toBe(false);
}

describe('steady state', () => {
  it('asks for 38 days at first, newest first, and stores what is true', async () => {
    await open();
    expect(await collect()).toEqual({ state: 'complete', asked: 38 });
    expect(begins(rig.calls())).toEqual(days('2026-11-21', ...range(38)));
    await expectTruth(periodOf('day', '2026-11-21'), 38);
  });

  it('asks for nothing when it is repeated', async () => {
    await open();
    await collect();
    rig.calls();
    expect(await collect()).toEqual({ state: 'complete', asked: 0 });
    expect(rig.calls()).toEqual([]);
  });

  it('asks for exactly 10 days on every morning after', async () => {
    await open();
    await collect();
    rig.calls();
    for (const day of range(5)) {
      rig.clock.set(`2026-11-${23 + day}T01:30:00Z`);
      expect(await collect()).toEqual({ state: 'complete', asked: 10 });
      const newest = `2026-11-${22 + day}`;
      expect(begins(rig.calls())).toEqual(days(newest, 0, 1, 2, 3, 4, 5, 6, 7, 14, 30));
      await expectTruth(periodOf('day', newest), 38);
      await collect();
      expect(rig.calls()).toEqual([]);
    }
  });

  it('asks for 6 weeks, then 5 on Monday and nothing on other days', async () => {
    await open();
    expect(await collect('week')).toMatchObject({ state: 'complete', asked: 6 });
    rig.calls();
    rig.clock.set(MONDAY);
    expect(await collect('week')).toMatchObject({ state: 'complete', asked: 5 });
    expect(begins(rig.calls())).toEqual([
      '20261116',
      '20261109',
      '20261102',
      '20261026',
      '20261019',
    ]);
    await expectTruth(periodOf('week', '2026-11-16'), 6);
    for (const day of ['24', '27', '29']) {
      rig.clock.set(`2026-11-${day}T01:30:00Z`);
      await collect('week');
    }
    expect(rig.calls()).toEqual([]);
  });

  it('asks for 3 months, then 2 on the 1st and nothing on other days', async () => {
    await open();
    expect(await collect('month')).toMatchObject({ state: 'complete', asked: 3 });
    rig.calls();
    rig.clock.set('2026-11-30T01:30:00Z');
    await collect('month');
    expect(rig.calls()).toEqual([]);
    rig.clock.set('2026-12-01T01:30:00Z');
    expect(await collect('month')).toMatchObject({ state: 'complete', asked: 2 });
    expect(begins(rig.calls())).toEqual(['20261101', '20261001']);
    await expectTruth(periodOf('month', '2026-11-01'), 4);
  });

  it('catches up what matured while it was stopped, each cohort asked once', async () => {
    await open();
    await collect();
    rig.calls();
    rig.clock.set('2026-11-29T01:30:00Z');
    await collect();
    const calls = begins(rig.calls());
    expect(new Set(calls).size).toBe(calls.length);
    await expectTruth(periodOf('day', '2026-11-28'), 38);
  });

  it('goes further back when asked to, without asking again for what it has', async () => {
    await open();
    await collect();
    rig.calls();
    const [app] = rig.apps;
    if (!app) throw new Error('no app');
    const newest = newestExpected('day', rig.clock.now());
    const window = HISTORY_WINDOW.day;
    await rig.bot.collector.collect(app, newest, signal, { window });
    expect(rig.calls()).toHaveLength(120 - 38);
    await expectTruth(newest, 120);
    rig.clock.set(MONDAY);
    await collect();
    expect(rig.calls()).toHaveLength(10);
  });

  it('tells its progress, from nothing to all', async () => {
    await open();
    const seen: [number, number][] = [];
    const [app] = rig.apps;
    if (!app) throw new Error('no app');
    await rig.bot.collector.collect(app, periodOf('day', '2026-11-21'), signal, {
      onProgress: (done, total) => void seen.push([done, total]),
    });
    expect(seen).toEqual(range(39).map((done) => [done, 38]));
  });
});

describe('when the newest period is late', () => {
  const LATE = {
    'says so': NOT_READY,
    'comes without figures': { body: { ref_date: '20261122', visit_uv_new: [], visit_uv: [] } },
    'comes without arrays': { body: { ref_date: '20261122' } },
    'is all zeros': {
      body: {
        ref_date: '20261122',
        visit_uv_new: [{ key: 0, value: 0 }],
        visit_uv: [{ key: 0, value: 0 }],
      },
    },
  };
  it.each(Object.entries(LATE))(
    'and %s: nothing else is asked until it is there',
    async (_, late) => {
      await open();
      await collect();
      rig.calls();
      rig.clock.set(MONDAY);
      rig.intercept((call) => (asked('2026-11-22')(call) ? late : undefined));
      for (const moment of ['02:00', '02:45', '03:30']) {
        expect(await collect()).toMatchObject({
          state: 'not-ready',
          asked: 0,
          error: { code: 'not_ready' },
        });
        expect(begins(rig.calls())).toEqual(['20261122']);
        // Another tick of the same morning takes the answer that was just given.
        expect(await collect()).toMatchObject({ state: 'not-ready', asked: 0 });
        expect(rig.calls()).toEqual([]);
        rig.clock.set(`2026-11-23T${moment}:00Z`);
      }
      rig.intercept(() => undefined);
      rig.clock.set('2026-11-23T05:00:00Z');
      expect(await collect()).toEqual({ state: 'complete', asked: 10 });
      expect(begins(rig.calls())).toEqual(days('2026-11-22', 0, 1, 2, 3, 4, 5, 6, 7, 14, 30));
      await expectTruth(periodOf('day', '2026-11-22'), 38);
    },
  );

  it('is asked for although it was said to be late by a clock that was ahead', async () => {
    await open();
    rig.clock.set('2026-11-24T01:30:00Z');
    rig.intercept((call) => (asked('2026-11-23')(call) ? NOT_READY : undefined));
    const newest = newestExpected('day', rig.clock.now());
    const ask = () => rig.bot.collector.collect(appOf(), newest, signal);
    expect(await ask()).toMatchObject({ state: 'not-ready' });
    rig.calls();
    rig.clock.set('2026-11-24T01:30:01Z');
    await ask();
    expect(rig.calls()).toEqual([]);
    rig.clock.set('2026-11-23T22:30:00Z');
    await ask();
    expect(begins(rig.calls())).toEqual(['20261123']);
  });

  it('asks one question of a late WeChat at the first run, too', async () => {
    await open({ readyHour: 12 });
    expect(await collect()).toMatchObject({ state: 'not-ready' });
    expect(rig.calls()).toHaveLength(1);
  });

  it('believes the zeros of an app that never had anybody', async () => {
    const nobody = new Map([[0, 0]]);
    await open({ world: { truth: () => ({ new: nobody, active: nobody }) } });
    expect(await collect()).toEqual({ state: 'complete', asked: 38 });
    rig.calls();
    expect(await collect()).toEqual({ state: 'complete', asked: 0 });
    const day = periodOf('day', '2026-11-21');
    const stored = await rig.stores.snapshots.triangle(APP, 'day', day, rig.clock.now());
    expect(stored.get(day.first)?.counts.new.get(0)).toBe(0);
  });
});

describe('a key 0 that WeChat leaves at zero or out', () => {
  const without = (key0: readonly object[]) => (call: SimulatedCall) => {
    if (call.endpoint !== 'week' || !call.begin) return undefined;
    const first = `${call.begin.slice(0, 4)}-${call.begin.slice(4, 6)}-${call.begin.slice(6)}`;
    const cohort = periodOf('week', first);
    const newest = newestExpected('week', rig.clock.now());
    const rest = matureOffsets(cohort, newest)
      .filter((offset) => offset > 0)
      .map((offset) => ({ key: offset, value: 100 * offset }));
    const list = [...key0, ...rest];
    return {
      body: { ref_date: `${call.begin}-${call.end}`, visit_uv_new: list, visit_uv: list },
    };
  };

  it('at zero every week holds up nothing: 6 weeks, then 5 on every Monday', async () => {
    await open({ now: MONDAY });
    rig.intercept(without([{ key: 0, value: 0 }]));
    expect(await collect('week')).toEqual({ state: 'complete', asked: 6 });
    rig.clock.set('2026-11-30T01:30:00Z');
    expect(await collect('week')).toEqual({ state: 'complete', asked: 5 });
    rig.clock.set('2026-12-07T01:30:00Z');
    expect(await collect('week')).toEqual({ state: 'complete', asked: 5 });
  });

  it('out every week is waited for until 18:00 in Beijing, then the rest is asked for', async () => {
    await open({ now: MONDAY });
    rig.intercept(without([]));
    expect(await collect('week')).toMatchObject({ state: 'not-ready' });
    rig.clock.set('2026-11-23T10:00:00Z');
    expect(await collect('week')).toEqual({ state: 'complete', asked: 6 });
  });
});

describe('answers that are not figures', () => {
  it('keeps a true zero as it grows older', async () => {
    await open();
    const zeros = (keys: number[]) => keys.map((key) => ({ key, value: 0 }));
    const answer = (keys: number[]) => ({
      body: { ref_date: '20261116', visit_uv_new: zeros(keys), visit_uv: zeros(keys) },
    });
    rig.intercept((call) => (asked('2026-11-16')(call) ? answer([0, 1, 2, 3, 4, 5]) : undefined));
    await collect();
    rig.clock.set(MONDAY);
    rig.intercept((call) =>
      asked('2026-11-16')(call) ? answer([0, 1, 2, 3, 4, 5, 6]) : undefined,
    );
    await collect();
    const cohort = periodOf('day', '2026-11-16');
    const stored = await rig.stores.snapshots.triangle(APP, 'day', cohort, rig.clock.now());
    expect(stored.get('2026-11-16')?.counts.new).toEqual(
      new Map([0, 1, 2, 3, 4, 5, 6].map((offset) => [offset, 0])),
    );
  });

  it('leaves an old cohort that is not ready for the next run, and fails nothing', async () => {
    await open();
    rig.intercept((call) => (asked('2026-11-10')(call) ? NOT_READY : undefined));
    const late = expect.objectContaining({ code: 'not_ready' });
    expect(await collect()).toEqual({ state: 'complete', asked: 37, late, failures: 1 });
    rig.intercept(() => undefined);
    expect(await collect()).toEqual({ state: 'complete', asked: 1 });
  });

  const REFUSED = { body: { errcode: 61501, errmsg: 'date range error' } };

  it('remembers a refused cohort, and asks again only when another of its offsets matures', async () => {
    await open();
    // On the 22nd it is 12 days old: D14 matures on the 24th, after it nothing until D30.
    const cohort = '2026-11-10';
    rig.intercept((call) => (asked(cohort)(call) ? REFUSED : undefined));
    expect(await collect()).toEqual({ state: 'complete', asked: 38 });
    await collect();
    await expectTruth(periodOf('day', '2026-11-21'), 38, APP, [cohort]);
    rig.calls();
    const askedOn: string[] = [];
    for (const day of range(20)) {
      const date = new Date(Date.parse(MONDAY) + day * 86_400_000).toISOString();
      rig.clock.set(date);
      await collect();
      await collect();
      const count = rig.calls().filter(asked(cohort)).length;
      askedOn.push(...range(count).map(() => date.slice(0, 10)));
    }
    expect(askedOn).toEqual(['2026-11-25', '2026-12-11']);
  });

  it('lets the zeros of an old cohort overwrite nothing', async () => {
    await open();
    await collect();
    rig.clock.set(MONDAY);
    const zeros = (date: string) => ({
      body: {
        ref_date: date,
        visit_uv_new: [
          { key: 0, value: 0 },
          { key: 1, value: 0 },
        ],
        visit_uv: [{ key: 0, value: 0 }],
      },
    });
    rig.intercept((call) => (asked('2026-11-21')(call) ? zeros('20261121') : undefined));
    // Late like any zeros of an app with people: left for the next run.
    const late = expect.objectContaining({ code: 'not_ready' });
    expect(await collect()).toEqual({ state: 'complete', asked: 9, late, failures: 1 });
    const day = periodOf('day', '2026-11-21');
    const stored = await rig.stores.snapshots.triangle(APP, 'day', day, rig.clock.now());
    expect(stored.get(day.first)?.counts.new).toEqual(new Map([[0, truthOf(APP, day).new.get(0)]]));
    // The next of its offsets brings the missing one along.
    rig.intercept(() => undefined);
    rig.clock.set('2026-11-24T01:30:00Z');
    await collect();
    await expectTruth(periodOf('day', '2026-11-23'), 38);
  });

  it('asks again for the last offset of a cohort that was told as zeros, and believes zeros the day after', async () => {
    await open();
    await collect();
    rig.clock.set(MONDAY);
    const old = '2026-10-23';
    const zeros = { body: { ref_date: '20261023', visit_uv_new: [], visit_uv: [] } };
    rig.intercept((call) => (asked(old)(call) ? zeros : undefined));
    await collect();
    rig.calls();
    expect(await collect()).toMatchObject({ state: 'complete', asked: 0 });
    expect(begins(rig.calls())).toEqual(['20261023']);
    rig.intercept(() => undefined);
    expect(await collect()).toEqual({ state: 'complete', asked: 1 });
    await expectTruth(periodOf('day', '2026-11-22'), 38);
    rig.clock.set('2026-11-24T01:30:00Z');
    const next = { body: { ref_date: '20261024', visit_uv_new: [], visit_uv: [] } };
    rig.intercept((call) => (asked('2026-10-24')(call) ? next : undefined));
    await collect();
    rig.clock.set('2026-11-25T01:30:00Z');
    rig.calls();
    await collect();
    expect(begins(rig.calls())).toContain('20261024');
    await collect();
    expect(begins(rig.calls())).toEqual([]);
  });

  it('passes over an old cohort refused for a reason nobody knows', async () => {
    await open();
    const odd = { body: { errcode: 1234567, errmsg: 'strange' } };
    rig.intercept((call) => (asked('2026-11-18')(call) ? odd : undefined));
    expect(await collect()).toMatchObject({
      state: 'failed',
      asked: 37,
      error: { code: 'wechat_unknown' },
    });
  });

  it('asks a cohort that failed for the moment again at the end', async () => {
    await open();
    let failures = 0;
    rig.intercept((call) => {
      if (!asked('2026-11-15')(call) || failures === 5) return undefined;
      failures += 1;
      return { body: { errcode: -1, errmsg: 'system error' } };
    });
    expect(await collect()).toEqual({ state: 'complete', asked: 38 });
    const calls = begins(rig.calls());
    expect(calls.filter((begin) => begin === '20261115')).toHaveLength(6);
    expect(calls.at(-1)).toBe('20261115');
    await expectTruth(periodOf('day', '2026-11-21'), 38);
  });

  it('fails when it fails at the end again; what was answered is kept and not asked again', async () => {
    await open();
    rig.intercept((call) => (asked('2026-11-15')(call) ? 'reset' : undefined));
    expect(await collect()).toMatchObject({
      state: 'failed',
      asked: 37,
      error: { code: 'wechat_unreachable' },
    });
    await expectTruth(periodOf('day', '2026-11-21'), 38, APP, ['2026-11-15']);
    rig.calls();
    rig.intercept(() => undefined);
    expect(await collect()).toEqual({ state: 'complete', asked: 1 });
    expect(begins(rig.calls())).toEqual(['20261115']);
  });

  it('does not give up a cohort whose token was refused, and the one after it', async () => {
    await open();
    let refusals = 3;
    rig.intercept((call) =>
      asked('2026-11-15')(call) && refusals-- > 0
        ? { body: { errcode: 40001, errmsg: 'invalid credential, access_token is invalid' } }
        : undefined,
    );
    expect(await collect()).toEqual({ state: 'complete', asked: 38 });
    expect(begins(rig.calls()).at(-1)).toBe('20261115');
    await expectTruth(periodOf('day', '2026-11-21'), 38);
  });

  it('asks for nothing else while the newest fails, and for it once more', async () => {
    await open();
    let failures = 5;
    const busy = { body: { errcode: -1, errmsg: 'system error' } };
    rig.intercept(() => (failures-- > 0 ? busy : undefined));
    // The first five failures are the token's.
    expect(await collect()).toEqual({ state: 'complete', asked: 38 });
    rig.clock.set('2026-11-23T01:30:00Z');
    rig.calls();
    failures = 99;
    rig.intercept(({ endpoint }) => (endpoint === 'day' && failures-- > 0 ? busy : undefined));
    expect(await collect()).toMatchObject({ state: 'failed', asked: 0 });
    expect(begins(rig.calls())).toEqual(Array.from({ length: 10 }, () => '20261122'));
  });

  it('stops when one cohort after another fails: WeChat is down', async () => {
    await open();
    let answers = 4;
    rig.intercept(({ endpoint }) =>
      endpoint === 'day' && answers-- <= 0 ? { status: 502, body: '<html>' } : undefined,
    );
    expect(await collect()).toMatchObject({
      state: 'failed',
      asked: 4,
      error: { code: 'wechat_busy' },
    });
    expect(rig.calls()).toHaveLength(4 + 3 * 5);
    rig.intercept(() => undefined);
    expect(await collect()).toEqual({ state: 'complete', asked: 34 });
  });

  it('leaves everything at a spent quota, and asks for all of it the next day', async () => {
    await open();
    let answers = 6;
    rig.intercept(({ endpoint }) =>
      endpoint === 'day' && answers-- <= 0
        ? { body: { errcode: 45009, errmsg: 'reach max api daily quota limit' } }
        : undefined,
    );
    expect(await collect()).toMatchObject({
      state: 'failed',
      asked: 6,
      error: { retry: 'tomorrow' },
    });
    expect(await collect()).toMatchObject({ state: 'failed', asked: 0 });
    expect(rig.calls()).toHaveLength(7);
    rig.intercept(() => undefined);
    rig.clock.set('2026-11-23T01:30:00Z');
    expect((await collect()).state).toBe('complete');
    await expectTruth(periodOf('day', '2026-11-22'), 38);
  });

  it('stops at a fault that only a person can mend, and keeps what it has', async () => {
    await open();
    rig.intercept((call) =>
      asked('2026-11-18')(call)
        ? { body: { errcode: 48001, errmsg: 'api unauthorized' } }
        : undefined,
    );
    expect(await collect()).toMatchObject({
      state: 'failed',
      asked: 3,
      error: { code: 'unauthorized' },
    });
    expect(begins(rig.calls())).toEqual(days('2026-11-21', 0, 1, 2, 3));
    await expectTruth(periodOf('day', '2026-11-21'), 3);
    rig.intercept(() => undefined);
    expect(await collect()).toEqual({ state: 'complete', asked: 35 });
  });

  it('passes over one answer that cannot be read, and says so', async () => {
    await open();
    const odd = { body: { ref_date: '20261118', visit_uv_new: [{ key: 0, value: -5 }] } };
    rig.intercept((call) => (asked('2026-11-18')(call) ? odd : undefined));
    expect(await collect()).toMatchObject({
      state: 'failed',
      asked: 37,
      error: { code: 'wechat_malformed' },
    });
    await expectTruth(periodOf('day', '2026-11-21'), 38, APP, ['2026-11-18']);
  });

  it('stops when aborted, with what was answered stored', async () => {
    await open();
    const stop = new AbortController();
    rig.intercept((call) => {
      if (!asked('2026-11-18')(call)) return undefined;
      stop.abort();
      return 'hang';
    });
    await expect(collect('day', 0, stop.signal)).rejects.toMatchObject({ name: 'AbortError' });
    expect(rig.calls()).toHaveLength(4);
    await expectTruth(periodOf('day', '2026-11-21'), 3);
    rig.intercept(() => undefined);
    expect(await collect()).toEqual({ state: 'complete', asked: 35 });
  });
});

describe('side by side', () => {
  it('collects the same once, however many ask for it at the same moment', async () => {
    await open();
    const all = await Promise.all([collect(), collect(), collect()]);
    expect(all.map((one) => one.asked)).toEqual([38, 0, 0]);
    expect(rig.calls()).toHaveLength(38);
  });

  it('tells those who waited for a collection that failed the same, and asks nothing for them', async () => {
    await open();
    rig.intercept(({ endpoint }) => (endpoint === 'day' ? { status: 502, body: '' } : undefined));
    const all = await Promise.all([collect(), collect(), collect()]);
    expect(all.map(({ state }) => state)).toEqual(['failed', 'failed', 'failed']);
    expect(rig.calls()).toHaveLength(10);
    // Whoever comes later is no longer told so.
    rig.intercept(() => undefined);
    expect(await collect()).toEqual({ state: 'complete', asked: 38 });
  });

  it('counts the failures up to one period, and what WeChat is late with, apart from another’s', async () => {
    await open();
    const upTo = (first: string) =>
      rig.bot.collector.collect(appOf(), periodOf('day', first), signal);
    const [older, newer] = ['2026-11-20', '2026-11-21'] as const;
    rig.intercept(({ endpoint }) => (endpoint === 'day' ? { status: 502, body: '' } : undefined));
    for (const failures of [1, 2, 3])
      for (const newest of [older, newer])
        expect(await upTo(newest)).toMatchObject({ state: 'failed', failures });
    rig.intercept(({ endpoint }) => (endpoint === 'day' ? NOT_READY : undefined));
    for (const newest of [older, newer])
      expect(await upTo(newest)).toMatchObject({ state: 'not-ready' });
    rig.calls();
    for (const newest of [older, newer])
      expect(await upTo(newest)).toMatchObject({ state: 'not-ready', asked: 0 });
    expect(rig.calls()).toEqual([]);
  });

  it('goes on with the next in line after a collection that was aborted', async () => {
    await open();
    const stop = new AbortController();
    rig.intercept(() => {
      stop.abort();
      return undefined;
    });
    const [first, second] = await Promise.allSettled([collect('day', 0, stop.signal), collect()]);
    expect(first.status).toBe('rejected');
    expect(second).toMatchObject({ status: 'fulfilled', value: { state: 'complete' } });
  });

  it('keeps several apps apart: one fails, the other is whole', async () => {
    await open({ apps: [APP, OTHER] });
    rig.intercept((call) =>
      call.app === APP && call.endpoint === 'day'
        ? { body: { errcode: 61502, errmsg: 'this is game miniprogram' } }
        : undefined,
    );
    const [one, two] = await Promise.all([collect('day', 0), collect('day', 1)]);
    expect(one).toMatchObject({ state: 'failed', error: { code: 'mini_game' } });
    expect(two).toEqual({ state: 'complete', asked: 38 });
    await expectTruth(periodOf('day', '2026-11-21'), 38, OTHER);
    expect(await rig.stores.snapshots.asked(APP, 'day')).toEqual(new Map());
  });
});
