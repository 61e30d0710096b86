/** A message as Slack takes it: blocks for the eye, a text for notifications and screen readers. */
import type { types } from '@slack/bolt';

export interface SlackMessage {
  readonly blocks: SlackBlock[];
  /** Escaped. */
  readonly text: string;
  /** Of `text` alone: an app named `*Shop*` is heard by its name. */
  readonly mrkdwn: false;
}

export type SlackBlock = types.KnownBlock | DataVisualization;

/** docs.slack.dev/reference/block-kit/blocks/data-visualization-block, which the SDK's types lack. */
export interface DataVisualization extends types.Block {
  readonly type: 'data_visualization';
  readonly title: string;
  readonly chart: {
    readonly type: 'line';
    readonly series: readonly {
      readonly name: string;
      readonly data: readonly { readonly label: string; readonly value: number }[];
    }[];
    readonly axis_config: { readonly categories: readonly string[]; readonly y_label: string };
  };
}

/** Every `text` at any depth. */
export function textsOf(value: unknown): string[] {
  return stringsOf(value, 'text');
}

/** Every string under this key, likewise. */
export function stringsOf(value: unknown, wanted: string): string[] {
  const found: string[] = [];
  gather(value, wanted, found);
  return found;
}

/** Every message is looked through several times: without a list for each part of it. */
function gather(value: unknown, wanted: string, found: string[]): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (key === wanted && typeof inner === 'string') found.push(inner);
    else gather(inner, wanted, found);
  }
}
