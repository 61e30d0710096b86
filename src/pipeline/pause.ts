/** Leaves a chat alone for a while that refuses every message, and remembers why. */
import { ChannelError, refuser, refuserOf } from '../core/errors.ts';
import type { Pause, PauseBook } from '../ports/stores.ts';
import type { Bot } from './bot.ts';

/** Not every change in a chat is told to the bot. Shorter than the wait of a tick that tries again. */
const ALONE_MS = 30 * 60_000;

/**
 * When a chat refused last; by book, because whoever shares that shares its chats. Not stored: a
 * process that starts may have been mended.
 */
const refusals = new WeakMap<PauseBook, Map<string, number>>();

/**
 * Where the platform as a whole refuses the bot, every message is tried: it is mended in the
 * configuration, which no chat tells of.
 */
export function isPaused({ code }: Pause): boolean {
  return refuserOf(code) === 'chat';
}

/** Whether a paused chat has refused a moment ago what would be tried now. */
export function isLeftAlone({ stores: { pauses }, clock }: Deps, pause: Pause): boolean {
  const last = refusals.get(pauses)?.get(pause.chat);
  return isPaused(pause) && last !== undefined && clock.now().getTime() < last + ALONE_MS;
}

/** Says whether a refusal pauses a chat that wasn't paused for it; undefined where it concerns one message. */
export async function pauseFor(
  { stores: { pauses }, clock }: Deps,
  chat: string,
  error: unknown,
  before: Pause | undefined,
): Promise<boolean | undefined> {
  if (!(error instanceof ChannelError) || refuser(error) === undefined) return undefined;
  const since = clock.now();
  const ofBook = refusals.get(pauses) ?? new Map<string, number>();
  refusals.set(pauses, ofBook.set(chat, since.getTime()));
  const { code } = error;
  if (before?.code === code) return false;
  if (before) await pauses.resume(chat);
  return pauses.pause({ chat, since, code, params: error.params as object });
}

type Deps = Pick<Bot, 'stores' | 'clock'>;
