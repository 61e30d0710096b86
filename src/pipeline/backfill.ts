/** Fetches the history of one app and grain, newest first, as far back as wanted or as WeChat keeps it. */
import { type Grain, newestExpected, shift } from '../core/period.ts';
import type { App, Bot } from './bot.ts';
import type { Collected } from './collect.ts';

export interface BackfillOptions {
  /** Cohorts back from the newest. */
  readonly window: number;
  readonly signal: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Every answer is stored as it comes, so that a run cut short is resumed by the next. Where the newest
 * period isn't ready the older ones are fetched all the same, and the result says `not-ready`.
 */
export async function backfill(
  bot: Pick<Bot, 'collector' | 'clock'>,
  app: App,
  grain: Grain,
  { signal, ...options }: BackfillOptions,
): Promise<Collected> {
  const newest = newestExpected(grain, bot.clock.now());
  const upTo = (period: typeof newest) =>
    bot.collector.collect(app, period, signal, { ...options, untilHistoryEnds: true });
  const collected = await upTo(newest);
  if (collected.state !== 'not-ready') return collected;
  const older = await upTo(shift(newest, -1));
  return older.state === 'complete' ? { ...collected, asked: older.asked } : older;
}
