/** Answers one command and renders the digest for both chats. */
import type { Chart, Digest } from '../core/digest.ts';
import { type Locale, textFor } from '../core/text/index.ts';
import type { Picture } from '../ports/chart-renderer.ts';
import type { Logger } from '../ports/runtime.ts';
import { NEWEST_ALERT } from './command.ts';
import { slackHalf } from './slack-half.ts';
import { type TeamsCard, teamsCard } from './teams-half.ts';

/** By URL; drawn by Slack itself, where it can be, when there is no picture. */
type SlackPicture = { imageUrl: string } | 'native';

export interface PreviewOptions {
  /** Each adapter's own pure render. */
  readonly renders: {
    slack(digest: Digest, picture?: SlackPicture): { readonly blocks: readonly unknown[] };
    teams(
      digest: Digest,
      picture?: { url: string },
      layout?: { isPrivate: boolean },
    ): { readonly card: TeamsCard };
  };
  /** Answers a command as typed: "/retention weekly", "daily new". */
  readonly answer: (command: string) => Promise<Digest>;
  /** As the bot posted it by itself; undefined while it posted none. */
  readonly newestAlert: () => Digest | undefined;
  /** A chart as PNG. */
  readonly picture: (chart: Chart, picture: Picture) => Promise<Buffer>;
  readonly locale: Locale;
  /** Names of the apps that can be asked for, the one of a bare command first. */
  readonly apps: readonly string[];
  readonly log: Logger;
}

export interface Shown {
  readonly digest: Digest;
  readonly slackHtml: string;
  readonly card: object;
}

/** The pictures the adapters post: Slack's upload, and what a Teams card can carry in itself. */
const SLACK_PICTURE: Picture = { width: 1600, height: 800 };
const TEAMS_PICTURE: Picture = { width: 800, height: 400, maxBytes: 24 * 1024 };

export async function show(options: PreviewOptions, command: string): Promise<Shown> {
  const posted = command === NEWEST_ALERT ? options.newestAlert() : undefined;
  const digest = posted ?? (await options.answer(command === NEWEST_ALERT ? 'alerts' : command));
  const chart = digest.sections.find((section) => section.kind === 'chart')?.chart;
  const [imageUrl, url] = await Promise.all([
    drawn(options, chart, SLACK_PICTURE),
    drawn(options, chart, TEAMS_PICTURE),
  ]);
  const { slack, teams } = options.renders;
  const { blocks } = slack(digest, imageUrl ? { imageUrl: UPLOADED } : 'native');
  const seen = blocks.map((block) => (imageUrl ? withPicture(block, imageUrl) : block));
  const { card } = teams(digest, url ? { url } : undefined, { isPrivate: true });
  const { unavailable } = textFor(options.locale).page;
  return {
    digest,
    slackHtml: slackHalf(seen, unavailable),
    card: teamsCard(card, unavailable),
  };
}

/** Stands for the uploaded file while the message is laid out: a data: URI would break Slack's limit on URLs. */
const UPLOADED = 'https://slack.invalid/uploaded.png';

function withPicture(block: unknown, url: string): unknown {
  const isPicture =
    typeof block === 'object' &&
    block !== null &&
    'image_url' in block &&
    block.image_url === UPLOADED;
  return isPicture ? { ...block, image_url: url } : block;
}

/** As a data: URI; undefined where there is nothing to draw or the drawing failed, which loses no figure. */
async function drawn(
  options: PreviewOptions,
  chart: Chart | undefined,
  picture: Picture,
): Promise<string | undefined> {
  if (!chart) return undefined;
  try {
    const png = await options.picture(chart, picture);
    return `data:image/png;base64,${png.toString('base64')}`;
  } catch (error) {
    options.log.warn({ err: error }, 'the preview shows a digest without its chart');
    return undefined;
  }
}
