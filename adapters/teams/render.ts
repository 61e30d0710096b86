/** A digest as an Adaptive Card: pure, inside every limit, and what was cut is said. */
import { clip, unturned } from '../../src/core/clip.ts';
import {
  type Chart,
  type Digest,
  type Figure,
  type Section,
  TONE_MARK,
  type Tone,
} from '../../src/core/digest.ts';
import { NONE } from '../../src/core/format.ts';
import { type Catalogue, type Locale, textFor } from '../../src/core/text/index.ts';
import { buttonRows } from './button-rows.ts';
import type {
  AdaptiveCard,
  Column,
  ColumnSet,
  Container,
  Element,
  Image,
  TextBlock,
} from './card.ts';
import { CUTS, type Cut } from './cuts.ts';
import { container, more, SMALL, text } from './elements.ts';
import { checkLimits, LIMITS, pictureFaults, type TeamsMessage } from './limits.ts';
import { markdown, withoutSlash } from './markdown.ts';
import { tableOf } from './table.ts';

/** A URL that Teams' servers can fetch, or a small PNG as a data: URI. */
export interface TeamsPicture {
  readonly url: string;
}

export interface Layout {
  /** What the whole message may take, where that is less than elsewhere in Teams. */
  readonly bytes?: number;
  /** False where nobody hears them: a webhook's posts. */
  readonly buttons?: boolean;
  /** Whether who asked sees it alone: only that can be shared. */
  readonly isPrivate?: boolean;
}

export function render(given: Digest, picture?: TeamsPicture, layout: Layout = {}): TeamsMessage {
  const digest = unturned(given);
  const spoken = [digest.banner, digest.summary.trim() ? digest.summary : digest.title];
  const said = spoken.filter((part) => part.trim()).join(' ') || NONE;
  // Plain text: what a reader may type stands without its backticks.
  const summary = clip(withoutSlash(said).replaceAll('`', '') || NONE, LIMITS.summary);
  const pressable = { ...digest, actions: actionsOf(digest, layout) };
  const message = (cut: Cut, fitting?: TeamsPicture): TeamsMessage => ({
    card: {
      type: 'AdaptiveCard',
      $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
      version: '1.5',
      lang: langOf(digest.locale),
      fallbackText: markdown(clip(digest.title, cut.chars)),
      body: bodyOf(pressable, fitting, cut),
      msteams: { width: 'Full' },
    },
    summary,
  });
  const shown = picture && pictureFaults(picture.url).length === 0 ? picture : undefined;
  // Rather the chart in words than fewer figures; by URL it takes no room.
  const ways = shown?.url.startsWith('data:') ? [shown, undefined] : [shown];
  for (const cut of CUTS)
    for (const way of ways) {
      const whole = message(cut, way);
      if (checkLimits(whole, layout.bytes).length === 0) return whole;
    }
  return message({ sections: 0, items: 0, chars: 40, buttons: 0 });
}

export function langOf(locale: Locale): AdaptiveCard['lang'] {
  return locale === 'zh-CN' ? 'zh' : 'en';
}

function actionsOf(digest: Digest, { buttons = true, isPrivate = false }: Layout) {
  if (!buttons) return [];
  return digest.actions.map((row) => row.filter(({ does }) => does !== 'share' || isPrivate));
}

function bodyOf(digest: Digest, picture: TeamsPicture | undefined, cut: Cut): Element[] {
  const words = textFor(digest.locale).digest;
  const shown = digest.sections.slice(0, cut.sections);
  const pictured = shown.find((section) => section.kind === 'chart');
  // Beside figures the sentence that repeats them stays small, so that the figures are seen first.
  const figured = shown.some((section) => section.kind === 'figures');
  return [
    ...banner(digest.banner, cut),
    ...text(digest.title, cut, { size: 'Large', weight: 'Bolder', style: 'heading' }),
    ...text(digest.summary, cut, { spacing: 'Small', ...(figured ? SMALL : {}) }),
    ...shown.flatMap((one) => laidOut(one, one === pictured ? picture : undefined, cut, words)),
    ...more(digest.sections.length - shown.length, cut, words),
    ...buttonRows(digest.actions, cut, words),
    ...bottom(digest, cut, words),
  ];
}

