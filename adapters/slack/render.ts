/** A digest as Block Kit: pure, inside every limit, and what was cut is said. */
import type { types } from '@slack/bolt';
import {
  type Chart,
  type Digest,
  type Figure,
  type Section,
  TONE_MARK,
} from '../../src/core/digest.ts';
import { NONE } from '../../src/core/format.ts';
import { type Catalogue, textFor } from '../../src/core/text/index.ts';
import { checkLimits, LIMITS, type SlackMessage, textsOf } from './limits.ts';

/** A file uploaded to Slack, or a URL that Slack's servers can fetch. */
export type SlackPicture = { readonly slackFile: string } | { readonly imageUrl: string };

/**
 * Texts go into `plain_text` and `rich_text`, which Slack never reads as markup: an app named
 * `<!channel>` or `*Shop*` stays a name. The top-level text alone is mrkdwn, hence escaped.
 */
export function render(digest: Digest, picture?: SlackPicture): SlackMessage {
  const spoken = [digest.summary.trim() ? digest.summary : digest.title, digest.banner];
  const text = escaped(clip(spoken.filter((part) => part.trim()).join(' ') || NONE, TOP_TEXT));
  const messages = CUTS.map((cut) => ({ blocks: blocksOf(digest, picture, cut), text }));
  return messages.find((message) => checkLimits(message).length === 0) ?? smallest(digest, text);
}

/** Escaping makes a character at most five ("&amp;"). */
const TOP_TEXT = Math.floor(LIMITS.topText / 5);

interface Cut {
  readonly sections: number;
  /** Items of a list, figures of a segment. */
  readonly items: number;
  /** Characters of one item or text. */
  readonly chars: number;
}

/** Ever tighter, at the end of the digest first; the first that Slack takes is sent. Real digests pass the first. */
const CUTS: readonly Cut[] = [
  { sections: 40, items: 100, chars: 2000 },
  { sections: 40, items: 40, chars: 500 },
  { sections: 20, items: 20, chars: 300 },
  { sections: 12, items: 10, chars: 200 },
  { sections: 8, items: 5, chars: 160 },
  { sections: 6, items: 4, chars: 120 },
  { sections: 4, items: 3, chars: 100 },
  { sections: 3, items: 3, chars: 40 },
];

function smallest(digest: Digest, text: string): SlackMessage {
  const { title, locale, sections } = digest;
  const cut = { sections: 0, items: 0, chars: 60 };
  const bare: Digest = { locale, title, summary: digest.summary, banner: '', sections, footer: '' };
  return { blocks: blocksOf(bare, undefined, cut), text };
}

function blocksOf(digest: Digest, picture: SlackPicture | undefined, cut: Cut): types.KnownBlock[] {
  const words = textFor(digest.locale).digest;
  const shown = digest.sections.slice(0, cut.sections);
  const pictured = shown.find((section) => section.kind === 'chart');
  return [
    ...small([digest.banner && `⚠️ ${digest.banner}`], cut),
    ...header(digest.title),
    ...rich([section(spans(digest.summary, cut))]),
    ...(shown.some(({ kind }) => kind === 'figures') ? [{ type: 'divider' } as const] : []),
    ...shown.flatMap((one) => laidOut(one, one === pictured ? picture : undefined, cut, words)),
    ...small(more(digest.sections.length - shown.length, words), cut),
    ...small([digest.footer], cut),
  ];
}

function laidOut(
  one: Section,
  picture: SlackPicture | undefined,
  cut: Cut,
  words: Catalogue['digest'],
): types.KnownBlock[] {
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
      return picture ? image(one.chart, picture, cut) : small([one.chart.alt], cut);
    case 'list': {
      const filled = one.items.filter((item) => item.trim());
      const rest = more(filled.length - cut.items, words);
      const items = [...filled.slice(0, cut.items), ...rest];
      if (items.length === 1)
        return rich([
          section([...bold(one.heading, cut), ...plain('  '), ...spans(items[0] ?? '', cut)]),
        ]);
      return rich([section(bold(one.heading, cut)), bullets(items, cut)]);
    }
    case 'text':
      return rich([section(spans(one.text, cut))]);
  }
}

