/** Environment and configuration file → Config; every fault in one message, before any socket opens. */
import type { z } from 'zod';
import { AppError } from '../core/errors.ts';
import type { Schedule } from '../core/schedule.ts';
import { type Catalogue, LOCALES, type Locale, textFor } from '../core/text/index.ts';
import type { ChatAdapter, Target } from '../ports/adapter.ts';
import { readChannels } from './channels.ts';
import { fileSchema, parseFile } from './file.ts';
import { readSchedules } from './schedules.ts';
import { settings } from './settings.ts';

type Env = Readonly<Record<string, string | undefined>>;

export interface Config {
  readonly apps: readonly { appid: string; name: string; secret: string }[];
  /** Adapters that are set up, with their parsed settings and their channels. */
  readonly adapters: readonly {
    readonly adapter: ChatAdapter;
    readonly settings: Record<string, unknown>;
    readonly targets: readonly Target[];
  }[];
  readonly schedules: readonly Schedule[];
  /** Name of the channel where failures are told. */
  readonly operators: string | undefined;
  readonly wechatUrl: string;
  /** SQLite file. */
  readonly database: string;
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string | undefined;
  readonly quickchartUrl: string | undefined;
  readonly locale: Locale;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
}

/** The file read when RETENTION_CONFIG is unset and it exists. */
const DEFAULT_FILE = 'retention.config.yaml';

/**
 * @param readFile the text of a file, or undefined when there is none
 * @throws AppError config_invalid with all faults
 */
export function readConfig(
  rawEnv: Env,
  adapters: readonly ChatAdapter[],
  readFile: (path: string) => string | undefined,
): Config {
  // An empty variable is an unset one: that is how env files and containers switch things off.
  const env = Object.fromEntries(Object.entries(rawEnv).filter(([, value]) => value));
  const locale = localeFrom(env);
  const words = textFor(locale).config;
  const faults: string[] = [];
  const own = parse(settings, env, '', words, faults);
  const path = env.RETENTION_CONFIG ?? DEFAULT_FILE;
  const source = readFile(path);
  if (source === undefined && env.RETENTION_CONFIG) faults.push(words.noFile({ path }));
  const raw = source === undefined ? {} : parseFile(source, path, env, words, faults);
  const file = parse(fileSchema, raw, '', words, faults);

  const apps = file?.apps ?? (own ? appFromEnv(own, env, words, faults) : []);
  if (file?.apps) unique(file.apps, 'appid', 'apps', words, faults);
  const active = adapters
    .filter(({ enabledBy }) => env[enabledBy])
    .map((adapter) => ({
      adapter,
      settings: parse(adapter.settings, env, '', words, faults) ?? {},
    }));
  const targets = readChannels({
    file: file?.channels ?? [],
    env,
    adapters,
    locale,
    words,
    faults,
  });
  const schedules = readSchedules({
    file: file?.schedules,
    zone: own?.TIME_ZONE ?? 'Asia/Shanghai',
    apps: apps.map(({ appid }) => appid),
    channels: targets.map(({ name }) => name),
    words,
    faults,
  });
  const known = targets.map(({ name }) => name);
  if (file?.operators && !known.includes(file.operators))
    faults.push(
      words.unknownName({
        key: 'operators',
        value: file.operators,
        known: known.join(', ') || '—',
      }),
    );
  if (faults.length > 0 || !own) throw new AppError('config_invalid', { faults });

  return {
    apps: apps.map(({ appid, secret, name }) => ({ appid, secret, name: name ?? appid })),
    adapters: active.map((one) => ({
      ...one,
      targets: targets.filter(({ adapter }) => adapter === one.adapter.name),
    })),
    schedules,
    operators: file?.operators,
    wechatUrl: own.WECHAT_API_URL,
    database: own.DATABASE_URL.slice('sqlite:'.length),
    host: own.HOST,
    port: own.PORT,
    publicUrl: own.PUBLIC_URL,
    quickchartUrl: own.QUICKCHART_URL,
    locale,
    logLevel: own.LOG_LEVEL,
  };
}

/** The language of faults, before anything else can be trusted. */
export function localeFrom(env: Env): Locale {
  return LOCALES.find((locale) => locale === env.LOCALE) ?? 'en';
}

function appFromEnv(
  own: z.output<typeof settings>,
  env: Env,
  words: Catalogue['config'],
  faults: string[],
): { appid: string; secret: string; name?: string }[] {
  const { WECHAT_APPID: appid, WECHAT_APPSECRET: secret, WECHAT_APP_NAME: name } = own;
  if (!env.WECHAT_APPID && !env.WECHAT_APPSECRET) faults.push(words.noApp);
  else if (!appid) faults.push(words.missing({ name: 'WECHAT_APPID' }));
  else if (!secret) faults.push(words.missing({ name: 'WECHAT_APPSECRET' }));
  return appid && secret ? [{ appid, secret, ...(name && { name }) }] : [];
}

/** Parses, wording each issue with the variable or key it concerns. */
function parse<S extends z.ZodType>(
  schema: S,
  input: unknown,
  prefix: string,
  words: Catalogue['config'],
  faults: string[],
): z.output<S> | undefined {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    const name = prefix + keyOf(issue.path);
    if (issue.code === 'unrecognized_keys')
      for (const key of issue.keys)
        faults.push(
          words.unknownKey({
            key: name ? `${name}.${key}` : key,
            known: knownAt(schema, issue.path),
          }),
        );
    else if (valueAt(input, issue.path) === undefined) faults.push(words.missing({ name }));
    else {
      const kinds: Record<string, string> = words.expected;
      faults.push(words.invalid({ name, expected: kinds[issue.message] ?? words.expected.value }));
    }
  }
  return undefined;
}

const KNOWN_KEYS: Record<string, string> = {
  '': 'apps, channels, schedules, operators',
  apps: 'appid, secret, name',
  schedules: 'grain, at, cron, zone, apps, channels',
};

function knownAt(_schema: z.ZodType, path: readonly PropertyKey[]): string {
  return KNOWN_KEYS[String(path[0] ?? '')] ?? '';
}

function keyOf(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) => (value as Record<PropertyKey, unknown> | undefined)?.[part],
    input,
  );
}

function unique<K extends string>(
  items: readonly Record<K, string>[],
  field: K,
  key: string,
  words: Catalogue['config'],
  faults: string[],
) {
  const seen = new Set<string>();
  for (const item of items) {
    if (seen.has(item[field])) faults.push(words.twice({ key, value: item[field] }));
    seen.add(item[field]);
  }
}
