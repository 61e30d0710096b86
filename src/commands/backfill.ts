/** `backfill`: fetches history backwards; what is stored is never asked for again. */
import { explain } from '../core/errors.ts';
import { formatter } from '../core/format.ts';
import { GRAINS, type Grain } from '../core/period.ts';
import { HISTORY_WINDOW, wholeHistory } from '../core/plan.ts';
import { textFor } from '../core/text/index.ts';
import { recordByHand } from '../pipeline/audit.ts';
import { backfill } from '../pipeline/backfill.ts';
import type { App } from '../pipeline/bot.ts';
import type { Collected } from '../pipeline/collect.ts';
import { progressBar } from '../progress.ts';
import type { House, Terminal } from './house.ts';
import { pickApps } from './pick-apps.ts';

export interface BackfillArgs {
  readonly app: string | undefined;
  /** Cohorts back, by grain; where none is given, as far back as there can be any. */
  readonly windows: Readonly<Record<Grain, number | undefined>>;
}

/** Exit code 1 when any app failed. */
export async function runBackfill(
  { bot, config, signal }: House,
  args: BackfillArgs,
  { stdout, stderr, now }: Terminal,
): Promise<number> {
  const { terminal } = textFor(config.locale);
  const bar = progressBar(stderr, terminal.collecting, { now, words: terminal.pace });
  const isAll = GRAINS.every((grain) => args.windows[grain] === undefined);
  const window = (grain: Grain) =>
    args.windows[grain] ?? (isAll ? wholeHistory(grain, bot.clock.now()) : HISTORY_WINDOW[grain]);
  const jobs = pickApps(bot, args.app).flatMap((app) => GRAINS.map((grain) => ({ app, grain })));
  await recordByHand(bot, 'backfill', detailOf(args));
  try {
    const results = await Promise.all(
      jobs.map(async ({ app, grain }) => ({
        app,
        grain,
        collected: await backfill(bot, app, grain, {
          window: window(grain),
          signal,
          onProgress: (done, total) => bar.update(`${app.appid} ${grain}`, done, total),
        }),
      })),
    );
    bar.end();
    for (const one of results) stdout.write(`${resultLine(one, config.locale)}\n`);
    return results.every(({ collected }) => collected.state === 'complete') ? 0 : 1;
  } catch (error) {
    bar.end();
    if (signal.aborted) stderr.write(`${terminal.resumable}\n`);
    throw error;
  }
}

function detailOf({ app, windows }: BackfillArgs): string {
  const given = GRAINS.filter((grain) => windows[grain] !== undefined);
  return [app ?? 'all', ...given.map((grain) => `${grain} ${windows[grain]}`)].join(' ');
}

function resultLine(
  { app, grain, collected }: { app: App; grain: Grain; collected: Collected },
  locale: House['config']['locale'],
): string {
  const text = textFor(locale);
  const count = text.terminal.fetched({ count: String(collected.asked) });
  const what = `${app.appid}  ${grain}  ${count}`;
  if (collected.state !== 'complete')
    return text.terminal.because({ what, why: explain(collected.error, text) });
  const { beyond } = collected;
  if (!beyond) return what;
  const why = text.terminal.historyEnds({ period: formatter(locale).period(beyond) });
  return text.terminal.because({ what, why });
}
