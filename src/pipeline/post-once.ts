/** One try at one message, with its row taken: looks where an earlier one may stand, posts, and settles. */
import type { Digest } from '../core/digest.ts';
import { ChannelError, type Outcome, refuser } from '../core/errors.ts';
import type { Locale } from '../core/text/index.ts';
import type { DeliveryId, Posted } from '../ports/channel.ts';
import type { Shown } from '../ports/stores.ts';
import type { Bot, Destination } from './bot.ts';
import { findAgain, findSoon } from './find-again.ts';
import { HANDOVER_MS, type Held } from './hold-lease.ts';
import { mayStandSince } from './lost-time.ts';
import { takeRepost } from './reposts.ts';

/** While the database is away, what stands in a chat is written down as soon as it is back. */
const WRITE_AGAIN_MS = 1_000;
const MOST_WRITES = 120;

/** Why a message that may stand since before a restore failed: nobody can look, so nothing is posted. */
export const RESTORED = 'restored';

export interface Delivered {
  readonly channel: string;
  /** "slack:C0123ABCD". */
  readonly chat: string;
  /**
   * `already`: it stood there before. `paused`: the chat has just refused everything, so nothing was tried.
   * `heldBack`: it may stand since before the database was restored; the operators are told of it apart.
   * `later` and `unknown` are worth another try; `unsettled` and `rejected` are a person's errand.
   */
  readonly state:
    | 'sent'
    | 'already'
    | 'busy'
    | 'paused'
    | 'heldBack'
    | 'later'
    | 'unknown'
    | 'unsettled'
    | 'rejected';
  readonly error?: unknown;
  /** Milliseconds the platform asked to wait. */
  readonly retryAfterMs?: number;
  /** Posted again though an earlier try may stand there; `error` says so. */
  readonly mayBeTwice?: true;
  /** Whether this refusal paused the chat; undefined where it concerns this message alone. */
  readonly isNewPause?: boolean;
}

export type End = Omit<Delivered, 'channel' | 'chat'>;

export type Delivering = Pick<Bot, 'stores' | 'clock' | 'log' | 'onUnknownDelivery' | 'meter'>;

export interface More {
  /** What it shows, where it may be edited later. */
  readonly shown?: Shown | undefined;
  /** The subject of the message in whose thread it belongs. */
  readonly under?: string | undefined;
  /** Whether nobody asked for it now: then a chat that has just refused everything is left alone. */
  readonly isUnasked?: boolean;
  /**
   * From when on it may have been posted, where that may have been by a process of which the database
   * knows nothing; undefined for what somebody asked for.
   */
  readonly due?: Date | undefined;
  /** The same, where something else than its own schedule may have posted it before it was due. */
  readonly possible?: Date | undefined;
  /** Whether it tells what was told, in other words, before the database was restored: it is kept, and not posted. */
  readonly isTold?: boolean;
  /** Whether somebody waits to be told at once that another process is at it. */
  readonly isAwaited?: boolean;
}

export interface Message {
  /** Which message this is: unique per chat, for ever. */
  readonly subject: string;
  readonly digest: (locale: Locale, chat: string) => Digest;
  readonly more: More;
}

export interface Try extends Message, Destination {
  readonly bot: Delivering;
  readonly id: DeliveryId;
  /** When it began. */
  readonly since: Date;
  readonly held: Held;
  /** Aborted when the bot stops. */
  readonly signal: AbortSignal;
  /** Aborted when the process must have come to its end. */
  readonly grace: AbortSignal;
  /** Cuts a post under way. */
  readonly deadline: AbortSignal;
  readonly looking: AbortSignal;
  /** The message that it belongs under. */
  readonly thread: Posted | undefined;
}

/** Where nothing is known of an earlier try: the first one, unless the database has lost some time. */
export async function postFresh(one: Try): Promise<End> {
  const { bot, channel, chat, locale, digest, id, more, looking, thread, since } = one;
  if (more.isTold) return holdBack(one);
  const lost = await mayStandSince(bot.stores, more, since);
  if (!lost) return post(one);
  let found: Posted | undefined | 'unreadable';
  try {
    found = await channel.find(id, lost.from, looking, thread);
  } catch (error) {
    const isRefused = error instanceof ChannelError && error.outcome === 'rejected';
    if (!isRefused) return failed(one, 'later', error);
    // Where every message is refused, the post says so better than the look.
    found = refuser(error) ? undefined : 'unreadable';
  }
  if (found === 'unreadable') return lost.isHeld ? holdBack(one) : post(one);
  if (!found) return post(one);
  if (more.shown)
    // Nobody knows what it shows, and the row says this.
    await channel.edit(found, digest(locale, chat), looking).catch((err: unknown) => {
      bot.log.warn({ channel: channel.name, delivery: id, err }, 'found, not revised');
    });
  return stands(one, found, 'already');
}

