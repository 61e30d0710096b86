/** The demo's chat: nobody reads it, and of what the bot posts there by itself the newest alert is kept for the page. */
import { z } from 'zod';
import type { Digest } from '../core/digest.ts';
import { type ChatAdapter, defineAdapter } from '../ports/adapter.ts';
import type { Channel } from '../ports/channel.ts';

export interface PreviewChat {
  readonly adapter: ChatAdapter;
  /** As it stands; undefined while none was posted. */
  newestAlert(): Digest | undefined;
}

export function previewChat(): PreviewChat {
  const posted: Digest[] = [];
  let alert: number | undefined;
  const channel: Channel = {
    name: PREVIEW,
    async post(digest, _delivery, _signal, under) {
      const key = posted.push(digest) - 1;
      if (!under && isAlert(digest)) alert = key;
      return { key: String(key) };
    },
    async edit({ key }, digest) {
      posted[Number(key)] = digest;
    },
    find: async () => 'unreadable',
  };
  return {
    adapter: defineAdapter({
      name: PREVIEW,
      settings: z.object({}),
      enabledBy: undefined,
      channelFrom: undefined,
      channelBy: 'id',
      missing: () => [],
      manifest: undefined,
      open: async () => ({
        hears: true,
        channel: () => channel,
        check: async () => [],
        checkTarget: async () => ({ name: 'channel', status: 'ok', message: '', fix: '' }),
        listen() {},
        async close() {},
      }),
    }),
    newestAlert: () => (alert === undefined ? undefined : posted[alert]),
  };
}

/** Names the chat, and its one channel. */
export const PREVIEW = 'preview';

/** Nothing else is muted. */
function isAlert({ actions }: Digest): boolean {
  return actions.flat().some(({ does }) => does === 'tell');
}
