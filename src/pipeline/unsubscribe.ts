/** Ends a subscription of the chat it is asked in, and no other's. */
import { type Digest, plainDigest, type Section } from '../core/digest.ts';
import { formatter } from '../core/format.ts';
import { textFor } from '../core/text/index.ts';
import type { Asked } from '../ports/adapter.ts';
import { record } from './audit.ts';
import type { Bot } from './bot.ts';
import { isPostedBy, type Numbered, others, type PostedHere, postedHere } from './posted-here.ts';
import {
  numberedSection,
  remark,
  scheduleLine,
  subscriptionActions,
} from './subscription-words.ts';

/** @param number undefined for the chat as a whole; `isFixed`: the configuration lists it */
export async function unsubscribe(
  bot: Bot,
  asked: Asked,
  number: number | undefined,
  isFixed: boolean,
): Promise<Digest> {
  const here = await postedHere(bot, asked.place);
  return number === undefined
    ? unsubscribeWhole(bot, asked, here, isFixed)
    : unsubscribeOne(bot, asked, here, number);
}

async function unsubscribeWhole(
  bot: Bot,
  asked: Asked,
  here: PostedHere,
  isFixed: boolean,
): Promise<Digest> {
  const { locale, place } = asked;
  const { commands, subscriptions: words } = textFor(locale);
  const stays = here.numbered.length > 0 ? remark(words.stillNumbered) : [];
  const say = (title: string, summary: string) =>
    withLeft(bot, asked, here.numbered, { title, summary, sections: stays });
  if (isFixed) return say(commands.fixedTitle, commands.fixed);
  if (!here.isWhole) return say(commands.unsubscribedTitle, words.wholeNever);
  await bot.stores.addresses.subscribe(place.adapter, place.id, false);
  await record(bot, asked, 'unsubscribe', 'all');
  return say(commands.unsubscribedTitle, commands.unsubscribed);
}

async function unsubscribeOne(
  bot: Bot,
  asked: Asked,
  here: PostedHere,
  number: number,
): Promise<Digest> {
  const { locale, place } = asked;
  const { commands, subscriptions: words } = textFor(locale);
  const one = here.numbered.find((other) => other.number === number);
  const chat = { adapter: place.adapter, chat: place.id };
  if (!one || !(await bot.stores.subscriptions.remove(chat, number)))
    return withLeft(bot, asked, here.numbered, {
      title: words.noNumberTitle,
      summary: noNumber(number, here, asked),
      sections: [],
    });
  await record(bot, asked, 'unsubscribe', one);
  const left = here.numbered.filter((other) => other !== one);
  return withLeft(bot, asked, left, {
    title: commands.unsubscribedTitle,
    summary: words.removed({ entry: scheduleLine(bot, one.schedule, locale) }),
    sections: isPostedBy(others(here, number), one.schedule) ? remark(words.stillPosted) : [],
  });
}

function withLeft(
  bot: Bot,
  asked: Asked,
  left: readonly Numbered[],
  said: { title: string; summary: string; sections: Section[] },
): Digest {
  return plainDigest({
    ...said,
    locale: asked.locale,
    sections: [...said.sections, ...numberedSection(bot, asked, left)],
    actions: subscriptionActions(left, asked.locale),
  });
}

function noNumber(number: number, { numbered }: PostedHere, { locale }: Asked): string {
  const { subscriptions: words } = textFor(locale);
  const numbers = formatter(locale).list(numbered.map((one) => `#${one.number}`));
  const said = { number: String(number), numbers };
  return numbered.length > 0 ? words.noNumber(said) : words.noneAtAll(said);
}
