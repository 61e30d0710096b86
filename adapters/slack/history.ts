/** Looks for a delivery among the messages of a channel or a thread. */
import type { webApi } from '@slack/bolt';
import type { DeliveryId } from '../../src/ports/channel.ts';

/** Members of the workspace can read metadata: it carries the delivery's name and nothing else. */
export const EVENT = 'retention_digest';

/** Its `ts`, in the thread of `first` if there is one; `oldest` in seconds, looked at here too, since a page may reach further back. */
export async function search(
  client: webApi.WebClient,
  { channel, first }: { channel: string; first: string | undefined },
  delivery: DeliveryId,
  oldest: number,
): Promise<string | undefined> {
  let cursor: string | undefined;
  do {
    const wanted = {
      channel,
      oldest: oldest.toFixed(6),
      include_all_metadata: true,
      limit: 100,
      ...(cursor ? { cursor } : {}),
    };
    const page = first
      ? await client.conversations.replies({ ...wanted, ts: first })
      : await client.conversations.history(wanted);
    const messages: readonly { ts?: string }[] = page.messages ?? [];
    const recent = messages.filter(({ ts }) => Number(ts) >= oldest);
    const found = recent.find((message) => carries(message, delivery));
    if (found) return found.ts;
    cursor = page.response_metadata?.next_cursor;
  } while (cursor);
  return undefined;
}

function carries(message: object, delivery: DeliveryId): boolean {
  const { metadata } = message as {
    metadata?: { event_type?: string; event_payload?: { delivery?: unknown } };
  };
  return metadata?.event_type === EVENT && metadata.event_payload?.delivery === delivery;
}