/** "▼ D1 27.9%  down  −3.2 pp (−10.3%)"; a real change stands out. */
function glance(figure: Figure, cut: Cut): types.RichTextText[] {
  const { word, tone } = figure.verdict;
  const weight = tone === 'good' || tone === 'bad' ? bold : regular;
  return [
    ...plain(`${TONE_MARK[tone]} `),
    ...bold(`${figure.label} ${figure.rate}`, cut),
    ...plain('  '),
    ...weight(word, cut),
    ...plain(`  ${clip(figure.change, cut.chars)}`.trimEnd()),
  ];
}

function smallPrint(figure: Figure): string {
  return [figure.label, figure.basis, figure.interval].filter((part) => part.trim()).join(' · ');
}

function more(count: number, words: Catalogue['digest']): string[] {
  return count > 0 ? [words.more({ count: String(count) })] : [];
}

function header(title: string): types.HeaderBlock[] {
  const text = clip(title.replaceAll(/\s+/g, ' '), LIMITS.header);
  return text.trim() ? [{ type: 'header', text: { type: 'plain_text', text, emoji: false } }] : [];
}

function image(chart: Chart, picture: SlackPicture, cut: Cut): types.ImageBlock[] {
  const named = {
    type: 'image' as const,
    alt_text: clip(chart.alt.trim() ? chart.alt : NONE, Math.min(LIMITS.alt, cut.chars)),
    ...(chart.title.trim()
      ? { title: { type: 'plain_text' as const, text: clip(chart.title, cut.chars) } }
      : {}),
  };
  return [
    'slackFile' in picture
      ? { ...named, slack_file: { id: picture.slackFile } }
      : { ...named, image_url: picture.imageUrl },
  ];
}

/** Small grey lines. */
function small(lines: readonly string[], cut: Cut): types.ContextBlock[] {
  const shown = lines.filter((line) => line.trim()).map((line) => clip(line, cut.chars));
  if (shown.length === 0) return [];
  const text = shown.join('\n');
  return [{ type: 'context', elements: [{ type: 'plain_text', text, emoji: false }] }];
}

type RichElement = types.RichTextSection | types.RichTextList;

function rich(elements: readonly RichElement[]): types.RichTextBlock[] {
  const filled = elements.filter((element) => textsOf(element).some((text) => text.trim()));
  return filled.length > 0 ? [{ type: 'rich_text', elements: filled }] : [];
}

function section(elements: types.RichTextText[]): types.RichTextSection {
  return { type: 'rich_text_section', elements };
}

function bullets(items: readonly string[], cut: Cut): types.RichTextList {
  const elements = items.map((item) => section(spans(item, cut)));
  return { type: 'rich_text_list', style: 'bullet', elements };
}

/** The catalogue writes what a reader may type between backticks. */
function spans(text: string, cut: Cut): types.RichTextText[] {
  const parts = clip(text, cut.chars).split(/`([^`\n]+)`/);
  return parts.flatMap((part, index) =>
    index % 2 === 0 ? plain(part) : [{ type: 'text' as const, text: part, style: { code: true } }],
  );
}

function bold(text: string, cut: Cut): types.RichTextText[] {
  return text.trim() ? [{ type: 'text', text: clip(text, cut.chars), style: { bold: true } }] : [];
}

function regular(text: string, cut: Cut): types.RichTextText[] {
  return plain(clip(text, cut.chars));
}

function plain(text: string): types.RichTextText[] {
  return text ? [{ type: 'text', text }] : [];
}

/** At most `limit` UTF-16 units, never half a character. */
function clip(text: string, limit: number): string {
  const whole = text.toWellFormed();
  if (whole.length <= limit) return whole;
  return `${whole.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** Once, in this order: docs.slack.dev/messaging/formatting-message-text#escaping. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
