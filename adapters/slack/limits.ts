/** What Slack takes in one message, and the check that runs before every send. */
import type { types } from '@slack/bolt';

/** Characters unless told otherwise. Source: docs.slack.dev/reference/block-kit, and the notes beside. */
export const LIMITS = {
  /** Blocks in a message. */
  blocks: 50,
  header: 150,
  /** A section, a text of a context, and (by caution, the docs give none) a rich_text as a whole. */
  text: 3000,
  /** Elements of a context. */
  elements: 10,
  alt: 2000,
  imageTitle: 2000,
  url: 3000,
  /**
   * UTF-8 bytes of all blocks as JSON. Slack refuses `msg_blocks_too_long` somewhere near 13,200
   * characters and does not say what it counts: 11,341 characters of text alone were refused too
   * (bolt-js issues 2509 and 2867), so the containers are counted here as well.
   */
  total: 12_000,
  /** Of the top-level text; Slack cuts at 40,000, `msg_too_long` was seen from 4,000 on. */
  topText: 3900,
} as const;

export interface SlackMessage {
  readonly blocks: types.KnownBlock[];
  /** What notifications and screen readers get; mrkdwn, escaped. */
  readonly text: string;
}

/** Every limit the message breaks, in words for a developer; empty when it may be sent. */
export function checkLimits(message: SlackMessage): string[] {
  const { blocks, text } = message;
  const bytes = Buffer.byteLength(JSON.stringify(blocks));
  return [
    ...within('text', text, LIMITS.topText),
    ...atMost('blocks', blocks.length, LIMITS.blocks),
    ...atMost('bytes of blocks', bytes, LIMITS.total),
    ...blocks.flatMap((block, index) =>
      faultsOf(block).map((fault) => `blocks[${index}] ${block.type}: ${fault}`),
    ),
  ];
}

function faultsOf(block: types.KnownBlock): string[] {
  switch (block.type) {
    case 'divider':
      return [];
    case 'header':
      return within('text', block.text.text, LIMITS.header);
    case 'section':
      return within('text', block.text?.text ?? '', LIMITS.text);
    case 'context':
      return [
        ...between('elements', block.elements.length, LIMITS.elements),
        ...block.elements.flatMap((element) =>
          'text' in element ? within('text', element.text, LIMITS.text) : [],
        ),
      ];
    case 'image':
      return [
        ...within('alt_text', block.alt_text, LIMITS.alt),
        ...(block.title ? within('title', block.title.text, LIMITS.imageTitle) : []),
        ...('image_url' in block ? within('image_url', block.image_url, LIMITS.url) : []),
      ];
    case 'rich_text': {
      const texts = textsOf(block);
      return [
        ...texts.filter((text) => text === '').map(() => 'a text is empty'),
        ...within('text', texts.join(''), LIMITS.text),
      ];
    }
    default:
      return ['no limits are known for this type'];
  }
}

/** Every `text` at any depth. */
export function textsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'text' && typeof inner === 'string' ? [inner] : textsOf(inner),
  );
}

/** Slack refuses empty texts as it does long ones. */
function within(what: string, text: string, limit: number): string[] {
  return between(what, text.trim() === '' ? 0 : text.length, limit);
}

function between(what: string, count: number, limit: number): string[] {
  return count === 0 ? [`${what} is empty`] : atMost(what, count, limit);
}

function atMost(what: string, count: number, limit: number): string[] {
  return count > limit ? [`${what}: ${count} of at most ${limit}`] : [];
}
