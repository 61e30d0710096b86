/** An answer that who asked sees alone, through a response_url: Slack takes five within thirty minutes. */
import { RespondError, type RespondFn } from '@slack/bolt';
import type { Digest } from '../../src/core/digest.ts';
import type { AdapterHost } from '../../src/ports/adapter.ts';
import { chartOf } from './picture.ts';
import { fitsNative, render, type SlackPicture } from './render.ts';

export interface Placement {
  /** In the message's place; a message of its own otherwise. */
  readonly inPlace?: boolean;
  /** The first message of the thread it belongs in. */
  readonly thread?: string | undefined;
}

/** Says it once, and again with less where Slack refuses the picture: three uses at most. */
export async function answerPrivately(
  respond: RespondFn,
  digest: Digest,
  host: AdapterHost,
  placement: Placement = {},
): Promise<void> {
  const pictures = await picturesOf(digest, host);
  for (const [index, picture] of pictures.entries()) {
    const refused = await say(respond, digest, picture, placement);
    if (!refused) return;
    if (refused.isFinal || index === pictures.length - 1) throw refused.error;
    // Slack fetches a picture before it takes the message, and refuses both when it can't.
    host.log.warn(
      { err: refused.error },
      'Slack refused an answer with its picture; tried with less',
    );
  }
}

/** Never an uploaded file: Slack doesn't take one through a response_url (java-slack-sdk issue 1349). */
async function picturesOf(
  digest: Digest,
  host: AdapterHost,
): Promise<(SlackPicture | undefined)[]> {
  const chart = chartOf(digest);
  if (!chart) return [undefined];
  const imageUrl = await host.publish(chart).catch((err: unknown) => {
    host.log.warn({ err }, 'A chart was not published; the answer goes without it');
    return undefined;
  });
  return [
    ...(imageUrl ? [{ imageUrl }] : []),
    ...(fitsNative(chart) ? ['native' as const] : []),
    undefined,
  ];
}

type Refused = { readonly error: unknown; readonly isFinal: boolean };

/** Slack says no by a status, or by 200 and `ok: false`, which Bolt lets pass. */
async function say(
  respond: RespondFn,
  digest: Digest,
  picture: SlackPicture | undefined,
  { inPlace = false, thread }: Placement,
): Promise<Refused | undefined> {
  const { blocks, ...words } = render(digest, picture);
  try {
    const response = await respond({
      response_type: 'ephemeral',
      replace_original: inPlace,
      ...(thread ? { thread_ts: thread } : {}),
      ...words,
      // The SDK's types don't know every block.
      blocks: blocks as never,
    });
    const reason = refusalIn(await response.text());
    if (reason === undefined) return undefined;
    return { error: new Error(`response_url: ${reason}`), isFinal: SPENT.test(reason) };
  } catch (error) {
    // Used up or expired is 404; and what was not answered at all may have arrived.
    const isFinal = !(error instanceof RespondError) || error.statusCode === 404;
    return { error, isFinal };
  }
}

const SPENT = /expired|used_url/i;

function refusalIn(body: string): string | undefined {
  if (!body.startsWith('{')) return undefined;
  try {
    const { ok, error } = JSON.parse(body) as { ok?: unknown; error?: unknown };
    return ok === false ? String(error) : undefined;
  } catch {
    return undefined;
  }
}
