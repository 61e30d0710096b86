/** Environment and configuration file → Config; every fault in one message, before any socket opens. */
import type { z } from 'zod';
import type { CalendarSettings } from '../calendar/index.ts';
import type { AlertSettings } from '../core/alerts/alert.ts';
import { AppError } from '../core/errors.ts';
import type { Schedule } from '../core/schedule.ts';
import { LOCALES, type Locale, textFor } from '../core/text/index.ts';
import type { RequestLimits } from '../ports/access.ts';
import type { ChatAdapter, Target } from '../ports/adapter.ts';
import type { Permissions } from '../ports/permissions.ts';
import { readAlerts } from './alerts.ts';
import { type ConfiguredApp, readApps } from './apps.ts';
import { readCalendar } from './calendar.ts';
import { type Operators, readChannels, readOperators } from './channels.ts';
import { type Faults, readFields } from './fields.ts';
import { type FileContent, fileSchema, parseFile } from './file.ts';
import { readPermissions } from './permissions.ts';
import { plainSecretsIn } from './plain-secrets.ts';
import { readSchedules } from './schedules.ts';
import {
  asVariables,
  asWritten,
  fileFaultText,
  filled,
  secretsIn,
  variablesIn,
} from './secret-files.ts';
import { settings, WECHAT_URL } from './settings.ts';

type Env = Readonly<Record<string, string | undefined>>;

export interface Config extends Operators {
  readonly apps: readonly ConfiguredApp[];
  /** Adapters that are set up, with their parsed settings and their channels. */
  readonly adapters: readonly {
    readonly adapter: ChatAdapter;
    readonly settings: Record<string, unknown>;
    readonly targets: readonly Target[];
  }[];
  readonly schedules: readonly Schedule[];
  readonly permissions: Permissions;
  readonly calendar: CalendarSettings;
  readonly alerts: AlertSettings & {
    /** Names of channels; undefined for wherever digests of the app go. */
    readonly channels: readonly string[] | undefined;
  };
  /** IANA zone of schedules and subscriptions that name none. */
  readonly zone: string;
  readonly onUnknownDelivery: 'repost' | 'report';
  /** A proxy in front of WeChat's API; undefined for WeChat itself. */
  readonly wechatUrl: string | undefined;
  readonly limits: RequestLimits;
  /** SQLite file, or the URL of a PostgreSQL database. */
  readonly database: string;
  /** Milliseconds: how old a firing may be that was missed and still is made up for. */
  readonly catchUpMs: number;
  /** Days that WeChat's answers are kept as they came. */
  readonly keepRawDays: number;
  /** Of one user. */
  readonly commandsPerMinute: number;
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string | undefined;
  /** Signs the addresses of charts; the store keeps one where it is undefined. */
  readonly signingKey: string | undefined;
  /** Whoever asks for /metrics must bear it; undefined leaves them open. */
  readonly metricsToken: string | undefined;
  readonly quickchartUrl: string | undefined;
  readonly locale: Locale;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Keys of the file whose secret stands there itself. */
  readonly plainSecrets: readonly string[];
}

/** The file read when RETENTION_CONFIG is unset and it exists. */
const DEFAULT_FILE = 'retention.config.yaml';

/**
 * @param readFile the text of a file, or undefined when there is none; throws when it can't be read
 * @throws AppError config_invalid with all faults
 */
