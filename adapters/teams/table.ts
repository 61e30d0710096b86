/** A table that holds on a phone: as one where it is narrow, a line for each row where it is wide. */
import { clip } from '../../src/core/clip.ts';
import type { Section } from '../../src/core/digest.ts';
import { tableLine } from '../../src/core/table-line.ts';
import type { Catalogue } from '../../src/core/text/index.ts';
import type { Container, Element, Table, TableCell } from './card.ts';
import type { Cut } from './cuts.ts';
import { container, more, SMALL, text } from './elements.ts';

type TableSection = Extract<Section, { kind: 'table' }>;

/** A phone shows about 300 pixels of a card: more columns would break their figures. */
const NARROW = 5;

/** Columns share the width by their longest words, which would break otherwise, within these. */
const [NARROWEST, WIDEST] = [6, 12];

export function tableOf(table: TableSection, cut: Cut, words: Catalogue['digest']): Container[] {
  const rows = table.rows.slice(0, cut.items);
  const isNarrow = table.columns.length <= NARROW;
  const items = [
    ...text(table.heading, cut, { weight: 'Bolder' }),
    ...(isNarrow ? grid(table.columns, rows, cut) : rows.flatMap((row) => line(table, row, cut))),
    ...more(table.rows.length - rows.length, cut, words),
  ];
  return container(items, { spacing: 'Medium' });
}

function grid(columns: readonly string[], rows: TableSection['rows'], cut: Cut): Table[] {
  if (columns.length === 0) return [];
  const row = (cells: readonly string[], look: Parameters<typeof text>[2]) => ({
    type: 'TableRow' as const,
    cells: columns.map(
      (_, index): TableCell => ({
        type: 'TableCell',
        items: text(cells[index] ?? '', cut, { size: 'Small', ...look }),
      }),
    ),
  });
  return [
    {
      type: 'Table',
      spacing: 'Small',
      columns: columns.map((name, index) => {
        const cells = rows.map((row) => row[index] ?? '');
        const words = [name, ...cells].flatMap((cell) => clip(cell, cut.chars).split(/\s+/));
        const width = Math.min(WIDEST, Math.max(NARROWEST, ...words.map((word) => word.length)));
        // The first column names the rows.
        const isNumeric = index > 0 && cells.every((cell) => /^([+−-]?\d|—$|$)/.test(cell));
        return { width, ...(isNumeric ? { horizontalCellContentAlignment: 'Right' } : {}) };
      }),
      rows: [row(columns, { weight: 'Bolder' }), ...rows.map((cells) => row(cells, {}))],
      firstRowAsHeader: true,
      showGridLines: false,
    },
  ];
}

/** "Sat, Nov 21" above "Users 5,200 · D1 27.9%". */
function line(table: TableSection, row: readonly string[], cut: Cut): Element[] {
  return [
    ...text(row[0] ?? '', cut, { size: 'Small', weight: 'Bolder', spacing: 'Small' }),
    ...text(tableLine(table, row), cut, { ...SMALL, spacing: 'None' }),
  ];
}
