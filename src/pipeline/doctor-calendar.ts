/** Whether the calendar knows the days that alerts are to be judged by. */
import { type Locale, textFor } from '../core/text/index.ts';
import { yearsLacking } from './alert-sight.ts';
import type { Bot } from './bot.ts';
import { type Check, found } from './doctor-check.ts';

/** Nothing where nothing is missing. */
export async function checkCalendar(
  bot: Pick<Bot, 'calendar' | 'clock'>,
  locale: Locale,
): Promise<Check[]> {
  const { alerts: words } = textFor(locale).answers;
  return yearsLacking(bot).map((year) =>
    found({ name: 'calendar', subject: '' }, 'note', words.lacksYear({ year }), words.lacksYearFix),
  );
}
