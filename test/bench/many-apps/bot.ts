/** The bot's part of the morning, in a process of its own: every app side by side, from the first token to the last row. */
import { settings } from '../../../src/config/settings.ts';
import { collector } from '../../../src/pipeline/collector.ts';
import { openStores } from '../../../src/store/index.ts';
import { throttle } from '../../../src/wechat/throttle.ts';
import { openMiniProgram } from '../../doubles/mini-program.ts';
import { APPS, NEWEST, NOW } from './morning.ts';

export interface Morning {
  readonly ms: number;
  readonly cpuMs: number;
  readonly peakBytes: number;
}

async function morning(url: string, database: string, rates: string): Promise<Morning> {
  const defaults = settings.parse({});
  const isLifted = rates === 'lifted';
  const lane = throttle({
    inFlight: defaults.WECHAT_IN_FLIGHT,
    inFlightPerApp: defaults.WECHAT_IN_FLIGHT_PER_APP,
    perSecond: isLifted ? Number.POSITIVE_INFINITY : defaults.WECHAT_PER_SECOND,
    perSecondPerApp: isLifted ? Number.POSITIVE_INFINITY : defaults.WECHAT_PER_SECOND_PER_APP,
  });
  // Nothing fails here, so nobody waits and nothing is worth a warning.
  const never = () => {
    throw new Error('the morning is not an ordinary one');
  };
  const clock = { now: () => NOW, sleep: never };
  const log = { debug() {}, info() {}, warn: never, error: never };
  const stores = await openStores(database);
  const { collect } = collector({ snapshots: stores.snapshots, clock, log });
  const apps = APPS.map((app) => ({
    appid: app,
    name: app,
    ...openMiniProgram({
      app,
      secret: `secret-of-${app}`,
      baseUrl: url,
      clock,
      log,
      lane: lane(),
    }),
  }));
  const { signal } = new AbortController();
  const [begun, cpu] = [performance.now(), process.cpuUsage()];
  await Promise.all(
    apps.map(async (app) => {
      const collected = await collect(app, NEWEST, signal);
      if (collected.state !== 'complete') throw collected.error;
    }),
  );
  const ms = performance.now() - begun;
  const { user, system } = process.cpuUsage(cpu);
  await stores.close();
  // In kilobytes, on every system.
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  return { ms, cpuMs: (user + system) / 1000, peakBytes };
}

const [url = '', database = '', rates = ''] = process.argv.slice(2);
process.stdout.write(JSON.stringify(await morning(url, database, rates)));
