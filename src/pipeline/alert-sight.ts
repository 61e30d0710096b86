/** Whether each app can be judged, or when it first will be; and years that the calendar doesn't know. */
import type { AlertMemory } from '../core/alerts/alert.ts';
import { historyNeeded } from '../core/alerts/power.ts';
import { listOf, type Section } from '../core/digest.ts';
import { formatter } from '../core/format.ts';
import { beijingDate } from '../core/period.ts';
import { type Locale, textFor } from '../core/text/index.ts';
import type { App, Bot } from './bot.ts';
import { newestAt, triangles } from './watch-input.ts';

const MOST_APPS = 10;
/** From December on people plan with the next year, and new calendars are out. */
const DECEMBER = '12';

export async function sightSections(bot: Bot, locale: Locale): Promise<Section[]> {
  const { answers, digest } = textFor(locale);
  const shown = bot.apps.slice(0, MOST_APPS);
  const lines = await Promise.all(shown.map((app) => sightLine(bot, app, locale)));
  const more = bot.apps.length - shown.length;
  const count = formatter(locale).count(more);
  return listOf(answers.alerts.judgedHeading, [
    ...lines,
    ...(more > 0 ? [digest.more({ count })] : []),
    ...yearsLacking(bot).map((year) => answers.alerts.lacksYear({ year })),
  ]);
}

/** The current year, and from December the next, where the calendar has no data of them. */
export function yearsLacking({ calendar, clock }: Pick<Bot, 'calendar' | 'clock'>): string[] {
  const [year = '', month] = beijingDate(clock.now()).split('-');
  const wanted = month === DECEMBER ? [year, String(Number(year) + 1)] : [year];
  const { years } = calendar;
  return years ? wanted.filter((one) => Number(one) < years.first || Number(one) > years.last) : [];
}

/** D1 of new users is the first that can be judged. */
async function sightLine(bot: Bot, app: App, locale: Locale): Promise<string> {
  const { alerts: words } = textFor(locale).answers;
  const format = formatter(locale);
  const now = bot.clock.now();
  const newest = newestAt(now);
  const known = await triangles(bot, app.appid, newest, now);
  const memory = (await bot.stores.alerts.get(app.appid))?.memory;
  const series = { grain: 'day', segment: 'new', offset: 1 } as const;
  const history = { triangle: known.day, calendar: bot.calendar, ...learntOf(memory) };
  const needed = historyNeeded(history, series, newest.day);
  if ('since' in needed) return words.judged({ app: app.name });
  return needed.on === null
    ? words.judgedNever({ app: app.name })
    : words.judgedFrom({ app: app.name, on: format.day(needed.on) });
}

function learntOf(memory: AlertMemory | undefined): Pick<AlertMemory, 'excluded' | 'normal'> {
  return { excluded: memory?.excluded ?? [], normal: memory?.normal ?? [] };
}
