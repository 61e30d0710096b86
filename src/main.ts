/** The only composition root: reads the environment, opens everything, and closes it in reverse order. */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { adapters } from '../adapters/index.ts';
import { calendarOf } from './calendar/index.ts';
import { openCharts } from './chart/index.ts';
import { chatsOf } from './chats.ts';
import type { House } from './commands/house.ts';
import type { Platforms } from './commands/manifest.ts';
import { type Config, localeFrom, readConfig } from './config/index.ts';
import { DEFAULT_AT } from './config/schedules.ts';
import { textFor } from './core/text/index.ts';
import { chartRoute } from './http/charts.ts';
import { httpServer } from './http/server.ts';
import { createLog } from './log.ts';
import { type AnswerOptions, answer } from './pipeline/answer.ts';
import type { Bot } from './pipeline/bot.ts';
import { collector } from './pipeline/collector.ts';
import { reply, share } from './pipeline/publish.ts';
import type { AdapterHost } from './ports/adapter.ts';
import { NO_METER } from './ports/meter.ts';
import type { Clock } from './ports/runtime.ts';
import { nextTick } from './schedule/due-ticks.ts';
import { ownParts } from './schedule/own-parts.ts';
import { openStores } from './store/index.ts';
import { miniProgram } from './wechat/index.ts';
import { throttle } from './wechat/throttle.ts';

/** Environment and files → Config. Throws AppError config_invalid with every fault. */
export function configFromEnvironment(): Config {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return readConfig(process.env, adapters, (path) =>
    existsSync(path) ? readFileSync(path, 'utf8') : undefined,
  );
}

const PACKAGE = new URL('../package.json', import.meta.url);

/** What a manifest needs to know, before anything is configured. */
export function platformsFromEnvironment(): Platforms {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return {
    adapters,
    publicUrl: process.env.PUBLIC_URL || undefined,
    env: process.env,
    version: (JSON.parse(readFileSync(PACKAGE, 'utf8')) as { version: string }).version,
    locale: localeFrom(process.env),
  };
}

/** The few settings a demo takes from its caller; everything else is its own. */
export function demoEnvironment() {
  const { HOST, PORT, LOCALE, LOG_LEVEL } = process.env;
  return { HOST, PORT, LOCALE, LOG_LEVEL };
}

export interface OpenOptions {
  readonly config: Config;
  readonly clock: Clock;
  /** Whether the command speaks to chats; the SDKs are loaded only then. */
  readonly chats: boolean;
  readonly simulated?: boolean;
}

export async function openHouse({
  config,
  clock,
  chats: withChats,
  simulated = false,
}: OpenOptions): Promise<House> {
  const log = createLog(config.logLevel, secretsOf(config));
  const closing = new AbortController();
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    closing.abort();
    for (const closer of closers.toReversed()) await closer();
  };
  try {
    const stores = await openStores(config.database);
    closers.push(stores.close);
    const charts = openCharts({ quickchartUrl: config.quickchartUrl });
    closers.push(charts.close);
    const server = httpServer(log);
    closers.push(server.close);
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
    const lane = throttle(config.limits);
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
          random: Math.random,
        }),
      })),
      stores,
      clock,
      log,
      simulated,
      collector: collector({ snapshots: stores.snapshots, clock, log }),
      parts: ownParts(),
      meter: NO_METER,
      nextFiring: nextTick,
      get operators() {
        return config.operators === undefined ? [] : chats.configured([config.operators]);
      },
      destinations: chats.destinations,
      schedules: config.schedules,
      zone: config.zone,
      at: DEFAULT_AT,
      permissions: config.permissions,
      calendar: calendarOf(config.calendar),
      alerts: config.alerts,
      onUnknownDelivery: config.onUnknownDelivery,
    };
    let collected: Promise<unknown> = Promise.resolve();
    const answering = (): AnswerOptions => ({
      collected,
      isFixed: chats.isFixed,
      signal: closing.signal,
    });
    const host: AdapterHost = {
      clock,
      random: Math.random,
      log,
      charts,
      addresses: stores.addresses,
      turns: stores.turns,
      replicas: () => 1,
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
      resume: (chat) => stores.pauses.resume(chat),
    };
    for (const { adapter, settings, targets: own } of withChats ? config.adapters : []) {
      const open = await adapter.open(settings, own, host);
      chats.opened.push({ name: adapter.name, targets: own, open });
      closers.push(open.close);
    }
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
      signal: closing.signal,
      abort: () => closing.abort(),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function secretsOf(config: Config): string[] {
  const settings = config.adapters.flatMap((one) =>
    Object.entries(one.settings)
      .filter(([name]) => /TOKEN|SECRET|PASSWORD/.test(name))
      .map(([, value]) => String(value)),
  );
  const tokens = config.apps.flatMap(({ access }) => ('token' in access ? [access.token] : []));
  const secrets = tokens.map((token) => ('secret' in token ? token.secret : token.tokenBearer));
  const urls = config.adapters.flatMap(({ targets }) => targets.map(({ secret }) => secret));
  return [
    ...[...secrets, ...urls, config.signingKey].filter((secret) => secret !== undefined),
    ...settings,
  ];
}
