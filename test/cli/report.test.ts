/** `report` as other programs call it: the real process against a WeChat server on loopback. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Grain, OFFSETS, type Period, periodOf, shift } from '../../src/core/period.ts';
import { SAMPLE_APPS, type SampleApp } from '../../src/demo/apps.ts';
import {
  type SimulatedWeChat,
  type SimulatedWeChatOptions,
  startSimulatedWeChat,
} from '../../src/demo/wechat-server.ts';
import { simulatedWorld } from '../../src/demo/world.ts';
import { reportSchema } from '../core/report-schema.ts';
import { type Outcome, openShell, type Shell } from './cli.ts';

const [READING, STORE] = SAMPLE_APPS as readonly [SampleApp, SampleApp];
const WORLD = simulatedWorld({ apps: SAMPLE_APPS, yesterday: '2026-11-23' });
const MORNING = '2026-11-22T09:30:00+08:00';

let now: Date;
let wechat: SimulatedWeChat;
let shell: Shell;
let told: Outcome[];

beforeEach(() => {
  told = [];
});

afterEach(async () => {
  shell.remove();
  await wechat.close();
  // Whatever happened, no secret may have come out, and stdout held the result alone.
  for (const { stdout, stderr } of told)
    for (const secret of [READING.secret, STORE.secret, 'not-the-secret-at-all'])
      expect(stdout + stderr).not.toContain(secret);
});

async function open(options: Partial<SimulatedWeChatOptions> = {}, env = appFromEnv(READING)) {
  now = new Date(MORNING);
  wechat = await startSimulatedWeChat({
    apps: SAMPLE_APPS,
    world: WORLD,
    now: () => now,
    ...options,
  });
  shell = openShell({
    WECHAT_API_URL: wechat.url,
    WECHAT_PER_SECOND: '9999',
    WECHAT_PER_SECOND_PER_APP: '9999',
    ...env,
  });
}

function appFromEnv({
  appid,
  secret,
}: Pick<SampleApp, 'appid' | 'secret'>): Record<string, string> {
  return { WECHAT_APPID: appid, WECHAT_APPSECRET: secret };
}

/** `report … --json` at a moment that is the server's, too. */
async function report(
  grain: 'daily' | 'weekly' | 'monthly',
  { at = MORNING, args = [] as string[], env = {} } = {},
) {
  now = new Date(at);
  const before = wechat.calls.length;
  const outcome = await shell.run(['report', grain, '--json', '--as-of', at, ...args], env);
  told.push(outcome);
  const calls = wechat.calls.slice(before);
  const parsed: unknown = outcome.stdout === '' ? [] : JSON.parse(outcome.stdout);
  return {
    ...outcome,
    reports: reportSchema.array().parse(parsed),
    calls,
    asked: calls.filter(({ endpoint }) => endpoint !== 'stable_token'),
  };
}

/** What the report must say of an app, straight from the world. */
function truth(app: string, newest: Period) {
  return (['new', 'active'] as const).map((segment) => {
    const people = (cohort: Period, offset: number) => {
      const count = WORLD.truth(app, cohort)?.[segment].get(offset);
      if (count === undefined) throw new Error(`the world has no ${cohort.first} ${offset}`);
      return count;
    };
    return {
      segment,
      size: people(newest, 0),
      offsets: OFFSETS[newest.grain].slice(1).map((offset) => {
        const cohort = shift(newest, -offset);
        const rate = (one: Period) => people(one, offset) / people(one, 0);
        const base = newest.grain === 'day' ? { sameWeekday: -7, previous: -1 } : { previous: -1 };
        return {
          offset,
          cohort: { first: cohort.first, last: cohort.last },
          size: people(cohort, 0),
          retained: people(cohort, offset),
          rate: rate(cohort),
          ...(newest.grain === 'day' ? {} : { sameWeekday: null }),
          ...Object.fromEntries(
            Object.entries(base).map(([key, by]) => [
              key,
              {
                cohort: { first: shift(cohort, by).first, last: shift(cohort, by).last },
                size: people(shift(cohort, by), 0),
                retained: people(shift(cohort, by), offset),
                rate: rate(shift(cohort, by)),
                points: rate(cohort) - rate(shift(cohort, by)),
              },
            ]),
          ),
        };
      }),
    };
  });
}

