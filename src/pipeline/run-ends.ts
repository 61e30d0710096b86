/** How a run of a tick ended: kept for status, counted for those who watch, and told where it failed. */
import { plainDigest } from '../core/digest.ts';
import { errorOf, explain } from '../core/errors.ts';
import { formatter } from '../core/format.ts';
import { beijingDate } from '../core/period.ts';
import type { Schedule } from '../core/schedule.ts';
import { type Locale, textFor } from '../core/text/index.ts';
import type { PartEnd } from '../ports/part-queue.ts';
import type { ClaimedTick } from '../ports/stores.ts';
import type { App, Bot } from './bot.ts';
import { keptError } from './kept-error.ts';
import { scheduleLine } from './subscription-words.ts';
import { tell } from './tell-again.ts';
import { tellUnreached } from './tell-operators.ts';
import { isAway, isStoreFault, tellDamage } from './tell-without-store.ts';

export interface Failure {
  readonly error: unknown;
  /** Whether those who can mend it hear of it otherwise, if it lasts. */
  readonly isTold: boolean;
}

/** Why a run brought nothing at all; what fails for one app among others is told as that app's (`tellFaults`). */
export function failureOf(ends: readonly PartEnd[]): Failure | undefined {
  const [first] = ends;
  if (!first || !ends.every(({ fault, lost }) => fault ?? lost)) return undefined;
  const fault = ends.find((end) => end.fault)?.fault;
  if (fault) return { error: errorOf(fault), isTold: isAway(errorOf(fault)) };
  return first.lost && { error: errorOf(first.lost), isTold: true };
}

/**
 * Never rejects: the run itself is as it is. One that waits for WeChat's figures has neither failed nor
 * succeeded; what WeChat or a chat is out of reach for, and an app's fault, stand in the status until it is done.
 */
export async function runEnded(
  { stores, clock, log, meter }: Bot,
  { key }: Schedule,
  { ends, wait }: { readonly ends: readonly PartEnd[]; readonly wait: number | undefined },
): Promise<void> {
  meter.tick(key, wait === undefined ? 'done' : 'again');
  const failed = ends.find((end) => end.fault)?.fault ?? ends.find((end) => end.open)?.open;
  try {
    if (failed) await stores.runs.failed(key, clock.now(), failed);
    else if (!ends.some(({ isWaiting }) => isWaiting))
      await stores.runs.succeeded(key, clock.now());
  } catch (err) {
    log.error({ schedule: key, err }, 'end of a run not kept');
  }
}

/**
 * Never rejects. Each app's fault once a day.
 * @param ends those of the apps, in their order
 */
export async function tellFaults(
  bot: Bot,
  apps: readonly App[],
  ends: readonly PartEnd[],
  signal: AbortSignal,
): Promise<void> {
  const faulty = apps.flatMap((app, index) => {
    const fault = ends[index]?.fault;
    return fault && !isAway(errorOf(fault)) ? [{ app, error: errorOf(fault) }] : [];
  });
  try {
    await tellUnreached(bot, faulty, [], signal);
  } catch (err) {
    bot.log.error({ err }, 'faults not told');
    for (const { error } of faulty) await tellDamage(bot, error, signal);
  }
}

export interface FailedRun extends Failure {
  readonly schedule: Schedule;
  readonly tick: ClaimedTick;
}

/** Never rejects: what made the run fail, such as a database that is away, may well keep it from being told. */
export async function runFailed(bot: Bot, failed: FailedRun, signal: AbortSignal): Promise<void> {
  const { schedule, error, isTold } = failed;
  bot.meter.tick(schedule.key, 'failed');
  try {
    await bot.stores.runs.failed(schedule.key, bot.clock.now(), keptError(error));
    if (!isTold) await tellFailed(bot, failed, signal);
  } catch (err) {
    bot.log.error({ schedule: schedule.key, err }, 'failed run not told');
    await tellDamage(bot, isStoreFault(err) ? err : error, signal);
  }
}

/** Once a day for each schedule and fault, however often it is tried again. */
async function tellFailed(
  bot: Bot,
  { schedule, tick, error }: FailedRun,
  signal: AbortSignal,
): Promise<void> {
  const day = beijingDate(bot.clock.now());
  const subject = `fault run ${schedule.key} ${keptError(error).code} ${day}`;
  const digest = (locale: Locale) => {
    const text = textFor(locale);
    return plainDigest({
      locale,
      title: text.commands.operatorsTitle,
      summary: text.notices.runFailed({
        run: runLine(bot, schedule, locale),
        at: formatter(locale).moment(tick.scheduledFor, schedule.zone),
        why: explain(error, text),
      }),
      banner: bot.simulated ? text.digest.simulated : '',
    });
  };
  await tell(bot, bot.operators, { subject, digest }, signal);
}

/** A schedule that posts nowhere collects. */
function runLine(bot: Bot, schedule: Schedule, locale: Locale): string {
  return schedule.channels.length === 0
    ? textFor(locale).notices.collection({ grain: schedule.grain })
    : scheduleLine(bot, schedule, locale);
}
