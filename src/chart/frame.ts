/** What every chart has in common: its measures, type and colours, its headings, the ground it stands on. */
import type { FontSpec } from 'chart.js';
import type { Chart } from '../core/digest.ts';
import { textFor } from '../core/text/index.ts';
import type { Ground } from './ground.ts';
import { fitted, withoutEmoji } from './text-width.ts';

/** Pixels of the picture. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Named first is what the embedded renderer registers; the second is how a QuickChart server's system calls the same face. */
export const FONT_FAMILY = 'Noto Sans SC';
export const FONTS = `"${FONT_FAMILY}", "Noto Sans CJK SC", "Noto Sans", sans-serif`;

export const COLORS = {
  ground: '#ffffff',
  title: '#1b2430',
  text: '#4a5565',
} as const;

/** Lengths here and in a chart's own file are for a picture of this size; larger ones scale them. */
const BASE: Size = { width: 800, height: 400 };
export const TEXT = { title: 21, subtitle: 15, legend: 15, tick: 14.5 } as const;
export const MARGIN = { top: 14, right: 24, bottom: 12, left: 16 } as const;
const BELOW = { title: 3, subtitle: 8 } as const;
/** Chart.js's own, of every text it sets. */
export const LINE_HEIGHT = 1.2;

export type Frame = ReturnType<typeof frameOf>;

/** `shown` is false where there is nothing to draw, and a sentence says so; `right` is the margin there. */
export function frameOf(
  chart: Pick<Chart, 'title' | 'subtitle' | 'locale'>,
  size: Size,
  shown: boolean,
  right: number = MARGIN.right,
) {
  const unit = Math.min(size.width / BASE.width, size.height / BASE.height);
  const px = (length: number) => Math.round(length * unit * 2) / 2;
  const font = (length: number, weight: 'normal' | 'bold' = 'normal'): Partial<FontSpec> => ({
    family: FONTS,
    size: px(length),
    weight,
  });
  const room = size.width - px(MARGIN.left + right);
  const heading = (text: string, level: 'title' | 'subtitle', color: string) => ({
    display: true,
    align: 'start' as const,
    text: fitted(withoutEmoji(text), room, px(TEXT[level])),
    color,
    padding: { top: 0, bottom: px(BELOW[level]) },
  });
  const title = {
    ...heading(chart.title, 'title', COLORS.title),
    font: font(TEXT.title, 'bold'),
  };
  const subtitle = {
    ...heading(chart.subtitle, 'subtitle', COLORS.text),
    font: font(TEXT.subtitle),
  };
  const ground: Ground = {
    color: COLORS.ground,
    empty: shown ? '' : textFor(chart.locale).chart.empty,
    emptyFont: `${px(TEXT.subtitle)}px ${FONTS}`,
    emptyColor: COLORS.text,
  };
  return {
    px,
    font,
    /** Width between the margins. */
    room,
    /** Height between the headings and the lower margin. */
    height:
      size.height -
      px(MARGIN.top + MARGIN.bottom + BELOW.title + BELOW.subtitle) -
      (title.text.length * px(TEXT.title) + subtitle.text.length * px(TEXT.subtitle)) * LINE_HEIGHT,
    options: {
      responsive: false,
      maintainAspectRatio: false,
      animation: false as const,
      events: [],
      devicePixelRatio: 1,
      locale: chart.locale,
      font: { family: FONTS },
    },
    plugins: { title, subtitle, tooltip: { enabled: false }, ground },
  };
}
