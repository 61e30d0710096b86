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
  if (Array.isArray(value)) return value.flatMap((inner) => stringsOf(inner, wanted));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === wanted && typeof inner === 'string' ? [inner] : stringsOf(inner, wanted),
  );
}
