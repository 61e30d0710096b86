/** One Teams conversation: posts a digest as a card, edits it. */
import type { Digest } from '../../src/core/digest.ts';
import { ChannelError } from '../../src/core/errors.ts';
import type { AdapterHost, Target } from '../../src/ports/adapter.ts';
import type { Channel } from '../../src/ports/channel.ts';
import type { Connector, Place } from './connector.ts';
import { addressAt } from './conversations.ts';
import { activityOf, checkLimits, type TeamsActivity } from './limits.ts';
import { pictureOf } from './picture.ts';
import { render } from './render.ts';

export function channelOf(target: Target, connector: Connector, host: AdapterHost): Channel {
  const { name } = target;

  const place = async (conversation: string): Promise<Place> => {
    const address = await addressAt(host.addresses, conversation);
    if (!address) throw new ChannelError('later', 'teams_not_installed', { channel: name });
    return { address, conversation, channel: name };
  };

  return {
    name,

    async post(digest, _delivery, signal) {
      const there = await place(target.id);
      const activity = await activityFor(digest, name, host, signal);
      const id = await connector.post(there, activity, signal);
      return { conversation: there.conversation, activity: id };
    },

    async edit({ conversation = '', activity: id = '' }, digest, signal) {
      const there = await place(conversation);
      // Drawn anew: figures were revised.
      await connector.edit(there, id, await activityFor(digest, name, host, signal), signal);
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

/** Throws where the card breaks a limit, which `render` rules out: better refused here than lost as a 413. */
export async function activityFor(
  digest: Digest,
  channel: string,
  host: AdapterHost,
  signal: AbortSignal,
): Promise<TeamsActivity> {
  const message = render(digest, await pictureOf(digest, host, signal));
  const faults = checkLimits(message);
  if (faults.length === 0) return activityOf(message);
  throw new ChannelError('rejected', 'message_too_large', { channel, detail: faults.join('; ') });
}
