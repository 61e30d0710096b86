/** How the alerts of a chat are: what is open and muted, what they were worth, and since when apps are judged. */
import { listOf, type Section } from '../core/digest.ts';
import { formatter } from '../core/format.ts';
import { textFor } from '../core/text/index.ts';
import type { Asked } from '../ports/adapter.ts';
import { sightSections } from './alert-sight.ts';
import { alertLine } from './alert-words.ts';
import { openHere } from './alerts-here.ts';
import type { Bot } from './bot.ts';
import { chatOf } from './posted-here.ts';
import { remark } from './subscription-words.ts';

export async function alertSections(bot: Bot, { locale, place }: Asked): Promise<Section[]> {
  const { alerts: words } = textFor(locale).answers;
  const format = formatter(locale);
  const [open, votes, sights] = await Promise.all([
    openHere(bot, place),
    bot.stores.alerts.votes(chatOf(place)),
    sightSections(bot, locale),
  ]);
  const counts = { told: format.count(votes.told), notUseful: format.count(votes.notUseful) };
  return [
    ...(open.length > 0
      ? listOf(
          words.title,
          open.map((one) => alertLine(bot, one, locale)),
        )
      : remark(words.none)),
    ...(votes.told > 0 ? remark(words.votes(counts)) : []),
    ...sights,
  ];
}
