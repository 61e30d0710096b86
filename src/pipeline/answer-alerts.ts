/** Answers about the alerts of the chat they stand in: the list, the details of one, muting it, what it was worth. */
import type { AlertCommand } from '../core/command/command.ts';
import { type Digest, listOf, plainDigest } from '../core/digest.ts';
import { formatter } from '../core/format.ts';
import { textFor } from '../core/text/index.ts';
import type { Asked } from '../ports/adapter.ts';
import { alertDetail } from './alert-details.ts';
import { sightSections } from './alert-sight.ts';
import { alertLine, detailsActions } from './alert-words.ts';
import { alertsOf, openHere, recordsHere } from './alerts-here.ts';
import { record as audit } from './audit.ts';
import type { Bot } from './bot.ts';
import { chatOf } from './posted-here.ts';

const DAY_MS = 86_400_000;

export async function answerAlert(bot: Bot, asked: Asked, command: AlertCommand): Promise<Digest> {
  const records = await recordsHere(bot, asked.place);
  const found = records.find(({ number }) => number === command.number);
  if (!found)
    return noSuch(
      asked,
      command.number,
      records.filter(({ ended }) => !ended),
    );
  const number = String(command.number);
  const { alerts: words } = textFor(asked.locale).answers;
  switch (command.kind) {
    case 'alert': {
      const [alert] = await alertsOf(bot, asked.place, [found]);
      const details = alert && (await alertDetail(bot, asked, alert));
      return details ?? listAlerts(bot, asked);
    }
    case 'mute':
      return found.ended
        ? plain(asked, words.title, words.over({ number }))
        : muted(bot, asked, command);
    case 'unmute':
      return unmuted(bot, asked, command.number);
    case 'vote':
      return voted(bot, asked, command);
  }
}

export async function listAlerts(bot: Bot, asked: Asked): Promise<Digest> {
  const { locale, place } = asked;
  const { alerts: words } = textFor(locale).answers;
  const open = await openHere(bot, place);
  const count = formatter(locale).count(open.length);
  const lines = open.map((one) => alertLine(bot, one, locale));
  return plainDigest({
    locale,
    title: words.title,
    summary: open.length > 0 ? words.open({ count }) : words.none,
    sections: [...listOf(words.openHeading, lines), ...(await sightSections(bot, locale))],
    actions: detailsActions(open, locale),
  });
}

async function muted(
  bot: Bot,
  asked: Asked,
  { number, days }: { number: number; days: number },
): Promise<Digest> {
  const { alerts: words } = textFor(asked.locale).answers;
  const until = new Date(bot.clock.now().getTime() + days * DAY_MS);
  const chat = chatOf(asked.place);
  await bot.stores.alerts.mute({ number, chat, until, by: asked.user });
  await audit(bot, asked, 'mute', `#${number} until ${until.toISOString()}`);
  const end = formatter(asked.locale).moment(until, bot.zone);
  return plain(asked, words.mutedTitle, words.muted({ number: String(number), until: end }));
}

async function unmuted(bot: Bot, asked: Asked, number: number): Promise<Digest> {
  const { alerts: words } = textFor(asked.locale).answers;
  const was = await bot.stores.alerts.unmute(number, chatOf(asked.place));
  if (!was) return plain(asked, words.title, words.notMuted({ number: String(number) }));
  await audit(bot, asked, 'unmute', `#${number}`);
  return plain(asked, words.unmutedTitle, words.unmuted({ number: String(number) }));
}

async function voted(
  bot: Bot,
  asked: Asked,
  { number, isUseful }: { number: number; isUseful: boolean },
): Promise<Digest> {
  const { alerts: words } = textFor(asked.locale).answers;
  const chat = chatOf(asked.place);
  await bot.stores.alerts.vote(number, chat, asked.user, isUseful, bot.clock.now());
  await audit(bot, asked, 'vote', `#${number} ${isUseful ? 'useful' : 'not useful'}`);
  const sentence = isUseful ? words.useful : words.notUseful;
  return plain(asked, words.votedTitle, sentence({ number: String(number) }));
}

function noSuch(asked: Asked, wanted: number, open: readonly { number: number }[]): Digest {
  const { alerts: words } = textFor(asked.locale).answers;
  const numbers = formatter(asked.locale).list(open.map(({ number }) => `#${number}`));
  const number = String(wanted);
  const sentence =
    open.length > 0 ? words.noNumber({ number, numbers }) : words.noneAtAll({ number });
  return plain(asked, words.noNumberTitle, sentence);
}

function plain({ locale }: Asked, title: string, summary: string): Digest {
  return plainDigest({ locale, title, summary });
}
