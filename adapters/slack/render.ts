/** A digest as Block Kit: pure, inside every limit, and what was cut is said. */
import type { types } from '@slack/bolt';
import { clip, unturned } from '../../src/core/clip.ts';
import {
  type Chart,
  type Digest,
  type Figure,
  type Section,
  TONE_MARK,
} from '../../src/core/digest.ts';
import { NONE } from '../../src/core/format.ts';
import { type Catalogue, textFor } from '../../src/core/text/index.ts';
import {
  bold,
  bulleted,
  header,
  more,
  plain,
  rich,
  section,
  small,
  smallText,
  spans,
  spoken,
} from './blocks.ts';
import { buttonRows } from './button-rows.ts';
import { CUTS, type Cut } from './cuts.ts';
import { checkLimits, LIMITS, type SlackMessage } from './limits.ts';
import type { SlackBlock } from './message.ts';
import { nativeChart } from './native-chart.ts';
import { tableAsList, tableOf } from './table.ts';

export { fitsNative } from './native-chart.ts';

/**
 * How the first chart is shown: a file uploaded to Slack, a URL that Slack's servers can fetch,
 * Slack's own drawing where `fitsNative`, or a link beside its words.
 */
export type SlackPicture =
  | { readonly slackFile: string }
  | { readonly imageUrl: string }
  | 'native'
  | { readonly link: string };

export function render(given: Digest, picture?: SlackPicture): SlackMessage {
  const digest = unturned(given);
  const { title, summary, banner } = digest;
  const text = spoken([summary.trim() ? summary : title, banner], LIMITS.topText) || NONE;
  for (const cut of CUTS) {
    const blocks = blocksOf(digest, fitting(picture), cut);
    if (checkLimits({ blocks, text }).length === 0) return { blocks, text, mrkdwn: false };
  }
  return { blocks: header(title), text, mrkdwn: false };
}

/** A URL too long for Slack costs its picture, not the figures. */
function fitting(picture: SlackPicture | undefined): SlackPicture | undefined {
  if (typeof picture !== 'object' || 'slackFile' in picture) return picture;
  const url = 'imageUrl' in picture ? picture.imageUrl : picture.link;
  return url.length > LIMITS.url ? undefined : picture;
}

function blocksOf(digest: Digest, picture: SlackPicture | undefined, cut: Cut): SlackBlock[] {
  const words = textFor(digest.locale).digest;
  const shown = digest.sections.slice(0, cut.sections);
  const pictured = shown.findIndex(({ kind }) => kind === 'chart');
  // Slack takes one table.
  const tabled = shown.findIndex(({ kind }) => kind === 'table');
  return [
    ...small([digest.banner && `⚠️ ${digest.banner}`], cut),
    ...header(digest.title),
    ...rich([section(spans(digest.summary, cut))]),
    ...(shown.some(({ kind }) => kind === 'figures') ? [{ type: 'divider' } as const] : []),
    ...shown.flatMap((one, index) => {
      if (one.kind === 'table' && index !== tabled) return tableAsList(one, cut, words);
      const own = index === pictured ? picture : undefined;
      // "Heat map. …" without one is a riddle; the table says it all.
      if (tabled >= 0 && isHeatMap(one) && (!own || own === 'native')) return [];
      return laidOut(one, own, cut, words);
    }),
    ...small(more(digest.sections.length - shown.length, words), cut),
    ...buttonRows(digest.actions, cut, words),
    ...bottom(digest, cut, words),
  ];
}

function isHeatMap(one: Section): boolean {
  return one.kind === 'chart' && one.chart.kind === 'heat';
}

function laidOut(
  one: Section,
  picture: SlackPicture | undefined,
  cut: Cut,
  words: Catalogue['digest'],
): SlackBlock[] {
  switch (one.kind) {
    case 'figures': {
      const shown = one.figures.slice(0, cut.items);
      const rest = more(one.figures.length - shown.length, words);
      const lines = shown.flatMap((figure) => [...plain('\n'), ...glance(figure, cut)]);
      const title = [...bold(one.heading, cut), ...plain(`  ${clip(one.size, cut.chars)}`)];
      return [
        ...rich([
          section([...title, ...lines, ...plain(rest.map((text) => `\n${text}`).join(''))]),
        ]),
        ...small(shown.map(smallPrint), cut),
      ];
    }
    case 'chart':
      return drawn(one.chart, picture, cut, words);
    case 'list':
      return bulleted(one.heading, one.items, cut, words);
    case 'table':
      return tableOf(one, cut, words);
    case 'text':
      return rich([section(spans(one.text, cut))]);
  }
}

/** "▼ D1 27.9%  down  −3.2 pp (−10.3%)"; a real change stands out. */
function glance(figure: Figure, cut: Cut): types.RichTextText[] {
  const { word, tone } = figure.verdict;
  const isChange = tone === 'good' || tone === 'bad';
  return [
    ...plain(`${TONE_MARK[tone]} `),
    ...bold(`${figure.label} ${figure.rate}`, cut),
    ...plain('  '),
    ...(isChange ? bold(word, cut) : plain(clip(word, cut.chars))),
    ...plain(`  ${clip(figure.change, cut.chars)}`.trimEnd()),
  ];
}

function smallPrint(figure: Figure): string {
  return [figure.label, figure.basis, figure.interval].filter((part) => part.trim()).join(' · ');
}

/** Its words alone where there is no picture. */
function drawn(
  chart: Chart,
  picture: SlackPicture | undefined,
  cut: Cut,
  words: Catalogue['digest'],
): SlackBlock[] {
  if (picture === 'native') {
    const native = nativeChart(chart);
    return native
      ? [native.block, ...small([native.marked, ...more(native.left, words)], cut)]
      : small([chart.alt], cut);
  }
  if (!picture) return small([chart.alt], cut);
  if ('link' in picture) {
    const link = { type: 'link' as const, url: picture.link, text: words.openChart };
    return [...small([chart.alt], cut), ...rich([section([link])])];
  }
  const { title, alt } = chart;
  const named = {
    type: 'image' as const,
    alt_text: clip(alt.trim() ? alt : NONE, Math.min(LIMITS.alt, cut.chars)),
    ...(title.trim()
      ? { title: { type: 'plain_text' as const, text: clip(title, cut.chars), emoji: false } }
      : {}),
  };
  return [
    'slackFile' in picture
      ? { ...named, slack_file: { id: picture.slackFile } }
      : { ...named, image_url: picture.imageUrl },
  ];
}

/** The footer names the schedule's zone; Slack puts the moment into the reader's, which nobody else knows. */
function bottom(digest: Digest, cut: Cut, words: Catalogue['digest']): types.ContextBlock[] {
  const { footer, scheduledFor } = digest;
  const elements: types.ContextBlockElement[] = smallText([footer], cut);
  if (scheduledFor) {
    const text = words.yourTime({ moment: dateToken(scheduledFor) });
    elements.push({ type: 'mrkdwn', text });
  }
  return elements.length > 0 ? [{ type: 'context', elements }] : [];
}

/** Of our own digits alone: docs.slack.dev/messaging/formatting-message-text#date-formatting. */
function dateToken(moment: Date): string {
  const fallback = `${moment.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return `<!date^${Math.floor(moment.getTime() / 1000)}^{date_short_pretty} {time}|${fallback}>`;
}
