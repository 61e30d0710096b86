/** The only composition root: opens everything, and closes it in reverse order. */
import { randomBytes, randomUUID } from 'node:crypto';
import { calendarOf } from './calendar/index.ts';
import { openCharts } from './chart/index.ts';
import { chatsOf } from './chats.ts';
import { type Closer, closeAll, lastAnswers } from './closing.ts';
import type { House } from './commands/house.ts';
import type { Config } from './config/index.ts';
import { DEFAULT_AT } from './config/schedules.ts';
import { allEnded } from './core/all-ended.ts';
import { COLLECTIONS } from './core/collections.ts';
import { textFor } from './core/text/index.ts';
import { secretsOf } from './environment.ts';
import { chartRoute } from './http/charts.ts';
import { promMeter } from './http/meter.ts';
import { metricsRoute } from './http/metrics.ts';
import { readinessRoute } from './http/readiness.ts';
import { httpServer } from './http/server.ts';
import { createLog } from './log.ts';
import { type AnswerOptions, answer } from './pipeline/answer.ts';
import { auditedAddresses, resumeChat } from './pipeline/audit.ts';
import type { Bot } from './pipeline/bot.ts';
import { collector } from './pipeline/collector.ts';
import { reply, share } from './pipeline/publish.ts';
import { vitalsOf } from './pipeline/vitals.ts';
import type { AdapterHost } from './ports/adapter.ts';
import type { Vitals } from './ports/health.ts';
import type { Clock } from './ports/runtime.ts';
import { nextTick } from './schedule/due-ticks.ts';
import { openSharing } from './sharing.ts';
import { isPostgres, openStores } from './store/index.ts';
import { isStarted, soleStart } from './store/sole.ts';
import { miniProgram } from './wechat/index.ts';
import { throttle } from './wechat/throttle.ts';

export {
  configFromEnvironment,
  demoEnvironment,
  localeFromEnvironment,
  platformsFromEnvironment,
} from './environment.ts';
export { copyDatabase } from './store/backup.ts';
export { copyHistory } from './store/copy.ts';

export interface OpenOptions {
  readonly config: Config;
  readonly clock: Clock;
  /** Whether the command speaks to chats; the SDKs are loaded only then. */
  readonly chats: boolean;
  readonly simulated?: boolean;
  /** Whether it works as `start` does: on a SQLite file alone, on PostgreSQL beside others. */
  readonly serves?: boolean;
}

