/** How often WeChat is called, by app and day, over a month of mornings. */

import { addDays, GRAINS, newestExpected } from '../../src/core/period.ts';
import { SAMPLE_APPS } from '../../src/demo/apps.ts';
import { startSimulatedWeChat } from '../../src/demo/wechat-server.ts';
import { simulatedWorld } from '../../src/demo/world.ts';
import { collector } from '../../src/pipeline/collector.ts';
import { openStores } from '../../src/store/index.ts';
import { openMiniProgram } from '../doubles/mini-program.ts';
import type { Measure } from './index.ts';

const FIRST = '2026-10-01';
const DAYS = 30;

export async function benchCalls(): Promise<Measure[]> {
  const [app] = SAMPLE_APPS;
  if (!app) throw new Error('no sample app');
  let now = morning(FIRST);
  const clock = { now: () => now, sleep: async () => undefined };
  const world = simulatedWorld({ apps: SAMPLE_APPS, yesterday: addDays(FIRST, DAYS) });
  const wechat = await startSimulatedWeChat({ apps: SAMPLE_APPS, world, now: clock.now });
  const stores = await openStores(':memory:');
  const quiet = { debug() {}, info() {}, warn() {}, error() {} };
  const program = openMiniProgram({
    app: app.appid,
    secret: app.secret,
    baseUrl: wechat.url,
    clock,
    log: quiet,
  });
  const collections = collector({ snapshots: stores.snapshots, clock, log: quiet });
  const calls: number[] = [];
  for (let day = 0; day <= DAYS; day += 1) {
    now = morning(addDays(FIRST, day));
    const before = wechat.calls.length;
    for (const grain of GRAINS)
      await collections.collect(
        { appid: app.appid, name: app.name, ...program },
        newestExpected(grain, now),
        AbortSignal.timeout(60_000),
      );
    calls.push(
      wechat.calls.slice(before).filter(({ endpoint }) => endpoint !== 'stable_token').length,
    );
  }
  await stores.close();
  await wechat.close();
  const [first, ...later] = calls;
  const total = later.reduce((sum, count) => sum + count, 0);
  return [
    { name: 'datacube calls of a first run, one app', value: String(first) },
    {
      name: `datacube calls an app and day, mean of ${DAYS} mornings (lowest – highest)`,
      value: `${(total / DAYS).toFixed(1)} (${Math.min(...later)} – ${Math.max(...later)})`,
    },
  ];
}

function morning(date: string): Date {
  return new Date(`${date}T09:30:00+08:00`);
}
