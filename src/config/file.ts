/** The YAML file: several apps, channels and schedules; `${VAR}` in any text is taken from the environment. */
import { parse, YAMLParseError } from 'yaml';
import { z } from 'zod';
import { isCountry } from '../calendar/index.ts';
import { SEGMENTS } from '../core/cohort.ts';
import { LOCALES } from '../core/text/index.ts';
import { MISSING_SIZES, TRANSPORTS } from '../ports/access.ts';
import type { Permission } from '../ports/permissions.ts';
import { type Faults, isRecord } from './fields.ts';
import { VARIABLE, variablesIn } from './secret-files.ts';
import { isZone } from './zone.ts';

const text = z.string({ error: 'text' }).min(1, { error: 'text' });
const names = z.array(text, { error: 'list' });
const grain = z.enum(['daily', 'weekly', 'monthly'], { error: 'grain' });
const items = z.array(z.unknown(), { error: 'list' }).optional();

export const fileSchema = z.object({
  apps: items,
  channels: items,
  schedules: items,
  operators: text.optional(),
  access: z.unknown(),
  alerts: z.unknown(),
  calendar: z.unknown(),
});

/** Who may do each of these; what is left out is open to the members of the bot's chats. */
export const accessSchema = z.object({
  query: z.unknown(),
  subscribe: z.unknown(),
  mute: z.unknown(),
} satisfies Record<Permission, z.ZodUnknown>);

export const accessListSchema = z.object({
  channels: names.optional(),
  users: names.optional(),
});

/** What an app leaves out, the environment's WECHAT_… settings say for all of them. */
export const appSchema = z.object({
  appid: text,
  name: text.optional(),
  secret: text.optional(),
  transport: z.enum(TRANSPORTS, { error: 'transport' }).optional(),
  tokenUrl: z.url({ protocol: /^https?$/, error: 'url' }).optional(),
  tokenBearer: text.optional(),
  cloudEnv: text.optional(),
  cloudFunction: text.optional(),
  missingSize: z.enum(MISSING_SIZES, { error: 'missingSize' }).optional(),
});

/** As far as they are given, and valid. */
export type AppFields = {
  readonly [K in keyof z.output<typeof appSchema>]?: z.output<typeof appSchema>[K] | undefined;
};

/** A channel carries one further key, the adapter's name with the platform's id. */
export const channelSchema = z.object({
  name: text,
  locale: z.enum(LOCALES, { error: 'locale' }).optional(),
});

export const scheduleSchema = z.object({
  grain,
  at: z
    .string({ error: 'at' })
    .regex(/^([01]?\d|2[0-3]):[0-5]\d$/, { error: 'at' })
    .optional(),
  cron: text.optional(),
  zone: z.string({ error: 'zone' }).refine(isZone, { error: 'zone' }).optional(),
  apps: names.optional(),
  channels: names.optional(),
});

export const alertsSchema = z.object({
  sensitivity: z.enum(['low', 'normal', 'high'], { error: 'sensitivity' }).optional(),
  rules: items,
  channels: names.optional(),
});

const fraction = z
  .number({ error: 'fraction' })
  .gt(0, { error: 'fraction' })
  .lt(1, { error: 'fraction' });

export const ruleSchema = z.object({
  app: text.optional(),
  grain: grain.optional(),
  segment: z.enum(SEGMENTS, { error: 'segment' }).optional(),
  offset: z.int({ error: 'offset' }).optional(),
  below: fraction.optional(),
  drop: fraction.optional(),
});

const dates = z.array(z.iso.date({ error: 'date' }), { error: 'list' });

export const calendarSchema = z.object({
  country: z.string({ error: 'country' }).refine(isCountry, { error: 'country' }).optional(),
  holidays: dates.optional(),
  workdays: dates.optional(),
  years: z.array(z.int({ error: 'year' }), { error: 'list' }).optional(),
});

type Env = Readonly<Record<string, string | undefined>>;

export interface FileContent {
  /** With every `${VAR}` replaced. */
  readonly content: Record<string, unknown>;
  readonly written: unknown;
  /** What stood for which `${VAR}`, by name. */
  readonly variables: ReadonlyMap<string, string>;
}

/** Undefined, and told why, where it can't be read. */
export function parseFile(
  source: string,
  path: string,
  env: Env,
  told: Faults,
): FileContent | undefined {
  const { words, faults } = told;
  try {
    // Warnings would repeat what was written, secrets included.
    const written = parse(source, { logLevel: 'error' }) ?? {};
    const content = fill(written, '', env, told);
    const variables = new Map(
      variablesIn(source).flatMap((name) => {
        const value = Object.hasOwn(env, name) ? env[name] : undefined;
        return value ? [[name, value] as const] : [];
      }),
    );
    if (isRecord(content)) return { content, written, variables };
    faults.push(words.invalid({ name: path, expected: words.expected.keys }));
  } catch (error) {
    const detail = error instanceof YAMLParseError ? whatAndWhere(error) : undefined;
    faults.push(words.notYaml({ path, detail: detail ?? words.expected.quoted }));
  }
  return undefined;
}

/** The parser quotes behind a colon what it could not read, which may be a secret; other errors are all quotation. */
function whatAndWhere({ message, linePos }: YAMLParseError): string {
  const [what = ''] = message.split(':');
  const [at] = linePos ?? [];
  return / at line \d+/.test(what) || !at ? what : `${what} at line ${at.line}, column ${at.col}`;
}

function fill(value: unknown, key: string, env: Env, faults: Faults): unknown {
  if (typeof value === 'string')
    return value.replaceAll(VARIABLE, (whole, variable: string) => {
      const found = Object.hasOwn(env, variable) ? env[variable] : undefined;
      // Of a file that should have said it, the fault has been told.
      if (!found && !env[`${variable}_FILE`])
        faults.faults.push(faults.words.noVariable({ key, variable }));
      return found || whole;
    });
  if (Array.isArray(value))
    return value.map((item, index) => fill(item, `${key}[${index}]`, env, faults));
  if (isRecord(value))
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [
        name,
        fill(item, key ? `${key}.${name}` : name, env, faults),
      ]),
    );
  return value;
}
