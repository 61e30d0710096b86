/** Tells the operators that the store itself fails: straight, as the ledger that else sees to "once" is in it. */
import { plainDigest } from '../core/digest.ts';
import { AppError, explain } from '../core/errors.ts';
import { beijingDate } from '../core/period.ts';
import { textFor } from '../core/text/index.ts';
import type { Bot, Destination } from './bot.ts';

/** A database that is away for a moment, as while it is started again, is back before anybody could look. */
export const AWAY = 'store_unusable';
const CODES: ReadonlySet<string> = new Set([
  'store_corrupt',
  'store_full',
  'store_gone',
  'store_unwritable',
  AWAY,
]);
/** Nobody waits for it, and a later failure tells it again. */
const PATIENCE_MS = 30_000;
const DAY_MS = 86_400_000;

type Telling = Pick<Bot, 'stores' | 'clock' | 'log' | 'operators' | 'simulated'>;

/** What this process has told; by store, as that is what fails. */
const told = new WeakMap<Telling['stores'], Set<string>>();

/** Whether nothing can be stored, so that nothing else can be told of it either. */
export function isStoreFault(error: unknown): error is AppError {
  return error instanceof AppError && CODES.has(error.code);
}

/** Of a database that was away for a moment nobody is told; of one that stays away `sayAlive` tells. */
export function isAway(error: unknown): boolean {
  return isStoreFault(error) && error.code === AWAY;
}

/** As `tellWithoutStore`, of whatever kept a run or a beat from its work; one that is away is told of by `sayAlive`. */
export async function tellDamage(bot: Telling, error: unknown, signal: AbortSignal): Promise<void> {
  if (isStoreFault(error) && error.code !== AWAY) await tellWithoutStore(bot, error, signal);
}

/** Once a day and process, and once a day where the chat's history can be read; never throws. */
export async function tellWithoutStore(
  bot: Telling,
  error: AppError,
  signal: AbortSignal,
): Promise<void> {
  const subject = `store ${error.code} ${beijingDate(bot.clock.now())}`;
  const all = told.get(bot.stores) ?? new Set();
  told.set(bot.stores, all);
  await Promise.all(
    bot.operators.map(async (operators) => {
      const key = `${operators.chat} ${subject}`;
      // Before the post: what fails on end is told by the next failure but one at the earliest.
      if (all.has(key)) return;
      all.add(key);
      try {
        await post(bot, operators, subject, error, signal);
      } catch (err) {
        all.delete(key);
        bot.log.error({ channel: operators.channel.name, err }, 'operators not told');
      }
    }),
  );
}

async function post(
  { clock, simulated }: Telling,
  { channel, locale }: Destination,
  subject: string,
  error: AppError,
  signal: AbortSignal,
): Promise<void> {
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
  const yesterday = new Date(clock.now().getTime() - DAY_MS);
  // A process that fails at every start would say so at every start.
  const found = await channel.find(subject, yesterday, deadline).catch(() => undefined);
  if (found !== undefined && found !== 'unreadable') return;
  const text = textFor(locale);
  const digest = plainDigest({
    locale,
    title: text.commands.operatorsTitle,
    summary: explain(error, text),
    banner: simulated ? text.digest.simulated : '',
  });
  await channel.post(digest, subject, deadline);
}
