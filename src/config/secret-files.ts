/** `NAME_FILE=/path`: a setting read from a file, as containers hand out secrets. */
import type { Catalogue } from '../core/text/index.ts';

type Env = Readonly<Record<string, string | undefined>>;

export interface FileFault {
  readonly kind: 'valueAndFile' | 'noFileNamed' | 'noValueFile' | 'emptyValueFile';
  readonly name: string;
  readonly path: string;
}

export interface Filled {
  /** The environment without what is empty, and with what the files say. */
  readonly env: Record<string, string>;
  /** Unworded: the language may come from a file, too. */
  readonly faults: readonly FileFault[];
}

/**
 * @param names the variables that may be given so; of any other, `…_FILE` is none of ours
 * @param readFile the text of a file, or undefined when there is none; throws when it can't be read
 */
export function filled(
  rawEnv: Env,
  names: Iterable<string>,
  readFile: (path: string) => string | undefined,
): Filled {
  // An empty variable is an unset one: that is how env files and containers switch things off.
  const env = Object.fromEntries(
    Object.entries(rawEnv).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
  const faults: FileFault[] = [];
  for (const name of new Set(names)) {
    const path = env[`${name}_FILE`];
    if (path === undefined) continue;
    if (env[name] !== undefined) {
      faults.push({ kind: 'valueAndFile', name, path });
      continue;
    }
    const read = textOf(path, readFile);
    if (read) env[name] = read;
    else if (read === '') faults.push({ kind: 'emptyValueFile', name, path });
    else faults.push({ kind: PATH.test(path) ? 'noValueFile' : 'noFileNamed', name, path });
  }
  return { env, faults };
}

export function fileFaultText({ kind, name, path }: FileFault, words: Catalogue['config']): string {
  return words[kind]({ name, path });
}

/** The variables that a text refers to as `${NAME}`. */
export function variablesIn(text: string): string[] {
  return [...text.matchAll(VARIABLE)].map(([, name = '']) => name);
}

/** Whatever doesn't look like one may be the secret itself, and is not repeated. */
const PATH = /^(?:\.{0,2}[\\/]|[A-Za-z]:[\\/])/;

export const VARIABLE = /\$\{(\w+)\}/g;

/** A shorter one is found inside ordinary words. */
const SHORTEST = 6;

/** Variables of the environment whose value is nobody's to read. */
const SECRET = /SECRET|TOKEN|PASSWORD|BEARER|KEY/;

export function secretsIn(env: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(env).filter(([name]) => SECRET.test(name));
}

export function asVariables(values: Iterable<readonly [string, string]>): [string, string][] {
  return [...values].map(([name, value]) => [`\${${name}}`, value]);
}

/** With names in place of what they stand for, as whoever wrote the file knows it: any of it may be a secret. */
export function asWritten(text: string, named: Iterable<readonly [string, string]>): string {
  const names = new Map(
    [...named]
      .filter(([, value]) => value.length >= SHORTEST)
      .toSorted(([, a], [, b]) => b.length - a.length)
      .map(([name, value]) => [value, name]),
  );
  if (names.size === 0) return text;
  // At once: the name of one may hold what another stands for.
  const values = [...names.keys()].map((value) => value.replace(/[^\w]/gu, '\\$&'));
  return text.replace(new RegExp(values.join('|'), 'g'), (value) => names.get(value) ?? '');
}

/** Editors end a file with a newline, some begin it with a mark of its encoding; neither is part of a secret. */
function textOf(path: string, readFile: (path: string) => string | undefined): string | undefined {
  try {
    return readFile(path)
      ?.replace(/^\uFEFF/, '')
      .replace(/[\r\n]+$/, '');
  } catch {
    return undefined;
  }
}
