/** The environment and its files → Config, and what of it must never appear anywhere. */
import { existsSync, readFileSync } from 'node:fs';
import { adapters } from '../adapters/index.ts';
import type { Platforms } from './commands/manifest.ts';
import { type Config, localeFrom, readConfig, readEnvironment } from './config/index.ts';
import { filled } from './config/secret-files.ts';
import { decoded } from './core/decoded.ts';

const PACKAGE = new URL('../package.json', import.meta.url);

/** Environment and files → Config. Throws AppError config_invalid with every fault. */
export function configFromEnvironment(): Config {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return readConfig(process.env, adapters, textOf);
}

/** The language of whatever is said before a configuration is read, or where none can be. */
export function localeFromEnvironment(): Config['locale'] {
  return localeFrom(filled(process.env, ['LOCALE'], textOf).env);
}

/** What a manifest needs to know, before anything is configured. */
export function platformsFromEnvironment(): Platforms {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const env = readEnvironment(process.env, adapters, textOf);
  return {
    adapters,
    publicUrl: env.PUBLIC_URL || undefined,
    env,
    version: (JSON.parse(readFileSync(PACKAGE, 'utf8')) as { version: string }).version,
    locale: localeFrom(env),
  };
}

/** The few settings a demo takes from its caller; everything else is its own. */
export function demoEnvironment() {
  const { HOST, PORT, LOCALE, LOG_LEVEL } = process.env;
  return { HOST, PORT, LOCALE, LOG_LEVEL };
}

function textOf(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/** Values that must never be logged. */
export function secretsOf(config: Config): string[] {
  const settings = config.adapters.flatMap((one) =>
    Object.entries(one.settings)
      .filter(([name]) => /TOKEN|SECRET|PASSWORD/.test(name))
      .map(([, value]) => String(value)),
  );
  const tokens = config.apps.flatMap(({ access }) => ('token' in access ? [access.token] : []));
  const secrets = tokens.map((token) => ('secret' in token ? token.secret : token.tokenBearer));
  const urls = config.adapters.flatMap(({ targets }) => targets.map(({ secret }) => secret));
  const keys = [config.signingKey, config.metricsToken, ...passwordsIn(config.database)];
  return [...[...secrets, ...urls, ...keys].filter((secret) => secret !== undefined), ...settings];
}

/** As it is written in a database's URL, and as it is meant. */
function passwordsIn(database: string): string[] {
  if (!URL.canParse(database)) return [];
  const { password } = new URL(database);
  return password === '' ? [] : [password, decoded(password)];
}
