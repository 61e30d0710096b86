/** Lists what is posted into a chat; what the configuration sets is only shown. */
import { type Digest, listOf, plainDigest } from '../core/digest.ts';
import { formatter } from '../core/format.ts';
import { textFor } from '../core/text/index.ts';
import type { Asked } from '../ports/adapter.ts';
import type { Bot } from './bot.ts';
import { postedHere } from './posted-here.ts';
import {
  nextMoment,
  numberedSection,
  scheduleLine,
  subscriptionActions,
} from './subscription-words.ts';

/** @param isFixed whether the configuration lists the chat, which then isn't subscribed as a whole */
export async function subscriptions(bot: Bot, asked: Asked, isFixed: boolean): Promise<Digest> {
  const { locale } = asked;
  const { subscriptions: words } = textFor(locale);
  const here = await postedHere(bot, asked.place);
  const isWhole = here.isWhole && !isFixed;
  const configured = here.configured.map((one) =>
    words.next({
      entry: scheduleLine(bot, one, locale),
      next: nextMoment(bot, one, locale),
    }),
  );
  const count = here.numbered.length + configured.length;
  const isNothing = count === 0 && !isWhole;
  return plainDigest({
    locale,
    title: words.listTitle,
    summary: isNothing ? words.nothing : words.listed({ count: formatter(locale).count(count) }),
    sections: [
      ...numberedSection(bot, asked, here.numbered),
      ...listOf(words.wholeHeading, isWhole ? [words.whole] : []),
      ...listOf(words.configuredHeading, configured),
    ],
    actions: subscriptionActions(here.numbered, locale),
  });
}
