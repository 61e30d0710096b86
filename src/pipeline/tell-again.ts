/** A message to those who can mend something, told again until it stands: the chat it goes to may fail with what it tells of. */
import type { DeliveryLedger } from '../ports/stores.ts';
import type { Bot, Destination } from './bot.ts';
import { deliver } from './deliver.ts';
import { dayOf } from './lost-time.ts';
import type { Delivered, Message } from './post-once.ts';
import { GIVE_UP_MS, postAgain } from './waits.ts';

interface Untold {
  readonly tell: (signal: AbortSignal) => Promise<readonly Delivered[]>;
  readonly since: number;
  readonly tries: number;
  readonly next: number;
}

/** By subject and chats; of this process, which tries again as long as it lives. */
const untold = new WeakMap<DeliveryLedger, Map<string, Untold>>();

const LONGEST_MS = postAgain(Number.POSITIVE_INFINITY);
/** More than can go wrong in twelve hours with as many apps. */
const MOST_UNTOLD = 1_000;

/** @returns whether nobody is left who could be told by another try, which `tellAgain` makes; another process may be at it */
export async function tell(
  bot: Bot,
  destinations: readonly Destination[],
  { subject, digest }: Pick<Message, 'subject' | 'digest'>,
  signal: AbortSignal,
): Promise<boolean> {
  const since = bot.clock.now();
  const more = { due: dayOf(since) };
  const tellOnce = (within: AbortSignal) =>
    deliver(bot, destinations, subject, digest, within, more);
  const told = await tellOnce(signal);
  const left = leftOf(bot);
  // Without operators two schedules tell one fault to chats of their own.
  const name = [subject, ...destinations.map(({ chat }) => chat)].join(' ');
  if (isWhole(told)) left.delete(name);
  else if (!left.has(name) && left.size < MOST_UNTOLD) {
    const at = since.getTime();
    left.set(name, { tell: tellOnce, since: at, tries: 1, next: at + postAgain(1) });
  }
  return isWhole(told.filter(({ state }) => state !== 'busy'));
}

/** Every minute while the bot runs. */
export async function tellAgain(bot: Bot, signal: AbortSignal): Promise<void> {
  const left = leftOf(bot);
  for (const [name, one] of left) {
    const now = bot.clock.now().getTime();
    // Further ahead than the longest wait, it is from before the clock was set back.
    if (one.next > now && one.next - now <= LONGEST_MS) continue;
    const isTold = isWhole(await one.tell(signal));
    signal.throwIfAborted();
    if (!isTold && now - one.since < GIVE_UP_MS) {
      const tries = one.tries + 1;
      left.set(name, { ...one, tries, next: now + postAgain(tries) });
      continue;
    }
    left.delete(name);
    if (!isTold) bot.log.error({ subject: name }, 'could not be told for hours, given up');
  }
}

function leftOf({ stores: { deliveries } }: Bot): Map<string, Untold> {
  const left = untold.get(deliveries) ?? new Map<string, Untold>();
  untold.set(deliveries, left);
  return left;
}

function isWhole(told: readonly Delivered[]): boolean {
  return !told.some(({ state }) => state === 'later' || state === 'unknown' || state === 'busy');
}
