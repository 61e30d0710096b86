/** Figures for a question: from the store; WeChat is asked only for what the store lacks altogether. */
import type { Triangle } from '../core/cohort.ts';
import {
  distance,
  type Grain,
  matureOffsets,
  newestExpected,
  OFFSETS,
  type Period,
  shift,
} from '../core/period.ts';
import { wholeHistory } from '../core/plan.ts';
import type { App } from './bot.ts';
import { type Composed, compose, composeNewest, readBack } from './compose.ts';
import type { Question } from './question.ts';

export interface Newest {
  readonly wanted: Period;
  readonly found: Composed;
}

/** The newest figures there are; collected when there are none of the app and grain. */
export async function newest(
  { bot, signal }: Question,
  app: App,
  grain: Grain,
): Promise<Newest | undefined> {
  const now = bot.clock.now();
  const wanted = newestExpected(grain, now);
  const stored = await composeNewest(bot, app, wanted, now);
  if (stored) return { wanted, found: stored };
  const collected = await bot.collector.collect(app, wanted, signal);
  const found = await composeNewest(bot, app, wanted, bot.clock.now());
  if (!found && collected.state === 'failed') throw collected.error;
  return found && { wanted, found };
}

/** The figures up to a period that was named. */
export async function upTo(
  question: Question,
  app: App,
  period: Period,
): Promise<Composed | undefined> {
  const { bot, signal } = question;
  if (isBeforeWeChat(question, period)) return undefined;
  const read = async () => {
    const composed = await compose(bot, app, period, bot.clock.now());
    return composed.isReady ? composed : undefined;
  };
  const stored = await read();
  if (stored) return stored;
  const expected = newestExpected(period.grain, bot.clock.now());
  if (period.first >= expected.first) {
    // The ticks wait for the newest period, and a question must not use up their patience with WeChat.
    await newest(question, app, period.grain);
    return read();
  }
  const collected = await bot.collector.collect(app, period, signal);
  const found = await read();
  if (!found && collected.state === 'failed') throw collected.error;
  return found;
}

/** The cohorts of single periods, with every offset that has matured. */
export async function cohortsOf(
  question: Question,
  app: App,
  periods: readonly Period[],
): Promise<Triangle> {
  const cohorts = await Promise.all(periods.map((period) => cohortOf(question, app, period)));
  return new Map(cohorts.flatMap((one) => [...one]));
}

async function cohortOf(question: Question, app: App, period: Period): Promise<Triangle> {
  const { bot, signal } = question;
  const { grain } = period;
  if (isBeforeWeChat(question, period)) return new Map();
  const read = () => readBack(bot, app, period, 0, bot.clock.now());
  const stored = await read();
  // What is new with the newest period is left to the ticks, which wait for it.
  const before = shift(newestExpected(grain, bot.clock.now()), -1);
  const known = stored.get(period.first)?.counts.new;
  if (matureOffsets(period, before).every((offset) => known?.has(offset))) return stored;
  // An answer is kept up to the period it is asked with: the first at which the cohort is whole.
  const last = shift(period, OFFSETS[grain].at(-1) ?? 0);
  const through = last.first < before.first ? last : before;
  const window = distance(period, through) + 1;
  const collected = await bot.collector.collect(app, through, signal, { window });
  const found = await read();
  if (!found.has(period.first) && collected.state === 'failed') throw collected.error;
  return found;
}

/** Before there were Mini Programs there is nothing to ask for. */
function isBeforeWeChat({ bot }: Question, period: Period): boolean {
  const now = bot.clock.now();
  const { grain } = period;
  return distance(period, newestExpected(grain, now)) >= wholeHistory(grain, now);
}
