/** The YAML file: several apps, channels and schedules; `${VAR}` in any text is taken from the environment. */
import { parse } from 'yaml';
import { z } from 'zod';
import type { Catalogue } from '../core/text/index.ts';
import { LOCALES } from '../core/text/index.ts';
import { isZone } from './zone.ts';

const text = z.string({ error: 'text' }).min(1, { error: 'text' });
const names = z.array(text, { error: 'list' });

/** Channels carry one further key, the adapter's name with the platform's id. */
export const fileSchema = z.strictObject({
  apps: z
    .array(z.strictObject({ appid: text, secret: text, name: text.optional() }), { error: 'list' })
    .optional(),
  channels: z
    .array(z.looseObject({ name: text, locale: z.enum(LOCALES, { error: 'locale' }).optional() }), {
      error: 'list',
    })
    .default([]),
  schedules: z
    .array(
      z.strictObject({
        grain: z.enum(['daily', 'weekly', 'monthly'], { error: 'grain' }),
        at: z
          .string({ error: 'at' })
          .regex(/^([01]?\d|2[0-3]):[0-5]\d$/, { error: 'at' })
          .optional(),
        cron: text.optional(),
        zone: z.string({ error: 'zone' }).refine(isZone, { error: 'zone' }).optional(),
        apps: names.optional(),
        channels: names.optional(),
      }),
      { error: 'list' },
    )
    .optional(),
  operators: text.optional(),
});

export type ConfigFile = z.output<typeof fileSchema>;

/** The file's content with every `${VAR}` replaced; faults are added to `faults`. */
export function parseFile(
  source: string,
  path: string,
  env: Readonly<Record<string, string | undefined>>,
  words: Catalogue['config'],
  faults: string[],
): unknown {
  try {
    return fill(parse(source) ?? {}, '', env, words, faults);
  } catch (error) {
    const detail = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    faults.push(words.notYaml({ path, detail }));
    return {};
  }
}

function fill(
  value: unknown,
  key: string,
  env: Readonly<Record<string, string | undefined>>,
  words: Catalogue['config'],
  faults: string[],
): unknown {
  if (typeof value === 'string')
    return value.replaceAll(/\$\{(\w+)\}/g, (whole, variable: string) => {
      const found = env[variable];
      if (!found) faults.push(words.noVariable({ key, variable }));
      return found || whole;
    });
  if (Array.isArray(value))
    return value.map((item, index) => fill(item, `${key}[${index}]`, env, words, faults));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [
        name,
        fill(item, key ? `${key}.${name}` : name, env, words, faults),
      ]),
    );
  return value;
}
