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
  return list ? isListed(bot, asked, list) : isAtHome(bot, asked);
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
  const { place } = asked;
  if (isAmong(await bot.destinations('all'), chatOf(place))) return true;
  const subscriptions = await bot.stores.subscriptions.list();
  if (subscriptions.some((one) => one.adapter === place.adapter && one.chat === place.id))
    return true;
  const isMember = await asked.isMember();
  if (isMember === undefined && !told.has(bot)) {
    told.add(bot);
    bot.log.warn({ adapter: place.adapter }, 'membership unknown, everybody may ask');
  }
  return isMember ?? true;
}
