/** Texts as elements of a card. */
import { clip } from '../../src/core/clip.ts';
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
