/** Commands about the chat they stand in: what is posted into it, and how things are. */
import type { ChatCommand } from '../core/command/command.ts';
import type { Digest } from '../core/digest.ts';
import { textFor } from '../core/text/index.ts';
import type { Asked } from '../ports/adapter.ts';
import { answerAlert, listAlerts } from './answer-alerts.ts';
import { testAlerts } from './answer-alerts-test.ts';
import type { Bot } from './bot.ts';
import { status } from './status.ts';
import { subscribe } from './subscribe.ts';
import { subscriptions } from './subscriptions.ts';
import { unsubscribe } from './unsubscribe.ts';

interface ChatOptions {
  /** Whether a chat is set in the configuration, and so can't be subscribed or unsubscribed as a whole. */
  isFixed(place: Asked['place']): boolean;
  readonly signal: AbortSignal;
}

/** Throws where the store does. */
export async function answerChat(
  bot: Bot,
  asked: Asked,
  command: ChatCommand,
  { isFixed, signal }: ChatOptions,
): Promise<Digest> {
  const digest = await answered(bot, asked, command, { isFixed: isFixed(asked.place), signal });
  const text = textFor(asked.locale);
  return { ...digest, banner: bot.simulated ? text.digest.simulated : '' };
}

async function answered(
  bot: Bot,
  asked: Asked,
  command: ChatCommand,
  { isFixed, signal }: { isFixed: boolean; signal: AbortSignal },
): Promise<Digest> {
  switch (command.kind) {
    case 'subscribe':
      return subscribe(bot, asked, command.what, isFixed);
    case 'unsubscribe':
      return unsubscribe(bot, asked, command.number, isFixed);
    case 'subscriptions':
      return subscriptions(bot, asked, isFixed);
    case 'status':
      return status(bot, asked);
    case 'test-alerts':
      return testAlerts(bot, asked, command, signal);
    case 'alerts':
      return listAlerts(bot, asked);
    case 'alert':
    case 'mute':
    case 'unmute':
    case 'vote':
      return answerAlert(bot, asked, command);
  }
}
