/** Keeps a heading within a picture's width: Chart.js neither wraps nor cuts titles. */

/** Wide enough for bold Noto Sans; measured generously, since a cut name is better than one run off the edge. */
const EM = { wide: 1, capital: 0.68, other: 0.56 } as const;
const WIDE =
  /[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60]|[\u{1f000}-\u{3ffff}]/u;
/** What the shipped fonts lack; the joiners between emoji go with them. */
const EMOJI =
  /\p{Emoji_Presentation}|\p{Extended_Pictographic}(?=\ufe0f)|[\u{1f000}-\u{1faff}]|\ufe0f|\u200d/gu;
const SEPARATOR = ' · ';

/**
 * One line when it fits `room` (pixels, at a font of `size` pixels). Else what follows the last " · "
 * gets a line of its own, so that a long name never costs the date, and each line is cut visibly.
 */
export function fitted(text: string, room: number, size: number): string[] {
  if (widthOf(text, size) <= room) return [text];
  const at = text.lastIndexOf(SEPARATOR);
  const lines = at === -1 ? [text] : [text.slice(0, at), text.slice(at + SEPARATOR.length)];
  return lines.map((line) => cut(line, room, size));
}

/** The shipped fonts have no emoji; a name without its emoji reads better than one with an empty box. */
export function withoutEmoji(text: string): string {
  return text.replace(EMOJI, '').replace(/ {2,}/g, ' ').trim();
}

/** Visibly, where it is too long for `room`. */
export function cut(line: string, room: number, size: number): string {
  if (widthOf(line, size) <= room) return line;
  const letters = [...line];
  const fits = letters.findIndex(
    (_, end) => widthOf(`${letters.slice(0, end + 1).join('')}…`, size) > room,
  );
  return `${letters.slice(0, fits).join('').trimEnd()}…`;
}

/** Pixels, estimated. */
export function widthOf(text: string, size: number): number {
  return [...text].reduce((sum, letter) => sum + emsOf(letter), 0) * size;
}

function emsOf(letter: string): number {
  if (WIDE.test(letter)) return EM.wide;
  return /[A-ZMW@%m—]/.test(letter) ? EM.capital : EM.other;
}
