/** `report`: the newest figures on stdout, as JSON or as text. */
import { type Digest, TONE_MARK } from '../core/digest.ts';
import type { Grain } from '../core/period.ts';
import { textFor } from '../core/text/index.ts';
import { report } from '../pipeline/report.ts';
import { progressBar } from '../progress.ts';
import type { House, Terminal } from './house.ts';
import { pickApps } from './pick-apps.ts';

export interface ReportArgs {
  readonly grain: Grain;
  readonly app: string | undefined;
  readonly offline: boolean;
  readonly json: boolean;
}

/** Exit code 1 when any app failed. */
export async function runReport(
  { bot, config, signal }: House,
  args: ReportArgs,
  { stdout, stderr }: Terminal,
): Promise<number> {
  const { locale } = config;
  const bar = progressBar(stderr, textFor(locale).terminal.collecting);
  const reported = await report(bot, pickApps(bot, args.app), args.grain, {
    offline: args.offline,
    locale,
    signal,
    onProgress: (app, done, total) => bar.update(app.appid, done, total),
  });
  bar.end();
  if (args.json) {
    const reports = reported.map((one) => one.report);
    stdout.write(`${JSON.stringify(reports, null, 2)}\n`);
  } else {
    for (const {
      composed,
      report: { notes },
    } of reported)
      stdout.write(`${plainText(composed.digest(locale), notes)}\n\n`);
  }
  return reported.some(({ hasFailed }) => hasFailed) ? 1 : 0;
}

/** A digest for a terminal. */
function plainText(digest: Digest, notes: readonly string[]): string {
  const lines = [digest.title, digest.summary];
  for (const section of digest.sections) {
    if (section.kind !== 'figures') continue;
    lines.push('', `${section.heading} · ${section.size}`);
    for (const { label, rate, change, verdict, basis } of section.figures)
      lines.push(
        `  ${TONE_MARK[verdict.tone]} ${label.padEnd(4)} ${rate.padStart(6)}  ${verdict.word}  ${change}  (${basis})`,
      );
  }
  return [...lines, '', ...notes.map((note) => `! ${note}`)].join('\n').trimEnd();
}
