/** Texts as elements of a card. */
import type { Catalogue } from '../../src/core/text/index.ts';
import type { Container, Element, TextBlock } from './card.ts';
import type { Cut } from './cuts.ts';
import { markdown } from './markdown.ts';

export const SMALL = { size: 'Small', isSubtle: true } as const satisfies Partial<TextBlock>;

/** "… 4 more", where something was left out. */
export function more(count: number, cut: Cut, words: Catalogue['digest']): TextBlock[] {
  return count > 0 ? text(words.more({ count: String(count) }), cut, SMALL) : [];
}

export function container(items: Element[], look: Omit<Container, 'type' | 'items'>): Container[] {
  return items.length > 0 ? [{ type: 'Container', items, ...look }] : [];
}

/** None where there is nothing to say: an empty TextBlock is a gap on the screen. */
export function text(plain: string, cut: Cut, look: Partial<TextBlock>, mark = ''): TextBlock[] {
  const words = markdown(clip(plain, cut.chars));
  return words ? [{ type: 'TextBlock', text: mark + words, wrap: true, ...look }] : [];
}

/** At most `limit` UTF-16 units, never half a character, and nothing that turns the direction of what follows. */
export function clip(plain: string, limit: number): string {
  const whole = plain.toWellFormed().replaceAll(TURNING, '');
  if (whole.length <= limit) return whole;
  return `${whole.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** Bidirectional controls: one in a name would print the figures after it backwards. */
const TURNING = /[\u202A-\u202E\u2066-\u2069]/g;
