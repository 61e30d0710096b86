/** How a schedule runs, in one line: its last run and its next, and why it fails where it does. */
import { errorOf, explain } from '../core/errors.ts';
import { formatter } from '../core/format.ts';
import type { Schedule } from '../core/schedule.ts';
import { type Locale, textFor } from '../core/text/index.ts';
import type { Run } from '../ports/shared-stores.ts';
import type { Bot } from './bot.ts';
import { nextMoment } from './subscription-words.ts';

/** By the schedules' keys. */
export type Runs = ReadonlyMap<string, Run>;

export async function runsOf({ stores }: Pick<Bot, 'stores'>): Promise<Runs> {
  return new Map((await stores.runs.list()).map((run) => [run.schedule, run]));
}

/** @param entry what the schedule is called */
export async function runLine(
  bot: Bot,
  { schedule, entry }: { readonly schedule: Schedule; readonly entry: string },
  runs: Runs,
  locale: Locale,
): Promise<string> {
  const text = textFor(locale);
  const { subscriptions: words } = text;
  const moment = (at: Date) => formatter(locale).moment(at, schedule.zone);
  const next = nextMoment(bot, schedule, locale);
  const tick = await bot.stores.ticks.last(schedule.key);
  const last = tick && moment(tick.scheduledFor);
  const how = tick?.isDone ? words.hasRun : words.isOpen;
  const line = last === undefined ? words.notRun({ entry, next }) : how({ entry, last, next });
  const run = runs.get(schedule.key);
  if (!run?.failed) return line;
  const told = { line, at: moment(run.failed.at), reason: explain(errorOf(run.failed), text) };
  return run.succeededAt
    ? words.failsSince({ ...told, success: moment(run.succeededAt) })
    : words.fails(told);
}
