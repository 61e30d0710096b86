/** A channel in memory that fails as it is told, and remembers what stands in the chat. */
import type { Digest } from '../../src/core/digest.ts';
import { ChannelError } from '../../src/core/errors.ts';
import type { Channel, DeliveryId, Posted } from '../../src/ports/channel.ts';

/**
 * What becomes of a post. `rejected`: this message is refused; `barred`: whatever the bot says; `lost`:
 * nothing arrives, and nobody knows; `unseen`: it arrives, and nobody knows; `throws`: an error that
 * the adapter did not classify.
 */
export type Script = 'ok' | 'later' | 'rejected' | 'barred' | 'lost' | 'unseen' | 'throws';

interface ScriptedMessage {
  readonly delivery: DeliveryId;
  readonly digest: Digest;
  /** The message in whose thread it stands. */
  readonly under?: Posted;
}

export interface ScriptedChannel extends Channel {
  /** What stands in the chat, oldest first. */
  readonly messages: readonly ScriptedMessage[];
  /** How often a post was tried, a look taken. */
  readonly tries: DeliveryId[];
  readonly looks: { readonly delivery: DeliveryId; readonly since: Date }[];
  /** The outcomes of the next posts; afterwards everything arrives. */
  next(...scripts: Script[]): void;
  /** How history is read from now on: as it is, only at the second look, as if empty, not at all, or with a failure. */
  history(how: 'clear' | 'laggard' | 'hidden' | 'unreadable' | 'later' | 'rejected'): void;
}

export function scriptedChannel(name: string): ScriptedChannel {
  const messages: ScriptedMessage[] = [];
  const tries: DeliveryId[] = [];
  const looks: { delivery: DeliveryId; since: Date }[] = [];
  const scripts: Script[] = [];
  let read: Parameters<ScriptedChannel['history']>[0] = 'clear';
  const fault = (outcome: 'rejected' | 'later' | 'unknown') => {
    const code = {
      rejected: 'channel_refused',
      later: 'channel_busy',
      unknown: 'channel_unclear',
    } as const;
    return new ChannelError(outcome, code[outcome], { channel: name, detail: 'as scripted' });
  };
  const arrive = (delivery: DeliveryId, digest: Digest, under: Posted | undefined) => {
    messages.push({ delivery, digest, ...(under ? { under } : {}) });
    return { message: String(messages.length - 1) };
  };

  return {
    name,
    messages,
    tries,
    looks,
    next: (...more) => void scripts.push(...more),
    history: (how) => {
      read = how;
    },
    async post(digest, delivery, signal, under) {
      tries.push(delivery);
      // As over a network: the caller is not called back at once.
      await new Promise(setImmediate);
      if (signal.aborted) throw fault('unknown');
      const script = scripts.shift() ?? 'ok';
      if (script === 'unseen') arrive(delivery, digest, under);
      if (script === 'ok') return arrive(delivery, digest, under);
      if (script === 'throws') throw new TypeError('an adapter’s bug');
      if (script === 'barred')
        throw new ChannelError('rejected', 'slack_not_in_channel', { channel: name });
      throw fault(script === 'lost' || script === 'unseen' ? 'unknown' : script);
    },
    async edit(posted, digest) {
      const index = Number(posted['message']);
      const message = messages[index];
      if (!message) throw fault('rejected');
      messages[index] = { ...message, digest };
    },
    async find(delivery, since, _signal, under) {
      looks.push({ delivery, since });
      await new Promise(setImmediate);
      if (read === 'unreadable') return 'unreadable';
      if (read === 'later' || read === 'rejected') throw fault(read);
      if (read === 'hidden') return undefined;
      if (read === 'laggard') {
        read = 'clear';
        return undefined;
      }
      const index = messages.findIndex(
        (message) =>
          message.delivery === delivery && message.under?.['message'] === under?.['message'],
      );
      return index === -1 ? undefined : { message: String(index) };
    },
  };
}