describe('the figures', () => {
  test.each<['daily' | 'weekly' | 'monthly', Grain, string, number]>([
    ['daily', 'day', '2026-11-21', 38],
    ['weekly', 'week', '2026-11-09', 6],
    ['monthly', 'month', '2026-10-01', 3],
  ])('of a first %s report are WeChat’s own', async (name, grain, date, calls) => {
    await open();
    const newest = periodOf(grain, date);
    const { code, reports, asked, stderr } = await report(name);
    expect([code, stderr]).toEqual([0, '']);
    expect(asked).toHaveLength(calls);
    expect(asked.every(({ endpoint }) => endpoint === grain)).toBe(true);
    expect(reports).toHaveLength(1);
    expect(reports[0]).toMatchObject({
      app: READING.appid,
      grain,
      asOf: '2026-11-22T01:30:00.000Z',
      period: { first: newest.first, last: newest.last },
      segments: truth(READING.appid, newest),
      notes: [],
    });
  });

  test('cost 38 calls at first, ten the next morning, and none when asked for again', async () => {
    await open();
    expect((await report('daily')).asked).toHaveLength(38);
    expect((await report('daily')).calls).toEqual([]);
    const next = await report('daily', { at: '2026-11-23T09:30:00+08:00' });
    expect(next.asked.map(({ begin }) => begin)).toEqual(
      [22, 21, 20, 19, 18, 17, 16, 15, 8]
        .map((day) => `202611${String(day).padStart(2, '0')}`)
        .concat('20261023'),
    );
    expect(next.asked.every(({ begin, end }) => begin === end)).toBe(true);
    expect(next.reports[0]?.segments).toMatchObject(
      truth(READING.appid, periodOf('day', '2026-11-22')),
    );
    expect((await report('daily', { at: '2026-11-23T23:59:59+08:00' })).calls).toEqual([]);
  });

  test('of weeks cost six calls at first, five on the next Monday, none on other days', async () => {
    await open();
    expect((await report('weekly')).asked).toHaveLength(6);
    expect((await report('weekly', { at: '2026-11-22T20:00:00+08:00' })).asked).toEqual([]);
    const monday = await report('weekly', { at: '2026-11-23T09:30:00+08:00' });
    expect(monday.asked).toHaveLength(5);
    expect(monday.reports[0]?.period).toEqual({ first: '2026-11-16', last: '2026-11-22' });
  });

  test('of an earlier moment are what was known then', async () => {
    await open();
    await report('daily', { at: '2026-11-23T09:30:00+08:00' });
    const earlier = await report('daily', { at: '2026-11-22T09:30:00+08:00', args: ['--offline'] });
    expect(earlier.calls).toEqual([]);
    expect(earlier.reports[0]?.period).toEqual({ first: '2026-11-21', last: '2026-11-21' });
    const [fresh] = earlier.reports[0]?.segments ?? [];
    expect(fresh).toMatchObject({ size: expect.any(Number) });
    expect(fresh?.offsets[0]).toMatchObject(
      truth(READING.appid, periodOf('day', '2026-11-21'))[0]?.offsets[0] ?? {},
    );
    // Nothing of the day that was not over yet.
    expect(JSON.stringify(earlier.reports)).not.toContain('2026-11-22"');
  });

  test.each([
    ['2026-11-22T00:00:00+08:00', '2026-11-21'],
    ['2026-11-21T23:59:59+08:00', '2026-11-20'],
    ['2026-11-21T16:00:00Z', '2026-11-21'],
    ['2026-11-22T09:30', '2026-11-21'],
    ['2026-11-21T08:30:00-08:00', '2026-11-21'],
  ])('--as-of %s reports %s, whatever the host’s time zone', async (at, date) => {
    await open();
    for (const TZ of ['America/Los_Angeles', 'Pacific/Apia']) {
      const instant = /[Z+-]\d*:?\d*$/.test(at.slice(10)) ? at : `${at}+08:00`;
      now = new Date(instant);
      const outcome = await shell.run(['report', 'daily', '--json', '--as-of', at, '--offline'], {
        TZ,
      });
      const [one] = reportSchema.array().parse(JSON.parse(outcome.stdout));
      expect(one?.period).toEqual({ first: date, last: date });
      expect(one?.asOf).toBe(new Date(instant).toISOString());
    }
  });
});

