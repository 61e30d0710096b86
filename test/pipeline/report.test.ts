/** The report for other programs: the newest calendar period, collected now, with every figure true. */
import { afterEach, describe, expect, it } from 'vitest';
import { formatter } from '../../src/core/format.ts';
import { type Grain, OFFSETS, periodOf, shift } from '../../src/core/period.ts';
import { textFor } from '../../src/core/text/index.ts';
import { failures } from '../../src/demo/failures.ts';
import { collector } from '../../src/pipeline/collector.ts';
import { report } from '../../src/pipeline/report.ts';
import { APP, OTHER, openRig, type Rig, type RigOptions, truthOf } from './rig.ts';

const SUNDAY = '2026-11-22T01:30:00Z';
const signal = new AbortController().signal;
const en = textFor('en');

let rig: Rig;
const open = async (options: Partial<RigOptions> = {}) => {
  rig = await openRig({ now: SUNDAY, ...options });
  return rig;
};
afterEach(() => rig.close());

const reported = (grain: Grain = 'day', offline = false) =>
  report(rig.bot, rig.apps, grain, { offline, locale: 'en', signal });

describe('a report', () => {
  it.each([
    ['day', '2026-11-21'],
    ['week', '2026-11-09'],
    ['month', '2026-10-01'],
  ] as const)('of a %s tells the truth at every offset', async (grain, first) => {
    await open();
    const [one] = await reported(grain);
    const newest = periodOf(grain, first);
    expect(one?.hasFailed).toBe(false);
    expect(one?.report).toMatchObject({
      app: APP,
      grain,
      asOf: new Date(SUNDAY).toISOString(),
      period: { first: newest.first, last: newest.last },
      notes: [],
    });
    for (const { segment, size, offsets } of one?.report.segments ?? []) {
      expect(size).toBe(truthOf(APP, newest)[segment].get(0));
      expect(offsets.map(({ offset }) => offset)).toEqual(OFFSETS[grain].filter((k) => k > 0));
      for (const { offset, cohort, ...figure } of offsets) {
        const counts = truthOf(APP, shift(newest, -offset))[segment];
        expect(cohort.first).toBe(shift(newest, -offset).first);
        expect(figure.size).toBe(counts.get(0));
        expect(figure.retained).toBe(counts.get(offset));
        expect(figure.rate).toBe((figure.retained ?? 0) / (figure.size ?? 1));
      }
    }
  });

  it('takes the newest calendar day even before 09:00 in Beijing, if WeChat has it', async () => {
    await open({ now: '2026-11-22T00:30:00Z' });
    const [one] = await reported();
    expect(one?.report.period.first).toBe('2026-11-21');
    const day = periodOf('day', '2026-11-21');
    expect(one?.report.segments[0]?.size).toBe(truthOf(APP, day).new.get(0));
    expect(one?.report.notes).toEqual([]);
  });

  it('knows what it has just collected, on a clock that runs on', async () => {
    await open({ now: '2026-11-22T00:30:00Z' });
    let at = Date.parse('2026-11-22T00:30:00Z');
    const now = () => {
      at += 1;
      return new Date(at);
    };
    const clock = { ...rig.clock, now };
    const { snapshots } = rig.stores;
    const bot = { ...rig.bot, clock, collector: collector({ snapshots, clock, log: rig.bot.log }) };
    const [one] = await report(bot, rig.apps, 'day', { offline: false, locale: 'en', signal });
    expect(one?.report.notes).toEqual([]);
    expect(one?.report.segments[0]?.size).not.toBeNull();
  });

  it('never waits: a day that is not ready is a note, and the rest is there', async () => {
    await open();
    await reported();
    rig.clock.set('2026-11-23T01:30:00Z');
    rig.calls();
    const body = { errcode: 61503, errmsg: 'data not ready, please try later' };
    rig.intercept((call) => (call.begin === '20261122' ? { body } : undefined));
    const [one] = await reported();
    expect(one?.hasFailed).toBe(false);
    expect(rig.calls()).toHaveLength(1);
    expect(one?.report.period.first).toBe('2026-11-22');
    expect(one?.report.segments[0]?.size).toBeNull();
    const format = formatter('en');
    expect(one?.report.notes).toContain(
      en.digest.notReady({ period: format.shortPeriod(periodOf('day', '2026-11-22')) }),
    );
    // D7's cohort was stored, but its D7 was not asked for yet: no older cohort takes its place.
    const d7 = one?.report.segments[0]?.offsets.find(({ offset }) => offset === 7);
    expect(d7).toMatchObject({ cohort: { first: '2026-11-15' }, retained: null, rate: null });
    expect(d7?.verdict).toBe('no cohort');
  });

  it('asks nothing offline', async () => {
    await open();
    const [empty] = await reported('day', true);
    expect(rig.calls()).toEqual([]);
    expect(empty?.hasFailed).toBe(false);
    expect(empty?.report.segments.every(({ size }) => size === null)).toBe(true);
    expect(empty?.report.notes).not.toEqual([]);
    await reported();
    rig.calls();
    const [stored] = await reported('day', true);
    expect(rig.calls()).toEqual([]);
    expect(stored?.report.notes).toEqual([]);
  });

  it('has an element for every app, also for one that fails', async () => {
    await open({ apps: [APP, OTHER] });
    rig.intercept((call) =>
      call.app === APP ? { body: { errcode: 40013, errmsg: 'invalid appid' } } : undefined,
    );
    const all = await reported();
    expect(all.map(({ report: one }) => one.app)).toEqual([APP, OTHER]);
    expect(all.map(({ hasFailed }) => hasFailed)).toEqual([true, false]);
    expect(all[0]?.report.notes[0]).toContain(APP);
    expect(all[1]?.report.notes).toEqual([]);
  });

  it('of an earlier moment knows only what was known then', async () => {
    await open();
    const revised = new Map([[0, 1]]);
    await reported();
    const before = await reported('day', true);
    rig.clock.set('2026-11-22T09:00:00Z');
    const day = periodOf('day', '2026-11-21');
    await rig.stores.snapshots.save(
      APP,
      { period: day, counts: { new: revised, active: revised }, raw: '{}' },
      day,
      rig.clock.now(),
    );
    const [now] = await reported('day', true);
    expect(now?.report.segments.map(({ size }) => size)).toEqual([1, 1]);
    rig.clock.set(SUNDAY);
    expect((await reported('day', true)).map((one) => one.report)).toEqual(
      before.map((one) => one.report),
    );
  });

  const MONDAY = '2026-11-23T01:30:00Z';
  const sizeless = { wechat: failures({ weekSizeZero: true }, () => 0.5), now: MONDAY };

  it('of weeks without a size has no rate, and says why', async () => {
    await open(sizeless);
    const [one] = await reported('week');
    for (const { offsets } of one?.report.segments ?? [])
      for (const { rate, verdict } of offsets) expect([rate, verdict]).toEqual([null, 'no cohort']);
    expect(one?.report.notes.join()).toContain('denominator missing');
    expect(rig.wechat.calls.some(({ endpoint }) => endpoint === 'trend')).toBe(false);
  });

  it('of weeks without a size has the visit trend’s where that is wanted, the newest week’s too, and says so', async () => {
    await open({ ...sizeless, program: { missingSize: 'visit-trend' } });
    const [one] = await reported('week');
    const newest = periodOf('week', '2026-11-16');
    for (const { segment, size, offsets } of one?.report.segments ?? []) {
      expect(size).toBe(truthOf(APP, newest)[segment].get(0));
      for (const { offset, rate, size: people, retained } of offsets) {
        const truth = truthOf(APP, shift(newest, -offset))[segment];
        expect([people, retained]).toEqual([truth.get(0), truth.get(offset)]);
        expect(rate).toBe((truth.get(offset) ?? 0) / (truth.get(0) ?? 1));
      }
    }
    expect(one?.report.notes.join()).toContain('visit trend');
    const asked = rig.wechat.calls.map(({ endpoint }) => endpoint);
    expect(asked.filter((endpoint) => endpoint === 'trend')).toHaveLength(
      asked.filter((endpoint) => endpoint === 'week').length,
    );
  });
});
