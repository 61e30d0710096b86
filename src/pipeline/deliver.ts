/** One message to each of several channels: intent first, one row per channel, and one failure never blocks another. */
import type { Digest } from '../core/digest.ts';
import { AppError, ChannelError } from '../core/errors.ts';
import type { Locale } from '../core/text/index.ts';
import type { Bot, Destination } from './bot.ts';

/** How long a try may take before another process may take it over. */
const LEASE_MS = 3 * 60_000;
/** Shorter than the ten seconds after which containers are killed. */
const GRACE_MS = 5_000;
/** A message can appear in a chat's history a moment after it was accepted. */
const SECOND_LOOK_MS = 3_000;

export interface Delivered {
  readonly channel: string;
  /** `already`: it stood there before. `later` and `unknown` are worth another try. */
  readonly state: 'sent' | 'already' | 'busy' | 'later' | 'unknown' | 'rejected';
  readonly error?: unknown;
}

/** @param subject which message this is: unique per chat, for ever */
export function deliver(
  bot: Pick<Bot, 'stores' | 'clock' | 'log'>,
  destinations: readonly Destination[],
  subject: string,
  digest: (locale: Locale) => Digest,
  signal: AbortSignal,
): Promise<Delivered[]> {
  return Promise.all(
    destinations.map((destination) => deliverOne(bot, destination, subject, digest, signal)),
  );
}

async function deliverOne(
  bot: Pick<Bot, 'stores' | 'clock' | 'log'>,
  { channel, chat, locale }: Destination,
  subject: string,
  digest: (locale: Locale) => Digest,
  signal: AbortSignal,
): Promise<Delivered> {
  const { deliveries } = bot.stores;
  if (signal.aborted)
    return { channel: channel.name, state: 'later', error: new AppError('aborted', {}) };
  const now = bot.clock.now();
  const claim = await deliveries.claim(
    { channel: chat, subject },
    now,
    new Date(now.getTime() + LEASE_MS),
  );
  if (claim.state === 'sent') return { channel: channel.name, state: 'already' };
  if (claim.state === 'busy') return { channel: channel.name, state: 'busy' };
  // A post under way gets a moment to end when the bot is stopped: cut, nobody would know what became of it.
  const grace = after(signal, GRACE_MS);
  const deadline = AbortSignal.any([AbortSignal.timeout(LEASE_MS / 2), grace.signal]);
  let isDoubtful = claim.state === 'doubtful';
  try {
    if (claim.state === 'doubtful') {
      const found = await look(
        bot,
        channel,
        claim.id,
        claim.since,
        AbortSignal.any([signal, deadline]),
      );
      if (found) {
        await deliveries.sent(claim.id, found);
        return { channel: channel.name, state: 'already' };
      }
    }
    isDoubtful = false;
    const posted = await channel.post(digest(locale), claim.id, deadline);
    await deliveries.sent(claim.id, posted);
    bot.log.info({ channel: channel.name, subject }, 'posted');
    return { channel: channel.name, state: 'sent' };
  } catch (error) {
    // An error the adapter did not classify may have come after the message left; a look that
    // failed tells nothing of the try it looked for.
    const outcome = error instanceof ChannelError && !isDoubtful ? error.outcome : 'unknown';
    const reason = error instanceof ChannelError ? error.message : 'unclassified';
    await deliveries.failed(claim.id, outcome, reason);
    bot.log.error({ channel: channel.name, subject, outcome, reason, err: error }, 'not posted');
    return { channel: channel.name, state: outcome, error };
  } finally {
    grace.release();
  }
}

/** Aborts so many milliseconds after another signal did, until it is released. */
function after(signal: AbortSignal, ms: number): { signal: AbortSignal; release(): void } {
  const later = new AbortController();
  const count = () =>
    AbortSignal.timeout(ms).addEventListener('abort', () => later.abort(), { once: true });
  signal.addEventListener('abort', count, { once: true });
  return { signal: later.signal, release: () => signal.removeEventListener('abort', count) };
}

/** Looks twice; where the platform offers no look-up, posting again is preferred to losing the message. */
async function look(
  bot: Pick<Bot, 'clock' | 'log'>,
  channel: Destination['channel'],
  id: string,
  since: Date,
  signal: AbortSignal,
) {
  for (const wait of [0, SECOND_LOOK_MS]) {
    if (wait > 0) await bot.clock.sleep(wait, signal);
    const found = await channel.find(id, since, signal);
    if (found === 'unreadable') {
      bot.log.warn({ channel: channel.name, delivery: id }, 'history unreadable, posting again');
      return undefined;
    }
    if (found) return found;
  }
  return undefined;
}
