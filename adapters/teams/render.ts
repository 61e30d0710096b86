/** A digest as an Adaptive Card: pure, inside every limit, and what was cut is said. */
import { clip } from '../../src/core/clip.ts';
import {
  type Chart,
  type Digest,
  type Figure,
  type Section,
  TONE_MARK,
  type Tone,
} from '../../src/core/digest.ts';
import { NONE } from '../../src/core/format.ts';
import { type Catalogue, textFor } from '../../src/core/text/index.ts';
import type { Column, ColumnSet, Container, Element, Image, TextBlock } from './card.ts';
import { CUTS, type Cut } from './cuts.ts';
import { container, more, SMALL, text } from './elements.ts';
import { checkLimits, LIMITS, pictureFaults, type TeamsMessage } from './limits.ts';
import { markdown } from './markdown.ts';
import { tableOf } from './table.ts';

/** A URL that Teams' servers can fetch, or a small PNG as a data: URI. */
export interface TeamsPicture {
  readonly url: string;
}

export function render(digest: Digest, picture?: TeamsPicture): TeamsMessage {
  const spoken = [digest.banner, digest.summary.trim() ? digest.summary : digest.title];
  const summary = clip(spoken.filter((part) => part.trim()).join(' ') || NONE, LIMITS.summary);
  const message = (cut: Cut, fitting?: TeamsPicture): TeamsMessage => ({
    card: {
      type: 'AdaptiveCard',
      $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
      version: '1.5',
      fallbackText: markdown(clip(digest.title, cut.chars)),
      body: bodyOf(digest, fitting, cut),
      msteams: { width: 'Full' },
    },
    summary,
  });
  const shown = picture && pictureFaults(picture.url).length === 0 ? picture : undefined;
  for (const cut of CUTS) {
    const whole = message(cut, shown);
    if (checkLimits(whole).length === 0) return whole;
  }
  return message({ sections: 0, items: 0, chars: 40 });
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
    ...text(digest.footer, cut, { ...SMALL, separator: true, spacing: 'Medium' }),
  ];
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
