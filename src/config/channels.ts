/** The channels of the configuration, from the file and from the environment. */
import type { Catalogue, Locale } from '../core/text/index.ts';
import type { ChatAdapter, Target } from '../ports/adapter.ts';
import type { ConfigFile } from './file.ts';

export interface ConfiguredChannel extends Target {
  readonly adapter: string;
}

export function readChannels(p: {
  file: ConfigFile['channels'];
  env: Readonly<Record<string, string | undefined>>;
  adapters: readonly ChatAdapter[];
  locale: Locale;
  words: Catalogue['config'];
  faults: string[];
}): ConfiguredChannel[] {
  const { words, faults, adapters } = p;
  const channels: ConfiguredChannel[] = [];
  const add = (channel: ConfiguredChannel, key: string) => {
    const adapter = adapters.find(({ name }) => name === channel.adapter);
    if (adapter && !p.env[adapter.enabledBy])
      faults.push(words.adapterOff({ key, adapter: adapter.name, variable: adapter.enabledBy }));
    if (channels.some(({ name }) => name === channel.name))
      faults.push(words.twice({ key, value: channel.name }));
    // Two names for one chat would post every digest there twice.
    if (channels.some(({ adapter, id }) => adapter === channel.adapter && id === channel.id))
      faults.push(words.twice({ key, value: channel.id }));
    else channels.push(channel);
  };

  for (const [index, { name, locale, ...rest }] of p.file.entries()) {
    const key = `channels[${index}]`;
    const [entry, ...more] = Object.entries(rest);
    const adapter = adapters.find((one) => one.name === entry?.[0]);
    if (!entry || !adapter || more.length > 0 || typeof entry[1] !== 'string' || !entry[1]) {
      const names = adapters.map((one) => one.name).join(', ');
      faults.push(words.oneAdapter({ key, adapters: names }));
      continue;
    }
    add({ name, adapter: adapter.name, id: entry[1], locale: locale ?? p.locale }, key);
  }
  for (const { name, channelFrom } of adapters) {
    const id = channelFrom && p.env[channelFrom];
    if (id && !channels.some((one) => one.adapter === name && one.id === id))
      add({ name, adapter: name, id, locale: p.locale }, channelFrom);
  }
  return channels;
}
