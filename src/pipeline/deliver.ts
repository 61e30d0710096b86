/** One message to each of several channels: intent first, one row per channel, and one failure never blocks another. */
import { allEnded } from '../core/all-ended.ts';
import type { Digest } from '../core/digest.ts';
import { AppError, errorOf } from '../core/errors.ts';
import { loopTurn } from '../core/loop-turn.ts';
import type { Locale } from '../core/text/index.ts';
import type { Destination } from './bot.ts';
import { inTurn } from './chat-turns.ts';
import { holdLease, leaseFrom } from './hold-lease.ts';
import { isLeftAlone, pauseFor } from './pause.ts';
import {
  type Delivered,
  type Delivering,
  type End,
  type Message,
  type More,
  postDoubtful,
  postFresh,
  type Try,
} from './post-once.ts';

export type { Delivered, More } from './post-once.ts';

/** How long a try may take, looks included. */
const DEADLINE_MS = 90_000;
/** Shorter than the ten seconds after which containers are killed. */
const GRACE_MS = 5_000;

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
  return allEnded(
    destinations.map(async (destination): Promise<Delivered> => {
      const { channel, chat } = destination;
      const { until, ...end } = await deliverPatiently(bot, destination, message, signal);
      bot.meter.delivery(channel.name, end.state);
      return { channel: channel.name, chat, ...end };
    }),
  );
}

/** Of a row that another process has: when its lease ends. */
type Claimed = End & { readonly until?: Date };

/** Whoever has it may be dead, and then it is free when the lease ends: that is waited for once. */
async function deliverPatiently(
  bot: Delivering,
  destination: Destination,
  message: Message,
  signal: AbortSignal,
): Promise<Claimed> {
  // Its lease and its deadline begin with its turn.
  const once = () =>
    inTurn(bot.stores.deliveries, destination.chat, async () => {
      // Somebody waits for what they asked for, and stands behind no messages that go out.
      if (!message.more.isAwaited) await loopTurn();
      return deliverOne(bot, destination, message, signal);
    });
  const end = await once();
  if (end.state !== 'busy' || message.more.isAwaited) return end;
  const { until = bot.clock.now() } = end;
  try {
    await bot.clock.sleep(Math.max(until.getTime() - bot.clock.now().getTime(), 0), signal);
  } catch {
    return end;
  }
  return once();
}

async function deliverOne(
  bot: Delivering,
  destination: Destination,
  message: Message,
  signal: AbortSignal,
): Promise<Claimed> {
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
  ends: Ends,
): Promise<Claimed> {
  const { chat } = destination;
  const { deliveries, pauses } = bot.stores;
  const pause = await pauses.get(chat);
  // A person who sends or shares, and the bot's own notices, are told what the chat says now.
  const { shown, isUnasked } = message.more;
  if (pause && isUnasked && isLeftAlone(bot, pause))
    return { state: 'paused', error: errorOf(pause) };
  const since = bot.clock.now();
  const lease = leaseFrom(since);
  const key = { channel: chat, subject: message.subject };
  const claim = await deliveries.claim(key, since, lease, shown);
  if (claim.state === 'sent') return { state: 'already' };
  if (claim.state === 'busy') return claim;
  const held = holdLease(bot, lease, (before, until) => deliveries.renew(claim.id, before, until));
  let end: End;
  try {
    const one = await tryOf(bot, destination, message, { ...ends, id: claim.id, since, held });
    end =
      claim.state === 'ours'
        ? await postFresh(one)
        : await postDoubtful(one, claim.since, claim.wasOpen);
  } finally {
    held.release();
  }
  if (pause && end.state === 'sent') await pauses.resume(chat);
  // Who pauses a chat tells of it, and that is a tick.
  if (end.state !== 'rejected' || !isUnasked) return end;
  const isNewPause = await pauseFor(bot, chat, end.error, pause);
  return isNewPause === undefined ? end : { ...end, isNewPause };
}

async function tryOf(
  bot: Delivering,
  destination: Destination,
  message: Message,
  { signal, grace, id, since, held }: Ends & Pick<Try, 'id' | 'since' | 'held'>,
): Promise<Try> {
  const { under } = message.more;
  const deadline = AbortSignal.any([AbortSignal.timeout(DEADLINE_MS), grace, held.lost]);
  const looking = AbortSignal.any([signal, deadline]);
  const thread =
    under && (await bot.stores.deliveries.posted({ channel: destination.chat, subject: under }));
  const ways = { signal, grace, deadline, looking, thread: thread || undefined };
  return { bot, ...destination, ...message, id, since, held, ...ways };
}

/** Aborts so many milliseconds after another signal did, until it is released. */
function after(signal: AbortSignal, ms: number): { signal: AbortSignal; release(): void } {
  const later = new AbortController();
  const count = () =>
    AbortSignal.timeout(ms).addEventListener('abort', () => later.abort(), { once: true });
  signal.addEventListener('abort', count, { once: true });
  return { signal: later.signal, release: () => signal.removeEventListener('abort', count) };
}
