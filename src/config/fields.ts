/** Reads an object field by field, so that one fault never hides another, and words each fault. */
import type { z } from 'zod';
import type { Catalogue } from '../core/text/index.ts';

/** Where faults are told, and in whose words. */
export interface Faults {
  readonly words: Catalogue['config'];
  readonly faults: string[];
}

/** Environment variables are named as they are; a key of the file by the place it stands at: "channels[0]". */
export type Place = 'environment' | { readonly key: string; readonly known?: readonly string[] };

/** The fields that are valid; those that aren't are absent, and told. */
export function readFields<S extends z.ZodObject>(
  schema: S,
  input: unknown,
  place: Place,
  { words, faults }: Faults,
): Partial<z.output<S>> {
  const prefix = place === 'environment' || place.key === '' ? '' : `${place.key}.`;
  if (!isRecord(input)) {
    const name = place === 'environment' ? '' : place.key;
    faults.push(words.invalid({ name, expected: words.expected.keys }));
    return {};
  }
  const fields = Object.entries(schema.shape).map(([key, field]) => {
    const parsed = (field as z.ZodType).safeParse(input[key]);
    if (parsed.success) return [key, parsed.data] as const;
    for (const issue of parsed.error.issues) {
      const name = `${prefix}${key}${keyOf(issue.path)}`;
      if (input[key] !== undefined)
        faults.push(words.invalid({ name, expected: expectedBy(issue, words) }));
      else if (place === 'environment') faults.push(words.missing({ name }));
      else faults.push(words.missingKey({ key: name }));
    }
    return [key, undefined] as const;
  });
  if (place !== 'environment' && place.known)
    for (const key of Object.keys(input))
      if (!place.known.includes(key))
        faults.push(words.unknownKey({ key: `${prefix}${key}`, known: place.known.join(', ') }));
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined)) as Partial<
    z.output<S>
  >;
}

/** An error message of our own schemas is the name of what is expected. */
function expectedBy(issue: z.core.$ZodIssue, { expected }: Catalogue['config']): string {
  const kinds: Readonly<Record<string, string>> = expected;
  if (Object.hasOwn(kinds, issue.message)) return kinds[issue.message] ?? expected.value;
  return issue.code === 'invalid_format' && issue.format === 'url' ? expected.url : expected.value;
}

function keyOf(path: readonly PropertyKey[]): string {
  return path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
