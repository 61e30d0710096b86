/** A digest that goes into many channels is put into Slack's form once. */
import type { Digest } from '../../src/core/digest.ts';
import type { SlackMessage } from './limits.ts';
import { render, type SlackPicture } from './render.ts';

/** For as long as anybody has the digest; by its picture. */
const known = new WeakMap<Digest, Map<string, SlackMessage>>();

export function rendered(digest: Digest, picture: SlackPicture | undefined): SlackMessage {
  const own = known.get(digest) ?? new Map<string, SlackMessage>();
  known.set(digest, own);
  const name = JSON.stringify(picture ?? null);
  const message = own.get(name) ?? render(digest, picture);
  own.set(name, message);
  return message;
}
