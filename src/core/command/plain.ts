/** Typed text as the grammar reads it: folded into one form, and cut into words. */

/** One case, one width, single spaces; quotes of every kind are `"` or `'`. */
export function plain(text: string): string {
  return (
    text
      .normalize('NFKC')
      .replace(/&nbsp;/giu, ' ')
      // Invisible: joiners, direction marks, a byte order mark pasted along; and marks of code in chats.
      .replace(/\p{Cf}|\uFE0F|`/gu, '')
      .replace(/[“”„‟«»「」『』]/gu, '"')
      .replace(/[‘’‚‛]/gu, "'")
      .replace(/\s+/gu, ' ')
      .trim()
      .toLowerCase()
  );
}

/** A whole command: without the bot's name in front and without the punctuation around it. */
export function plainCommand(typed: string): string {
  const text = plain(typed)
    .replace(/^\/?retention\b/u, '')
    .replace(/^[\s,:;]+/u, '');
  return text.replace(/[\s.,:;!?~。、…]+$/u, '') || text.trim();
}

/** What stands in quotes is one word, and keeps a quote in front: it names an app and nothing else. */
export function wordsOf(text: string): string[] {
  return [...text.matchAll(/"([^"]*)"|(?<!\S)'([^']+)'(?!\S)|[^ "]+/gu)].flatMap(
    ([word, double, single]) => {
      const quoted = double ?? single;
      if (quoted === undefined) return [word];
      return quoted.trim() === '' ? [] : [`"${quoted.trim()}`];
    },
  );
}

/** Words said back to whoever typed them. */
export function joined(words: readonly string[]): string {
  return words.filter(Boolean).join(' ').replaceAll('"', '');
}

/** A name as it is compared: what `wordsOf` makes of quotes and what ends a sentence means nothing in it. */
export function nameKey(name: string): string {
  return tidy(plain(name));
}

function tidy(text: string): string {
  return text
    .replaceAll('"', ' ')
    .replace(/ *([,、;]) */gu, '$1')
    .replace(/[\s.,:;!?~。、…]+$/u, '')
    .replace(/ +/gu, ' ')
    .trim();
}
