/** Posts alerts and what follows them in their threads; a message has settled when no chat is waited for. */
import type { AlertMemory } from '../core/alerts/alert.ts';
import type { AlertMessage } from '../core/alerts/message.ts';
import { tellAlert } from '../core/alerts/tell.ts';
import type { Bot, Destination } from './bot.ts';
import { type Delivered, deliver } from './deliver.ts';
import { dayOf, restoredTime, wasKnown } from './lost-time.ts';
import { subscriptionSchedules } from './posted-here.ts';
import { tellOperators } from './tell-operators.ts';
import { BARRED_MS, GIVE_UP_MS, postAgain } from './waits.ts';
import { contextOf } from './watch-context.ts';
import { editOpening } from './watch-edit.ts';
import { once, type Readers, readersOfAll } from './watch-readers.ts';

export interface Posting {
  readonly bot: Bot;
  readonly readers: Readers;
  /** 1 for the first try of a tick. */
  readonly attempt: number;
  readonly signal: AbortSignal;
}

/** @returns milliseconds after which what could not be posted is worth another try */
export async function postAlerts(
  posting: Posting,
  messages: readonly AlertMessage[],
  memories: ReadonlyMap<string, AlertMemory> = new Map(),
): Promise<number | undefined> {
  const waits: number[] = [];
  for (const message of messages) {
    posting.signal.throwIfAborted();
    const wait = await postAlert(posting, message, memories).catch((err: unknown) =>
      afterFault(posting, message, err),
    );
    if (wait !== undefined) waits.push(wait);
  }
  return waits.length > 0 ? Math.min(...waits) : undefined;
}

/** Names the message in a chat for ever; votes and threads are found by it. */
function alertSubject(id: string): string {
  return `alert ${id}`;
}

/** One that can't be worded must not keep the others, nor its apps from being judged for ever. */
async function afterFault(
  posting: Posting,
  message: AlertMessage,
  err: unknown,
): Promise<number | undefined> {
  const { bot, signal } = posting;
  signal.throwIfAborted();
  bot.log.error({ alert: message.id, err }, 'alert not posted');
  if (!isOverFor(bot, message)) return BARRED_MS;
  const app = appOf(bot, message);
  if (app) await tellOperators(bot, app, err, [], signal);
  await bot.stores.alerts.settle(message.id);
  return undefined;
}

function isOverFor({ clock }: Bot, { at }: AlertMessage): boolean {
  return clock.now().getTime() > Date.parse(at) + GIVE_UP_MS;
}

function appOf({ apps }: Bot, { items }: AlertMessage) {
  return apps.find(({ appid }) => items.some(({ app }) => app === appid));
}

async function postAlert(
  posting: Posting,
  message: AlertMessage,
  memories: ReadonlyMap<string, AlertMemory>,
): Promise<number | undefined> {
  const { bot, attempt, signal } = posting;
  const destinations = await chatsOf(posting, message);
  const chats = destinations.map(({ chat }) => chat);
  const context = await contextOf(bot, message, chats, memories);
  const { under } = message;
  const delivered = await deliver(
    bot,
    destinations,
    alertSubject(message.id),
    (locale, chat) => tellAlert(message, context(locale, chat)),
    signal,
    {
      under: under === undefined ? undefined : alertSubject(under),
      isUnasked: true,
      due: dayOf(new Date(message.at)),
      isTold: await wasTold(bot, message),
    },
  );
  signal.throwIfAborted();
  const isOver = isOverFor(bot, message);
  await tellLost(posting, message, delivered, isOver);
  const waits = isOver ? [] : delivered.map((one) => waitFor(one, attempt));
  const wait = Math.min(...waits.filter((one) => one !== undefined));
  if (Number.isFinite(wait)) return wait;
  const standing = destinations.filter((_, index) => STANDS.has(delivered[index]?.state ?? 'busy'));
  if (under !== undefined) await editOpening(bot, message, standing, context, signal);
  await bot.stores.alerts.settle(message.id);
  return undefined;
}

/**
 * After a restore the mornings since the copy are judged again, and what they told is found anew, by another
 * name. It is remembered, and kept from the chats: only what has become known since is news.
 */
async function wasTold({ stores, clock }: Bot, { at, items }: AlertMessage): Promise<boolean> {
  const lost = await restoredTime(stores, clock.now());
  if (!lost || Date.parse(at) <= lost.until.getTime()) return false;
  return items.every(({ change }) =>
    change.cells.every(({ returned }) => wasKnown(returned, lost)),
  );
}

const STANDS: ReadonlySet<Delivered['state']> = new Set(['sent', 'already']);

/** Undefined where it stands, or where that message is refused for good. */
function waitFor(one: Delivered, attempt: number): number | undefined {
  const { state, isNewPause, retryAfterMs = 0 } = one;
  // The chat refuses everything: a person may mend that, and the alert is not lost.
  if (state === 'paused' || isNewPause !== undefined) return BARRED_MS;
  if (state !== 'later' && state !== 'unknown' && state !== 'busy') return undefined;
  return Math.max(postAgain(attempt), retryAfterMs);
}

async function tellLost(
  { bot, signal }: Posting,
  message: AlertMessage,
  delivered: readonly Delivered[],
  isOver: boolean,
): Promise<void> {
  const app = appOf(bot, message);
  if (!app) return;
  for (const one of delivered) {
    const { state, error, chat, isNewPause, mayBeTwice } = one;
    const isErrand =
      (state === 'rejected' && isNewPause !== false) || state === 'unsettled' || mayBeTwice;
    const isGivenUp = isOver && error !== undefined && waitFor(one, 1) !== undefined;
    if (!isErrand && !isGivenUp) continue;
    const isTold = await tellOperators(bot, app, error, [], signal, chat);
    // Refused again, it is a new pause, and told.
    if (!isTold && isNewPause) await bot.stores.pauses.resume(chat);
  }
}

/** What follows a message goes where that stands, and says nothing of being worse where that is muted. */
async function chatsOf(
  { bot, readers }: Posting,
  { kind, under, items }: AlertMessage,
): Promise<readonly Destination[]> {
  const apps = items.map(({ app }) => app);
  if (under === undefined) return readersOfAll(readers, apps);
  const { deliveries } = bot.stores;
  const muted = kind === 'worse' ? await mutedChats(bot, under, items) : new Set<string>();
  const subject = alertSubject(under);
  const standing: Destination[] = [];
  for (const one of await everywhere(bot, apps.flatMap(readers)))
    if (!muted.has(one.chat) && (await deliveries.posted({ channel: one.chat, subject })))
      standing.push(one);
  return standing;
}

/** Chats may have been taken off an app's readers since. */
async function everywhere(bot: Bot, readers: readonly Destination[]) {
  const channels = [...bot.schedules, ...(await subscriptionSchedules(bot))].map(
    (one) => one.channels,
  );
  const all = await Promise.all([...channels, 'all' as const].map((one) => bot.destinations(one)));
  return once([...readers, ...all.flat()]);
}

/** Those in which each of the findings is muted. */
async function mutedChats(
  { stores: { alerts }, clock }: Bot,
  under: string,
  items: AlertMessage['items'],
): Promise<ReadonlySet<string>> {
  const numbers = await alerts.numbers(under);
  const own = items.map(({ change }) => numbers.get(change.finding.id));
  const mutes = await alerts.mutes(clock.now());
  const chats = new Set(mutes.map(({ chat }) => chat));
  return new Set(
    [...chats].filter((chat) =>
      own.every((number) => mutes.some((one) => one.chat === chat && one.number === number)),
    ),
  );
}