export function readConfig(
  rawEnv: Env,
  adapters: readonly ChatAdapter[],
  readFile: (path: string) => string | undefined,
): Config {
  const { env, faults: unread } = filled(rawEnv, namesOf(adapters), readFile);
  const locale = localeFrom(env);
  const told: Faults = { words: textFor(locale).config, faults: [] };
  const { words, faults } = told;
  faults.push(...unread.map((fault) => fileFaultText(fault, words)));
  const own = readFields(settings, env, 'environment', told);
  const { content, written, variables = NONE } = fileContent(env, readFile, told) ?? {};
  const file = readFields(fileSchema, content ?? {}, FILE, told);

  // A list that can't be read may name any app; that it can't be read has been told.
  const isReadable = content !== undefined && (file.apps !== undefined || !('apps' in content));
  const { apps, appids } = isReadable
    ? readApps({ file: file.apps, env: own, ...told })
    : { apps: [], appids: [] };
  const byVariable = adapters
    .filter(({ enabledBy }) => enabledBy !== undefined && env[enabledBy])
    .map((adapter) => readAdapter(adapter, env, told));
  const { channels, names } = readChannels({
    file: file.channels ?? [],
    env,
    adapters,
    locale,
    ...told,
  });
  const byChannel = adapters
    .filter(({ enabledBy }) => enabledBy === undefined)
    .filter(({ name }) => channels.some(({ adapter }) => adapter === name))
    .map((adapter) => readAdapter(adapter, env, told));
  const schedules = readSchedules({
    file: file.schedules,
    zone: own.TIME_ZONE ?? 'Asia/Shanghai',
    apps: appids,
    channels: names,
    ...told,
  });
  const operators = readOperators({ file: file.operators, names, ...told });
  const permissions = readPermissions({ file: file.access, channels, names, ...told });
  const calendar = readCalendar(file.calendar, told);
  const alerts = readAlerts({ file: file.alerts, apps: appids, channels: names, ...told });
  // Of what a file should have said, the file's fault is told.
  const repeated = unread.map(({ name }) => words.missing({ name }));
  const all = [...new Set(faults)].filter((fault) => !repeated.includes(fault));
  const plain = plainSecretsIn(written, adapters);
  const named = [...plain, ...asVariables([...secretsIn(env), ...variables])];
  if (all.length > 0)
    throw new AppError('config_invalid', { faults: all.map((fault) => asWritten(fault, named)) });

  // Without a fault every setting is there, its default included.
  const complete = own as z.output<typeof settings>;
  return {
    apps,
    adapters: [...byVariable, ...byChannel].map((one) => ({
      ...one,
      targets: channels.filter(({ adapter }) => adapter === one.adapter.name),
    })),
    schedules,
    ...operators,
    permissions,
    calendar,
    alerts,
    zone: complete.TIME_ZONE,
    onUnknownDelivery: complete.ON_UNKNOWN_DELIVERY,
    wechatUrl:
      complete.WECHAT_API_URL.replace(/\/+$/, '') === WECHAT_URL
        ? undefined
        : complete.WECHAT_API_URL,
    limits: {
      inFlight: complete.WECHAT_IN_FLIGHT,
      inFlightPerApp: complete.WECHAT_IN_FLIGHT_PER_APP,
      perSecond: complete.WECHAT_PER_SECOND,
      perSecondPerApp: complete.WECHAT_PER_SECOND_PER_APP,
    },
    database: complete.DATABASE_URL.replace(/^sqlite:/, ''),
    catchUpMs: millisecondsOf(complete.CATCH_UP),
    keepRawDays: complete.KEEP_RAW_DAYS,
    commandsPerMinute: complete.COMMANDS_PER_MINUTE,
    host: complete.HOST,
    port: complete.PORT,
    publicUrl: complete.PUBLIC_URL,
    signingKey: complete.SIGNING_KEY,
    metricsToken: complete.METRICS_TOKEN,
    quickchartUrl: complete.QUICKCHART_URL,
    locale,
    logLevel: complete.LOG_LEVEL,
    plainSecrets: [...plain.keys()],
  };
}

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** "24h", as the settings take it. */
function millisecondsOf(duration: string): number {
  return Number.parseInt(duration, 10) * (UNIT_MS[duration.at(-1) ?? ''] ?? Number.NaN);
}

function readAdapter(adapter: ChatAdapter, env: Env, told: Faults) {
  const settings = readFields(adapter.settings, env, 'environment', told);
  // What is set and not valid has been told.
  for (const name of adapter.missing(settings))
    if (!env[name]) told.faults.push(told.words.missing({ name }));
  return { adapter, settings };
}

/** Every setting of the bot and of adapters. */
function namesOf(adapters: readonly ChatAdapter[]): string[] {
  return [settings, ...adapters.map((one) => one.settings)].flatMap(({ shape }) =>
    Object.keys(shape),
  );
}

/**
 * The settings as a manifest needs them, where nothing else is read.
 *
 * @throws AppError config_invalid
 */
export function readEnvironment(
  rawEnv: Env,
  adapters: readonly ChatAdapter[],
  readFile: (path: string) => string | undefined,
): Env {
  const { env, faults } = filled(rawEnv, namesOf(adapters), readFile);
  const words = textFor(localeFrom(env)).config;
  const told = faults.map((fault) => fileFaultText(fault, words));
  if (told.length > 0) throw new AppError('config_invalid', { faults: told });
  return env;
}

/** The language of faults, before anything else can be trusted. */
export function localeFrom(env: Env): Locale {
  return LOCALES.find((locale) => locale === env.LOCALE) ?? 'en';
}

const NONE: ReadonlyMap<string, string> = new Map();
const FILE = { key: '', known: Object.keys(fileSchema.shape) };

function fileContent(
  env: Env,
  readFile: (path: string) => string | undefined,
  told: Faults,
): FileContent | undefined {
  const path = env.RETENTION_CONFIG ?? DEFAULT_FILE;
  const { words, faults } = told;
  try {
    const source = readFile(path);
    if (source === undefined && !env.RETENTION_CONFIG)
      return { content: {}, written: {}, variables: NONE };
    if (source !== undefined) {
      const named = variablesIn(source).filter((name) => !(name in env));
      const { env: all, faults: unread } = filled(env, named, readFile);
      faults.push(...unread.map((fault) => fileFaultText(fault, words)));
      return parseFile(source, path, all, told);
    }
    faults.push(words.noFile({ path }));
  } catch {
    faults.push(words.noFile({ path }));
  }
  return undefined;
}
