/** What everything that hears Slack works with: how a command is put to the bot, and what follows an acknowledgement. */
import type { Digest } from '../../src/core/digest.ts';
import { loopLine } from '../../src/core/loop-turn.ts';
import type { AdapterHost, Asked, Target } from '../../src/ports/adapter.ts';
import type { Channel } from '../../src/ports/channel.ts';
import { channelOf } from './channel.ts';
import type { SlackClients } from './clients.ts';
import { type Membership, membershipOf } from './membership.ts';

export interface Said {
  readonly text: string;
  /** Ids of Slack's. */
  readonly channel: string;
  readonly user: string;
}

export interface Hearing {
  readonly host: AdapterHost;
  readonly clients: SlackClients;
  readonly membership: Membership;
  /** What is put to the bot, once it is remembered where it was said. */
  asked(said: Said, options?: Partial<Pick<Asked, 'locale' | 'isMember'>>): Promise<Asked>;
  channel(id: string, thread?: string): Channel;
  /** Does what follows an acknowledgement; Bolt forgets a request once that is sent. */
  later(work: () => Promise<void>): void;
  /** Waits for what still follows. */
  drained(): Promise<void>;
}

/** No command is longer; more is somebody trying. */
const LONGEST = 500;

export function hearingOf(
  clients: SlackClients,
  host: AdapterHost,
  targets: readonly Target[],
): Hearing {
  const membership = membershipOf(clients, host);
  const running = new Set<Promise<void>>();
  // Not behind messages that go out.
  const turn = loopLine();
  const targetOf = (id: string): Target =>
    targets.find((target) => target.id === id) ?? {
      name: `slack ${id}`,
      id,
      locale: host.localeOf(id),
    };

  return {
    host,
    clients,
    membership,
    async asked({ text, channel, user }, options = {}) {
      await host.addresses.remember('slack', channel, { channel }).catch((err: unknown) => {
        host.log.error({ err }, 'A Slack channel could not be remembered; its command is answered');
      });
      return {
        text: text.slice(0, LONGEST),
        locale: host.localeOf(channel),
        place: { adapter: 'slack', id: channel },
        user,
        isMember: () => membership.isMember(user, channel),
        ...options,
      };
    },
    channel: (id, thread) => channelOf(targetOf(id), clients, host, thread),
    later(work) {
      const tracked: Promise<void> = turn()
        .then(work)
        .catch((err: unknown) => host.log.warn({ err }, 'Slack was not answered'))
        .finally(() => running.delete(tracked));
      running.add(tracked);
    },
    async drained() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}

/** As typed: Slack escapes these three in whatever it hands on (formatting-message-text#escaping). */
export function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** Whether it shows figures; the rest is told to who asked, not put in a digest's place. */
export function isReport({ sections }: Digest): boolean {
  return sections.some(({ kind }) => kind === 'figures' || kind === 'chart' || kind === 'table');
}
