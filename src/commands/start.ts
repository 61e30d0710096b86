/** `start`: collects, listens, and beats until it is told to stop. */
import { AppError } from '../core/errors.ts';
import { formatter } from '../core/format.ts';
import { GRAINS, newestExpected, shift } from '../core/period.ts';
import { HISTORY_WINDOW } from '../core/plan.ts';
import { cronAt, schedule } from '../core/schedule.ts';
import { textFor } from '../core/text/index.ts';
import { deliver } from '../pipeline/deliver.ts';
import { runTick } from '../pipeline/tick.ts';
import { progressBar } from '../progress.ts';
import { nextTick } from '../schedule/due-ticks.ts';
import { heartbeat } from '../schedule/heartbeat.ts';
import type { House, Terminal } from './house.ts';

const AGAIN_MS = 45 * 60_000;

/** So that commands are answered from fresh figures whatever the schedules say. */
const COLLECTION = GRAINS.map((grain) =>
  schedule({
    grain,
    cron: cronAt(grain, '09:30'),
    at: '09:30',
    zone: 'Asia/Shanghai',
    apps: 'all',
    channels: [],
  }),
);

export interface Started {
  readonly port: number;
  /** Stops taking work, lets what runs come to its end. */
  stop(): Promise<void>;
}

export async function start(house: House, terminal: Terminal): Promise<Started> {
  const { bot, config } = house;
  const { log, clock } = bot;
  const text = textFor(config.locale);
  const beat = heartbeat({
    schedules: [...config.schedules, ...COLLECTION],
    ticks: bot.stores.ticks,
    clock,
    log,
    run: (one, tick, signal) => runTick(bot, one, tick, signal),
  });
  const first = collectFirst(house, terminal);
  house.charts.warm().catch((error: unknown) => log.warn({ err: error }, 'charts are not ready'));
  house.waitFor(first);
  const port = await house.listen();
  log.info({ host: config.host, port, apps: bot.apps.length }, 'listening');
  const { quickchartUrl } = config;
  if (quickchartUrl)
    log.info({ server: new URL(quickchartUrl).host }, 'charts are drawn by a QuickChart server');
  if ((await bot.destinations('all')).length === 0) log.warn({}, text.terminal.noChannels);
  beat.start();
  const background = Promise.all([first.then(() => fetchHistory(house)), welcome(house)]).catch(
    (error: unknown) => {
      if (!house.signal.aborted) log.error({ err: error }, 'background work failed');
    },
  );
  return {
    port,
    async stop() {
      house.abort();
      await beat.stop();
      await background;
      await house.close();
    },
  };
}

/** What the first digests need, newest expected period of every grain. */
async function collectFirst({ bot, config, signal }: House, { stderr }: Terminal): Promise<void> {
  const bar = progressBar(stderr, textFor(config.locale).terminal.collecting);
  const now = bot.clock.now();
  await Promise.all(
    bot.apps.flatMap((app) =>
      GRAINS.map(async (grain) => {
        const collected = await bot.collector.collect(app, newestExpected(grain, now), signal, {
          onProgress: (done, total) => bar.update(`${app.appid} ${grain}`, done, total),
        });
        if (collected.state !== 'complete')
          bot.log.warn({ app: app.appid, grain, err: collected.error }, 'not collected');
      }),
    ),
  ).catch((error: unknown) => {
    if (!signal.aborted) bot.log.error({ err: error }, 'first collection failed');
  });
  bar.end();
}

/** Older cohorts, resumed by every start; those that wait for the newest period are left to its tick. */
async function fetchHistory(house: House): Promise<void> {
  const { bot, signal } = house;
  const open = new Set(bot.apps.flatMap((app) => GRAINS.map((grain) => ({ app, grain }))));
  while (open.size > 0) {
    for (const job of open) {
      const newest = newestExpected(job.grain, bot.clock.now());
      const window = HISTORY_WINDOW[job.grain];
      const once = (period: typeof newest) =>
        bot.collector.collect(job.app, period, signal, { window });
      let collected = await once(newest);
      if (collected.state === 'not-ready') collected = await once(shift(newest, -1));
      const isHopeless =
        collected.state === 'failed' &&
        collected.error instanceof AppError &&
        collected.error.retry === 'never';
      if (collected.state === 'complete' || isHopeless) open.delete(job);
    }
    if (open.size > 0) await bot.clock.sleep(AGAIN_MS, signal);
  }
  bot.log.info({}, 'history fetched');
}

/** One line in every configured channel at its first start; it also shows that the bot may post there. */
async function welcome({ bot, config, channels, signal }: House): Promise<void> {
  const now = bot.clock.now();
  const next = config.schedules
    .map((one) => ({ one, at: nextTick(one, now) }))
    .filter(({ at }) => at !== undefined)
    .sort((a, b) => (a.at?.getTime() ?? 0) - (b.at?.getTime() ?? 0))[0];
  if (!next?.at) return;
  const { one, at } = next;
  await deliver(
    bot,
    await bot.destinations(channels),
    'welcome',
    (locale) => {
      const text = textFor(locale);
      return {
        locale,
        title: text.commands.welcomeTitle,
        summary: text.commands.welcome({ next: formatter(locale).moment(at, one.zone) }),
        banner: bot.simulated ? text.digest.simulated : '',
        sections: [],
        footer: '',
      };
    },
    signal,
  );
}