/** The footer names the schedule's zone; Teams puts the moment into the reader's, which nobody else knows. */
function bottom(digest: Digest, cut: Cut, words: Catalogue['digest']): TextBlock[] {
  const { footer, scheduledFor } = digest;
  const small = text(footer, cut, { ...SMALL, separator: true, spacing: 'Medium' });
  if (!scheduledFor) return small;
  // Of our own digits alone: learn.microsoft.com/adaptive-cards/authoring-cards/text-features.
  const iso = `${scheduledFor.toISOString().slice(0, 19)}Z`;
  const moment = `{{DATE(${iso},SHORT)}} {{TIME(${iso})}}`;
  const own = { type: 'TextBlock', text: words.yourTime({ moment }), wrap: true } as const;
  return [...small, { ...own, ...SMALL, spacing: 'Small' }];
}

function laidOut(
  one: Section,
  picture: TeamsPicture | undefined,
  cut: Cut,
  words: Catalogue['digest'],
): Element[] {
  switch (one.kind) {
    case 'figures': {
      const shown = one.figures.slice(0, cut.items);
      const items = [
        ...text(one.heading, cut, { size: 'Medium', weight: 'Bolder', style: 'heading' }),
        ...text(one.size, cut, { ...SMALL, spacing: 'None' }),
        ...shown.flatMap((figure) => row(figure, cut)),
        ...more(one.figures.length - shown.length, cut, words),
      ];
      return container(items, { style: 'emphasis', spacing: 'Medium' });
    }
    case 'chart':
      return picture ? [image(one.chart, picture, cut)] : text(one.chart.alt, cut, SMALL);
    case 'list': {
      const filled = one.items.filter((item) => item.trim());
      const shown = filled.slice(0, cut.items);
      const mark = filled.length > 1 ? '• ' : '';
      const items = [
        ...text(one.heading, cut, { weight: 'Bolder' }),
        ...shown.flatMap((item) => text(item, cut, { spacing: 'Small' }, mark)),
        ...more(filled.length - shown.length, cut, words),
      ];
      return container(items, { spacing: 'Medium' });
    }
    case 'table':
      return tableOf(one, cut, words);
    case 'text':
      return text(one.text, cut, { spacing: 'Medium' });
  }
}

/** Which offset, the rate and what it means in one line that holds on a phone; the small print below, full width. */
function row(figure: Figure, cut: Cut): Element[] {
  const { word, tone } = figure.verdict;
  const glance: ColumnSet = {
    type: 'ColumnSet',
    separator: true,
    spacing: 'Small',
    columns: [
      column('44px', text(figure.label, cut, { weight: 'Bolder' })),
      column('76px', text(figure.rate, cut, { size: 'Large', weight: 'Bolder' })),
      column('stretch', [
        ...text(`${TONE_MARK[tone]} ${word}`, cut, { weight: 'Bolder', ...COLORS[tone] }),
        ...text(figure.change, cut, { spacing: 'None' }),
      ]),
    ],
  };
  const small = [figure.basis, figure.interval].filter((part) => part.trim());
  return [glance, ...text(small.join(' · '), cut, { ...SMALL, spacing: 'None' })];
}

function column(width: Column['width'], items: readonly Element[]): Column {
  return { type: 'Column', width, items, verticalContentAlignment: 'Center' };
}

/** Never colour alone: the word and the mark say the same. */
const COLORS: Record<Tone, Pick<TextBlock, 'color' | 'isSubtle'>> = {
  good: { color: 'Good' },
  bad: { color: 'Attention' },
  neutral: {},
  unknown: { isSubtle: true },
};

function image(chart: Chart, picture: TeamsPicture, cut: Cut): Image {
  return {
    type: 'Image',
    url: picture.url,
    altText: clip(chart.alt.trim() ? chart.alt : NONE, cut.chars),
    size: 'Stretch',
    spacing: 'Medium',
    msteams: { allowExpand: true },
  };
}

function banner(words: string, cut: Cut): Container[] {
  const items = text(words, cut, { weight: 'Bolder' }, '⚠️ ');
  return container(items, { style: 'warning', bleed: true });
}
