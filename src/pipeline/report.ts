/** The report other programs read: collect what is missing, then compare up to the newest calendar period. */
import { explain } from '../core/errors.ts';
import { formatter } from '../core/format.ts';
import { noteText } from '../core/notes.ts';
import { type Grain, newestComplete, type Period, readyAt } from '../core/period.ts';
import type { Note } from '../core/quality.ts';
import { type Report, toReport } from '../core/report.ts';
import { type Locale, textFor } from '../core/text/index.ts';
import type { App, Bot } from './bot.ts';
import { type Composed, compose } from './compose.ts';

export interface Reported {
  readonly app: App;
  readonly report: Report;
  readonly composed: Composed;
  /** Whether the app could not be collected; its report then rests on what was stored before. */
  readonly hasFailed: boolean;
}

export interface ReportOptions {
  readonly offline: boolean;
  readonly locale: Locale;
  readonly signal: AbortSignal;
  readonly onProgress?: (app: App, done: number, total: number) => void;
}

export function report(
  bot: Bot,
  apps: readonly App[],
  grain: Grain,
  options: ReportOptions,
): Promise<Reported[]> {
  return Promise.all(apps.map((app) => reportApp(bot, app, grain, options)));
}

async function reportApp(
  bot: Bot,
  app: App,
  grain: Grain,
  { offline, locale, signal, onProgress }: ReportOptions,
): Promise<Reported> {
  const text = textFor(locale);
  const period = newestComplete(grain, bot.clock.now());
  const collected = offline
    ? undefined
    : await bot.collector.collect(app, period, signal, {
        ...(onProgress && {
          onProgress: (done: number, total: number) => onProgress(app, done, total),
        }),
      });
  // After the collection, or what it has just seen would not be known yet.
  const asOf = bot.clock.now();
  const composed = await compose(bot, app, period, asOf);
  const isNotReady =
    collected?.state === 'not-ready' || (!composed.isReady && asOf < readyAt(period));
  const notes = [
    ...(collected?.state === 'failed'
      ? [{ kind: 'failed' as const, reason: explain(collected.error, text) }]
      : []),
    ...remaining(composed, period, { isNotReady, hasFailed: collected?.state === 'failed' }),
  ];
  const worded = notes.map((note) => noteText(note, text, formatter(locale)));
  return {
    app,
    report: toReport(composed.comparison, asOf, worded),
    composed,
    hasFailed: collected?.state === 'failed',
  };
}

/** What the store says, unless a better reason was given already. */
function remaining(
  { comparison, isReady }: Composed,
  period: Period,
  why: { isNotReady: boolean; hasFailed: boolean },
): readonly Note[] {
  if (why.isNotReady) return notReady(comparison.notes, period);
  if (!why.hasFailed || isReady) return comparison.notes;
  return comparison.notes.filter(({ kind }) => kind !== 'no-answer');
}

/** The newest period is missing because it isn't computed, not because nobody asked. */
function notReady(notes: readonly Note[], period: Period): Note[] {
  const others = notes.flatMap((note): Note[] => {
    if (note.kind !== 'no-answer') return [note];
    const cohorts = note.cohorts.filter(({ first }) => first !== period.first);
    return cohorts.length > 0 ? [{ ...note, cohorts }] : [];
  });
  return [{ kind: 'not-ready', period }, ...others];
}
