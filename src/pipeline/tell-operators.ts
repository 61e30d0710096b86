/** Tells a failure once a day to those who can mend it. */
import { type Digest, plainDigest } from '../core/digest.ts';
import { AppError, ChannelError, explain } from '../core/errors.ts';
import { beijingDate } from '../core/period.ts';
import { type Locale, textFor } from '../core/text/index.ts';
import type { App, Bot, Destination } from './bot.ts';
import { someOf } from './name-some.ts';
import { tell } from './tell-again.ts';

/** What WeChat could not be asked for. */
export interface Unreached {
  readonly app: App;
  readonly error: unknown;
}

/** As `tellOperators`, of many apps that failed alike in one message. */
export async function tellUnreached(
  bot: Bot,
  unreached: readonly Unreached[],
  fallback: readonly Destination[],
  signal: AbortSignal,
): Promise<void> {
  const alike = Map.groupBy(unreached, ({ error }) => codeOf(error));
  for (const all of alike.values()) {
    const sorted = all.toSorted((a, b) => (a.app.appid < b.app.appid ? -1 : 1));
    const [first] = sorted;
    const names = sorted.map(({ app }) => app.name);
    if (first) await tellOf(bot, { ...first, names }, fallback, signal);
  }
}

/**
 * @param fallback who is told when the configuration names no operators
 * @param chat where it failed, if it did in a chat: its subscribers are told where nobody else is
 * @returns whether nobody is left who could be told by another try
 */
export async function tellOperators(
  bot: Bot,
  app: App,
  error: unknown,
  fallback: readonly Destination[],
  signal: AbortSignal,
  chat?: string,
): Promise<boolean> {
  return tellOf(bot, { app, error, names: [app.name], chat }, fallback, signal);
}

interface Fault extends Unreached {
  readonly names: readonly string[];
  readonly chat?: string | undefined;
}

async function tellOf(
  bot: Bot,
  { app, error, names, chat }: Fault,
  fallback: readonly Destination[],
  signal: AbortSignal,
): Promise<boolean> {
  const day = beijingDate(bot.clock.now());
  // A chat that can't be posted to is one errand, however many apps have a digest for it.
  const isOfChannel = error instanceof ChannelError;
  const faulty = [isOfChannel ? '' : app.appid, codeOf(error), channelIn(error)];
  const subject = ['fault', ...faulty.filter(Boolean), day].join(' ');
  const digest = (locale: Locale): Digest => {
    const text = textFor(locale);
    const why = explain(error, text);
    return plainDigest({
      locale,
      title: text.commands.operatorsTitle,
      summary: isOfChannel ? why : text.terminal.because({ what: someOf(names, locale), why }),
      banner: bot.simulated ? text.digest.simulated : '',
    });
  };
  return tell(bot, await toldOf(bot, fallback, chat), { subject, digest }, signal);
}

function codeOf(error: unknown): string {
  return error instanceof AppError ? error.code : 'internal';
}

/** Never in the chat that takes no message. */
async function toldOf(
  bot: Bot,
  fallback: readonly Destination[],
  chat: string | undefined,
): Promise<readonly Destination[]> {
  const named = bot.operators.length > 0 ? bot.operators : fallback;
  const able = named.filter((one) => one.chat !== chat);
  if (chat === undefined || (able.length > 0 && !bot.areOperatorsImplied)) return able;
  const subscriptions = await bot.stores.subscriptions.list();
  const here = subscriptions.filter((one) => `${one.adapter}:${one.chat}` === chat);
  const people = new Set(here.map(({ adapter, by }) => `${adapter}:${by}`));
  return people.size > 0 ? bot.destinations([...people]) : able;
}

/** Two channels may fail alike, and each is an errand of its own. */
function channelIn(error: unknown): string {
  const params: object = error instanceof AppError ? (error.params as object) : {};
  return 'channel' in params ? String(params.channel) : '';
}
