/** Asks the bot as somebody in a chat would. */

import type { Digest, Section } from '../../src/core/digest.ts';
import { newestExpected } from '../../src/core/period.ts';
import type { Locale } from '../../src/core/text/index.ts';
import { type AnswerOptions, answer } from '../../src/pipeline/answer.ts';
import type { Bot } from '../../src/pipeline/bot.ts';
import type { Asked } from '../../src/ports/adapter.ts';
import type { Rig } from './rig.ts';

const PLACE = { adapter: 'slack', id: 'C0123ABCD' };
export const ANSWERING: AnswerOptions = {
  collected: Promise.resolve(),
  isFixed: () => false,
  signal: new AbortController().signal,
};

export function askedBy(text: string, locale: Locale = 'en', isMember = true): Asked {
  return { text, locale, place: PLACE, user: 'U0123ABCD', isMember: async () => isMember };
}

export function ask(bot: Bot, text: string, locale?: Locale): Promise<Digest> {
  return answer(bot, askedBy(text, locale), ANSWERING);
}

/** Everything the newest figures of every app rest on; the calls are forgotten. */
export async function collectAll(
  { apps, bot, clock, calls }: Rig,
  grain: 'day' | 'week' | 'month',
) {
  for (const app of apps)
    await bot.collector.collect(app, newestExpected(grain, clock.now()), ANSWERING.signal);
  calls();
}

export function sectionOf<Kind extends Section['kind']>({ sections }: Digest, kind: Kind) {
  const found = sections.find((one): one is Extract<Section, { kind: Kind }> => one.kind === kind);
  if (!found) throw new Error(`no ${kind} in the answer`);
  return found;
}

export function commandsOf({ actions }: Digest): string[] {
  return actions.flat().map(({ command }) => command);
}
