/** `backfill` as people run it: the real process, cut short and begun again, against a WeChat whose history ends. */
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { distance, type Grain, newestComplete, periodOf } from '../../src/core/period.ts';
import { SAMPLE_APPS, type SampleApp } from '../../src/demo/apps.ts';
import {
  type SimulatedCall,
  type SimulatedReply,
  type SimulatedWeChat,
  startSimulatedWeChat,
} from '../../src/demo/wechat-server.ts';
import { openStores } from '../../src/store/index.ts';
import { truthOf } from '../pipeline/rig.ts';
import { openShell, type Shell } from './cli.ts';

const [READING] = SAMPLE_APPS as readonly [SampleApp];
const MORNING = '2026-11-22T09:30:00+08:00';
const AS_OF = ['--as-of', MORNING];
/** So far back WeChat knows anything: days, weeks, months. */
const HISTORY: Record<Grain, number> = { day: 60, week: 9, month: 3 };

let wechat: SimulatedWeChat;
let shell: Shell;
let intercept: (call: SimulatedCall) => SimulatedReply | undefined;

beforeEach(async () => {
  intercept = () => undefined;
  const now = new Date(MORNING);
  wechat = await startSimulatedWeChat({
    apps: SAMPLE_APPS,
    world: {
      truth: (app, period) =>
        distance(period, newestComplete(period.grain, now)) < HISTORY[period.grain]
          ? truthOf(app, period)
          : undefined,
    },
    now: () => now,
    intercept: (call) => intercept(call),
  });
  shell = openShell({
    WECHAT_API_URL: wechat.url,
    WECHAT_APPID: READING.appid,
    WECHAT_APPSECRET: READING.secret,
    WECHAT_PER_SECOND: '9999',
    WECHAT_PER_SECOND_PER_APP: '9999',
  });
});
afterEach(async () => {
  shell.remove();
  await wechat.close();
});

const asked = (grain: Grain) =>
  wechat.calls.filter(({ endpoint }) => endpoint === grain).map(({ begin }) => begin);

test('stops five refusals beyond the end of history, says where, and asks for nothing again', async () => {
  const args = ['backfill', '--days', '2000', '--weeks', '200', '--months', '60', ...AS_OF];
  const first = await shell.run(args);
  expect(first.code).toBe(0);
  expect([asked('day').length, asked('week').length, asked('month').length]).toEqual([65, 14, 8]);
  expect(first.stdout.split('\n')).toEqual([
    `${READING.appid}  day  cohorts answered: 65: WeChat has nothing of Thu, Sep 17, 2026 or before`,
    expect.stringMatching(
      /week {2}cohorts answered: 14: WeChat has nothing of Aug 3.–.9, 2026 \(W32\)/,
    ),
    `${READING.appid}  month  cohorts answered: 8: WeChat has nothing of February 2026 or before`,
    '',
  ]);
  const before = wechat.calls.length;
  expect((await shell.run(args)).code).toBe(0);
  expect(wechat.calls.slice(before)).toEqual([]);
  const stores = await openStores(join(shell.folder, 'data/retention.db'));
  const newest = periodOf('day', '2026-11-21');
  const triangle = await stores.snapshots.triangle(
    READING.appid,
    'day',
    { first: '2000-01-01', last: newest.last },
    new Date(MORNING),
  );
  await stores.close();
  expect(triangle.size).toBe(60);
  for (const { period, counts } of triangle.values())
    for (const [offset, people] of counts.new)
      expect(people).toBe(truthOf(READING.appid, period).new.get(offset));
});

test('goes back through all of history when it is told nothing, and stops where that ends', async () => {
  const { code } = await shell.run(['backfill', ...AS_OF]);
  expect(code).toBe(0);
  expect([asked('day').length, asked('week').length, asked('month').length]).toEqual([65, 14, 8]);
});

test('told of one grain alone keeps to the usual of the others', async () => {
  await shell.run(['backfill', '--days', '3', ...AS_OF]);
  expect([asked('day').length, asked('week').length, asked('month').length]).toEqual([3, 14, 8]);
});

test('goes as far back as it is told', async () => {
  await shell.run(['backfill', '--days', '7', '--weeks', '2', '--months', '0', ...AS_OF]);
  expect([asked('day').length, asked('week').length, asked('month').length]).toEqual([7, 2, 0]);
});

test('one refused day on the way is no end of history', async () => {
  intercept = ({ begin, endpoint }) =>
    endpoint === 'day' && begin?.startsWith('202611') && Number(begin) % 5 === 1
      ? { body: { errcode: 61501, errmsg: 'date range error' } }
      : undefined;
  await shell.run(['backfill', '--days', '40', '--weeks', '0', '--months', '0', ...AS_OF]);
  expect(asked('day')).toHaveLength(40);
});

test.each(['SIGKILL', 'SIGINT'] as const)(
  'cut short by %s it is resumed without asking again for what is stored',
  async (signal) => {
    // WeChat falls silent after 25 answers, so that the cut is sure to come in the middle.
    let answers = 25;
    intercept = ({ endpoint }) =>
      endpoint === 'stable_token' || answers-- > 0 ? undefined : 'hang';
    const args = ['backfill', '--days', '50', '--weeks', '5', '--months', '3', ...AS_OF];
    const cut = shell.start(args);
    while (answers >= 0) await new Promise((done) => setImmediate(done));
    cut.kill(signal);
    const { code, stderr } = await cut.ended;
    if (signal === 'SIGINT') {
      expect(code).toBe(1);
      expect(stderr).toContain('What was fetched is kept; the same command goes on from there.');
    }
    const before = new Set(wechat.calls.slice(0, -3).map(key));
    const since = wechat.calls.length;
    intercept = () => undefined;
    expect((await shell.run(args)).code).toBe(0);
    const again = wechat.calls.slice(since).filter(({ endpoint }) => endpoint !== 'stable_token');
    // Whatever was under way when it was cut may be asked once more: two requests at the most.
    expect(again.filter((call) => before.has(key(call))).length).toBeLessThanOrEqual(2);
    expect(new Set(wechat.calls.map(key)).size).toBe(50 + 5 + 3 + 1);
  },
);

test('an app that fails is told, and the others are whole', async () => {
  const [, store] = SAMPLE_APPS as readonly [SampleApp, SampleApp];
  intercept = ({ app, endpoint }) =>
    app === store.appid && endpoint === 'week'
      ? { body: { errcode: 48001, errmsg: 'api unauthorized' } }
      : undefined;
  const file = {
    apps: SAMPLE_APPS.map(({ appid, secret }) => ({ appid, secret })),
  };
  const { writeFileSync } = await import('node:fs');
  writeFileSync(join(shell.folder, 'retention.config.yaml'), JSON.stringify(file));
  const args = ['backfill', '--days', '3', '--weeks', '2', '--months', '1', ...AS_OF];
  const { code, stdout } = await shell.run(args);
  expect(code).toBe(1);
  expect(stdout).toContain(`${store.appid}  week  cohorts answered: 0: ${store.appid} may not use`);
  expect(stdout).toContain(`${READING.appid}  week  cohorts answered: 2\n`);
  expect(stdout).toContain(`${store.appid}  day  cohorts answered: 3\n`);
});

function key({ endpoint, app, begin }: SimulatedCall): string {
  return endpoint === 'stable_token' ? endpoint : `${app} ${endpoint} ${begin}`;
}
