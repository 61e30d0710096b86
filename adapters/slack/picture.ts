/** Draws a digest's chart and brings it into Slack as a file. */
import type { webApi } from '@slack/bolt';
import type { Chart, Digest } from '../../src/core/digest.ts';
import { AppError } from '../../src/core/errors.ts';
import type { Posted } from '../../src/ports/channel.ts';
import type { Picture } from '../../src/ports/chart-renderer.ts';
import type { Clock } from '../../src/ports/runtime.ts';

/** Slack shows pictures about 720 points wide; twice that is sharp on every screen. */
export const SIZE: Picture = { width: 1600, height: 800 };

/** The chart a picture is made of; the others of a digest are told by their alt text. */
export function chartOf(digest: Digest): Chart | undefined {
  return digest.sections.find((section) => section.kind === 'chart')?.chart;
}

/**
 * Uploads a PNG that belongs to no channel and waits until an image block may name it: Slack
 * processes uploads after it has answered (node-slack-sdk issue 1865).
 */
export async function upload(
  png: Buffer,
  chart: Chart,
  client: webApi.WebClient,
  clock: Clock,
  signal: AbortSignal,
): Promise<string> {
  const answer = (await client.files.uploadV2({
    file: png,
    filename: FILE_NAME,
    title: chart.title,
  })) as Uploaded;
  const file = answer.files?.[0]?.files?.[0]?.id;
  if (!file) throw new AppError('chart_failed', { detail: 'files.uploadV2: no file' });
  for (const pause of PAUSES_MS) {
    const { file: known } = await client.files.info({ file });
    if (known?.mimetype) return file;
    await clock.sleep(pause, signal);
  }
  throw new AppError('chart_failed', { detail: 'files.info: no mimetype' });
}

/** The SDK's type leaves out what it returns: one completion per channel, each with its files. */
type Uploaded = webApi.WebAPICallResult & { files?: { files?: { id?: string }[] }[] };

const FILE_NAME = 'retention.png';
const PAUSES_MS = [250, 500, 1000, 2000, 4000];

/** The picture below a message that had to go without it. */
export async function uploadToThread(
  png: Buffer,
  chart: Chart,
  posted: Posted,
  client: webApi.WebClient,
): Promise<void> {
  const { channel = '', ts = '' } = posted;
  await client.files.uploadV2({
    file: png,
    filename: FILE_NAME,
    title: chart.title,
    channel_id: channel,
    thread_ts: ts,
  });
}
