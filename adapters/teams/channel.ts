/** One Teams conversation, or a thread in it: posts a digest as a card, edits it. */
import type { Digest } from '../../src/core/digest.ts';
import { ChannelError } from '../../src/core/errors.ts';
import type { AdapterHost, Target } from '../../src/ports/adapter.ts';
import type { Channel, Posted } from '../../src/ports/channel.ts';
import type { Connector, Place } from './connector.ts';
import { addressAt, kindOf, threadOf } from './conversations.ts';
import { activityOf, checkLimits, LIMITS, type TeamsActivity } from './limits.ts';
import { pictureOf } from './picture.ts';
import { type Layout, render } from './render.ts';

/** A target whose id is a thread's (`…;messageid=…`) posts into that thread. */
export function channelOf(target: Target, connector: Connector, host: AdapterHost): Channel {
  const { name } = target;

  const place = async (conversation: string): Promise<Place> => {
    const address = await addressAt(host.addresses, conversation);
    if (!address) throw new ChannelError('rejected', 'teams_not_installed', { channel: name });
    const isPerson = conversation === address.userId;
    return {
      address,
      conversation: isPerson ? address.conversationId : conversation,
      channel: name,
    };
  };

  /** Sends less where Teams counts otherwise than we do: rather a digest in short than none. */
  const send = async <T>(
    digest: Digest,
    signal: AbortSignal,
    call: (activity: TeamsActivity) => Promise<T>,
  ): Promise<T> => {
    for (const bytes of SIZES) {
      // Drawn anew for an edit as well: figures were revised.
      const activity = await activityFor(digest, name, host, signal, { bytes });
      try {
        return await call(activity);
      } catch (error) {
        if (!isTooLarge(error) || bytes === SIZES.at(-1)) throw error;
        host.log.warn({ channel: name, bytes, err: error }, 'Teams found a card too large');
      }
    }
    throw new Error('no size left');
  };

  return {
    name,

    async post(digest, _delivery, signal, under) {
      const there = below(await place(target.id), under);
      const id = await send(digest, signal, (activity) => connector.post(there, activity, signal));
      return { conversation: there.conversation, activity: id };
    },

    async edit({ conversation = '', activity: id = '' }, digest, signal) {
      const there = await place(conversation);
      await send(digest, signal, (activity) => connector.edit(there, id, activity, signal));
    },

    /**
     * The Bot Framework gives a bot no way to list or search messages (its REST reference has none),
     * and reading them through Graph takes rights no administrator should have to grant.
     */
    async find() {
      return 'unreadable';
    },
  };
}

/** Under an earlier message of a channel. Chats have no threads: there a message says itself what it is about. */
function below(place: Place, under: Posted | undefined): Place {
  const { conversation = '', activity = '' } = under ?? {};
  if (!activity || kindOf(place.address) !== 'channel') return place;
  return { ...place, conversation: threadOf(conversation, activity) };
}

/** What a card may take, try by try; the last holds the figures of most digests, and no picture. */
const SIZES = [LIMITS.activity, LIMITS.activity / 2, LIMITS.activity / 4];

function isTooLarge(error: unknown): boolean {
  return error instanceof ChannelError && error.code === 'message_too_large';
}

/** Throws where the card breaks a limit, which `render` rules out: better refused here than lost as a 413. */
export async function activityFor(
  digest: Digest,
  channel: string,
  host: AdapterHost,
  signal: AbortSignal,
  layout?: Layout,
): Promise<TeamsActivity> {
  const message = render(digest, await pictureOf(digest, host, signal, layout), layout);
  const faults = checkLimits(message, layout?.bytes);
  if (faults.length === 0) return activityOf(message);
  throw new ChannelError('rejected', 'message_too_large', { channel, detail: faults.join('; ') });
}