describe('--offline', () => {
  test('asks WeChat for nothing, and says what is missing', async () => {
    await open();
    const { code, calls, reports } = await report('daily', { args: ['--offline'] });
    expect([code, calls]).toEqual([0, []]);
    expect(reports[0]?.segments.map(({ size }) => size)).toEqual([null, null]);
    for (const one of reports[0]?.segments.flatMap(({ offsets }) => offsets) ?? [])
      expect(one).toMatchObject({ size: null, rate: null, previous: null, verdict: 'no cohort' });
    expect(reports[0]?.notes.length).toBeGreaterThan(0);
  });
});

describe('while WeChat is late', () => {
  const notReady = '61503';

  test.each([
    ['it says 61503', { readyHour: 15 }],
    ['it sends empty lists', { intercept: blank([]) }],
  ])('(%s) one call is made, “not ready” is noted, and nothing fails', async (_, options) => {
    await open(options as Partial<SimulatedWeChatOptions>);
    const { code, asked, reports } = await report('daily');
    expect(code).toBe(0);
    expect(asked.map(({ begin }) => begin)).toEqual(['20261121']);
    expect(reports[0]?.period).toEqual({ first: '2026-11-21', last: '2026-11-21' });
    expect(reports[0]?.notes.join('\n')).toContain('not ready');
    expect(reports[0]?.notes.join('\n')).not.toContain(notReady);
    expect(reports[0]?.segments.map(({ size }) => size)).toEqual([null, null]);
  });

  test('with a history, zeros are late figures and not people leaving', async () => {
    let isLate = false;
    await open({ intercept: (call) => (isLate ? blank([0])(call) : undefined) });
    await report('daily');
    isLate = true;
    const late = await report('daily', { at: '2026-11-23T09:30:00+08:00' });
    expect([late.code, late.asked.length]).toEqual([0, 1]);
    expect(late.reports[0]?.notes.join('\n')).toContain('not ready');
    expect(late.reports[0]?.segments[0]).toMatchObject({ size: null });
    expect(late.reports[0]?.segments[0]?.offsets[0]).toMatchObject({ rate: null });
    isLate = false;
    const then = await report('daily', { at: '2026-11-23T12:30:00+08:00' });
    expect(then.asked).toHaveLength(10);
    expect(then.reports[0]?.notes).toEqual([]);
  });

  /** WeChat's ways of having nothing: no figures, or zeros alone. */
  function blank(values: readonly number[]): SimulatedWeChatOptions['intercept'] & object {
    return ({ endpoint, begin }) =>
      endpoint === 'stable_token'
        ? undefined
        : {
            body: {
              ref_date: begin ?? '',
              visit_uv_new: values.map((value) => ({ key: 0, value })),
              visit_uv: values.map((value) => ({ key: 0, value })),
            },
          };
  }
});

