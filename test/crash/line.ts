/** A chat platform made for being killed: plain HTTP, one request a message; some of its chats can't be searched. */
import { z } from 'zod';
import type { Digest } from '../../src/core/digest.ts';
import { ChannelError } from '../../src/core/errors.ts';
import { type ChatAdapter, defineAdapter, type Target } from '../../src/ports/adapter.ts';
import type { Channel, Posted } from '../../src/ports/channel.ts';

/** Chats whose name begins so tell nobody what stands in them. */
export const CLOSED = 'closed';

export const line: ChatAdapter = defineAdapter({
  name: 'line',
  settings: z.object({ LINE_URL: z.url() }),
  enabledBy: 'LINE_URL',
  channelFrom: undefined,
  channelBy: 'id',
  missing: () => [],
  manifest: undefined,
  open: async ({ LINE_URL }) => ({
    hears: true,
    channel: (target) => channelOf(LINE_URL, target),
    check: async () => [],
    checkTarget: async () => ({ name: 'channel', status: 'ok', message: '', fix: '' }),
    listen() {},
    async close() {},
  }),
});

function channelOf(url: string, { name, id }: Target): Channel {
  async function ask(method: string, path: string, body: object | undefined, signal: AbortSignal) {
    try {
      const response = await fetch(`${url}/${id}${path}`, {
        method,
        ...(body && { body: JSON.stringify(body) }),
        signal,
      });
      return (await response.json()) as Posted;
    } catch (cause) {
      throw new ChannelError(
        'unknown',
        'channel_unclear',
        { channel: name, detail: method },
        { cause },
      );
    }
  }
  const textOf = ({ title }: Digest) => title;
  return {
    name,
    post: (digest, delivery, signal, under) =>
      ask('POST', '', { delivery, title: textOf(digest), under: under?.['message'] }, signal),
    async edit(posted, digest, signal) {
      await ask('PUT', `/${posted['message']}`, { title: textOf(digest) }, signal);
    },
    async find(delivery, _since, signal, under) {
      if (id.startsWith(CLOSED)) return 'unreadable';
      const query = new URLSearchParams({ delivery, under: under?.['message'] ?? '' });
      const found = await ask('GET', `?${query}`, undefined, signal);
      return found['message'] === undefined ? undefined : found;
    },
  };
}
