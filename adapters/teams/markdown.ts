/** Plain text as the Markdown of a TextBlock (bold, italic, lists and links; nothing else). */

/**
 * An app may be named `*Shop*` or `[x](https://…)` and must stay a name. The catalogue writes what a
 * reader may type between backticks; Teams knows no code in cards, so that becomes bold.
 */
export function markdown(text: string): string {
  return withoutSlash(text)
    .trim()
    .split(/`([^`\n]*[^`\s][^`\n]*)`/)
    .map((part, index) => (index % 2 === 0 ? escaped(part) : `**${escaped(part.trim())}**`))
    .join('')
    .replaceAll(/\s*\n\s*/g, '\n\n')
    .replaceAll(/^(\d{1,9})([.)])(?=\s|$)/gm, '$1\\$2')
    .replaceAll(/^(#{1,6}|\+|-+)(?=\s|$)/gm, '\\$1')
    .replaceAll(/^>/gm, '\\>');
}

/**
 * After the marks: `<app>` would be HTML and vanish, `<https://…>` and `<a@b>` links, `&lt;` a sign, and
 * `{{DATE(…)}}` is put into the reader's zone.
 */
function escaped(text: string): string {
  return text.replaceAll(
    /[\\*_[\]`~]|<(?=[a-z/!?]|[^\s<>]*[:@][^\s<>]*>)|&(?=#?\w+;)|(?<=\{)\{/gi,
    '\\$&',
  );
}

/** A message that begins with a slash opens Teams' own menu, so what a reader may type stands without it. */
export function withoutSlash(text: string): string {
  return text.replaceAll(/(?<![^\s`“])\/(?=retention\b)/g, '');
}
