/** Who may do what: those on the configuration's lists, else whoever is in a chat that the bot is in. */
import type { Command } from '../core/command/index.ts';
import type { Asked } from '../ports/adapter.ts';
import type { Permission, Permitted } from '../ports/permissions.ts';
import type { Bot } from './bot.ts';
import { chatOf, isAmong } from './posted-here.ts';

/** Bots that have said that a platform doesn't tell who is a member. */
const told = new WeakSet<Bot>();

export async function permitted(bot: Bot, asked: Asked, permission: Permission): Promise<boolean> {
  const list = bot.permissions[permission];
  if (!list) return isAtHome(bot, asked);
  if (!(await isListed(bot, asked, list))) return false;
  // A channel on the list speaks for those who are in it, not for who asks from elsewhere.
  return list.users !== undefined || !asked.isFromElsewhere || isThere(bot, asked);
}

/** Undefined where it is open to everybody. */
export function neededFor({ kind }: Command): Permission | undefined {
  switch (kind) {
    case 'help':
      return undefined;
    case 'subscribe':
    case 'unsubscribe':
      return 'subscribe';
    case 'mute':
    case 'unmute':
    case 'vote':
      return 'mute';
    default:
      return 'query';
  }
}

async function isListed(bot: Bot, { place, user }: Asked, { channels, users }: Permitted) {
  if (users && !users.includes(user)) return false;
  if (!channels) return true;
  const chat = chatOf(place);
  if (channels.includes(place.id) || channels.includes(chat)) return true;
  return isAmong(await bot.destinations(channels), chat);
}

async function isAtHome(bot: Bot, asked: Asked): Promise<boolean> {
  // That digests go there says nothing of who asks from elsewhere.
  return (
    (!asked.isFromElsewhere && (await isPostedTo(bot, asked.place))) || (await isThere(bot, asked))
  );
}

async function isPostedTo(bot: Bot, place: Asked['place']): Promise<boolean> {
  if (isAmong(await bot.destinations('all'), chatOf(place))) return true;
  const subscriptions = await bot.stores.subscriptions.list();
  return subscriptions.some((one) => one.adapter === place.adapter && one.chat === place.id);
}

async function isThere(bot: Bot, asked: Asked): Promise<boolean> {
  const isMember = await asked.isMember();
  if (isMember === undefined && !told.has(bot)) {
    told.add(bot);
    bot.log.warn({ adapter: asked.place.adapter }, 'membership unknown, everybody may ask');
  }
  return isMember ?? true;
}
