/** How things are, as seen from one chat: what is posted there, how new the figures are, and what is paused. */
import { type Digest, listOf, plainDigest } from '../core/digest.ts';
import { errorOf, explain } from '../core/errors.ts';
import { formatter } from '../core/format.ts';
import type { Schedule } from '../core/schedule.ts';
import { type Locale, textFor } from '../core/text/index.ts';
import type { Asked } from '../ports/adapter.ts';
import type { Pause } from '../ports/stores.ts';
import type { Bot } from './bot.ts';
import { dataLine } from './newest-known.ts';
import { chatOf, isAmong, postedHere } from './posted-here.ts';
import { runLine, runsOf } from './run-line.ts';
import { alertSections } from './status-alerts.ts';
import { numberedLine, scheduleLine } from './subscription-words.ts';

const MOST_APPS = 10;

export async function status(bot: Bot, asked: Asked): Promise<Digest> {
  const { locale, place } = asked;
  const text = textFor(locale);
  const { subscriptions: words } = text;
  const { configured, numbered } = await postedHere(bot, place);
  const posting = numbered.filter(({ isGone }) => !isGone).map(({ schedule }) => schedule);
  const schedules = [...configured, ...posting];
  const known = await runsOf(bot);
  const runs = new Map(
    await Promise.all(
      schedules.map(async (schedule) => {
        const entry = scheduleLine(bot, schedule, locale);
        return [schedule.key, await runLine(bot, { schedule, entry }, known, locale)] as const;
      }),
    ),
  );
  const runOf = (one: Schedule) => runs.get(one.key) ?? '';
  const pauses = await pausesFor(bot, place);
  const isPaused = pauses.some(({ chat }) => chat === chatOf(place));
  return plainDigest({
    locale,
    title: words.statusTitle,
    summary: text.commands.explained({
      message: nextHere(bot, schedules, locale),
      hint: isPaused ? words.isPaused : words.notPaused,
    }),
    sections: [
      ...listOf(words.pausedHeading, await pauseLines(bot, asked, pauses)),
      ...listOf(words.configuredHeading, configured.map(runOf)),
      ...listOf(
        words.numberedHeading,
        numbered.map((one) => numberedLine(bot, one, locale, () => runOf(one.schedule))),
      ),
      ...listOf(words.dataHeading, await dataLines(bot, locale)),
      ...(await alertSections(bot, asked)),
    ],
  });
}

function nextHere(bot: Bot, schedules: readonly Schedule[], locale: Locale): string {
  const { subscriptions: words } = textFor(locale);
  const now = bot.clock.now();
  const [soonest] = schedules
    .flatMap((one) => {
      const at = bot.nextFiring(one, now);
      return at ? [{ at, zone: one.zone }] : [];
    })
    .sort((a, b) => a.at.getTime() - b.at.getTime());
  return soonest
    ? words.nextHere({ next: formatter(locale).moment(soonest.at, soonest.zone) })
    : words.noneNext;
}

async function dataLines(bot: Bot, locale: Locale): Promise<string[]> {
  const { digest } = textFor(locale);
  const shown = bot.apps.slice(0, MOST_APPS);
  const lines = await Promise.all(shown.map((app) => dataLine(bot, app, locale)));
  const more = bot.apps.length - shown.length;
  return more > 0 ? [...lines, digest.more({ count: formatter(locale).count(more) })] : lines;
}

/** This chat's; among the operators everybody's. */
async function pausesFor(bot: Bot, place: Asked['place']): Promise<Pause[]> {
  const chat = chatOf(place);
  if (!bot.areOperatorsImplied && isAmong(bot.operators, chat)) {
    const [pauses, posted, subscriptions] = await Promise.all([
      bot.stores.pauses.list(),
      bot.destinations('all'),
      bot.stores.subscriptions.list(),
    ]);
    const chats = new Set([
      ...posted.map((one) => one.chat),
      ...subscriptions.map((one) => chatOf({ adapter: one.adapter, id: one.chat })),
    ]);
    // One that the configuration lists no more is nobody's errand.
    return pauses.filter((one) => chats.has(one.chat));
  }
  const own = await bot.stores.pauses.get(chat);
  return own ? [own] : [];
}

function pauseLines(bot: Bot, { locale, place }: Asked, pauses: readonly Pause[]) {
  const text = textFor(locale);
  const { subscriptions: words } = text;
  return Promise.all(
    pauses.map(async (pause) => {
      const [paused] = await bot.destinations([pause.chat]);
      const isHere = pause.chat === chatOf(place);
      return words.paused({
        chat: isHere ? words.thisChat : (paused?.channel.name ?? pause.chat),
        since: formatter(locale).moment(pause.since, bot.zone),
        reason: explain(errorOf(pause), text),
      });
    }),
  );
}
