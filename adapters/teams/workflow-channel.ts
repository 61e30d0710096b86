/** One channel behind a workflow: posts a digest as a card by its URL, and can do nothing else there. */
import type { Digest } from '../../src/core/digest.ts';
import { ChannelError } from '../../src/core/errors.ts';
import type { AdapterHost, Target } from '../../src/ports/adapter.ts';
import type { Channel } from '../../src/ports/channel.ts';
import type { AdaptiveCard } from './card.ts';
import { pictureOf } from './picture.ts';
import { render } from './render.ts';
import { lossOf, refusalOf } from './workflow-errors.ts';

/**
 * Bytes of a card, as `weightOf` counts them. The workflow says 202 before it posts: what Teams then
 * refuses as too large is lost, and nobody here is told. Source: msteams-docs, issue 11274.
 */
export const WORKFLOW_BYTES = 28_672;
/** What `render` is given, in its own count, until the card is light enough; the first does for English. */
const BUDGETS = [1.5, 1, 0.5, 0.25].map((part) => part * WORKFLOW_BYTES);

/** @param target its secret is the URL; without it, it is one that the configuration lists no more */
export function workflowChannel(
  { name, secret }: Target,
  host: AdapterHost,
  deadlineMs: number,
): Channel {
  return {
    name,

    async post(digest, _delivery, signal) {
      unlessStopped(signal);
      if (secret === undefined)
        throw new ChannelError('rejected', 'workflow_closed', { channel: name, detail: 'no URL' });
      const card = await cardOf(digest, name, host, signal);
      unlessStopped(signal);
      const stop = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]);
      const answer = await send(secret, bodyOf(card), stop).catch((error: unknown) => {
        throw lossOf(error, name);
      });
      const refusal = refusalOf(answer, name, host.clock.now());
      if (refusal) throw refusal;
      // The answer names no message.
      return {};
    },

    async edit() {
      throw new ChannelError('rejected', 'workflow_no_edit', { channel: name });
    },

    async find() {
      return 'unreadable';
    },
  };
}

function unlessStopped(signal: AbortSignal): void {
  if (signal.aborted) throw new ChannelError('later', 'aborted', {});
}

async function cardOf(
  digest: Digest,
  channel: string,
  host: AdapterHost,
  signal: AbortSignal,
): Promise<AdaptiveCard> {
  for (const bytes of BUDGETS) {
    const layout = { bytes, buttons: false };
    const { card } = render(digest, await pictureOf(digest, host, signal, layout), layout);
    if (weightOf(card) <= WORKFLOW_BYTES) return card;
  }
  const detail = `more than ${WORKFLOW_BYTES} bytes`;
  throw new ChannelError('rejected', 'message_too_large', { channel, detail });
}

/**
 * Teams keeps what it was sent as a text inside JSON of its own: 24,453 bytes were 28,897 to it. So every
 * quote counts twice, and what isn't ASCII as much as its escape.
 */
export function weightOf(card: AdaptiveCard): number {
  return JSON.stringify(bodyOf(card))
    .replaceAll(/["\\]/g, '  ')
    .replaceAll(/[^ -~]/g, ' '.repeat(6)).length;
}

/** What the template "Post to a channel when a webhook request is received" reads. */
function bodyOf(card: AdaptiveCard) {
  const contentType = 'application/vnd.microsoft.card.adaptive';
  return { type: 'message', attachments: [{ contentType, contentUrl: null, content: card }] };
}

async function send(url: string, body: object, signal: AbortSignal) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    // Followed, a redirect would post what nobody may read to whoever is named in it.
    redirect: 'manual',
    signal,
  });
  const { status, headers } = response;
  // What has been taken is taken, however its answer ends.
  const text = response.ok ? '' : await response.text().catch(() => '');
  if (response.ok) await response.body?.cancel();
  return { status, retryAfter: headers.get('retry-after'), body: text };
}
