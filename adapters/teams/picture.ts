/** A digest's chart as Teams can show it: by URL where the bot has one, else inside the card. */
import type { Digest } from '../../src/core/digest.ts';
import type { AdapterHost } from '../../src/ports/adapter.ts';
import type { Picture } from '../../src/ports/chart-renderer.ts';
import { INLINE_PNG, LIMITS, sizeOf } from './limits.ts';
import { type Layout, render, type TeamsPicture } from './render.ts';

/** Small enough to travel in the card, which is the only way where nothing can be fetched from here. */
const INLINE: Picture = { width: 800, height: 400 };
/** Bytes under which no chart can be read any more. */
const LEAST = 4 * 1024;
/** A picture that takes longer is given up; the message isn't. */
const PICTURE_MS = 25_000;

/** Never throws: a digest without its picture still has its figures, and the picture's words. */
export async function pictureOf(
  digest: Digest,
  host: AdapterHost,
  signal: AbortSignal,
  layout: Layout = {},
): Promise<TeamsPicture | undefined> {
  const chart = digest.sections.find((section) => section.kind === 'chart')?.chart;
  if (!chart) return undefined;
  try {
    const soon = AbortSignal.any([signal, AbortSignal.timeout(PICTURE_MS)]);
    const published = await host.publish(chart);
    // Teams fetches nothing over plain HTTP.
    if (published?.startsWith('https:')) return { url: published };
    const maxBytes = roomFor(digest, layout);
    if (maxBytes < LEAST) return undefined;
    const png = await host.charts.render(chart, { ...INLINE, maxBytes }, soon);
    return { url: `${INLINE_PNG}${png.toString('base64')}` };
  } catch (err) {
    host.log.warn({ err }, 'A picture failed; the message goes on');
    return undefined;
  }
}

/** Bytes of a PNG that fits beside everything else the card says. */
export function roomFor(digest: Digest, layout: Layout = {}): number {
  const { bytes = LIMITS.activity } = layout;
  const characters = (bytes - sizeOf(render(digest, { url: INLINE_PNG }, layout))) / 2;
  return Math.min(LIMITS.inline, 3 * Math.floor(characters / 4));
}
