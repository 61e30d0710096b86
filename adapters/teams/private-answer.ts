/** An answer that who asked sees alone: in a chat with the bot, or by a targeted message among others. */
import type { Digest } from '../../src/core/digest.ts';
import { activityFor } from './channel.ts';
import type { Heard, Hearing } from './hearing.ts';
import type { TeamsActivity } from './limits.ts';

/** For drawing and posting one answer. */
const ANSWER_MS = 60_000;

/** Where others are about it may be shared with them. */
export function privateActivity(
  digest: Digest,
  { place, kind }: Heard,
  { host, within }: Hearing,
  signal: AbortSignal = within(ANSWER_MS),
): Promise<TeamsActivity> {
  return activityFor(digest, place.channel, host, signal, { isPrivate: kind !== 'personal' });
}

/** Never where others see it, even when that fails. */
export async function answerPrivately(
  digest: Digest,
  heard: Heard,
  hearing: Hearing,
): Promise<void> {
  const { place, kind, account } = heard;
  const { connector, within } = hearing;
  const signal = within(ANSWER_MS);
  const activity = await privateActivity(digest, heard, hearing, signal);
  if (kind === 'personal') await connector.post(place, activity, signal);
  else await connector.whisper(place, { ...activity, recipient: { id: account } }, signal);
}
