/** Commands about the chat they stand in: what is posted into it, and how things are. */
import type { ChatCommand } from '../core/command/command.ts';
import { type Digest, plainDigest } from '../core/digest.ts';
import { textFor } from '../core/text/index.ts';
import type { Asked } from '../ports/adapter.ts';
import type { Bot } from './bot.ts';
import { status } from './status.ts';
import { subscribe } from './subscribe.ts';
import { subscriptions } from './subscriptions.ts';
import { unsubscribe } from './unsubscribe.ts';

interface ChatOptions {
  /** Whether a chat is set in the configuration, and so can't be subscribed or unsubscribed as a whole. */
  isFixed(place: Asked['place']): boolean;
}

/** Throws where the store does. */
export async function answerChat(
  bot: Bot,
  asked: Asked,
  command: ChatCommand,
  { isFixed }: ChatOptions,
): Promise<Digest> {
  const digest = await answered(bot, asked, command, isFixed(asked.place));
  const text = textFor(asked.locale);
  return { ...digest, banner: bot.simulated ? text.digest.simulated : '' };
}

async function answered(
  bot: Bot,
  asked: Asked,
  command: ChatCommand,
  isFixed: boolean,
): Promise<Digest> {
  const { subscriptions: words } = textFor(asked.locale);
  const plain = (title: string, summary: string) =>
    plainDigest({ locale: asked.locale, title, summary });
  switch (command.kind) {
    case 'subscribe':
      return subscribe(bot, asked, command.what, isFixed);
    case 'unsubscribe':
      return unsubscribe(bot, asked, command.number, isFixed);
    case 'subscriptions':
      return subscriptions(bot, asked, isFixed);
    case 'status':
      return status(bot, asked);
    case 'alerts':
      return plain(words.alertsTitle, words.noAlerts);
    case 'mute':
      return plain(words.alertsTitle, words.nothingToMute);
  }
}
