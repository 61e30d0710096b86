/** How much one user may ask within a minute, of all processes that hear commands together. */
import type { Asked } from '../ports/adapter.ts';
import type { Bot } from './bot.ts';

const MINUTE_MS = 60_000;

/** Undefined where the command may pass; otherwise how it is refused. */
export interface Refusal {
  readonly waitMs: number;
  /** Whether whoever asked was told so within the last minute. */
  readonly isTold: boolean;
}

export async function refusal(bot: Bot, { place, user }: Asked): Promise<Refusal | undefined> {
  const most = bot.commandsPerMinute;
  if (most === undefined) return undefined;
  const now = bot.clock.now();
  const who = `user ${place.adapter}:${user}`;
  const until = await admit(bot, who, most, now);
  if (until === 'admitted') return undefined;
  const isTold = (await admit(bot, `told ${who}`, 1, now)) !== 'admitted';
  return { waitMs: Math.max(0, until.getTime() - now.getTime()), isTold };
}

/**
 * A store that fails leaves each process to count by itself: nobody is shut out for it, and a flood
 * still isn't let through.
 */
async function admit(bot: Bot, name: string, most: number, now: Date): Promise<'admitted' | Date> {
  if (bot.hearsAlone) return admitHere(bot, name, most, now.getTime());
  try {
    return await bot.stores.turns.admit(name, { most, perMs: MINUTE_MS }, now);
  } catch (error) {
    bot.log.error({ err: error }, 'commands are counted by this process alone');
    return admitHere(bot, name, most, now.getTime());
  }
}

/** By bot and name: the moments of those let through, oldest first. */
const counted = new WeakMap<Bot, Map<string, number[]>>();
/** More users than this at once are no people. */
const MOST_NAMES = 10_000;

function admitHere(bot: Bot, name: string, most: number, now: number): 'admitted' | Date {
  const names = counted.get(bot) ?? new Map<string, number[]>();
  counted.set(bot, names);
  // What lies ahead is from before the clock was set back.
  const counts = (at: number) => at > now - MINUTE_MS && at <= now;
  const recent = (names.get(name) ?? []).filter(counts);
  const [oldest = now] = recent;
  const isFull = recent.length >= most;
  names.delete(name);
  names.set(name, isFull ? recent : [...recent, now]);
  for (const [longestAgo, moments] of names) {
    const isOver = !counts(moments.at(-1) ?? 0);
    if (!isOver && names.size <= MOST_NAMES) break;
    names.delete(longestAgo);
  }
  return isFull ? new Date(oldest + MINUTE_MS) : 'admitted';
}
