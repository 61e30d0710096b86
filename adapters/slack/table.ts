/** A table as Slack's own block, or as a list where the message has one already. */
import type { types } from '@slack/bolt';
import { clip } from '../../src/core/clip.ts';
import type { Section } from '../../src/core/digest.ts';
import { NONE } from '../../src/core/format.ts';
import { tableLine } from '../../src/core/table-line.ts';
import type { Catalogue } from '../../src/core/text/index.ts';
import { bold, bulleted, more, rich, section, small } from './blocks.ts';
import type { Cut } from './cuts.ts';
import { LIMITS } from './limits.ts';
import type { SlackBlock } from './message.ts';

type Table = Extract<Section, { kind: 'table' }>;

export function tableOf(table: Table, cut: Cut, words: Catalogue['digest']): SlackBlock[] {
  const heading = rich([section(bold(table.heading, cut))]);
  if (table.columns.length === 0) return heading;
  // The names of the columns are a row too.
  const shown = table.rows.slice(0, Math.min(cut.items, LIMITS.tableRows - 1));
  const rows = [table.columns, ...shown].map((cells) =>
    fitting(cells, table.columns.length, words),
  );
  return [
    ...heading,
    {
      type: 'table',
      column_settings: (rows[0] ?? []).map((_, index) =>
        settingsOf(
          rows.slice(1).map((cells) => cells[index] ?? ''),
          index,
        ),
      ),
      rows: rows.map((cells) => cells.map((text) => cell(text, cut))),
    },
    ...small(more(table.rows.length - shown.length, words), cut),
  ];
}

/** A line for each row. */
export function tableAsList(
  table: Table,
  cut: Cut,
  words: Catalogue['digest'],
): types.RichTextBlock[] {
  const items = table.rows.map((row) =>
    [row[0], tableLine(table, row)].filter((part) => part?.trim()).join(': '),
  );
  return bulleted(table.heading, items, cut, words);
}

/** As many cells as there are columns; of too many the last one says how many more there are. */
function fitting(cells: readonly string[], columns: number, words: Catalogue['digest']): string[] {
  const whole = Array.from({ length: columns }, (_, index) => cells[index] ?? '');
  if (columns <= LIMITS.tableColumns) return whole;
  const shown = LIMITS.tableColumns - 1;
  return [...whole.slice(0, shown), ...more(columns - shown, words)];
}

/** Slack takes no empty cell. */
function cell(text: string, cut: Cut): types.RawTextElement {
  const shown = clip(text, cut.chars);
  return { type: 'raw_text', text: shown.trim() ? shown : NONE };
}

/** Characters of a cell from which on it takes several lines rather than the width of others. */
const LONG = 24;

function settingsOf(cells: readonly string[], column: number) {
  // The first column names the rows.
  const isNumeric = column > 0 && cells.every((text) => /^([+−-]?\d|—$|$)/.test(text));
  return isNumeric
    ? { align: 'right' as const }
    : { is_wrapped: cells.some((text) => text.length > LONG) };
}
