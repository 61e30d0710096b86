/** Secrets that stand in the configuration file itself, where whoever reads or copies it has them. */
import type { ChatAdapter } from '../ports/adapter.ts';
import { isRecord } from './fields.ts';
import { variablesIn } from './secret-files.ts';

/** Keys of an app. */
const OF_APPS = ['secret', 'tokenBearer'];

/**
 * Those that no variable stands for, by their places: "apps[0].secret".
 *
 * @param written the file's content before any variable is replaced
 */
export function plainSecretsIn(
  written: unknown,
  adapters: readonly ChatAdapter[],
): ReadonlyMap<string, string> {
  if (!isRecord(written)) return new Map();
  const urls = adapters.filter(({ channelBy }) => channelBy === 'secret-url');
  return new Map([
    ...plainIn('apps', written['apps'], OF_APPS),
    ...plainIn(
      'channels',
      written['channels'],
      urls.map(({ name }) => name),
    ),
  ]);
}

function plainIn(list: string, items: unknown, keys: readonly string[]): [string, string][] {
  if (!Array.isArray(items)) return [];
  return items.flatMap((item, index) =>
    keys.flatMap((key): [string, string][] => {
      const value: unknown = isRecord(item) ? item[key] : undefined;
      return isPlain(value) ? [[`${list}[${index}].${key}`, value]] : [];
    }),
  );
}

function isPlain(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && variablesIn(value).length === 0;
}
