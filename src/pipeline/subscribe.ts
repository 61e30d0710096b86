/** Subscribes, from the chat itself: to one digest by number, or to whatever goes to all channels. */
import type { Wanted } from '../core/command/command.ts';
import { type Digest, plainDigest, type Section } from '../core/digest.ts';
import { formatter } from '../core/format.ts';
import { newestComplete, newestExpected } from '../core/period.ts';
import type { Schedule } from '../core/schedule.ts';
import { textFor } from '../core/text/index.ts';
import type { Asked } from '../ports/adapter.ts';
import { record } from './audit.ts';
import type { Bot } from './bot.ts';
import {
  chatOf,
  isAmong,
  isPostedBy,
  numberedOf,
  others,
  type PostedHere,
  postedHere,
} from './posted-here.ts';
import { nextMoment, remark, scheduleLine, subscriptionActions } from './subscription-words.ts';

/** Each is looked at every minute: one chat must not keep the bot busy for all. */
const MOST = 50;

/** @param isFixed whether the configuration lists the chat, which then can't be subscribed as a whole */
export async function subscribe(
  bot: Bot,
  asked: Asked,
  what: Wanted | undefined,
  isFixed: boolean,
): Promise<Digest> {
  const { locale, place } = asked;
  const { commands, subscriptions: words } = textFor(locale);
  const here = await postedHere(bot, place);
  if (what) return subscribeTo(bot, asked, what, here);
  const actions = subscriptionActions([], locale);
  const say = (title: string, summary: string, sections: Section[] = []) =>
    plainDigest({ locale, title, summary, sections, actions });
  if (isFixed) return say(commands.fixedTitle, commands.fixed);
  if (here.isWhole) return say(words.thereTitle, words.wholeAlready);
  await bot.stores.addresses.subscribe(place.adapter, place.id, true);
  await record(bot, asked, 'subscribe', 'all');
  return say(commands.subscribedTitle, commands.subscribed, await unreached(bot, asked));
}

async function subscribeTo(
  bot: Bot,
  asked: Asked,
  what: Wanted,
  here: PostedHere,
): Promise<Digest> {
  const { locale, place, user } = asked;
  const { commands, subscriptions: words } = textFor(locale);
  const now = bot.clock.now();
  const { grain, app, at = bot.at, zone = bot.zone } = what;
  const wanted = { adapter: place.adapter, chat: place.id, grain, app, at, zone, by: user };
  const { schedule } = numberedOf(bot, { ...wanted, number: 0, since: now });
  const there = here.numbered.find((one) => one.schedule.key === schedule.key);
  if (!there && here.numbered.length >= MOST)
    return plainDigest({
      locale,
      title: words.fullTitle,
      summary: words.full({ most: String(MOST) }),
      actions: subscriptionActions(here.numbered, locale),
    });
  const one = there ?? numberedOf(bot, await bot.stores.subscriptions.add(wanted, now));
  if (!there) await record(bot, asked, 'subscribe', one);
  const said = {
    entry: scheduleLine(bot, schedule, locale),
    next: nextMoment(bot, schedule, locale),
    number: String(one.number),
  };
  const period = formatter(locale).shortPeriod(firstPeriod(bot, schedule));
  return plainDigest({
    locale,
    title: there ? words.thereTitle : commands.subscribedTitle,
    summary: there ? words.there(said) : words.added({ ...said, period }),
    sections: [
      ...(isPostedBy(others(here, one.number), schedule) ? remark(words.once) : []),
      ...(isEarly(bot, schedule) ? remark(words.early({ grain })) : []),
      ...(await unreached(bot, asked)),
    ],
    actions: subscriptionActions([one], locale),
  });
}

function firstPeriod(bot: Bot, one: Schedule) {
  return newestExpected(one.grain, firstFiring(bot, one));
}

/** Whether it fires when a period is over that WeChat doesn't have yet. */
function isEarly(bot: Bot, one: Schedule): boolean {
  return firstPeriod(bot, one).first !== newestComplete(one.grain, firstFiring(bot, one)).first;
}

function firstFiring(bot: Bot, one: Schedule): Date {
  const now = bot.clock.now();
  return bot.nextFiring(one, now) ?? now;
}

async function unreached(bot: Bot, { locale, place }: Asked): Promise<Section[]> {
  const chat = chatOf(place);
  const isReached = isAmong(await bot.destinations([chat]), chat);
  return isReached ? [] : remark(textFor(locale).subscriptions.unreached);
}
