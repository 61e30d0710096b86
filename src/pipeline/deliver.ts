/** One message to each of several channels: intent first, one row per channel, and one failure never blocks another. */
import type { Digest } from '../core/digest.ts';
import { AppError, ChannelError, errorOf, type Outcome } from '../core/errors.ts';
import type { Locale } from '../core/text/index.ts';
import type { DeliveryId, Posted } from '../ports/channel.ts';
import type { Shown } from '../ports/stores.ts';
import type { Bot, Destination } from './bot.ts';
import { inTurn } from './chat-turns.ts';
import { findAgain, findSoon } from './find-again.ts';
import { isLeftAlone, pauseFor } from './pause.ts';
import { takeRepost } from './reposts.ts';

/** How long a try may take before another process may take it over. */
const LEASE_MS = 3 * 60_000;
/** Shorter than the ten seconds after which containers are killed. */
const GRACE_MS = 5_000;

export interface Delivered {
  readonly channel: string;
  /** "slack:C0123ABCD". */
  readonly chat: string;
  /**
   * `already`: it stood there before. `paused`: the chat has just refused everything, so nothing was tried.
   * `later` and `unknown` are worth another try; `unsettled` and `rejected` are a person's errand.
   */
  readonly state:
    | 'sent'
    | 'already'
    | 'busy'
    | 'paused'
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

type Delivering = Pick<Bot, 'stores' | 'clock' | 'log' | 'onUnknownDelivery'>;

interface Message {
  /** Which message this is: unique per chat, for ever. */
  readonly subject: string;
  readonly digest: (locale: Locale, chat: string) => Digest;
  readonly more: More;
}

export interface More {
  /** What it shows, where it may be edited later. */
  readonly shown?: Shown | undefined;
  /** The subject of the message in whose thread it belongs. */
  readonly under?: string | undefined;
  /** Whether nobody asked for it now: then a chat that has just refused everything is left alone. */
  readonly isUnasked?: boolean;
}

/** @param subject which message this is: unique per chat, for ever */
export function deliver(
  bot: Delivering,
  destinations: readonly Destination[],
  subject: string,
  digest: (locale: Locale, chat: string) => Digest,
  signal: AbortSignal,
  more: More = {},
): Promise<Delivered[]> {
  const message = { subject, digest, more };
  return Promise.all(
    destinations.map(async (destination) => {
      const { channel, chat } = destination;
      // Its lease and its deadline begin with its turn.
      const end = await inTurn(bot.stores.deliveries, chat, () =>
        deliverOne(bot, destination, message, signal),
      );
      return { channel: channel.name, chat, ...end };
    }),
  );
}

type End = Omit<Delivered, 'channel' | 'chat'>;

async function deliverOne(
  bot: Delivering,
  destination: Destination,
  message: Message,
  signal: AbortSignal,
): Promise<End> {
  if (signal.aborted) return { state: 'later', error: new AppError('aborted', {}) };
  // A post under way gets a moment to end when the bot is stopped: cut, nobody would know what became of it.
  const grace = after(signal, GRACE_MS);
  try {
    return await claimAndPost(bot, destination, message, { signal, grace: grace.signal });
  } finally {
    grace.release();
  }
}

interface Ends {
  /** Ends what can be done again. */
  readonly signal: AbortSignal;
  /** Ends what can't. */
  readonly grace: AbortSignal;
}

async function claimAndPost(
  bot: Delivering,
  destination: Destination,
  message: Message,
  { signal, grace }: Ends,
): Promise<End> {
  const { chat } = destination;
  const { deliveries, pauses } = bot.stores;
  const since = bot.clock.now();
  const pause = await pauses.get(chat);
  // A person who sends or shares, and the bot's own notices, are told what the chat says now.
  const { shown, under, isUnasked } = message.more;
  if (pause && isUnasked && isLeftAlone(bot, pause))
    return { state: 'paused', error: errorOf(pause) };
  const lease = new Date(since.getTime() + LEASE_MS);
  const key = { channel: chat, subject: message.subject };
  const claim = await deliveries.claim(key, since, lease, shown);
  if (claim.state === 'sent') return { state: 'already' };
  if (claim.state === 'busy') return { state: 'busy' };
  const deadline = AbortSignal.any([AbortSignal.timeout(LEASE_MS / 2), grace]);
  const looking = AbortSignal.any([signal, deadline]);
  const thread = under && (await deliveries.posted({ channel: chat, subject: under }));
  const now = { since, deadline, looking, thread: thread || undefined };
  const one: Try = { bot, ...destination, ...message, id: claim.id, ...now };
  const end = claim.state === 'ours' ? await post(one) : await settle(one, claim.since);
  if (pause && end.state === 'sent') await pauses.resume(chat);
  // Who pauses a chat tells of it, and that is a tick.
  if (end.state !== 'rejected' || !isUnasked) return end;
  const isNewPause = await pauseFor(bot, chat, end.error, pause);
  return isNewPause === undefined ? end : { ...end, isNewPause };
}

/** One try at one message, with the row that stands for it taken. */
interface Try extends Message, Destination {
  readonly bot: Delivering;
  readonly id: DeliveryId;
  /** When it began. */
  readonly since: Date;
  /** Cuts a post under way. */
  readonly deadline: AbortSignal;
  readonly looking: AbortSignal;
  /** The message that it belongs under. */
  readonly thread: Posted | undefined;
}

/** After an earlier try that may have posted it. */
async function settle(one: Try, since: Date): Promise<End> {
  const { bot, channel, id, looking, thread } = one;
  try {
    const found = await findAgain(bot, channel, id, since, looking, thread);
    if (found === 'absent') return await again(one);
    if (found !== 'unreadable') return await stands(one, found, 'already');
  } catch (error) {
    // A look that failed tells nothing of the try it looked for.
    return failed(one, 'unknown', error);
  }
  return postUnseen(one);
}

/** After an earlier try that nobody can look for. */
async function postUnseen(one: Try): Promise<End> {
  const { bot, channel, subject, id } = one;
  const { deliveries } = bot.stores;
  const params = { channel: channel.name };
  if (bot.onUnknownDelivery === 'report' || !takeRepost(deliveries, id)) {
    const error = new ChannelError('unknown', 'delivery_unknown', params);
    return { ...(await failed(one, 'unknown', error)), state: 'unsettled' };
  }
  bot.log.warn({ channel: channel.name, subject }, 'history unreadable, posting again');
  const end = await again(one);
  if (end.state === 'sent') {
    const error = new ChannelError('unknown', 'delivery_twice', params);
    return { ...end, mayBeTwice: true, error };
  }
  // That this try left nothing says nothing of the one before.
  await deliveries.failed(id, 'unknown', 'unseen');
  return end;
}

/** After a try that left nothing, or may have: what it was to show is not what is posted now. */
async function again(one: Try): Promise<End> {
  const { bot, id, more } = one;
  if (more.shown) await bot.stores.deliveries.edited(id, more.shown);
  return post(one);
}

async function post(one: Try): Promise<End> {
  const { bot, channel, chat, digest, locale, id, since, deadline, looking, thread } = one;
  try {
    const posted = await channel.post(digest(locale, chat), id, deadline, thread);
    return await stands(one, posted, 'sent');
  } catch (error) {
    // An error the adapter did not classify may have come after the message left.
    const outcome = error instanceof ChannelError ? error.outcome : 'unknown';
    const found =
      outcome === 'unknown' ? await findSoon(bot, channel, id, since, looking, thread) : undefined;
    return found ? stands(one, found, 'sent') : failed(one, outcome, error);
  }
}

async function stands(
  { bot, channel, subject, id }: Try,
  posted: Posted,
  state: 'sent' | 'already',
): Promise<End> {
  await bot.stores.deliveries.sent(id, posted);
  if (state === 'sent') bot.log.info({ channel: channel.name, subject }, 'posted');
  return { state };
}

async function failed(
  { bot, channel, subject, id }: Try,
  outcome: Outcome,
  error: unknown,
): Promise<End> {
  const known = error instanceof ChannelError ? error : undefined;
  const reason = known?.message ?? 'unclassified';
  await bot.stores.deliveries.failed(id, outcome, reason);
  bot.log.error({ channel: channel.name, subject, outcome, reason, err: error }, 'not posted');
  const retryAfterMs = known?.retryAfterMs;
  return { state: outcome, error, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

/** Aborts so many milliseconds after another signal did, until it is released. */
function after(signal: AbortSignal, ms: number): { signal: AbortSignal; release(): void } {
  const later = new AbortController();
  const count = () =>
    AbortSignal.timeout(ms).addEventListener('abort', () => later.abort(), { once: true });
  signal.addEventListener('abort', count, { once: true });
  return { signal: later.signal, release: () => signal.removeEventListener('abort', count) };
}
