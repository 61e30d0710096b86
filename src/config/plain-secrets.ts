/** Secrets that stand in the configuration file itself, where whoever reads or copies it has them. */
import type { ChatAdapter } from '../ports/adapter.ts';
import { isRecord } from './fields.ts';
import { variablesIn } from './secret-files.ts';

/** Keys of an app. */
const OF_APPS = ['secret', 'tokenBearer'];

/**
 * The places of those that no variable stands for: "apps[0].secret".
 *
 * @param written the file's content before any variable is replaced
 */
export function plainSecretsIn(written: unknown, adapters: readonly ChatAdapter[]): string[] {
  if (!isRecord(written)) return [];
  const urls = adapters.filter(({ channelBy }) => channelBy === 'secret-url');
  return [
    ...plainIn('apps', written['apps'], OF_APPS),
    ...plainIn(
      'channels',
      written['channels'],
      urls.map(({ name }) => name),
    ),
  ];
}

function plainIn(list: string, items: unknown, keys: readonly string[]): string[] {
  if (!Array.isArray(items)) return [];
  return items.flatMap((item, index) =>
    keys
      .filter((key) => isRecord(item) && isPlain(item[key]))
      .map((key) => `${list}[${index}].${key}`),
  );
}

function isPlain(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && variablesIn(value).length === 0;
}
