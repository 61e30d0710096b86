/** A digest's chart as Teams can show it: by URL where the bot has one, else inside the card. */
import type { Chart, Digest } from '../../src/core/digest.ts';
import type { AdapterHost } from '../../src/ports/adapter.ts';
import type { Picture } from '../../src/ports/chart-renderer.ts';
import { LIMITS } from './limits.ts';
import type { TeamsPicture } from './render.ts';

/** Small enough to travel in the card, which is the only way where nothing can be fetched from here. */
const INLINE: Picture = { width: 800, height: 400, maxBytes: LIMITS.inline };
/** A picture that takes longer is given up; the message isn't. */
const PICTURE_MS = 25_000;

/** Never throws: a digest without its picture still has its figures, and the picture's words. */
export async function pictureOf(
  digest: Digest,
  host: AdapterHost,
  signal: AbortSignal,
): Promise<TeamsPicture | undefined> {
  const chart = digest.sections.find((section) => section.kind === 'chart')?.chart;
  if (!chart) return undefined;
  try {
    const soon = AbortSignal.any([signal, AbortSignal.timeout(PICTURE_MS)]);
    const published = await host.publish(chart);
    // Teams fetches nothing over plain HTTP.
    const url = published?.startsWith('https:') ? published : await inline(chart, host, soon);
    return { url };
  } catch (err) {
    host.log.warn({ err }, 'A picture failed; the message goes on');
    return undefined;
  }
}

async function inline(chart: Chart, host: AdapterHost, signal: AbortSignal): Promise<string> {
  const png = await host.charts.render(chart, INLINE, signal);
  return `data:image/png;base64,${png.toString('base64')}`;
}
