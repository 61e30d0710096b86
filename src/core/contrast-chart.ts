/** The chart of two cohorts side by side: two curves over the offsets. */
import type { ContrastedSegment, ContrastShown, Side } from './contrast.ts';
import type { LineChart } from './digest.ts';
import { formatter } from './format.ts';
import { type Locale, textFor } from './text/index.ts';

type Drawn = Pick<ContrastShown, 'names' | 'subtitle' | 'grain'>;

export function contrastChart(
  { names, subtitle, grain }: Drawn,
  { segment, contrasts }: ContrastedSegment,
  locale: Locale,
): LineChart {
  const text = textFor(locale);
  const format = formatter(locale);
  const labels = contrasts.map(({ offset }) => format.offset(grain, offset));
  const title = text.answers.contrast.chartTitle({ segment: text.digest.segment[segment] });
  const spoken = (sides: readonly (Side | undefined)[]) =>
    sides
      .flatMap((side, index) =>
        side
          ? [text.chart.point({ label: labels[index] ?? '', rate: format.rate(side.rate) })]
          : [],
      )
      .join(text.digest.comma) || text.chart.nothing;
  const [one, other] = [contrasts.map((each) => each.one), contrasts.map((each) => each.other)];
  const rates = (sides: readonly (Side | undefined)[]) => sides.map((side) => side?.rate ?? null);
  return {
    kind: 'line',
    title,
    subtitle,
    alt: text.answers.contrast.chartAlt({
      title,
      one: names[0],
      figures: spoken(one),
      other: names[1],
      otherFigures: spoken(other),
    }),
    locale,
    labels,
    series: [
      { name: names[0], role: 'now', values: rates(one) },
      { name: names[1], role: 'before', values: rates(other) },
    ],
  };
}
