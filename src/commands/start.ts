/** `start`: collects, listens, and beats until it is told to stop. */

import { allEnded } from '../core/all-ended.ts';
import { COLLECTIONS } from '../core/collections.ts';
import { plainDigest } from '../core/digest.ts';
import { AppError, explain } from '../core/errors.ts';
import { formatter } from '../core/format.ts';
import { GRAINS, type Grain, newestExpected } from '../core/period.ts';
import { HISTORY_WINDOW } from '../core/plan.ts';
import type { Schedule } from '../core/schedule.ts';
import { textFor } from '../core/text/index.ts';
import { backfill } from '../pipeline/backfill.ts';
import type { App } from '../pipeline/bot.ts';
import { deliver } from '../pipeline/deliver.ts';
import { housekeeping } from '../pipeline/housekeeping.ts';
import { lostTime } from '../pipeline/lost-time.ts';
import { partHandler } from '../pipeline/part.ts';
import { subscriptionSchedules } from '../pipeline/posted-here.ts';
import { sayAlive } from '../pipeline/say-alive.ts';
import { tellAgain } from '../pipeline/tell-again.ts';
import { tellMissed } from '../pipeline/tell-missed.ts';
import { tellRestored } from '../pipeline/tell-restored.ts';
import { tellDamage } from '../pipeline/tell-without-store.ts';
import { runTick } from '../pipeline/tick.ts';
import { watch } from '../pipeline/watch.ts';
import { progressBar } from '../progress.ts';
import { nextTick } from '../schedule/due-ticks.ts';
import { heartbeat } from '../schedule/heartbeat.ts';
import type { House, Terminal } from './house.ts';

const MINUTE_MS = 60_000;
const AGAIN_MS = 45 * MINUTE_MS;

export interface Started {
  readonly port: number;
  /** Stops taking work, lets what runs come to its end. */
  stop(): Promise<void>;
}

