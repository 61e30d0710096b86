/** Tells a failure once a day to those who can mend it. */
import type { Digest } from '../core/digest.ts';
import { AppError, explain } from '../core/errors.ts';
import { beijingDate } from '../core/period.ts';
import { textFor } from '../core/text/index.ts';
import type { App, Bot, Destination } from './bot.ts';
import { deliver } from './deliver.ts';

/** @param fallback who is told when the configuration names no operators */
export async function tellOperators(
  bot: Bot,
  app: App,
  error: unknown,
  fallback: readonly Destination[],
  signal: AbortSignal,
): Promise<void> {
  const told = bot.operators.length > 0 ? bot.operators : fallback;
  const code = error instanceof AppError ? error.code : 'internal';
  const faulty = [app.appid, code, channelIn(error)].filter(Boolean).join(' ');
  const subject = `fault ${faulty} ${beijingDate(bot.clock.now())}`;
  await deliver(
    bot,
    told,
    subject,
    (locale): Digest => {
      const text = textFor(locale);
      const reason = explain(error, text);
      return {
        locale,
        title: text.commands.operatorsTitle,
        summary: text.terminal.because({ what: app.name, why: reason }),
        banner: bot.simulated ? text.digest.simulated : '',
        sections: [],
        footer: '',
      };
    },
    signal,
  );
}

/** Two channels may fail alike, and each is an errand of its own. */
function channelIn(error: unknown): string {
  const params: object = error instanceof AppError ? (error.params as object) : {};
  return 'channel' in params ? String(params.channel) : '';
}
