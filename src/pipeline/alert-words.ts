/** The alerts of a chat as a reader's words, with the buttons below them. */
import { findingLine } from '../core/alerts/list.ts';
import type { Action } from '../core/digest.ts';
import { formatter } from '../core/format.ts';
import { beijingDate } from '../core/period.ts';
import { type Locale, textFor } from '../core/text/index.ts';
import type { AlertHere } from './alerts-here.ts';
import type { Bot } from './bot.ts';

const MOST_BUTTONS = 5;

/** "#3: New users of Shop, since …: D1 … · muted until …". */
export function alertLine(bot: Pick<Bot, 'zone'>, one: AlertHere, locale: Locale): string {
  const { alerts: words } = textFor(locale).answers;
  const format = formatter(locale);
  const number = String(one.record.number);
  const entry = words.numbered({ number, entry: entryOf(one, locale) });
  return one.mute
    ? words.mutedUntil({ entry, until: format.moment(one.mute.until, bot.zone) })
    : entry;
}

export function entryOf({ app, record, finding }: AlertHere, locale: Locale): string {
  const { segment, openedAt } = record;
  const told = finding ?? { segment, since: beijingDate(openedAt), cells: [] };
  return findingLine(app.name, told, textFor(locale), formatter(locale));
}

export function detailsActions(alerts: readonly AlertHere[], locale: Locale): Action[][] {
  const { alerts: words } = textFor(locale).answers;
  const row = alerts.slice(0, MOST_BUTTONS).map(
    ({ record }): Action => ({
      label: words.details({ number: String(record.number) }),
      does: 'show',
      command: `alert ${record.number}`,
      isCurrent: false,
    }),
  );
  return row.length > 0 ? [row] : [];
}
