/** Reads what an alert is worded with. */
import type { AlertMemory } from '../core/alerts/alert.ts';
import type { AlertMessage } from '../core/alerts/message.ts';
import type { AlertContext } from '../core/alerts/tell.ts';
import type { Triangle } from '../core/cohort.ts';
import { movementWords } from '../core/compose-insights.ts';
import { addDays, beijingDate, GRAINS, type Grain, periodOf } from '../core/period.ts';
import type { Locale } from '../core/text/index.ts';
import type { Bot } from './bot.ts';

/** What a chart and the words on an app's history reach back. */
const BACK_DAYS = 180;
/** Of a message on more of them, these are the most telling. */
const MOST_APPS = 3;

/** @param memories app → what is remembered once the message is told, where that is at hand */
export async function contextOf(
  bot: Bot,
  message: AlertMessage,
  chats: readonly string[],
  memories: ReadonlyMap<string, AlertMemory>,
): Promise<(locale: Locale, chat: string) => AlertContext> {
  const { alerts } = bot.stores;
  const first = message.under === undefined ? undefined : await alerts.message(message.under);
  const numbers = await alerts.numbers(message.under ?? message.id);
  // An edit words the first message anew, with all its apps.
  const known = await trianglesOf(bot, message.at, [...message.items, ...(first?.items ?? [])]);
  const appName = (app: string) => bot.apps.find(({ appid }) => appid === app)?.name ?? app;
  const votes = new Map<string, AlertContext['votes']>();
  for (const chat of chats) votes.set(chat, await alerts.votes(chat));
  return (locale, chat) => ({
    locale,
    simulated: bot.simulated,
    zone: bot.zone,
    calendar: bot.calendar,
    app: appName,
    number: (finding) => numbers.get(finding),
    triangle: (app, grain) => known.get(`${app} ${grain}`),
    memory: (app) => memories.get(app),
    first,
    votes: votes.get(chat) ?? { told: 0, notUseful: 0 },
    isTest: false,
    decomposition: (told) =>
      movementWords(told, appName, (app) => known.get(`${app} day`) ?? new Map(), locale),
  });
}

/** As known when the message was made, so that a later try says the same. */
async function trianglesOf(
  { stores: { snapshots } }: Bot,
  at: string,
  items: AlertMessage['items'],
): Promise<ReadonlyMap<string, Triangle>> {
  const asOf = new Date(at);
  const last = beijingDate(asOf);
  const apps = [...new Set(items.map(({ app }) => app))].slice(0, MOST_APPS);
  const read = apps.flatMap((app) => GRAINS.map((grain) => ({ app, grain })));
  return new Map(
    await Promise.all(
      read.map(async ({ app, grain }) => {
        const first = firstOf(grain, last);
        const triangle = await snapshots.triangle(app, grain, { first, last }, asOf);
        return [`${app} ${grain}`, triangle] as const;
      }),
    ),
  );
}

function firstOf(grain: Grain, last: string): string {
  return periodOf(grain, addDays(last, -BACK_DAYS)).first;
}
