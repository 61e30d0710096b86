/** What the form's searched fields offer for what was typed so far. */
import type { types } from '@slack/bolt';
import { clip } from '../../src/core/clip.ts';
import type { Catalogue } from '../../src/core/text/index.ts';
import type { Choices } from '../../src/ports/adapter.ts';

/** Slack shows a hundred; docs.slack.dev/reference/block-kit/block-elements/select-menu-element. */
const MOST = 100;
const MOST_TEXT = 75;

/** The value of "all of them"; no appid is empty, and Slack takes no empty value. */
export const ALL_APPS = '*';

export function appOptions(
  typed: string,
  { apps, words }: Pick<Choices, 'apps'> & { words: Catalogue['forms'] },
): types.PlainTextOption[] {
  const all = { value: ALL_APPS, name: words.allApps, known: [words.allApps] };
  const each = apps.map(({ appid, name }) => ({ value: appid, name, known: [name, appid] }));
  return nearest(typed, [all, ...each]);
}

export function zoneOptions(typed: string, { zones, zone }: Choices): types.PlainTextOption[] {
  const usualFirst = [zone, ...zones.filter((one) => one !== zone)];
  const offered = usualFirst.map((value) => ({
    value,
    name: value,
    // Cities are named more often than regions.
    known: [value.split('/').at(-1) ?? value, value, ...(ALSO[value] ?? [])],
  }));
  return nearest(typed, offered);
}

/** Beijing's time goes by another city's name. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  'Asia/Shanghai': ['Beijing', '北京', '上海', '中国'],
};

export function optionOf(value: string, name: string): types.PlainTextOption {
  return {
    value,
    text: { type: 'plain_text', text: clip(name || value, MOST_TEXT), emoji: false },
  };
}

interface Offered {
  readonly value: string;
  readonly name: string;
  /** Whatever it may be looked for by. */
  readonly known: readonly string[];
}

/** Those that begin with what was typed, then those that contain it. */
function nearest(typed: string, offered: readonly Offered[]): types.PlainTextOption[] {
  const wanted = loose(typed);
  const by = (matches: (known: string) => boolean) =>
    offered.filter(({ known }) => known.map(loose).some(matches));
  const begun = by((known) => known.startsWith(wanted));
  const within = by((known) => known.includes(wanted));
  return [...new Set([...begun, ...within])]
    .slice(0, MOST)
    .map(({ value, name }) => optionOf(value, name));
}

/** "new york", "New_York" and "ＮＥＷ ＹＯＲＫ" are one. */
function loose(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s_/-]+/g, '');
}
