/** Leaves a chat alone that refuses every message, until something there has changed. */
import { ChannelError, refuser, refuserOf } from '../core/errors.ts';
import type { Pause } from '../ports/stores.ts';
import type { Bot } from './bot.ts';

/** Not every change in a chat is told to the bot: it is tried again so often. */
const PAUSE_MS = 12 * 60 * 60_000;

/**
 * Where the platform as a whole refuses the bot, every message is tried: it is mended in the
 * configuration, which no chat tells of.
 */
export function isPaused({ code, since }: Pause, now: Date): boolean {
  return refuserOf(code) === 'chat' && now.getTime() < since.getTime() + PAUSE_MS;
}

/** Says whether a refusal pauses a chat that wasn't paused for it; undefined where it concerns one message. */
export async function pauseFor(
  { stores: { pauses }, clock }: Pick<Bot, 'stores' | 'clock'>,
  chat: string,
  error: unknown,
  before: Pause | undefined,
): Promise<boolean | undefined> {
  const from = refuser(error);
  if (!(error instanceof ChannelError) || from === undefined) return undefined;
  const { code } = error;
  const same = before?.code === code ? before : undefined;
  const since = same && from === 'platform' ? same.since : clock.now();
  // Another twelve hours, and perhaps another reason.
  if (before) await pauses.resume(chat);
  const isNew = await pauses.pause({ chat, since, code, params: error.params as object });
  return isNew && !same;
}
