/** One Slack channel, or a thread in it: posts a digest with its picture, edits it, finds it again. */
import type { types } from '@slack/bolt';
import type { Digest } from '../../src/core/digest.ts';
import { ChannelError } from '../../src/core/errors.ts';
import type { AdapterHost, Target } from '../../src/ports/adapter.ts';
import type { Channel, Posted } from '../../src/ports/channel.ts';
import type { SlackClients } from './clients.ts';
import { codeOf, toChannelError } from './errors.ts';
import { EVENT, search } from './history.ts';
import { ladderOf, type Prepared } from './ladder.ts';
import { checkLimits, type SlackMessage } from './limits.ts';
import type { SlackPicture } from './render.ts';
import { rendered } from './rendered.ts';

/** How far this machine's clock may be ahead of Slack's. */
const SKEW_MS = 120_000;

/** @param thread the `ts` of the message it is the thread of; the channel itself without one */
export function channelOf(
  { name, id }: Target,
  clients: SlackClients,
  host: AdapterHost,
  thread?: string,
): Channel {
  const lane = clients.lane({ id, name }, host);
  const ladder = ladderOf(name, clients, host);

  /** Sends with the best picture that Slack takes; only a plain no leads to the next. Says whether the message lacks its own. */
  const send = async <T extends object>(
    digest: Digest,
    signal: AbortSignal,
    call: (message: SlackMessage) => Promise<T>,
  ): Promise<{ answer: T; lacking: Prepared | undefined }> => {
    unlessStopped(signal);
    // Drawn while it waits for its turn, so that no time of the channel's is lost.
    const preparing = ladder.prepare(digest, signal);
    let refused = 0;
    return lane(async () => {
      const prepared = await preparing;
      // Within one turn: Slack bears short bursts.
      for (;;) {
        unlessStopped(signal);
        const picture = prepared?.pictures[refused];
        const message = checked(rendered(digest, picture), name);
        const answer = await call(message).catch(unlessRefused(picture));
        if (answer) return { answer, lacking: picture ? undefined : prepared };
        // Kept for the next turn, where Slack asks to wait in between.
        refused += 1;
      }
    }, signal);
  };

  /** Undefined where Slack said no to the picture, and to nothing else. */
  const unlessRefused = (picture: SlackPicture | undefined) => (error: unknown) => {
    if (!picture || codeOf(error) !== 'invalid_blocks') throw toChannelError(error, name);
    const fields = { channel: name, picture, err: error };
    host.log.warn(fields, 'Slack refused the picture; sent with less');
    return undefined;
  };

  const update = (posted: Posted, message: SlackMessage, signal: AbortSignal) => {
    const { channel = '', ts = '' } = posted;
    // Metadata stays, as it isn't mentioned (docs of chat.update).
    return clients.posts(signal).chat.update({ channel, ts, ...taken(message) });
  };

  /** The last rung, once the message stands. */
  const link = async (posted: Posted, digest: Digest, { chart }: Prepared, signal: AbortSignal) => {
    const picture = await ladder.link(chart);
    if (!picture) return;
    await ladder.attempt('linked', () => {
      const message = checked(rendered(digest, picture), name);
      return lane(() => update(posted, message, signal), signal);
    });
  };

  /** A thread is named by its first message: a reply has none of its own. */
  const placeOf = (under: Posted | undefined) => ({
    channel: under?.['channel'] ?? id,
    first: under?.['ts'] ?? thread,
  });

  return {
    name,

    async post(digest, delivery, signal, under) {
      const { channel, first } = placeOf(under);
      const { answer, lacking } = await send(digest, signal, (message) =>
        clients.posts(signal).chat.postMessage({
          channel,
          ...taken(message),
          ...(first ? { thread_ts: first } : {}),
          metadata: { event_type: EVENT, event_payload: { delivery } },
          unfurl_links: false,
          unfurl_media: false,
        }),
      );
      const posted = identity(answer.channel ?? channel, answer.ts, name);
      if (!lacking) return posted;
      const top = first ? { ...posted, ts: first } : posted;
      if (!(await ladder.below(top, lacking, signal))) await link(posted, digest, lacking, signal);
      return posted;
    },

    async edit(posted, digest, signal) {
      const { lacking } = await send(digest, signal, (message) => update(posted, message, signal));
      if (lacking) await link(posted, digest, lacking, signal);
    },

    /** A message may show up seconds after its post was accepted: look twice before posting again. */
    async find(delivery, since, signal, under) {
      const { channel, first } = placeOf(under);
      try {
        const oldest = (since.getTime() - SKEW_MS) / 1000;
        const found = await search(clients.reads(signal), { channel, first }, delivery, oldest);
        return found === undefined ? undefined : identity(channel, found, name);
      } catch (error) {
        if (UNREADABLE.has(codeOf(error) ?? '')) return 'unreadable';
        throw toChannelError(error, name);
      }
    },
  };
}

/** History can't be read without its scopes, nor where the bot is no member. */
const UNREADABLE = new Set([
  'access_denied',
  'channel_not_found',
  'missing_scope',
  'no_permission',
  'not_in_channel',
  'team_access_not_granted',
  'thread_not_found',
]);

function unlessStopped(signal: AbortSignal): void {
  if (signal.aborted) throw new ChannelError('later', 'aborted', {});
}

function checked(message: SlackMessage, channel: string): SlackMessage {
  const faults = checkLimits(message);
  if (faults.length === 0) return message;
  throw new ChannelError('rejected', 'message_too_large', { channel, detail: faults.join('; ') });
}

/** The SDK's types lack the native chart. */
function taken({ blocks, ...words }: SlackMessage) {
  return { ...words, blocks: blocks as types.KnownBlock[] };
}

function identity(channel: string, ts: string | undefined, name: string): Posted {
  if (ts) return { channel, ts };
  throw new ChannelError('unknown', 'channel_unclear', { channel: name, detail: 'no ts' });
}
