/** Words a comparison as a digest. */

import { againstOf, besideOf, isUsualKnown } from './against.ts';
import { curveOf, trendOf } from './chart.ts';
import type { Segment, Triangle } from './cohort.ts';
import { type Comparison, judged, type OffsetFigure } from './comparison.ts';
import { type Digest, type Figure, listOf, type Section, type Tone } from './digest.ts';
import { type Formatter, formatter, NONE } from './format.ts';
import { HEADLINE, headline } from './headline.ts';
import { noteText } from './notes.ts';
import { beijingDate, isMature, type Period, readyAt, shift } from './period.ts';
import { isSizeless } from './quality.ts';
import { type Revisions, revisionLines } from './revision.ts';
import { summaryOf } from './summary.ts';
import { type Catalogue, type Locale, textFor } from './text/index.ts';

export interface ComposeOptions {
  readonly appName: string;
  readonly locale: Locale;
  /** One segment, or both. */
  readonly segment?: Segment | undefined;
  /** Sentences to print with the data-quality notes, worded already. */
  readonly remarks?: readonly string[];
  /** Sentences that help the reader on, printed last. */
  readonly hints?: readonly string[];
  /** When it was scheduled for, and the IANA zone of that schedule. */
  readonly schedule?: { readonly at: Date; readonly zone: string } | undefined;
  readonly simulated?: boolean;
  /** For a period that isn't the newest: what has matured by then is no longer said to be maturing. */
  readonly asOf?: Date | undefined;
  /** Slow change and what is to be expected, worded already. */
  readonly outlook?: readonly string[] | undefined;
  /** What was edited into it since it was posted. */
  readonly revisions?: Revisions | undefined;
  readonly actions?: Digest['actions'];
}

/** What an answer about one app's figures is worded with. */
export interface FiguresOptions {
  readonly appName: string;
  readonly locale: Locale;
  readonly simulated: boolean;
  /** Sentences on the quality of the data, worded already. */
  readonly remarks: readonly string[];
  readonly actions: Digest['actions'];
}

export function compose(
  comparison: Comparison,
  triangle: Triangle,
  options: ComposeOptions,
): Digest {
  const text = textFor(options.locale);
  const format = formatter(options.locale);
  const { period } = comparison;
  const shown = comparison.segments.filter(
    ({ segment }) => options.segment === undefined || segment === options.segment,
  );
  const leading = shown[0]?.segment ?? 'new';
  const chart =
    period.grain === 'month'
      ? trendOf(triangle, period, leading, 1, options)
      : curveOf(comparison, leading, options);
  const notes = [
    ...comparison.notes.map((note) => noteText(note, text, format)),
    ...(options.remarks ?? []),
  ];
  return {
    locale: options.locale,
    title: text.digest.title({
      app: options.appName,
      grain: period.grain,
      period: format.period(period),
    }),
    summary: summaryOf(comparison, shown, options.appName, text, format),
    banner: options.simulated ? text.digest.simulated : '',
    sections: [
      ...revisionsOf(options, period, text),
      ...shown.map((one): Section => {
        const isUnknown = one.size === null || isSizeless(period, one.segment, triangle);
        return figuresOf(isUnknown ? { ...one, size: null } : one, period, text, format);
      }),
      { kind: 'chart', chart },
      ...listOf(text.insights.heading, options.outlook ?? []),
      ...ripeningOf(period, options.asOf, text, format),
      {
        kind: 'list',
        heading: text.digest.quality,
        items: notes.length > 0 ? notes : [text.digest.quiet],
      },
    ],
    footer: [
      text.digest.footer({
        grain: period.grain,
        isUsualKnown: isUsualKnown(shown.flatMap(({ offsets }) => headline(offsets, period.grain))),
      }),
      ...(options.schedule
        ? [
            text.digest.schedule({
              moment: format.moment(options.schedule.at, options.schedule.zone),
            }),
          ]
        : []),
      ...(options.hints ?? []),
    ].reduce((message, hint) => text.commands.explained({ message, hint })),
    scheduledFor: options.schedule?.at,
    actions: options.actions ?? [],
  };
}

/** Above the figures: whoever has read them before sees first what has become of them. */
function revisionsOf(
  { revisions, schedule, locale }: ComposeOptions,
  { grain }: Period,
  text: Catalogue,
): Section[] {
  const lines = revisions ? revisionLines(revisions, grain, locale, schedule?.at) : [];
  return listOf(text.digest.revisions, lines);
}

function figuresOf(
  one: Comparison['segments'][number],
  period: Period,
  text: Catalogue,
  format: Formatter,
): Section {
  const when = format.shortPeriod(period);
  return {
    kind: 'figures',
    heading: text.digest.segment[one.segment],
    size:
      one.size === null
        ? text.digest.sizeUnknown({ period: when })
        : text.digest.size({ count: format.count(one.size), period: when }),
    figures: headline(one.offsets, period.grain).map((figure) => figureOf(figure, text, format)),
  };
}

/** A figure with the change it is judged by. */
export function figureOf(figure: OffsetFigure, text: Catalogue, format: Formatter): Figure {
  const delta = judged(figure);
  const cohort = format.shortPeriod(figure.cohort);
  return {
    label: format.offset(figure.cohort.grain, figure.offset),
    rate: figure.rate === null ? NONE : format.rate(figure.rate),
    basis:
      figure.retained === null || figure.size === null
        ? text.digest.basisUnknown({ cohort })
        : text.digest.basis({
            retained: format.count(figure.retained),
            size: format.count(figure.size),
            cohort,
          }),
    change: delta
      ? text.digest.change({
          points: format.points(delta.points),
          relative: delta.relative === null ? null : format.relative(delta.relative),
        })
      : '',
    interval: delta
      ? [
          text.digest.interval({
            interval: format.interval(delta.interval),
            against: againstOf(figure, text, format),
          }),
          ...besideOf(figure, text, format),
        ].join(' · ')
      : '',
    verdict: {
      // "28.5%, no cohort" would contradict itself: it is the other cohort that there is none of.
      word:
        figure.rate !== null && !delta
          ? text.digest.noComparison
          : text.digest.verdict[figure.verdict],
      tone: TONES[figure.verdict],
    },
  };
}

const TONES: Record<OffsetFigure['verdict'], Tone> = {
  up: 'good',
  down: 'bad',
  'no clear change': 'neutral',
  'too few users': 'unknown',
  'no cohort': 'unknown',
};

/** Which offsets of the newest cohort are still to come, and when. */
function ripeningOf(
  period: Period,
  asOf: Date | undefined,
  text: Catalogue,
  format: Formatter,
): Section[] {
  const immature = HEADLINE[period.grain].filter(
    (offset) =>
      !isMature(period, offset, period) && !(asOf && readyAt(shift(period, offset)) <= asOf),
  );
  if (immature.length === 0) return [];
  const list = immature.map((offset) =>
    text.digest.ripens({
      label: format.offset(period.grain, offset),
      day: format.day(beijingDate(readyAt(shift(period, offset)))),
    }),
  );
  const line = text.digest.ripeningLine({
    cohort: format.shortPeriod(period),
    list: list.join(text.digest.comma),
  });
  return [{ kind: 'list', heading: text.digest.ripening, items: [line] }];
}
