/** The picture of a message, best first: in it, as Slack's own drawing, below it, as a link. None of it costs the message. */
import type { Chart, Digest } from '../../src/core/digest.ts';
import type { AdapterHost } from '../../src/ports/adapter.ts';
import type { Posted } from '../../src/ports/channel.ts';
import type { SlackClients } from './clients.ts';
import { chartOf, SIZE, upload, uploadToThread } from './picture.ts';
import { PICTURE_MS } from './pictures.ts';
import { fitsNative, type SlackPicture } from './render.ts';

/** A chart on its way into a message. */
export interface Prepared {
  readonly chart: Chart;
  /** Undefined where it could not be drawn. */
  readonly png: Buffer | undefined;
  /** What to try in the message itself, in order; past its end the message goes without. */
  readonly pictures: readonly SlackPicture[];
}

/** Nothing here throws: what fails is logged, and the next rung is tried. */
export interface Ladder {
  /** Undefined where there is no chart. */
  prepare(digest: Digest, signal: AbortSignal): Promise<Prepared | undefined>;
  /** The picture below a message, under the first one of its thread; whether it stands there. */
  below(first: Posted, prepared: Prepared, signal: AbortSignal): Promise<boolean>;
  /** Where people may look at it; undefined where the bot has no address. */
  link(chart: Chart): Promise<SlackPicture | undefined>;
  attempt<T>(what: string, work: () => Promise<T>): Promise<T | undefined>;
}

export function ladderOf(name: string, clients: SlackClients, host: AdapterHost): Ladder {
  const attempt: Ladder['attempt'] = async (what, work) => {
    try {
      return await work();
    } catch (err) {
      host.log.warn({ channel: name, picture: what, err }, 'A picture failed; the message goes on');
      return undefined;
    }
  };
  const within = (signal: AbortSignal) =>
    AbortSignal.any([signal, AbortSignal.timeout(PICTURE_MS)]);

  return {
    attempt,

    async prepare(digest, signal) {
      const chart = chartOf(digest);
      if (!chart) return undefined;
      const { png, file: slackFile } = await clients.pictures.of(chart, signal, async (soon) => {
        const png = await attempt('drawn', () => host.charts.render(chart, SIZE, soon));
        const client = clients.reads(soon);
        const file =
          png && (await attempt('uploaded', () => upload(png, chart, client, host.clock, soon)));
        return { png, file };
      });
      const pictures = [
        ...(slackFile ? [{ slackFile }] : []),
        ...(fitsNative(chart) ? (['native'] as const) : []),
      ];
      return { chart, png, pictures };
    },

    async below(first, { chart, png }, signal) {
      if (!png) return false;
      const client = clients.reads(within(signal));
      const done = await attempt('threaded', async () => {
        await uploadToThread(png, chart, first, client);
        return true;
      });
      return done ?? false;
    },

    async link(chart) {
      const link = await attempt('published', () => host.publish(chart));
      return link ? { link } : undefined;
    },
  };
}
