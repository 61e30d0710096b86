/** A row of a table in one line, for where a table finds no room: "Users 5,200 · D1 27.9% · D2–D7 —". */
import type { Section } from './digest.ts';
import { NONE } from './format.ts';

type Table = Extract<Section, { kind: 'table' }>;

/** Without the first cell, which names the row; neighbours without a figure share a dash. */
export function tableLine({ columns }: Pick<Table, 'columns'>, row: readonly string[]): string {
  const cells = row.map((text, index) => ({ text, name: columns[index] ?? '' })).slice(1);
  const parts = cells.map(({ text, name }, index) => {
    if (text !== NONE) return `${name} ${text}`.trim();
    if (cells[index - 1]?.text === NONE) return '';
    const rest = cells.slice(index);
    const end = rest.findIndex((cell) => cell.text !== NONE);
    const last = rest.at(end === -1 ? -1 : end - 1)?.name ?? '';
    return `${last === name ? name : `${name}–${last}`} ${NONE}`.trim();
  });
  return parts.filter((part) => part).join(' · ');
}