export async function openHouse({
  config,
  clock,
  chats: withChats,
  simulated = false,
  serves = false,
}: OpenOptions): Promise<House> {
  const log = createLog(config.logLevel, secretsOf(config));
  const closing = new AbortController();
  const opened: Closer[] = [];
  const close = (running: readonly Closer[] = []) => {
    closing.abort();
    return closeAll([...opened, ...running], log);
  };
  try {
    const isFile = config.database !== ':memory:' && !isPostgres(config.database);
    // Before anything is opened: a newer version must not change the tables under an older one that runs.
    const sole = serves && isFile ? await soleStart(config.database) : undefined;
    if (sole) opened.push({ name: 'sole', withinMs: 1_000, close: sole.close });
    const stores = await openStores(config.database);
    opened.push({ name: 'store', withinMs: 3_000, close: stores.close });
    const owner = randomUUID();
    const { database } = config;
    const { presence, parts, shared, turns } = await openSharing({
      ...{ database, stores, clock, log, owner, serves },
    });
    opened.push({ name: 'presence', withinMs: 2_000, close: presence.stop });
    opened.push({ name: 'parts', withinMs: 9_000, close: parts.stop });
    await presence.start();
    const charts = openCharts({ quickchartUrl: config.quickchartUrl });
    opened.push({ name: 'charts', withinMs: 3_000, close: charts.close });
    const server = httpServer(log);
    opened.push({ name: 'http', withinMs: 6_000, close: server.close });
    const route =
      config.publicUrl === undefined
        ? undefined
        : chartRoute({
            publicUrl: config.publicUrl,
            shelf: stores.charts,
            charts,
            clock,
            log,
            newId: () => randomBytes(16).toString('hex'),
            key: config.signingKey ?? (await stores.signingKey(randomBytes(32).toString('hex'))),
          });
    if (route) server.mount(route.handler);

    const chats = chatsOf(config, stores.addresses);
    const lane = throttle(config.limits, presence.count);
    const meter = promMeter({
      channels: chats.names,
      platforms: config.adapters.map(({ adapter }) => adapter.name),
    });
    const bot: Bot = {
      apps: config.apps.map(({ appid, name, access, missingSize }) => ({
        appid,
        name,
        ...miniProgram({
          app: appid,
          access,
          missingSize,
          baseUrl: config.wechatUrl,
          cloud: { env: process.env },
          lane: lane(),
          clock,
          log,
          meter,
          shared,
          random: Math.random,
        }),
      })),
      stores,
      clock,
      log,
      simulated,
      collector: collector(
        {
          snapshots: stores.snapshots,
          clock,
          log,
          lateness: { meter, since: clock.now() },
        },
        turns,
      ),
      parts,
      meter,
      nextFiring: nextTick,
      get operators() {
        return config.operators === undefined ? [] : chats.configured([config.operators]);
      },
      areOperatorsImplied: config.areOperatorsImplied,
      destinations: chats.destinations,
      schedules: config.schedules,
      zone: config.zone,
      at: DEFAULT_AT,
      permissions: config.permissions,
      calendar: calendarOf(config.calendar),
      alerts: config.alerts,
      onUnknownDelivery: config.onUnknownDelivery,
      commandsPerMinute: config.commandsPerMinute,
      // A file has one process that serves.
      hearsAlone: !isPostgres(config.database),
    };
    let lastBeat: Vitals['lastBeat'] = () => undefined;
    const vitals = vitalsOf(bot, {
      collections: COLLECTIONS,
      since: clock.now(),
      replicas: async () => presence.count(),
      lastBeat: () => lastBeat(),
      isStopping: () => closing.signal.aborted,
    });
    server.mount(readinessRoute({ vitals, clock, log }));
    server.mount(metricsRoute({ meter, vitals, log, token: config.metricsToken }));
    let collected: Promise<unknown> = Promise.resolve();
    // Whoever asks while the bot stops is answered still; nobody else will do it.
    const answers = new AbortController();
    const answering = (): AnswerOptions => ({
      collected,
      isFixed: chats.isFixed,
      signal: answers.signal,
    });
    const host: AdapterHost = {
      clock,
      random: Math.random,
      log,
      charts,
      addresses: auditedAddresses(bot, stores.addresses),
      turns: stores.turns,
      replicas: presence.count,
      localeOf: chats.localeOf,
      text: textFor,
      mount: server.mount,
      publish: async (chart) => route?.publish(chart),
      answer: (asked) => answer(bot, asked, answering()),
      share: (asked, to) => share(bot, asked, to, answering()),
      reply: (asked, to) => reply(bot, asked, to, answering()),
      choices: {
        apps: config.apps.map(({ appid, name }) => ({ appid, name })),
        zones: [...Intl.supportedValuesOf('timeZone'), 'UTC'],
        zone: config.zone,
        at: DEFAULT_AT,
      },
      resume: (chat) => resumeChat(bot, chat),
    };
    opened.push({
      name: 'chats',
      withinMs: 8_000,
      close: () => allEnded(chats.opened.map(async ({ open }) => open.close())),
    });
    for (const { adapter, settings, targets: own } of withChats ? config.adapters : []) {
      const open = await adapter.open(settings, own, host);
      chats.opened.push({ name: adapter.name, targets: own, open });
    }
    opened.push(
      lastAnswers({ server, answers, clock, isShared: presence.isShared, ending: closing.signal }),
    );
    return {
      config,
      bot,
      charts,
      chats: chats.opened,
      channels: chats.names,
      answer: host.answer,
      waitFor: (first) => {
        collected = first;
      },
      mount: server.mount,
      listen: (port = config.port) => server.listen(config.host, port),
      owner,
      isAlone: () => presence.count() === 1,
      witness: sole,
      isStarted: () => (isFile ? isStarted(config.database) : undefined),
      beatsBy: (told) => {
        lastBeat = told;
      },
      signal: closing.signal,
      abort: () => closing.abort(),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
