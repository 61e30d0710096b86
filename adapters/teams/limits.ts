/** What Teams takes in one message, and the check that runs before every send. */
import type { AdaptiveCard, Element } from './card.ts';

/** Source: learn.microsoft.com/microsoftteams, "Format your bot messages" and "Cards reference". */
export const LIMITS = {
  /**
   * Bytes of the whole activity. Teams answers 413 near 100 KB, counts UTF-16 and asks to stay under
   * 80 KB; hence two bytes for every character of the JSON, pictures inside included.
   */
  activity: 80 * 1024,
  /** A picture by URL: PNG, at most this wide and this large, no redirects on the way to it. */
  picture: { width: 1024, bytes: 1_000_000 },
  /** Bytes of a PNG that travels inside the card; base64 and UTF-16 make 64 KB of them. */
  inline: 24 * 1024,
  /** Of a URL; ours is far shorter, yet PUBLIC_URL is the reader's. */
  url: 2000,
  summary: 1000,
  /** Buttons of one row; more are not shown. */
  buttons: 6,
  /** Characters of what a button says; the endpoint takes no more from whoever sends it. */
  command: 500,
} as const;

export interface TeamsMessage {
  readonly card: AdaptiveCard;
  /** What notifications and screen readers get: plain text. */
  readonly summary: string;
}

/** A message as the connector takes it. The card goes alone: text beside it is split off, and no id comes back. */
export interface TeamsActivity {
  readonly type: 'message';
  readonly summary: string;
  readonly attachments: readonly [
    {
      readonly contentType: 'application/vnd.microsoft.card.adaptive';
      readonly content: AdaptiveCard;
    },
  ];
}

export function activityOf({ card, summary }: TeamsMessage): TeamsActivity {
  return {
    type: 'message',
    summary,
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: card }],
  };
}

/** As Teams counts, or as it travels: a Chinese character is two bytes of UTF-16 and three of UTF-8. */
export function sizeOf(message: TeamsMessage): number {
  const json = JSON.stringify(activityOf(message));
  return Math.max(2 * json.length, Buffer.byteLength(json));
}

/** Every limit the message breaks, in words for a developer; empty when it may be sent. */
export function checkLimits(message: TeamsMessage, bytes: number = LIMITS.activity): string[] {
  return [
    ...atMost('bytes of the activity', sizeOf(message), bytes),
    ...atMost('summary', message.summary.length, LIMITS.summary),
    ...message.card.body.flatMap((element, index) =>
      faultsOf(element).map((fault) => `body[${index}] ${element.type}: ${fault}`),
    ),
  ];
}

function faultsOf(element: Element): string[] {
  switch (element.type) {
    case 'TextBlock':
      return element.text.trim() === '' ? ['text is empty'] : [];
    case 'Image':
      return pictureFaults(element.url);
    case 'Container':
      return element.items.flatMap(faultsOf);
    case 'ColumnSet':
      return element.columns.flatMap(({ items }) => items.flatMap(faultsOf));
    case 'Table':
      return element.rows.flatMap(({ cells }) =>
        cells.flatMap(({ items }) => items.flatMap(faultsOf)),
      );
    case 'ActionSet':
      return [
        ...atMost('buttons', element.actions.length, LIMITS.buttons),
        ...element.actions.flatMap(({ title, data }) => [
          ...(title.trim() === '' ? ['title is empty'] : []),
          ...atMost('command', data?.command.length ?? 0, LIMITS.command),
        ]),
      ];
    case 'Input.ChoiceSet':
      return element.choices.some(({ value }) => value === element.value)
        ? []
        : ['its value is none of its choices'];
    case 'Input.Text':
    case 'Input.Time':
      return [];
  }
}

export const INLINE_PNG = 'data:image/png;base64,';

export function pictureFaults(url: string): string[] {
  if (!url.startsWith('data:')) return atMost('url', url.length, LIMITS.url);
  if (!url.startsWith(INLINE_PNG)) return ['an inline picture must be a PNG in base64'];
  const png = Buffer.from(url.slice(INLINE_PNG.length), 'base64');
  return [
    ...atMost('bytes of the inline picture', png.length, LIMITS.inline),
    ...atMost('width', widthOf(png), LIMITS.picture.width),
  ];
}

/** Pixels, from the header every PNG begins with (signature, length and type of IHDR, then the width). */
function widthOf(png: Buffer): number {
  return png.length >= 20 ? png.readUInt32BE(16) : 0;
}

function atMost(what: string, count: number, limit: number): string[] {
  return count > limit ? [`${what}: ${count} of at most ${limit}`] : [];
}
