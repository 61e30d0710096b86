/** Who may do what: those on the configuration's lists, else whoever is in a chat that the bot is in. */
import { type Digest, plainDigest } from '../core/digest.ts';
import { textFor } from '../core/text/index.ts';
import type { Asked } from '../ports/adapter.ts';
import type { AccessList, Bot, Permission } from './bot.ts';
import { chatOf, isAmong } from './posted-here.ts';

/** Bots that have said that a platform doesn't tell who is a member. */
const told = new WeakSet<Bot>();

export async function permitted(bot: Bot, asked: Asked, permission: Permission): Promise<boolean> {
  const list = bot.access[permission];
  return list ? isListed(bot, asked, list) : isAtHome(bot, asked);
}

export function refusal({ locale }: Asked, permission: Permission = 'query'): Digest {
  const { subscriptions: words } = textFor(locale);
  return plainDigest({ locale, title: words.refusedTitle, summary: words.refused[permission] });
}

async function isListed(bot: Bot, { place, user }: Asked, { channels, users }: AccessList) {
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
