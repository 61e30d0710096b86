/** When a digest was first due in a chat: once a database was restored, any schedule of that chat may have posted it. */
import { type Period, readyAt } from '../core/period.ts';
import type { App, Bot } from './bot.ts';
import { restoredTime } from './lost-time.ts';
import { others, postedHere } from './posted-here.ts';

/**
 * @param chat "slack:C0123ABCD"
 * @param at when its own schedule fired; undefined where a person sends it, which is posted whatever stands there
 */
export async function firstDue(
  bot: Bot,
  { appid }: App,
  period: Period,
  chat: string,
  at: Date | undefined,
): Promise<Date | undefined> {
  if (!(at && (await restoredTime(bot.stores, bot.clock.now())))) return at;
  const [adapter = '', ...id] = chat.split(':');
  const posted = await postedHere(bot, { adapter, id: id.join(':') });
  // Every hour, or by two schedules, one message is due more than once.
  const firings = others(posted)
    .filter(({ grain, apps }) => grain === period.grain && (apps === 'all' || apps.includes(appid)))
    .flatMap((one) => {
      const ready = readyAt(period).getTime() - 1;
      const from = new Date(Math.max(ready, one.since?.getTime() ?? ready));
      return bot.nextFiring(one, from) ?? [];
    });
  return firings.reduce((first, firing) => (firing < first ? firing : first), at);
}
