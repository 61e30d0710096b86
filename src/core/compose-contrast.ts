/** Words two cohorts side by side as a digest. */
import type {
  Contrast,
  ContrastedSegment,
  ContrastShown,
  ContrastVerdict,
  Side,
} from './contrast.ts';
import { contrastChart } from './contrast-chart.ts';
import { contrastSummary, headlines, type Wording } from './contrast-summary.ts';
import {
  type Digest,
  type Figure,
  listOf,
  plainDigest,
  type Section,
  type Tone,
} from './digest.ts';
import { formatter, NONE } from './format.ts';
import { shift } from './period.ts';
import { type Locale, textFor } from './text/index.ts';

export interface ContrastOptions {
  readonly locale: Locale;
  readonly simulated: boolean;
  readonly actions: Digest['actions'];
}

export function composeContrast(shown: ContrastShown, options: ContrastOptions): Digest {
  const { locale, simulated, actions } = options;
  const text = textFor(locale);
  const wording = { shown, text, format: formatter(locale) };
  const { segments, notes } = shown;
  const leading = segments[0];
  return plainDigest({
    locale,
    title: shown.title,
    summary: contrastSummary(wording),
    banner: simulated ? text.digest.simulated : '',
    sections: [
      ...segments.map((one) => figuresOf(one, wording)),
      ...(leading
        ? [
            { kind: 'chart' as const, chart: contrastChart(shown, leading, locale) },
            ...everyOffset(leading, wording),
          ]
        : []),
      ...listOf(text.digest.quality, notes),
    ],
    footer: text.answers.contrast.footer,
    actions,
  });
}

function figuresOf({ segment, sizes, contrasts }: ContrastedSegment, wording: Wording): Section {
  const { shown, text, format } = wording;
  const [size, otherSize] = sizes.map((people) => (people === null ? NONE : format.count(people)));
  return {
    kind: 'figures',
    heading: text.digest.segment[segment],
    size: text.answers.contrast.sizes({
      one: shown.names[0],
      size: size ?? NONE,
      other: shown.names[1],
      otherSize: otherSize ?? NONE,
    }),
    figures: headlines(contrasts, shown.grain).map((one) => figureOf(one, wording)),
  };
}

function figureOf(contrast: Contrast, { shown, text, format }: Wording): Figure {
  const { offset, one, difference, verdict } = contrast;
  const { grain, names, upTo } = shown;
  const basis = basisOf(contrast, { shown, text, format });
  const cohort = upTo && format.shortPeriod(shift(upTo, -offset));
  return {
    label: format.offset(grain, offset),
    rate: one ? format.rate(one.rate) : NONE,
    basis: cohort === undefined ? basis : text.answers.contrast.cohort({ basis, cohort }),
    change: difference
      ? text.digest.change({
          points: format.points(difference.points),
          relative: difference.relative === null ? null : format.relative(difference.relative),
        })
      : '',
    interval: difference
      ? text.digest.interval({ interval: format.interval(difference.interval), against: names[1] })
      : '',
    verdict: { word: text.answers.contrast.verdict[verdict], tone: TONES[verdict] },
  };
}

function basisOf({ one, other }: Contrast, { shown, text, format }: Wording): string {
  const words = text.answers.contrast;
  const people = ({ retained, size }: Side) => ({
    retained: format.count(retained),
    size: format.count(size),
  });
  if (one && other)
    return words.basis({
      ...people(one),
      other: shown.names[1],
      rate: format.rate(other.rate),
      rest: words.part(people(other)),
    });
  if (one) return `${words.part(people(one))} · ${words.missing({ name: shown.names[1] })}`;
  return words.missing({ name: shown.names[0] });
}

const TONES: Record<ContrastVerdict, Tone> = {
  higher: 'good',
  lower: 'bad',
  'no clear difference': 'neutral',
  'too few users': 'unknown',
  'no cohort': 'unknown',
};

/** Those the figures leave out as well; of one segment, as a chat shows one table in a message. */
function everyOffset({ segment, contrasts }: ContrastedSegment, wording: Wording): Section[] {
  const { shown, text, format } = wording;
  if (contrasts.length <= headlines(contrasts, shown.grain).length) return [];
  const words = text.answers.contrast;
  const rate = (side: Side | undefined) => (side ? format.rate(side.rate) : NONE);
  return [
    {
      kind: 'table',
      heading: words.every({ segment: text.digest.segment[segment] }),
      columns: [words.offset, ...shown.names, words.difference, words.verdictColumn],
      rows: contrasts.map(({ offset, one, other, difference, verdict }) => [
        format.offset(shown.grain, offset),
        rate(one),
        rate(other),
        difference ? format.points(difference.points) : NONE,
        words.verdict[verdict],
      ]),
    },
  ];
}
