/** One alert in full: how it stands, and every figure that was judged. */
import { alertDetails } from '../core/alerts/tell.ts';
import type { Digest } from '../core/digest.ts';
import { formatter } from '../core/format.ts';
import { textFor } from '../core/text/index.ts';
import type { Asked } from '../ports/adapter.ts';
import { alertLine, entryOf } from './alert-words.ts';
import type { AlertHere } from './alerts-here.ts';
import type { Bot } from './bot.ts';
import { chatOf } from './posted-here.ts';
import { contextOf } from './watch-context.ts';

/** Undefined where the message that told it first is not kept. */
export async function alertDetail(
  bot: Bot,
  { locale, place }: Asked,
  alert: AlertHere,
): Promise<Digest | undefined> {
  const { record, finding } = alert;
  const message = await bot.stores.alerts.message(record.message);
  const told = message?.items.find(({ change }) => change.finding.id === record.finding);
  if (!message || !told) return undefined;
  const chat = chatOf(place);
  const remembered = await bot.stores.alerts.get(record.app);
  const memories = new Map(remembered ? [[record.app, remembered.memory] as const] : []);
  const context = await contextOf(bot, message, [chat], memories);
  const change = { ...told.change, finding: finding ?? told.change.finding };
  const details = alertDetails({ app: record.app, change }, context(locale, chat));
  return {
    ...details,
    sections: [{ kind: 'text', text: standing(bot, alert, locale) }, ...details.sections],
  };
}

function standing(bot: Bot, alert: AlertHere, locale: Asked['locale']): string {
  const { alerts: words } = textFor(locale).answers;
  const { ended } = alert.record;
  if (!ended) return words.isOpen({ entry: alertLine(bot, alert, locale) });
  return words.ended({
    entry: entryOf(alert, locale),
    at: formatter(locale).moment(ended.at, bot.zone),
    why: words.endings[ended.reason],
  });
}