/** After an earlier try that may have posted it. */
export async function postDoubtful(one: Try, tried: Date, wasOpen: boolean): Promise<End> {
  const { bot, channel, id, more, looking, thread } = one;
  if (more.isTold) return holdBack(one);
  const lost = await mayStandSince(bot.stores, more, one.since);
  // That try may have come no further than to look for what was posted before it.
  const since = lost && lost.from < tried ? lost.from : tried;
  let found: Posted | 'absent' | 'unreadable';
  try {
    const again = wasOpen ? HANDOVER_MS : undefined;
    found = await findAgain(bot, channel, id, since, looking, thread, again);
    if (wasOpen && found === 'unreadable') await bot.clock.sleep(HANDOVER_MS, looking);
  } catch (error) {
    // A look that failed tells nothing of the try it looked for.
    return failed(one, 'unknown', error);
  }
  if (typeof found !== 'string') return stands(one, found, 'already');
  // Whoever was at it may have been alive, and has told by now that it stands.
  if (wasOpen && !(await one.held.keep())) return { state: 'busy' };
  return found === 'absent' ? again(one) : postUnseen(one);
}

/** After an earlier try that nobody can look for. */
async function postUnseen(one: Try): Promise<End> {
  const { bot, channel, subject, id, more, since } = one;
  const lost = await mayStandSince(bot.stores, more, since);
  if (lost?.isHeld) return holdBack(one);
  const params = { channel: channel.name };
  if (bot.onUnknownDelivery === 'report' || !takeRepost(bot.stores.deliveries, id)) {
    const error = new ChannelError('unknown', 'delivery_unknown', params);
    return { ...(await failed(one, 'unknown', error)), state: 'unsettled' };
  }
  bot.log.warn({ channel: channel.name, subject }, 'history unreadable, posting again');
  // That a try left nothing says nothing of the one before.
  const end = await again(one, 'unknown');
  if (end.state !== 'sent') return end;
  const error = new ChannelError('unknown', 'delivery_twice', params);
  return { ...end, mayBeTwice: true, error };
}

/** After a try that left nothing, or may have: what it was to show is not what is posted now. */
async function again(one: Try, settled?: Outcome): Promise<End> {
  const { bot, id, more, held } = one;
  const { shown } = more;
  if (shown) await held.write((lease) => bot.stores.deliveries.shows(id, lease, shown));
  return post(one, settled);
}

/** @param settled what the row says of a try that fails, where not what became of it */
async function post(one: Try, settled?: Outcome): Promise<End> {
  const { bot, channel, chat, digest, locale, id, since, deadline, looking, thread } = one;
  // Whoever slept with its machine between the intent and the post has lost the row, and doesn't know.
  if (!(await one.held.isOurs())) return { state: 'busy' };
  let posted: Posted;
  try {
    posted = await channel.post(digest(locale, chat), id, deadline, thread);
  } catch (error) {
    // An error the adapter did not classify may have come after the message left.
    const outcome = error instanceof ChannelError ? error.outcome : 'unknown';
    const found =
      outcome === 'unknown' ? await findSoon(bot, channel, id, since, looking, thread) : undefined;
    return found ? stands(one, found, 'sent') : failed(one, outcome, error, settled);
  }
  return stands(one, posted, 'sent');
}

async function stands(one: Try, posted: Posted, state: 'sent' | 'already'): Promise<End> {
  const { bot, channel, subject } = one;
  await keepSent(one, posted);
  if (state === 'sent') bot.log.info({ channel: channel.name, subject }, 'posted');
  return { state };
}

/** Nobody else knows that it stands: not written down it would be looked for, and where nobody can look, posted again. */
async function keepSent({ bot, channel, subject, id, grace }: Try, posted: Posted): Promise<void> {
  for (let left = MOST_WRITES; ; left -= 1) {
    try {
      return await bot.stores.deliveries.sent(id, posted);
    } catch (err) {
      if (left === 0 || grace.aborted) throw err;
      if (left === MOST_WRITES)
        bot.log.warn({ channel: channel.name, subject, err }, 'posted, and not written down yet');
      await bot.clock.sleep(WRITE_AGAIN_MS, grace).catch(() => undefined);
    }
  }
}

async function failed(
  { bot, channel, subject, id, held, signal }: Try,
  outcome: Outcome,
  error: unknown,
  settled: Outcome = outcome,
): Promise<End> {
  const known = error instanceof ChannelError ? error : undefined;
  const reason = known?.message ?? 'unclassified';
  await held.write((lease) => bot.stores.deliveries.failed(id, lease, settled, reason));
  const fields = { channel: channel.name, subject, outcome, reason };
  // Handed back as the bot stops; whoever goes on with it posts it.
  if (known?.code === 'aborted' && signal.aborted) bot.log.info(fields, 'not posted yet');
  else bot.log.error({ ...fields, err: error }, 'not posted');
  const retryAfterMs = known?.retryAfterMs;
  return { state: outcome, error, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

async function holdBack({ bot, channel, subject, id, held }: Try): Promise<End> {
  await held.write((lease) => bot.stores.deliveries.failed(id, lease, 'rejected', RESTORED));
  bot.log.warn({ channel: channel.name, subject }, 'may stand since before the restore, held back');
  return { state: 'heldBack' };
}