describe('failures', () => {
  test('a wrong secret: exit 1, an element with the reason, no figures, no secret', async () => {
    await open({}, appFromEnv({ ...READING, secret: 'not-the-secret-at-all' }));
    const { code, reports, asked } = await report('daily');
    expect([code, asked]).toEqual([1, []]);
    expect(reports).toHaveLength(1);
    expect(reports[0]?.notes[0]).toMatch(/refused the AppSecret of wx00000000demo0001 \(40125/);
    expect(reports[0]?.notes.join('\n')).not.toContain('not ready');
    expect(reports[0]?.segments.map(({ size }) => size)).toEqual([null, null]);
  });

  test('an address that is not on the whitelist is shown', async () => {
    await open({
      intercept: ({ endpoint }) =>
        endpoint === 'stable_token'
          ? {
              body: {
                errcode: 40164,
                errmsg: 'invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist rid: 1-2',
              },
            }
          : undefined,
    });
    const { code, reports } = await report('daily');
    expect(code).toBe(1);
    expect(reports[0]?.notes[0]).toMatch(
      /server's address 203\.0\.113\.7 .*Add 203\.0\.113\.7 to the IP/,
    );
  });

  test('the reason is told in the language of LOCALE', async () => {
    await open(
      {},
      { ...appFromEnv({ ...READING, secret: 'not-the-secret-at-all' }), LOCALE: 'zh-CN' },
    );
    const { code, reports } = await report('daily');
    expect(code).toBe(1);
    expect(reports[0]?.notes[0]).toContain('微信拒绝了');
  });

  test('a quota that ends half way keeps what was answered, and says why the rest is missing', async () => {
    let left = 5;
    await open({
      intercept: ({ endpoint }) => {
        if (endpoint === 'stable_token') return undefined;
        left -= 1;
        return left >= 0
          ? undefined
          : { body: { errcode: 45009, errmsg: 'reach max api daily quota limit rid: 1-2' } };
      },
    });
    const { code, reports, asked } = await report('daily');
    expect(code).toBe(1);
    expect(asked).toHaveLength(6);
    expect(reports[0]?.notes[0]).toMatch(/quota .* used up \(45009/);
    expect(reports[0]?.segments[0]?.offsets[0]?.rate).toBeGreaterThan(0);
    left = 100;
    const again = await report('daily');
    expect([again.code, again.asked.length]).toEqual([0, 33]);
  });

  test('of one app of two leave the other whole: both elements, exit 1', async () => {
    await open({}, { A: READING.secret, B: 'not-the-secret-at-all' });
    writeFileSync(
      join(shell.folder, 'retention.config.yaml'),
      `apps:\n  - { appid: ${STORE.appid}, secret: "\${B}", name: Lotus }\n  - { appid: ${READING.appid}, secret: "\${A}" }\n`,
    );
    const { code, reports } = await report('daily');
    expect(code).toBe(1);
    expect(reports.map(({ app }) => app)).toEqual([STORE.appid, READING.appid]);
    expect(reports[0]?.notes[0]).toContain('refused the AppSecret');
    expect(reports[1]?.notes).toEqual([]);
    expect(reports[1]?.segments).toMatchObject(truth(READING.appid, periodOf('day', '2026-11-21')));
    const alone = await report('daily', { args: ['--app', READING.appid] });
    expect([alone.code, alone.reports.length]).toEqual([0, 1]);
  });

  test('a refused cohort is no failure, and is not asked again the same day', async () => {
    await open({
      intercept: ({ begin }) =>
        begin === '20261015'
          ? { body: { errcode: 61501, errmsg: 'date range error rid: 1-2' } }
          : undefined,
    });
    const { code, reports, asked } = await report('daily');
    expect([code, asked.length]).toEqual([0, 38]);
    expect(reports[0]?.notes.join()).toMatch(/Thu, Oct 15/);
    expect((await report('daily')).asked).toEqual([]);
  });
});

test('as text: the same numbers, for people', async () => {
  await open();
  now = new Date(MORNING);
  const outcome = await shell.run(['report', 'daily', '--as-of', MORNING]);
  told.push(outcome);
  expect([outcome.code, outcome.stderr]).toEqual([0, '']);
  const [fresh] = truth(READING.appid, periodOf('day', '2026-11-21'));
  expect(outcome.stdout).toContain(`${READING.appid} · Daily retention · Sat, Nov 21, 2026`);
  expect(outcome.stdout).toContain(fresh?.size.toLocaleString('en'));
  expect(outcome.stdout).toContain(`${((fresh?.offsets[0]?.rate ?? 0) * 100).toFixed(1)}%`);
});
