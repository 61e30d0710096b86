/** What Slack takes in one message, and the check that runs before every send. */
import type { types } from '@slack/bolt';
import {
  type DataVisualization,
  type SlackBlock,
  type SlackMessage,
  stringsOf,
  textsOf,
} from './message.ts';

export type { SlackMessage } from './message.ts';

/** Characters unless told otherwise. Source: docs.slack.dev/reference/block-kit, and the notes beside. */
export const LIMITS = {
  /** Blocks in a message. */
  blocks: 50,
  /** `block_id` and `action_id`. */
  id: 255,
  header: 150,
  /** A section, a text of a context, and (by caution, the docs give none) a rich_text as a whole. */
  text: 3000,
  /** Elements of a context. */
  elements: 10,
  /** Buttons in a row. */
  buttons: 25,
  /** A button's text, and what screen readers say instead. */
  buttonText: 75,
  /** A button's value. */
  value: 2000,
  alt: 2000,
  imageTitle: 2000,
  url: 3000,
  /** Tables in a message; Slack refuses a second one. */
  tables: 1,
  /** The row of the columns' names is one of them. */
  tableRows: 100,
  tableColumns: 20,
  /** All cells together. */
  tableText: 10_000,
  /** Native charts in a message; Slack drops further ones. */
  charts: 2,
  chartTitle: 50,
  /** The title of an axis. */
  chartAxis: 50,
  /** A series' name, and the label of a position. */
  chartName: 20,
  chartSeries: 6,
  chartPoints: 20,
  /**
   * UTF-8 bytes of all blocks as JSON. Slack refuses `msg_blocks_too_long` somewhere near 13,200
   * characters and does not say what it counts: 11,341 characters of text alone were refused too
   * (bolt-js issues 2509 and 2867), so the containers are counted here as well.
   */
  total: 12_000,
  /** Of the top-level text; Slack cuts at 40,000, `msg_too_long` was seen from 4,000 on. */
  topText: 3900,
} as const;

/** Every limit the message breaks, in words for a developer; empty when it may be sent, by whatever way. */
export function checkLimits({ blocks, text }: Pick<SlackMessage, 'blocks' | 'text'>): string[] {
  const bytes = Buffer.byteLength(JSON.stringify(blocks));
  const numberOf = (type: string) => blocks.filter((block) => block.type === type).length;
  return [
    ...within('text', text, LIMITS.topText),
    ...atMost('blocks', blocks.length, LIMITS.blocks),
    ...atMost('bytes of blocks', bytes, LIMITS.total),
    ...atMost('tables', numberOf('table'), LIMITS.tables),
    ...atMost('charts', numberOf('data_visualization'), LIMITS.charts),
    ...twice('block_id', blocks),
    ...twice('action_id', blocks),
    ...blocks.flatMap((block, index) =>
      faultsOf(block).map((fault) => `blocks[${index}] ${block.type}: ${fault}`),
    ),
  ];
}

/** Ids are asked for to be unique within a message. */
function twice(key: string, blocks: readonly SlackBlock[]): string[] {
  const ids = stringsOf(blocks, key);
  const repeated = new Set(ids.filter((id, index) => ids.indexOf(id) !== index));
  return [...repeated].map((id) => `${key} ${id} is there twice`);
}

function faultsOf(block: SlackBlock): string[] {
  switch (block.type) {
    case 'divider':
      return id(block);
    case 'header':
      return [...id(block), ...within('text', block.text.text, LIMITS.header)];
    case 'section':
      return [...id(block), ...within('text', block.text?.text ?? '', LIMITS.text)];
    case 'context':
      return [
        ...id(block),
        ...between('elements', block.elements.length, LIMITS.elements),
        ...block.elements.flatMap((element) =>
          'text' in element ? within('text', element.text, LIMITS.text) : [],
        ),
      ];
    case 'image':
      return [
        ...id(block),
        ...within('alt_text', block.alt_text, LIMITS.alt),
        ...(block.title ? within('title', block.title.text, LIMITS.imageTitle) : []),
        ...('image_url' in block ? within('image_url', block.image_url, LIMITS.url) : []),
      ];
    case 'rich_text': {
      const texts = textsOf(block);
      return [
        ...id(block),
        ...texts.filter((text) => text === '').map(() => 'a text is empty'),
        ...within('text', texts.join(''), LIMITS.text),
        ...stringsOf(block, 'url').flatMap((url) => within('url', url, LIMITS.url)),
      ];
    }
    case 'actions':
      return [
        ...id(block),
        ...between('elements', block.elements.length, LIMITS.buttons),
        ...block.elements.flatMap((element) =>
          element.type === 'button' ? buttonFaults(element) : [`no limits for ${element.type}`],
        ),
      ];
    case 'table':
      return [...id(block), ...tableFaults(block)];
    case 'data_visualization':
      return [...id(block), ...chartFaults(block)];
    default:
      return ['no limits are known for this type'];
  }
}

function id({ block_id }: { block_id?: string }): string[] {
  return block_id === undefined ? [] : within('block_id', block_id, LIMITS.id);
}

function buttonFaults({ text, value, action_id, accessibility_label }: types.Button): string[] {
  return [
    ...within('button', text.text, LIMITS.buttonText),
    ...within('value', value ?? '', LIMITS.value),
    ...within('action_id', action_id ?? '', LIMITS.id),
    ...(accessibility_label === undefined
      ? []
      : within('accessibility_label', accessibility_label, LIMITS.buttonText)),
  ];
}

function tableFaults({ rows, column_settings = [] }: types.TableBlock): string[] {
  const cells = rows.flatMap((row) => row.map((cell) => textsOf(cell).join('')));
  return [
    ...between('rows', rows.length, LIMITS.tableRows),
    ...rows.flatMap((row) => between('cells', row.length, LIMITS.tableColumns)),
    ...atMost('column_settings', column_settings.length, LIMITS.tableColumns),
    ...atMost('text of cells', cells.join('').length, LIMITS.tableText),
    ...cells.filter((text) => text.trim() === '').map(() => 'a cell is empty'),
  ];
}

function chartFaults({ title, chart }: DataVisualization): string[] {
  const { categories, y_label } = chart.axis_config;
  const [labels, names] = [new Set(categories), new Set(chart.series.map(({ name }) => name))];
  return [
    ...within('title', title, LIMITS.chartTitle),
    ...within('y_label', y_label, LIMITS.chartAxis),
    ...between('series', chart.series.length, LIMITS.chartSeries),
    ...between('points', categories.length, LIMITS.chartPoints),
    ...[...categories, ...names].flatMap((name) => within('name', name, LIMITS.chartName)),
    ...(labels.size < categories.length ? ['a label is there twice'] : []),
    ...(names.size < chart.series.length ? ['a series is there twice'] : []),
    ...chart.series.flatMap(({ data }) => [
      ...(data.some(({ label }, index) => label !== categories[index])
        ? ['a point is not where its label is']
        : []),
      ...(data.length === categories.length ? [] : ['a series is not as long as the axis']),
      ...(data.every(({ value }) => Number.isFinite(value)) ? [] : ['a value is no number']),
    ]),
  ];
}

/** Slack refuses empty texts as it does long ones. */
function within(what: string, text: string, limit: number): string[] {
  return between(what, text.trim() === '' ? 0 : text.length, limit);
}

function between(what: string, count: number, limit: number): string[] {
  return count === 0 ? [`${what} is empty`] : atMost(what, count, limit);
}

function atMost(what: string, count: number, limit: number): string[] {
  return count > limit ? [`${what}: ${count} of at most ${limit}`] : [];
}
