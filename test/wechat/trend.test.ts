/** A size the retention answer lacks, from the visit trend: when it is asked for, and what is taken from it. */
import { afterEach, describe, expect, it } from 'vitest';
import { type Period, periodOf } from '../../src/core/period.ts';
import type { SimulatedReply } from '../../src/demo/wechat-server.ts';
import { fixture, rejection } from '../contracts/retention-source.ts';
import { APP, httpsSource, openRig, type Rig, SECRET } from './rig.ts';

const signal = new AbortController().signal;
const WEEK = periodOf('week', '2017-03-06');
const MISSING = fixture('doc-weekly-20170306');

let rig: Rig;
afterEach(() => rig.wechat.close());

/** The paths asked, and what came of it, when WeChat answers so. */
async function ask(
  period: Period,
  retention: SimulatedReply,
  trend: SimulatedReply,
  missingSize: 'none' | 'visit-trend' = 'visit-trend',
) {
  const paths: string[] = [];
  rig = await openRig();
  const source = httpsSource({
    ...rig.options,
    missingSize,
    fetch: async (url, init) => {
      const { pathname } = new URL(String(url));
      if (pathname.startsWith('/cgi-bin')) return fetch(url, init);
      paths.push(pathname.replace('/datacube/getweanalysisappid', ''));
      const reply = pathname.endsWith('visittrend') ? trend : retention;
      if (typeof reply === 'string') throw new TypeError('fetch failed');
      const body = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
      return new Response(body, { status: reply.status ?? 200 });
    },
  });
  return { paths, answer: source.fetch(period, signal) };
}

describe('the visit trend', () => {
  it.each<[string, Period, string]>([['doc-visittrend-weekly-20170306', WEEK, 'weeklyvisittrend']])(
    'gives the size of a week that WeChat reports as zero (%s)',
    async (file, period, path) => {
      const trend = fixture(file);
      const { paths, answer } = await ask(period, { body: MISSING }, { body: trend });
      const snapshot = await answer;
      expect(paths).toEqual(['weeklyretaininfo', path]);
      expect(snapshot.trend).toEqual({ sizes: { new: 45592, active: 189405 }, raw: trend });
      // What WeChat answered stays what it answered.
      expect(snapshot.counts.new.get(0)).toBe(0);
    },
  );

  it('is asked for a day and a month at their own paths, and read in camelCase too', async () => {
    const list = (refDate: string) => ({ list: [{ refDate, visitUv: 9, visitUvNew: '4' }] });
    const day = periodOf('day', '2026-10-01');
    const lacking = (ref_date: string) => ({
      body: { ref_date, visit_uv: [{ key: 1, value: 3 }] },
    });
    const one = await ask(day, lacking('20261001'), { body: list('20261001') });
    expect((await one.answer).trend?.sizes).toEqual({ new: 4, active: 9 });
    expect(one.paths.at(-1)).toBe('dailyvisittrend');
    await rig.wechat.close();
    const month = periodOf('month', '2026-10-01');
    const other = await ask(month, lacking('202610'), { body: list('202610') });
    expect((await other.answer).trend?.sizes).toEqual({ new: 4, active: 9 });
    expect(other.paths.at(-1)).toBe('monthlyvisittrend');
  });

  it('is not asked where nothing is missing, nor where the configuration does not want it', async () => {
    const day = periodOf('day', '2017-03-13');
    const whole = await ask(day, { body: fixture('doc-daily-20170313') }, 'reset');
    expect((await whole.answer).trend).toBeUndefined();
    expect(whole.paths).toEqual(['dailyretaininfo']);
    await rig.wechat.close();
    const unwanted = await ask(WEEK, { body: MISSING }, 'reset', 'none');
    await unwanted.answer;
    expect(unwanted.paths).toEqual(['weeklyretaininfo']);
  });

  it('is asked of zeros alone, as the newest such week has no later key yet', async () => {
    const zeros = { ref_date: '20170306-20170312', visit_uv: [{ key: 0, value: 0 }] };
    const trend = { body: fixture('doc-visittrend-weekly-20170306') };
    const { answer } = await ask(WEEK, { body: zeros }, trend);
    expect((await answer).trend?.sizes).toEqual({ new: 45592, active: 189405 });
  });

  it('is not asked where one segment alone is nobody: that can be', async () => {
    const day = periodOf('day', '2017-03-13');
    const body = {
      ref_date: '20170313',
      visit_uv_new: [{ key: 0, value: 0 }],
      visit_uv: [{ key: 0, value: 7 }],
    };
    const { paths, answer } = await ask(day, { body }, 'reset');
    await answer;
    expect(paths).toEqual(['dailyretaininfo']);
  });

  it.each<[string, SimulatedReply]>([
    ['has nothing', { body: fixture('real-visittrend-empty-list') }],
    ['is about another week', { body: { list: [{ ref_date: '20170313-20170319', visit_uv: 5 }] } }],
    ['cannot be read', { body: { list: [{ ref_date: '20170306-20170312', visit_uv: -1 }] } }],
    ['is refused', { body: fixture('err-48001-unauthorized') }],
    ['cannot be reached', 'reset'],
    ['is not JSON', { status: 502, body: '<html>' }],
  ])('that %s leaves the size missing, and costs nothing else', async (_, trend) => {
    const { answer } = await ask(WEEK, { body: MISSING }, trend);
    const { counts, trend: taken } = await answer;
    expect(taken?.sizes ?? {}).toEqual({});
    expect(counts.active.get(1)).toBe(99310);
  });

  it('is left when the bot is stopped', async () => {
    rig = await openRig({
      intercept: ({ endpoint }) =>
        endpoint === 'week' ? { body: MISSING } : endpoint === 'stable_token' ? undefined : 'hang',
    });
    const stop = new AbortController();
    const source = httpsSource({
      ...rig.options,
      app: APP,
      secret: SECRET,
      missingSize: 'visit-trend',
      fetch: (url, init) => {
        if (String(url).includes('visittrend')) stop.abort();
        return fetch(url, init);
      },
    });
    expect((await rejection(source.fetch(WEEK, stop.signal))).code).toBe('aborted');
  });
});
