/**
 * Texts as blocks: all of them `plain_text`, `rich_text` or `raw_text`, which Slack never reads as
 * markup, so that an app named `<!channel>` or `*Shop*` stays a name.
 */
import type { types } from '@slack/bolt';
import { clip } from '../../src/core/clip.ts';
import type { Catalogue } from '../../src/core/text/index.ts';
import type { Cut } from './cuts.ts';
import { LIMITS } from './limits.ts';
import { textsOf } from './message.ts';

export function header(title: string): types.HeaderBlock[] {
  const text = clip(title.replaceAll(/\s+/g, ' '), LIMITS.header);
  return text.trim() ? [{ type: 'header', text: { type: 'plain_text', text, emoji: false } }] : [];
}

/** Small grey lines. */
export function small(lines: readonly string[], cut: Cut): types.ContextBlock[] {
  const elements = smallText(lines, cut);
  return elements.length > 0 ? [{ type: 'context', elements }] : [];
}

export function smallText(lines: readonly string[], cut: Cut): types.PlainTextElement[] {
  const shown = lines.map((line) => clip(line, cut.chars)).filter((line) => line.trim());
  if (shown.length === 0) return [];
  return [{ type: 'plain_text', text: shown.join('\n'), emoji: false }];
}

/** "… 4 more", where something was left out. */
export function more(count: number, words: Catalogue['digest']): string[] {
  return count > 0 ? [words.more({ count: String(count) })] : [];
}

type RichElement = types.RichTextSection | types.RichTextList;

export function rich(elements: readonly RichElement[]): types.RichTextBlock[] {
  const filled = elements.filter((element) => textsOf(element).some((text) => text.trim()));
  return filled.length > 0 ? [{ type: 'rich_text', elements: filled }] : [];
}

export function section(elements: types.RichTextElement[]): types.RichTextSection {
  return { type: 'rich_text_section', elements };
}

/** A list under its heading; a single item beside it. */
export function bulleted(
  heading: string,
  items: readonly string[],
  cut: Cut,
  words: Catalogue['digest'],
): types.RichTextBlock[] {
  const filled = items.filter((item) => item.trim());
  const shown = [...filled.slice(0, cut.items), ...more(filled.length - cut.items, words)];
  const title = bold(heading, cut);
  if (shown.length === 1)
    return rich([section([...title, ...plain('  '), ...spans(shown[0] ?? '', cut)])]);
  const elements = shown.map((item) => section(spans(item, cut)));
  return rich([section(title), { type: 'rich_text_list', style: 'bullet', elements }]);
}

/** The catalogue writes what a reader may type between backticks. */
export function spans(text: string, cut: Cut): types.RichTextText[] {
  const parts = clip(text, cut.chars).split(CODE);
  return parts.flatMap((part, index) =>
    index % 2 === 0 ? plain(part) : [{ type: 'text' as const, text: part, style: { code: true } }],
  );
}

/** For where code can't be shown. */
export function uncoded(text: string): string {
  return text.replaceAll(CODE, '$1');
}

const CODE = /`([^`\n]+)`/g;

export function bold(text: string, cut: Cut): types.RichTextText[] {
  const shown = clip(text, cut.chars);
  return shown.trim() ? [{ type: 'text', text: shown, style: { bold: true } }] : [];
}

export function plain(text: string): types.RichTextText[] {
  return text ? [{ type: 'text', text }] : [];
}

/** The message's own text, the only one that Slack reads as mrkdwn: notifications show no code. */
export function spoken(parts: readonly string[], limit: number): string {
  const text = parts.filter((part) => part.trim()).join(' ');
  // Escaping makes a character at most five ("&amp;").
  return escaped(clip(uncoded(text), Math.floor(limit / 5)));
}

/** Once, in this order: docs.slack.dev/messaging/formatting-message-text#escaping. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
