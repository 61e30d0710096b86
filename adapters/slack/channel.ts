/** One Slack channel: posts a digest with its picture, edits it, finds it again. */
import type { Digest } from '../../src/core/digest.ts';
import { ChannelError } from '../../src/core/errors.ts';
import type { AdapterHost, Target } from '../../src/ports/adapter.ts';
import type { Channel, DeliveryId, Posted } from '../../src/ports/channel.ts';
import type { SlackClients } from './clients.ts';
import { codeOf, toChannelError } from './errors.ts';
import { checkLimits, type SlackMessage } from './limits.ts';
import { chartOf, SIZE, upload, uploadToThread } from './picture.ts';
import { render } from './render.ts';

/** Members of the workspace can read metadata: it carries the delivery's name and nothing else. */
const EVENT = 'retention_digest';
/** How far this machine's clock may be ahead of Slack's. */
const SKEW_MS = 120_000;
/** A picture that takes longer is given up; the message isn't. */
const PICTURE_MS = 25_000;

export function channelOf(target: Target, clients: SlackClients, host: AdapterHost): Channel {
  const { name, id } = target;

  /** The picture ladder: in the message, else below it, else its words alone. Never throws. */
  const draw = async (digest: Digest, signal: AbortSignal) => {
    const chart = chartOf(digest);
    if (!chart || signal.aborted) return undefined;
    const soon = AbortSignal.any([signal, AbortSignal.timeout(PICTURE_MS)]);
    const png = await attempt('drawn', () => host.charts.render(chart, SIZE, soon));
    if (!png) return undefined;
    const client = clients.reads(soon);
    const file = await attempt('uploaded', () => upload(png, chart, client, host.clock, soon));
    return { chart, png, file };
  };

  const attempt = async <T>(what: string, work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (err) {
      host.log.warn({ channel: name, picture: what, err }, 'A picture failed; the message goes on');
      return undefined;
    }
  };

  /** Sends with the picture, and once more without it where Slack objects to the blocks. */
  const send = async <T>(
    digest: Digest,
    file: string | undefined,
    signal: AbortSignal,
    call: (message: SlackMessage) => Promise<T>,
  ): Promise<{ answer: T; pictured: boolean }> => {
    if (signal.aborted) throw new ChannelError('later', 'aborted', {});
    const message = checked(render(digest, file ? { slackFile: file } : undefined), name);
    try {
      return { answer: await call(message), pictured: file !== undefined };
    } catch (error) {
      if (!file || codeOf(error) !== 'invalid_blocks') throw toChannelError(error, name);
      host.log.warn({ channel: name, err: error }, 'Slack refused the picture; sent without it');
      return send(digest, undefined, signal, call);
    }
  };

  return {
    name,

    async post(digest, delivery, signal) {
      const picture = await draw(digest, signal);
      const { answer, pictured } = await send(digest, picture?.file, signal, (message) =>
        clients.posts(signal).chat.postMessage({
          channel: id,
          ...message,
          metadata: { event_type: EVENT, event_payload: { delivery } },
          unfurl_links: false,
          unfurl_media: false,
        }),
      );
      const posted = identity(answer.channel ?? id, answer.ts, name);
      if (picture && !pictured) {
        const client = clients.reads(AbortSignal.any([signal, AbortSignal.timeout(PICTURE_MS)]));
        await attempt('threaded', () => uploadToThread(picture.png, picture.chart, posted, client));
      }
      return posted;
    },

    async edit(posted, digest, signal) {
      const { channel = '', ts = '' } = posted;
      // Drawn anew: figures were revised. Metadata stays, as it isn't mentioned (docs of chat.update).
      const picture = await draw(digest, signal);
      await send(digest, picture?.file, signal, (message) =>
        clients.posts(signal).chat.update({ channel, ts, ...message }),
      );
    },

    /** A message may show up seconds after its post was accepted: look twice before posting again. */
    async find(delivery, since, signal) {
      try {
        return await search(delivery, (since.getTime() - SKEW_MS) / 1000, signal);
      } catch (error) {
        if (UNREADABLE.has(codeOf(error) ?? '')) return 'unreadable';
        throw toChannelError(error, name);
      }
    },
  };

  /** `oldest` in seconds; looked at here too, since a page may reach further back. */
  async function search(delivery: DeliveryId, oldest: number, signal: AbortSignal) {
    const client = clients.reads(signal);
    let cursor: string | undefined;
    do {
      const page = await client.conversations.history({
        channel: id,
        oldest: oldest.toFixed(6),
        include_all_metadata: true,
        limit: 100,
        ...(cursor ? { cursor } : {}),
      });
      const recent = (page.messages ?? []).filter(({ ts }) => Number(ts) >= oldest);
      const found = recent.find((message) => carries(message, delivery));
      if (found) return identity(id, found.ts, name);
      cursor = page.response_metadata?.next_cursor;
    } while (cursor);
    return undefined;
  }
}

/** History can't be read without its scopes, nor where the bot is no member. */
const UNREADABLE = new Set(['missing_scope', 'not_in_channel', 'channel_not_found']);

function checked(message: SlackMessage, channel: string): SlackMessage {
  const faults = checkLimits(message);
  if (faults.length === 0) return message;
  throw new ChannelError('rejected', 'message_too_large', { channel, detail: faults.join('; ') });
}

function identity(channel: string, ts: string | undefined, name: string): Posted {
  if (ts) return { channel, ts };
  throw new ChannelError('unknown', 'channel_unclear', { channel: name, detail: 'no ts' });
}

function carries(message: object, delivery: DeliveryId): boolean {
  const { metadata } = message as {
    metadata?: { event_type?: string; event_payload?: { delivery?: unknown } };
  };
  return metadata?.event_type === EVENT && metadata.event_payload?.delivery === delivery;
}