/** When it throws, nothing runs and the house is still open. */
export async function start(house: House, terminal: Terminal): Promise<Started> {
  const { bot, config } = house;
  const { log, clock } = bot;
  const lost = await lostTime(bot.stores, clock.now(), house.witness?.lastAlive);
  if (lost) log.warn(lost, 'the database knows nothing of some time');
  const schedules = async () => [
    ...config.schedules,
    ...COLLECTIONS,
    ...(await subscriptionSchedules(bot)),
  ];
  const beat = heartbeat({
    schedules,
    ticks: bot.stores.ticks,
    clock,
    log,
    isAlone: house.isAlone,
    failed: (error) => void tellDamage(bot, error, house.signal),
    catchUp: {
      withinMs: config.catchUpMs,
      leases: bot.stores.leases,
      owner: house.owner,
      tell: (missed, signal) => tellMissed(bot, missed, signal),
    },
    run: (one, tick, signal) => runTick(bot, one, tick, signal),
  });
  const collected = Promise.withResolvers<void>();
  house.waitFor(collected.promise);
  const port = await house.listen();
  for (const { open } of house.chats) open.listen();
  log.info({ host: config.host, port, apps: bot.apps.length }, 'listening');
  const { quickchartUrl } = config;
  if (quickchartUrl)
    log.info({ server: new URL(quickchartUrl).host }, 'charts are drawn by a QuickChart server');
  const isHeard = await Promise.all([bot.destinations('all'), subscriptionSchedules(bot)]);
  if (isHeard.every(({ length }) => length === 0))
    log.warn({}, explain(new AppError('no_channels', {}), textFor(config.locale)));
  if (config.operators === undefined && config.adapters.length > 0)
    log.warn({}, textFor(config.locale).terminal.doctor.noOperators);
  const first = collectFirst(house, terminal).then(collected.resolve);
  // First: on PostgreSQL whoever runs a tick waits for whoever serves its parts.
  await bot.parts.serve(partHandler(bot, schedules));
  house.beatsBy(beat.lastBeat);
  beat.start();
  // Each to its end: one that is aborted must not pass for all, while a message is under way.
  const background = Promise.allSettled(
    [
      first.then(() => fetchHistory(house)).then(() => judgeFirst(house)),
      welcome(house),
      warmCharts(house),
      sayAlive(bot, house.witness, house.signal),
      everyMinute(house, tellRestored),
      everyMinute(house, tellAgain),
      housekeeping(bot, { rawDays: config.keepRawDays, owner: house.owner }, house.signal),
    ].map((work) =>
      work.catch((error: unknown) => {
        if (!house.signal.aborted) log.error({ err: error }, 'background work failed');
      }),
    ),
  );
  return {
    port,
    async stop() {
      log.info({}, 'stopping');
      house.abort();
      await house.close([
        // A message under way has five seconds to arrive, and is then looked for. Parts of other processes'
        // ticks are handed back meanwhile: they need the chats as well.
        {
          name: 'work',
          withinMs: 10_000,
          close: () => allEnded<unknown>([beat.stop(), bot.parts.stop(), background]),
        },
      ]);
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

/** What is left to tell: of a restore more as it comes due, of failures until it stands. */
async function everyMinute({ bot, signal }: House, told: typeof tellAgain): Promise<void> {
  while (!signal.aborted) {
    await told(bot, signal).catch((err: unknown) => {
      if (!signal.aborted) bot.log.warn({ err }, 'not told');
    });
    await bot.clock.sleep(MINUTE_MS, signal).catch(() => undefined);
  }
}

/** Loads what the first picture needs, ahead of the first command. */
async function warmCharts({ bot, charts, signal }: House): Promise<void> {
  await charts.warm().catch((error: unknown) => {
    if (!signal.aborted) bot.log.warn({ err: error }, 'charts are not ready');
  });
}

/**
 * Older cohorts, resumed by every start. A bot first started after today's ticks has none to wait
 * for the newest period, so it is asked for here until it is there.
 */
async function fetchHistory(house: House): Promise<void> {
  const { bot, signal } = house;
  const open = new Set(bot.apps.flatMap((app) => GRAINS.map((grain) => ({ app, grain }))));
  while (open.size > 0) {
    // Side by side: one app that hangs must not keep the others' history waiting.
    await Promise.all(
      [...open].map(async (job) => {
        if (await isFetched(house, job)) open.delete(job);
      }),
    );
    if (open.size > 0) await bot.clock.sleep(AGAIN_MS, signal);
  }
  bot.log.info({}, 'history fetched');
}

/** What has fallen already need not wait for the next morning's collection. */
async function judgeFirst({ bot, signal }: House): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const wait = await watch(bot, attempt, signal);
    if (wait === undefined) return;
    await bot.clock.sleep(wait, signal);
  }
}

/** Collects what it can; says whether nothing is left to be asked for again. */
async function isFetched(
  { bot, signal }: House,
  { app, grain }: { app: App; grain: Grain },
): Promise<boolean> {
  const fetched = await backfill(bot, app, grain, { window: HISTORY_WINDOW[grain], signal });
  if (fetched.state !== 'failed') return fetched.state === 'complete';
  return fetched.error instanceof AppError && fetched.error.retry === 'never';
}

/** One line in every configured channel at its first start; it also shows that the bot may post there. */
async function welcome({ bot, config, chats, channels, signal }: House): Promise<void> {
  const deaf = chats.filter(({ open }) => !open.hears).map(({ name }) => `${name}:`);
  const now = bot.clock.now();
  const destinations = await bot.destinations(channels);
  await Promise.all(
    destinations.map((destination) => {
      const next = nextDigest(config.schedules, destination.channel.name, now);
      return deliver(
        bot,
        [destination],
        'welcome',
        (locale) => {
          const text = textFor(locale);
          const isDeaf = deaf.some((adapter) => destination.chat.startsWith(adapter));
          const { welcome, unscheduled } = text.commands[isDeaf ? 'welcomeDeaf' : 'welcomeHeard'];
          return plainDigest({
            locale,
            title: text.commands.welcomeTitle,
            summary: next
              ? welcome({ next: formatter(locale).moment(next.at, next.zone) })
              : unscheduled,
            banner: bot.simulated ? text.digest.simulated : '',
          });
        },
        signal,
        // On a first start nothing stands there; after a restore it may.
        { due: new Date(0) },
      );
    }),
  );
}

/** The soonest of the schedules that reach a channel, in that schedule's zone. */
function nextDigest(schedules: readonly Schedule[], channel: string, now: Date) {
  return schedules
    .filter(({ channels }) => channels === 'all' || channels.includes(channel))
    .flatMap((one) => {
      const at = nextTick(one, now);
      return at ? [{ at, zone: one.zone }] : [];
    })
    .sort((a, b) => a.at.getTime() - b.at.getTime())[0];
}
