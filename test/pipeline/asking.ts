/** Somebody who asks from a chat, for tests of what is answered there. */
import type { Digest } from '../../src/core/digest.ts';
import type { Asked } from '../../src/ports/adapter.ts';

export function asking(more: Partial<Asked> = {}): Asked {
  return {
    text: '',
    locale: 'en',
    place: { adapter: 'test', id: 'growth' },
    user: 'U1',
    isMember: async () => true,
    ...more,
  };
}

/** The items of the list with a heading. */
export function itemsUnder(digest: Digest, heading: string): readonly string[] {
  return digest.sections.flatMap((one) =>
    one.kind === 'list' && one.heading === heading ? one.items : [],
  );
}

export function textsOf(digest: Digest): string[] {
  return digest.sections.flatMap((one) => (one.kind === 'text' ? [one.text] : []));
}
