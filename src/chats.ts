/** The chats that are open, and the channels in them by name or by key. */
import type { Config } from './config/index.ts';
import type { Locale } from './core/text/index.ts';
import type { Bot, Destination } from './pipeline/bot.ts';
import type { Asked, OpenAdapter, Target } from './ports/adapter.ts';
import type { AddressBook } from './ports/stores.ts';

export interface Chats {
  /** Adapters as they are opened, in order. */
  readonly opened: { name: string; targets: readonly Target[]; open: OpenAdapter }[];
  /** Names of the channels the configuration lists. */
  readonly names: readonly string[];
  /** Channels of the configuration. */
  configured(names: readonly string[] | 'all'): Destination[];
  readonly destinations: Bot['destinations'];
  /** The language of a chat, by the platform's id. */
  localeOf(id: string): Locale;
  /** Whether the configuration lists a chat, which no command then subscribes as a whole. */
  isFixed(place: Asked['place']): boolean;
}

export function chatsOf(config: Config, addresses: AddressBook): Chats {
  const opened: Chats['opened'] = [];
  const targets = config.adapters.flatMap((one) =>
    one.targets.map((target) => ({ ...target, adapter: one.adapter.name })),
  );
  const reached = (adapter: string, target: Target): Destination[] =>
    opened
      .filter(({ name }) => name === adapter)
      .map(({ open }) => ({
        channel: open.channel(target),
        chat: `${adapter}:${target.id}`,
        locale: target.locale,
      }));
  const configured: Chats['configured'] = (names) =>
    targets
      .filter(({ name }) => names === 'all' || names.includes(name))
      .flatMap(({ adapter, ...target }) => reached(adapter, target));
  const isFixed: Chats['isFixed'] = ({ adapter, id }) =>
    targets.some((target) => target.adapter === adapter && target.id === id);
  const unlisted = (adapter: string, id: string): Destination[] =>
    reached(adapter, { name: `${adapter} ${id}`, id, locale: config.locale });

  /** A configured name, else a key: "slack:C0123ABCD". */
  function named(name: string): Destination[] {
    const found = configured([name]);
    if (found.length > 0) return found;
    const [adapter = '', ...rest] = name.split(':');
    const id = rest.join(':');
    const listed = targets.find((target) => target.adapter === adapter && target.id === id);
    return listed ? reached(adapter, listed) : unlisted(adapter, id);
  }

  async function subscribed(): Promise<Destination[]> {
    const chats = await Promise.all(opened.map(({ name }) => addresses.list(name)));
    return chats
      .flat()
      .filter((one) => one.subscribed && !isFixed(one))
      .flatMap(({ adapter, id }) => unlisted(adapter, id));
  }

  return {
    opened,
    names: targets.map(({ name }) => name),
    configured,
    localeOf: (id) => targets.find((target) => target.id === id)?.locale ?? config.locale,
    isFixed,
    async destinations(channels) {
      if (channels === 'all') return [...configured('all'), ...(await subscribed())];
      const chats = new Map(channels.flatMap(named).map((one) => [one.chat, one]));
      return [...chats.values()];
    },
  };
}
