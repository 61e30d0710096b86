/** The channels of the configuration, from the file and from the environment. */
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
    const adapter = adapters.find((one) => one.name === channel.adapter);
    if (adapter && !env[adapter.enabledBy])
      faults.push(words.adapterOff({ key, adapter: adapter.name, variable: adapter.enabledBy }));
    // Two names for one chat would post every digest there twice.
    if (channels.some((one) => isSameChat(one, channel)))
      faults.push(words.twice({ key, value: channel.id }));
    channels.push({ ...channel, name: name ?? '' });
  }
  return { channels, names: [...new Set(names)] };
}

function entryOf(item: unknown, key: string, options: ChannelOptions): Entry {
  const { words, faults } = options;
  const platforms = options.adapters.map((one) => one.name);
  const known = ['name', 'locale', ...platforms];
  const { name, locale } = readFields(channelSchema, item, { key, known }, { words, faults });
  if (!isRecord(item)) return { key, name, channel: undefined };
  const [adapter, ...more] = platforms.filter((platform) => platform in item);
  const id = adapter && item[adapter];
  if (!adapter || more.length > 0)
    faults.push(words.oneAdapter({ key, adapters: platforms.join(', ') }));
  else if (typeof id !== 'string' || id === '')
    faults.push(words.invalid({ name: `${key}.${adapter}`, expected: words.expected.text }));
  else return { key, name, channel: { adapter, id, locale: locale ?? options.locale } };
  return { key, name, channel: undefined };
}

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
