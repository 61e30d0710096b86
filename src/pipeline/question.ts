/** A question under way: who asks what of which bot, and how words alone answer it. */
import { type Digest, plainDigest } from '../core/digest.ts';
import { AppError } from '../core/errors.ts';
import { formatter } from '../core/format.ts';
import { newestExpected, type Period } from '../core/period.ts';
import { type Catalogue, textFor } from '../core/text/index.ts';
import type { Asked } from '../ports/adapter.ts';
import type { App, Bot } from './bot.ts';

export interface Question {
  readonly bot: Bot;
  readonly asked: Asked;
  readonly text: Catalogue;
  /** Whether everybody in the chat sees the answer. */
  readonly isPublic: boolean;
  readonly signal: AbortSignal;
}

export interface Answered {
  readonly digest: Digest;
  /** The command of the figures shown, their period pinned; undefined where there are none. */
  readonly report: string | undefined;
  /** Not worth a message that everybody sees: who asked was told a moment ago. */
  readonly isRepeated?: boolean;
}

export function questionOf(
  bot: Bot,
  asked: Asked,
  how: Pick<Question, 'isPublic' | 'signal'>,
): Question {
  return { bot, asked, text: textFor(asked.locale), ...how };
}

/** An answer of words. */
export function said(
  { bot, asked, text }: Question,
  title: string,
  summary: string,
  more: Pick<Partial<Digest>, 'sections' | 'actions'> = {},
): Answered {
  const banner = bot.simulated ? text.digest.simulated : '';
  const digest = plainDigest({ locale: asked.locale, title, summary, banner, ...more });
  return { digest, report: undefined };
}

/** What is said where there are no figures of an app: of one period, or none at all. */
export function nothingKnown(question: Question, app: App, period?: Period): Answered {
  const { bot, asked, text } = question;
  const { noDataTitle, noData } = text.commands;
  if (!period) return said(question, noDataTitle, noData({ app: app.name }));
  const isExpected = period.first < newestExpected(period.grain, bot.clock.now()).first;
  const sentence = isExpected ? text.answers.nothingOf : text.answers.notYet;
  const words = { app: app.name, period: formatter(asked.locale).period(period) };
  return said(question, noDataTitle, sentence(words));
}

/** By appid; the first one where none was named. */
export function appOf(bot: Bot, appid: string | undefined): App {
  const app = bot.apps.find((one) => appid === undefined || one.appid === appid);
  if (app) return app;
  const known = bot.apps.map(({ name }) => name).join(', ');
  throw new AppError('unknown_app', { app: appid ?? '', known });
}
