/** The demo's page on loopback, with the adapters' real renders and sample digests for answers. */
import { render as slack } from '../../adapters/slack/render.ts';
import { render as teams } from '../../adapters/teams/render.ts';
import type { Digest } from '../../src/core/digest.ts';
import { type Locale, textFor } from '../../src/core/text/index.ts';
import { mountPreview, type PreviewOptions } from '../../src/preview/index.ts';
import { dailyDigest, helpDigest, weeklyDigest } from './digests.ts';
import { type LogLine, openTestHost, PNG } from './host.ts';

export interface OpenPreview {
  /** "http://127.0.0.1:49152". */
  readonly url: string;
  readonly log: readonly LogLine[];
  /** The commands that were passed on. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

export async function openPreview(changes: Partial<PreviewOptions> = {}): Promise<OpenPreview> {
  const { host, url, log, close } = await openTestHost();
  const asked: string[] = [];
  const locale = changes.locale ?? 'en';
  const answer = changes.answer ?? (async (command) => sampleAnswer(command, locale));
  mountPreview(host.mount, {
    renders: { slack, teams },
    picture: async () => PNG,
    newestAlert: () => undefined,
    locale,
    apps: ['Corner Shop', '街角小店'],
    log: host.log,
    ...changes,
    answer(command) {
      asked.push(command);
      return answer(command);
    },
  });
  return { url, log, asked, close };
}

/** Daily, weekly and help; everything else is not understood. */
export function sampleAnswer(command: string, locale: Locale): Digest {
  if (/week/.test(command)) return weeklyDigest({ locale, appName: 'Corner Shop' });
  if (/daily/.test(command)) return dailyDigest({ locale });
  if (/help/.test(command)) return helpDigest(locale);
  const { commands } = textFor(locale);
  return { ...helpDigest(locale), title: commands.unknownTitle };
}
