/** Schedules and subscriptions as a reader's words, with the buttons that change them. */
import { type Action, listOf, type Section } from '../core/digest.ts';
import { formatter, NONE } from '../core/format.ts';
import type { Schedule } from '../core/schedule.ts';
import { type Locale, textFor } from '../core/text/index.ts';
import type { Asked } from '../ports/adapter.ts';
import type { Bot } from './bot.ts';
import type { Numbered } from './posted-here.ts';

const MOST_BUTTONS = 5;

/** "Weekly digest of Reader, every Monday at 09:30 Europe/Paris". */
export function scheduleLine(
  bot: Pick<Bot, 'apps'>,
  { grain, apps, at, cron, zone }: Schedule,
  locale: Locale,
): string {
  const { subscriptions: words } = textFor(locale);
  const nameOf = (app: string) => bot.apps.find(({ appid }) => appid === app)?.name ?? app;
  return words.entry({
    grain,
    apps: apps === 'all' ? words.allApps : formatter(locale).list(apps.map(nameOf)),
    rhythm: at === undefined ? words.byCron({ cron, zone }) : words.at({ grain, at, zone }),
  });
}

/** When a schedule fires next, with its zone. */
export function nextMoment(bot: Bot, one: Schedule, locale: Locale): string {
  const next = bot.nextFiring(one, bot.clock.now());
  return next ? formatter(locale).moment(next, one.zone) : NONE;
}

/** @param line the words of one that posts */
export function numberedLine(
  bot: Bot,
  { number, schedule, isGone }: Numbered,
  locale: Locale,
  line: (entry: string) => string,
): string {
  const { subscriptions: words } = textFor(locale);
  const entry = scheduleLine(bot, schedule, locale);
  const said = isGone ? words.gone({ entry }) : line(entry);
  return words.numbered({ number: String(number), entry: said });
}

export function numberedSection(
  bot: Bot,
  { locale }: Asked,
  numbered: readonly Numbered[],
): Section[] {
  const { subscriptions: words } = textFor(locale);
  const items = numbered.map((one) =>
    numberedLine(bot, one, locale, (entry) =>
      words.next({ entry, next: nextMoment(bot, one.schedule, locale) }),
    ),
  );
  return listOf(words.numberedHeading, items);
}

export function remark(text: string): Section[] {
  return [{ kind: 'text', text }];
}

/** To remove those that are shown, and to subscribe to something. */
export function subscriptionActions(numbered: readonly Numbered[], locale: Locale): Action[][] {
  const { answers, subscriptions: words } = textFor(locale);
  const removing = numbered.slice(0, MOST_BUTTONS).map(
    ({ number }): Action => ({
      label: words.remove({ number: String(number) }),
      does: 'show',
      command: `unsubscribe ${number}`,
      isCurrent: false,
    }),
  );
  const form: Action = {
    label: answers.actions.subscribe,
    does: 'form',
    command: 'subscribe',
    isCurrent: false,
  };
  return [...(removing.length > 0 ? [removing] : []), [form]];
}
