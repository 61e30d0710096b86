/** What everything that hears Teams works with: who spoke where, how it is put to the bot, and what follows an acknowledgement. */
import type { Digest } from '../../src/core/digest.ts';
import { loopLine } from '../../src/core/loop-turn.ts';
import type { AdapterHost, Asked, OpenAdapter, Public, Target } from '../../src/ports/adapter.ts';
import type { Connector, Place } from './connector.ts';
import { addressOf, type ChatKind, type Incoming, kindOf } from './conversations.ts';

/** Somebody in a conversation. */
export interface Heard {
  readonly place: Place;
  readonly kind: ChatKind;
  /** Entra's id where there is one: it stays the same in every conversation. */
  readonly user: string;
  /** What Teams calls them, here. */
  readonly account: string;
}

export interface Hearing {
  readonly host: AdapterHost;
  readonly connector: Connector;
  asked(heard: Heard, text: string): Asked;
  /** Where everybody sees it: the thread it was said in, if it was. */
  publicly(heard: Heard, subject: string): Public;
  /** Does what follows an acknowledgement. */
  later(work: () => Promise<void>): void;
  /** How long a part of that may take: so many milliseconds, and a moment once the bot stops. */
  within(ms: number): AbortSignal;
  /** Waits for what still follows. */
  drained(): Promise<void>;
}

/** No command is longer; more is somebody trying. */
const LONGEST = 500;

/** @param graceMs for what is under way when the bot stops */
export function hearingOf(
  connector: Connector,
  host: AdapterHost,
  targets: readonly Target[],
  channel: OpenAdapter['channel'],
  graceMs: number,
): Hearing {
  const running = new Set<Promise<void>>();
  // Not behind messages that go out.
  const turn = loopLine();
  const stopping = new AbortController();
  const targetOf = (id: string): Target =>
    targets.find((target) => target.id === id) ?? {
      name: `teams ${id}`,
      id,
      locale: host.localeOf(id),
    };

  return {
    host,
    connector,
    asked({ place, user }, text) {
      const id = place.address.conversationId;
      return {
        text: text.slice(0, LONGEST),
        locale: host.localeOf(id),
        place: { adapter: 'teams', id },
        user,
        // Teams hands on only what is said where the app is installed.
        isMember: async () => true,
      };
    },
    publicly({ place }, subject) {
      const id = place.address.conversationId;
      const target = { ...targetOf(id), id: place.conversation };
      return { channel: channel(target), chat: `teams:${id}`, subject };
    },
    later(work) {
      const tracked: Promise<void> = turn()
        .then(work)
        .catch((err: unknown) => host.log.warn({ err }, 'Teams was not answered'))
        .finally(() => running.delete(tracked));
      running.add(tracked);
    },
    within: (ms) => AbortSignal.any([AbortSignal.timeout(ms), stopping.signal]),
    async drained() {
      const grace = AbortSignal.timeout(graceMs);
      const stop = () => stopping.abort();
      grace.addEventListener('abort', stop);
      while (running.size > 0) await Promise.all(running);
      grace.removeEventListener('abort', stop);
    },
  };
}

export function heardIn(activity: Incoming): Heard {
  const address = addressOf(activity);
  const { conversation, from } = activity;
  return {
    place: { address, conversation: conversation.id, channel: address.conversationId },
    kind: kindOf(address),
    user: from?.aadObjectId ?? from?.id ?? '',
    account: from?.id ?? '',
  };
}

/** Whether there is something to look at; a sentence is told to who asked, not put in a digest's place. */
export function isShowable({ sections }: Digest): boolean {
  return sections.some(({ kind }) => kind !== 'text');
}
