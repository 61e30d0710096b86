/** The channels of the configuration, from the file and from the environment. */
import { createHash } from 'node:crypto';
import type { Locale } from '../core/text/index.ts';
import type { ChatAdapter, Target } from '../ports/adapter.ts';
import { type Faults, isRecord, readFields } from './fields.ts';
import { channelSchema } from './file.ts';

export interface ConfiguredChannel extends Target {
  readonly adapter: string;
}

export interface ChannelOptions extends Faults {
  /** `channels` of the file, as written. */
  readonly file: readonly unknown[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly adapters: readonly ChatAdapter[];
  readonly locale: Locale;
}

interface Entry {
  readonly key: string;
  /** Undefined where the entry has no valid one. */
  readonly name: string | undefined;
  readonly channel: Omit<ConfiguredChannel, 'name'> | undefined;
}

/** `names` holds those of faulty channels too: what refers to them is no second fault. */
export function readChannels(options: ChannelOptions): {
  channels: ConfiguredChannel[];
  names: string[];
} {
  const { words, faults, adapters, env } = options;
  const written = options.file.map((item, index) => entryOf(item, `channels[${index}]`, options));
  const names: string[] = [];
  const channels: ConfiguredChannel[] = [];
  for (const { key, name, channel } of [...written, ...fromEnvironment(written, options)]) {
    if (name !== undefined && names.includes(name)) faults.push(words.twice({ key, value: name }));
    if (name !== undefined) names.push(name);
    if (!channel) continue;
    const variable = adapters.find((one) => one.name === channel.adapter)?.enabledBy;
    // Of a file that should have said it, the fault has been told.
    if (variable !== undefined && !env[variable] && !env[`${variable}_FILE`])
      faults.push(words.adapterOff({ key, adapter: channel.adapter, variable }));
    // Two names for one chat would post every digest there twice.
    const twin = channels.find((one) => isSameChat(one, channel));
    if (twin) faults.push(words.twice({ key, value: chatText(twin, words) }));
    channels.push({ ...channel, name: name ?? '' });
  }
  return { channels, names: [...new Set(names)] };
}

export interface Operators {
  /** Name of the channel where failures are told: where none is named, the only one there is. */
  readonly operators: string | undefined;
  /** Whether none is named. */
  readonly areOperatorsImplied: boolean;
}

export function readOperators({
  file,
  names,
  words,
  faults,
}: Faults & { readonly file: string | undefined; readonly names: readonly string[] }): Operators {
  if (file && !names.includes(file)) {
    const known = names.join(', ') || '—';
    faults.push(words.unknownName({ key: 'operators', value: file, known }));
  }
  const [only, ...others] = names;
  return {
    operators: file ?? (others.length === 0 ? only : undefined),
    areOperatorsImplied: file === undefined,
  };
}

/** A secret's hash tells a reader nothing. */
function chatText({ id, name, secret }: ConfiguredChannel, words: ChannelOptions['words']): string {
  return secret === undefined ? id : words.urlOf({ name });
}

function entryOf(item: unknown, key: string, options: ChannelOptions): Entry {
  const { words, faults } = options;
  const platforms = options.adapters.map((one) => one.name);
  const known = ['name', 'locale', ...platforms];
  const { name, locale } = readFields(channelSchema, item, { key, known }, { words, faults });
  if (!isRecord(item)) return { key, name, channel: undefined };
  const [adapter, ...more] = platforms.filter((platform) => platform in item);
  if (!adapter || more.length > 0)
    faults.push(words.oneAdapter({ key, adapters: platforms.join(', ') }));
  else {
    const by = options.adapters.find((one) => one.name === adapter)?.channelBy;
    const reached = by === 'secret-url' ? byUrl(item[adapter]) : byId(item[adapter]);
    if (reached)
      return { key, name, channel: { adapter, ...reached, locale: locale ?? options.locale } };
    const expected = words.expected[by === 'secret-url' ? 'secureUrl' : 'text'];
    faults.push(words.invalid({ name: `${key}.${adapter}`, expected }));
  }
  return { key, name, channel: undefined };
}

function byId(value: unknown): { id: string } | undefined {
  return typeof value === 'string' && value !== '' ? { id: value } : undefined;
}

/** Whoever knows the URL can post there: what is stored and logged is a hash of it. */
function byUrl(value: unknown): { id: string; secret: string } | undefined {
  if (typeof value !== 'string' || !URL.canParse(value)) return undefined;
  const { href, protocol, hostname, username, password } = new URL(value);
  const isSafe = protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname));
  // `fetch` takes no URL with a name in it, and repeats the whole of it in its error.
  if (!isSafe || username || password) return undefined;
  return { id: createHash('sha256').update(href).digest('hex').slice(0, 16), secret: href };
}

/** What stays on this machine needs no TLS: a relay to where the bot itself may not go. */
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** A channel named by an adapter's own variable, unless the file lists that chat already. */
function fromEnvironment(written: readonly Entry[], { adapters, env, locale }: ChannelOptions) {
  return adapters.flatMap(({ name, channelFrom }): Entry[] => {
    const id = channelFrom && env[channelFrom];
    if (!id) return [];
    const channel = { adapter: name, id, locale };
    const isListed = written.some((one) => one.channel && isSameChat(one.channel, channel));
    return isListed ? [] : [{ key: channelFrom, name, channel }];
  });
}

function isSameChat(
  a: Pick<ConfiguredChannel, 'adapter' | 'id'>,
  b: Pick<ConfiguredChannel, 'adapter' | 'id'>,
): boolean {
  return a.adapter === b.adapter && a.id === b.id;
}
