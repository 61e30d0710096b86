/** `backfill`: fetches history backwards; what is stored is never asked for again. */
import { explain } from '../core/errors.ts';
import { GRAINS, type Grain, newestExpected } from '../core/period.ts';
import { textFor } from '../core/text/index.ts';
import { progressBar } from '../progress.ts';
import type { House, Terminal } from './house.ts';
import { pickApps } from './pick-apps.ts';

export interface BackfillArgs {
  readonly app: string | undefined;
  /** Cohorts back, by grain. */
  readonly windows: Record<Grain, number>;
}

/** Exit code 1 when any app failed. */
export async function runBackfill(
  { bot, config, signal }: House,
  args: BackfillArgs,
  { stdout, stderr }: Terminal,
): Promise<number> {
  const text = textFor(config.locale);
  const bar = progressBar(stderr, text.terminal.collecting);
  const now = bot.clock.now();
  const jobs = pickApps(bot, args.app).flatMap((app) => GRAINS.map((grain) => ({ app, grain })));
  const results = await Promise.all(
    jobs.map(async ({ app, grain }) => {
      const collected = await bot.collector.collect(app, newestExpected(grain, now), signal, {
        window: args.windows[grain],
        onProgress: (done, total) => bar.update(`${app.appid} ${grain}`, done, total),
      });
      return { app, grain, collected };
    }),
  );
  bar.end();
  for (const { app, grain, collected } of results) {
    const count = text.terminal.fetched({ count: String(collected.asked) });
    const line =
      collected.state === 'complete'
        ? count
        : text.terminal.because({ what: count, why: explain(collected.error, text) });
    stdout.write(`${app.appid}  ${grain}  ${line}\n`);
  }
  return results.every(({ collected }) => collected.state === 'complete') ? 0 : 1;
}
