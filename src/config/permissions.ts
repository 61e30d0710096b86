/** Who may do what, as the file lists it. */
import type { Permission, Permissions, Permitted } from '../ports/permissions.ts';
import { type Faults, isRecord, readFields } from './fields.ts';
import { accessListSchema, accessSchema } from './file.ts';

export interface PermissionOptions extends Faults {
  /** `access` of the file, as written. */
  readonly file: unknown;
  readonly channels: readonly { readonly id: string }[];
  /** Names of channels, those of faulty ones too. */
  readonly names: readonly string[];
}

const PERMISSIONS = Object.keys(accessSchema.shape) as Permission[];

export function readPermissions({ file, ...options }: PermissionOptions): Permissions {
  if (file === undefined) return {};
  const told = { words: options.words, faults: options.faults };
  const lists = readFields(accessSchema, file, { key: 'access', known: PERMISSIONS }, told);
  return Object.fromEntries(
    PERMISSIONS.filter((one) => lists[one] !== undefined).map((one) => [
      one,
      readList(lists[one], `access.${one}`, options),
    ]),
  );
}

function readList(item: unknown, key: string, options: Omit<PermissionOptions, 'file'>): Permitted {
  const { words, faults, names } = options;
  const known = Object.keys(accessListSchema.shape);
  const told = { words, faults };
  const { channels, users } = readFields(accessListSchema, item, { key, known }, told);
  // Neither would let in everybody there is, which nobody writes a list for.
  if (isRecord(item) && !known.some((one) => one in item)) faults.push(words.noList({ key }));
  for (const value of channels ?? [])
    if (!isKnown(value, options))
      faults.push(
        words.unknownName({ key: `${key}.channels`, value, known: names.join(', ') || '—' }),
      );
  return { channels, users };
}

/** A name, or what may be the id of a chat that the configuration doesn't list. */
function isKnown(value: string, { names, channels }: Omit<PermissionOptions, 'file'>): boolean {
  return (
    names.includes(value) ||
    channels.some(({ id }) => id === value) ||
    /^[A-Z0-9]{8,}$|[:@]/.test(value)
  );
}
