/** `doctor`: tries every connection once and says what is wrong and how to mend it. */
import type { Config } from '../config/index.ts';
import { AppError } from '../core/errors.ts';
import { type Locale, textFor } from '../core/text/index.ts';
import { type Check, examine } from '../pipeline/doctor.ts';
import { type Printer, printer } from './doctor-print.ts';
import type { House, Terminal } from './house.ts';

/** The way in, step by step: where one is shut, the rest is still told. */
export interface Door {
  /** Throws AppError config_invalid. */
  readonly readConfig: () => Config;
  /** The language, where there is no configuration. */
  readonly locale: () => Locale;
  /** Opens the house, lets the work be done in it and closes it. */
  readonly withHouse: (config: Config, work: (house: House) => Promise<number>) => Promise<number>;
}

const IN_ORDER = 0;
const FAULTY = 1;
const MISCONFIGURED = 2;

/** Exit code 1 when anything is wrong, 2 when it is the configuration. */
export async function runDoctor(
  { readConfig, locale, withHouse }: Door,
  { json }: { readonly json: boolean },
  { stdout }: Pick<Terminal, 'stdout'>,
): Promise<number> {
  let config: Config;
  try {
    config = readConfig();
  } catch (error) {
    if (!isA('config_invalid', error)) throw error;
    const told = printer(stdout, { json, locale: locale(), subjects: new Map() });
    told.tell(error.params.faults.map((fault) => configuration('fault', fault)));
    told.end();
    return MISCONFIGURED;
  }
  const told = printer(stdout, { json, locale: config.locale, subjects: subjectsOf(config) });
  const work = (storeError?: unknown) => (house: House) =>
    tell(house, { told, config, storeError });
  try {
    return await withHouse(config, work());
  } catch (error) {
    // Nothing was told yet: a house begins with its store.
    if (!isA('store_unusable', error)) throw error;
    return withHouse({ ...config, database: ':memory:' }, work(error));
  }
}

interface Telling {
  readonly told: Printer;
  /** As it was read; the house may have another database. */
  readonly config: Config;
  readonly storeError: unknown;
}

async function tell(
  { bot, chats, signal }: House,
  { told, config, storeError }: Telling,
): Promise<number> {
  const { locale } = config;
  told.tell([configuration('ok', countsOf(config)), ...plainSecrets(config)]);
  for (const checks of examine({ bot, chats, storeError, locale, signal })) {
    const found = await checks;
    signal.throwIfAborted();
    told.tell(found);
  }
  told.tell(operators(config));
  return told.end() ? IN_ORDER : FAULTY;
}

function configuration(status: Check['status'], message: string, fix = ''): Check {
  return { name: 'configuration', subject: '', status, message, fix };
}

function operators({ operators: named, adapters, locale }: Config): Check[] {
  if (named !== undefined || adapters.length === 0) return [];
  const { noOperators, nameOperators } = textFor(locale).terminal.doctor;
  return [configuration('note', noOperators, nameOperators)];
}

function plainSecrets({ plainSecrets: keys, locale }: Config): Check[] {
  if (keys.length === 0) return [];
  const { plainSecret, usePlainSecret } = textFor(locale).terminal.doctor;
  return [configuration('note', plainSecret({ keys: keys.join(', ') }), usePlainSecret)];
}

function countsOf({ apps, adapters, schedules, locale }: Config): string {
  const channels = adapters.reduce((sum, { targets }) => sum + targets.length, 0);
  return textFor(locale).terminal.doctor.configured({
    apps: String(apps.length),
    channels: String(channels),
    schedules: String(schedules.length),
  });
}

function subjectsOf({ apps, adapters }: Config): Map<string, string> {
  return new Map([
    ...adapters.flatMap(({ adapter, targets }) =>
      [adapter, ...targets].map(({ name }): [string, string] => [name, name]),
    ),
    ...apps.map(({ appid, name }): [string, string] => [appid, name]),
  ]);
}

function isA<K extends 'config_invalid' | 'store_unusable'>(
  code: K,
  error: unknown,
): error is AppError<K> {
  return error instanceof AppError && error.code === code;
}
