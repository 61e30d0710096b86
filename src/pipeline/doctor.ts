/** Tries every connection of an opened bot once; all at once, told in order as they come. */
import { type Locale, textFor } from '../core/text/index.ts';
import type { Finding, OpenAdapter, Target } from '../ports/adapter.ts';
import type { Bot } from './bot.ts';
import { checkApp } from './doctor-app.ts';
import { checkCalendar } from './doctor-calendar.ts';
import { type Asking, type Check, faultOf, found } from './doctor-check.ts';

export type { Check } from './doctor-check.ts';

export interface Examined {
  readonly bot: Bot;
  readonly chats: readonly Chat[];
  /** Why that could not be opened; the bot then has one in memory. */
  readonly storeError: unknown;
  readonly locale: Locale;
  readonly signal: AbortSignal;
}

interface Chat {
  readonly name: string;
  readonly targets: readonly Target[];
  readonly open: OpenAdapter;
}

/** None of them rejects: what fails is a check of its own. */
export function examine(examined: Examined): Promise<Check[]>[] {
  const { bot, chats, locale, signal } = examined;
  const asking = { clock: bot.clock, log: bot.log, locale, signal };
  return [
    checkStore(examined),
    checkCalendar(bot, locale),
    ...bot.apps.map((app) => checkApp(app, asking)),
    ...(chats.length === 0 ? [noChats(locale)] : []),
    ...chats.map((chat) => checkChat(chat, examined.storeError === undefined, asking)),
  ];
}

async function checkStore({ bot, storeError, locale }: Examined): Promise<Check[]> {
  const text = textFor(locale);
  const about = { name: 'store', subject: '' } as const;
  try {
    if (storeError !== undefined) throw storeError;
    await bot.stores.check();
    return [found(about, 'ok', text.terminal.doctor.stored({ path: bot.stores.place }))];
  } catch (error) {
    return [faultOf(about, error, { text, log: bot.log })];
  }
}

async function noChats(locale: Locale): Promise<Check[]> {
  const { doctor } = textFor(locale).terminal;
  return [found({ name: 'chat', subject: '' }, 'note', doctor.noChats, doctor.setChats)];
}

/** The platform, then its channels; without credentials nothing could be said of them. */
async function checkChat(
  { name: platform, targets, open }: Chat,
  hasAddresses: boolean,
  { locale, log, signal }: Asking,
): Promise<Check[]> {
  const text = textFor(locale);
  const checkOf = (subject: string, finding: Finding): Check => {
    const { name, status, message, fix } = finding;
    return finding.fromAddresses && !hasAddresses
      ? found({ name, subject }, 'note', text.terminal.doctor.unremembered)
      : found({ name, subject }, status, message, fix);
  };
  const judge = async (
    name: 'chat' | 'channel',
    subject: string,
    ask: () => Promise<Finding[]>,
  ) => {
    try {
      return (await ask()).map((finding) => checkOf(subject, finding));
    } catch (error) {
      return [faultOf({ name, subject }, error, { text, log })];
    }
  };
  const own = await judge('chat', platform, () => open.check(signal));
  if (own.some(({ name, status }) => name === 'chat' && status === 'fault')) return own;
  const channels = targets.map((target) =>
    judge('channel', target.name, async () => [await open.checkTarget(target, signal)]),
  );
  return [own, ...(await Promise.all(channels))].flat();
}
