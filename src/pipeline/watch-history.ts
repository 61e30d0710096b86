/** Whether an app's history is there: what is usual, and what is open already, is not guessed from half of it. */
import type { Period } from '../core/period.ts';
import { shift } from '../core/period.ts';
import { HISTORY_WINDOW, isBeyondHistory, outcomesAfter, worthAsking } from '../core/plan.ts';
import type { Bot } from './bot.ts';

/** Mornings after the first collection from which it is judged by what there is: some cohorts are never answered. */
const MOST_MORNINGS = 2;

export async function isHistoryThere(
  { stores: { snapshots } }: Pick<Bot, 'stores'>,
  app: string,
  newest: Period,
): Promise<boolean> {
  const asked = await snapshots.asked(app, newest.grain);
  const begun = [...asked.values()].map(({ through }) => through).sort()[0];
  if (begun !== undefined && begun <= shift(newest, -MOST_MORNINGS).last) return true;
  const never = worthAsking(newest, asked, HISTORY_WINDOW[newest.grain]).filter(
    ({ first }) => !asked.has(first),
  );
  const [youngest] = never;
  return youngest === undefined || isBeyondHistory(outcomesAfter(youngest, newest, asked));
}
