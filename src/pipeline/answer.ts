/** A command as typed → the digest that answers it; reads the store, and never throws. */
import { type Command, parseCommand } from '../core/command/index.ts';
import type { Digest } from '../core/digest.ts';
import { explain } from '../core/errors.ts';
import { formatter } from '../core/format.ts';
import type { Asked } from '../ports/adapter.ts';
import { answerChat } from './answer-chat.ts';
import { answerApps, answerPeriods } from './answer-compare.ts';
import { answerCohorts, answerDigest, answerTrend } from './answer-figures.ts';
import { faulty, help, listApps, unknown } from './answer-words.ts';
import type { Bot } from './bot.ts';
import { type Refusal, refusal } from './limit.ts';
import { neededFor, permitted } from './permit.ts';
import { type Answered, type Question, questionOf, said } from './question.ts';

export interface AnswerOptions {
  /** Settles when the first collection has ended; commands wait for it. */
  readonly collected: Promise<unknown>;
  /** Whether a chat is set in the configuration, and so can't be subscribed or unsubscribed by command. */
  isFixed(place: Asked['place']): boolean;
  readonly signal: AbortSignal;
}

/** For whoever asks alone. */
export async function answer(bot: Bot, asked: Asked, options: AnswerOptions): Promise<Digest> {
  const { digest } = await answerFor('asker', bot, asked, options);
  return digest;
}

/** What everybody in the chat sees has nothing to share. */
export async function answerFor(
  reader: 'asker' | 'everybody',
  bot: Bot,
  asked: Asked,
  options: AnswerOptions,
): Promise<Answered> {
  const { signal } = options;
  const question = questionOf(bot, asked, { isPublic: reader === 'everybody', signal });
  try {
    const refused = await refusal(bot, asked);
    if (refused) {
      bot.meter.command('limited');
      return limited(question, refused);
    }
    const command = parseCommand(asked.text, { apps: bot.apps, now: bot.clock.now() });
    const answered = await answerTo(command, question, options);
    bot.meter.command('answered');
    return answered;
  } catch (error) {
    bot.meter.command('failed');
    bot.log.error({ err: error, place: asked.place }, 'command failed');
    return said(question, question.text.commands.failedTitle, explain(error, question.text));
  }
}

function limited(question: Question, { waitMs, isTold }: Refusal): Answered {
  const { bot, asked, text } = question;
  const { count } = formatter(asked.locale);
  const words = text.commands.limited({
    most: count(bot.commandsPerMinute ?? 0),
    seconds: Math.max(1, Math.ceil(waitMs / 1000)),
  });
  return { ...said(question, text.commands.limitedTitle, words), isRepeated: isTold };
}

const REPORTS: ReadonlySet<Command['kind']> = new Set([
  'digest',
  'compare-apps',
  'compare-periods',
  'trend',
  'cohorts',
]);

async function answerTo(
  command: Command,
  question: Question,
  options: AnswerOptions,
): Promise<Answered> {
  const { bot, asked, text } = question;
  const needed = neededFor(command);
  if (needed && !(await permitted(bot, asked, needed))) {
    const { refusedTitle, refused } = text.subscriptions;
    return said(question, refusedTitle, refused[needed]);
  }
  if (REPORTS.has(command.kind)) {
    if (bot.apps.length === 0)
      return said(question, text.commands.noDataTitle, text.commands.appsSummary({ count: '0' }));
    await options.collected;
  }
  switch (command.kind) {
    case 'digest':
      return answerDigest(question, command);
    case 'compare-apps':
      return answerApps(question, command);
    case 'compare-periods':
      return answerPeriods(question, command);
    case 'trend':
      return answerTrend(question, command);
    case 'cohorts':
      return answerCohorts(question, command);
    case 'apps':
      return listApps(question);
    case 'help':
      return help(question);
    case 'unknown':
      return unknown(question, command.word, command.meant);
    case 'faulty':
      return faulty(question, command.fault);
    case 'subscribe':
    case 'unsubscribe':
    case 'subscriptions':
    case 'alerts':
    case 'alert':
    case 'mute':
    case 'unmute':
    case 'vote':
    case 'test-alerts':
    case 'status':
      return { digest: await answerChat(bot, asked, command, options), report: undefined };
  }
}
