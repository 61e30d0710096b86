/** A command as typed → the digest that answers it; reads the store, and never throws. */
import { parseCommand } from '../core/command.ts';
import type { Digest, Section } from '../core/digest.ts';
import { explain } from '../core/errors.ts';
import { formatter } from '../core/format.ts';
import { newestExpected } from '../core/period.ts';
import { type Catalogue, textFor } from '../core/text/index.ts';
import type { Asked } from '../ports/adapter.ts';
import type { App, Bot } from './bot.ts';
import { composeNewest, olderRemark } from './compose.ts';

export interface AnswerOptions {
  /** Settles when the first collection has ended; commands wait for it. */
  readonly collected: Promise<unknown>;
  /** Whether a chat is set in the configuration, and so can't be subscribed or unsubscribed by command. */
  isFixed(place: Asked['place']): boolean;
  readonly signal: AbortSignal;
}

export async function answer(bot: Bot, asked: Asked, options: AnswerOptions): Promise<Digest> {
  const text = textFor(asked.locale);
  const command = parseCommand(asked.text, bot.apps);
  const plain = (title: string, summary: string, sections: Section[] = []): Digest => ({
    locale: asked.locale,
    title,
    summary,
    banner: bot.simulated ? text.digest.simulated : '',
    sections,
    footer: '',
  });
  try {
    switch (command.kind) {
      case 'digest': {
        const app = bot.apps.find(({ appid }) => appid === command.app) ?? bot.apps[0];
        if (!app)
          return plain(text.commands.noDataTitle, text.commands.appsSummary({ count: '0' }));
        await options.collected;
        const composed = await newest(bot, app, command.grain, options.signal);
        if (!composed)
          return plain(text.commands.noDataTitle, text.commands.noData({ app: app.name }));
        const { wanted, found } = composed;
        return found.digest(asked.locale, {
          segment: command.segment,
          remarks: olderRemark(wanted, found.comparison.period, asked.locale),
          hints: otherApps(bot, app, command.app, text, asked),
        });
      }
      case 'help':
        return plain(text.commands.helpTitle, text.commands.helpSummary, helpOf(text));
      case 'unknown':
        return plain(
          text.commands.unknownTitle,
          text.commands.unknown({ word: command.word }),
          helpOf(text),
        );
      case 'apps':
        return plain(
          text.commands.appsTitle,
          text.commands.appsSummary({ count: String(bot.apps.length) }),
          [
            {
              kind: 'list',
              heading: text.commands.appsTitle,
              items: bot.apps.map((app) => text.commands.app(app)),
            },
          ],
        );
      case 'subscribe':
      case 'unsubscribe': {
        if (options.isFixed(asked.place))
          return plain(text.commands.fixedTitle, text.commands.fixed);
        const wants = command.kind === 'subscribe';
        await bot.stores.addresses.subscribe(asked.place.adapter, asked.place.id, wants);
        return wants
          ? plain(text.commands.subscribedTitle, text.commands.subscribed)
          : plain(text.commands.unsubscribedTitle, text.commands.unsubscribed);
      }
    }
  } catch (error) {
    bot.log.error({ err: error, command: command.kind }, 'command failed');
    return plain(text.commands.failedTitle, explain(error, text));
  }
}

/** From the store; only when it has nothing at all of the app and grain is WeChat asked. */
async function newest(bot: Bot, app: App, grain: 'day' | 'week' | 'month', signal: AbortSignal) {
  const now = bot.clock.now();
  const wanted = newestExpected(grain, now);
  const stored = await composeNewest(bot, app, wanted, now);
  if (stored) return { wanted, found: stored };
  const collected = await bot.collector.collect(app, wanted, signal);
  const found = await composeNewest(bot, app, wanted, bot.clock.now());
  if (!found && collected.state === 'failed') throw collected.error;
  return found && { wanted, found };
}

function otherApps(
  bot: Bot,
  shown: App,
  named: string | undefined,
  text: Catalogue,
  { locale }: Asked,
): string[] {
  const others = bot.apps.filter((app) => app !== shown).map((app) => app.name);
  if (named !== undefined || others.length === 0) return [];
  return [text.digest.otherApps({ apps: formatter(locale).list(others) })];
}

function helpOf(text: Catalogue): Section[] {
  return [{ kind: 'list', heading: text.commands.helpHeading, items: text.commands.help }];
}
