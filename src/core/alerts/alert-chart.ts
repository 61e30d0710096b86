/** The chart of an alert: the leading series over the last weeks, where it was expected, and since when it fell. */
import type { LineChart } from '../digest.ts';
import { formatter } from '../format.ts';
import { type Grain, type Period, shift } from '../period.ts';
import { textFor } from '../text/index.ts';
import type { AlertContext } from './tell-context.ts';
import { type Fallen, newestAt } from './tell-fallen.ts';
import { type Item, rangeOf, shownOf } from './tell-usual.ts';
import { figureWords } from './tell-words.ts';

const LENGTH: Record<Grain, number> = { day: 35, week: 12, month: 12 };

/** Undefined where there is nothing to draw. */
export function alertChart(
  { app, change }: Item,
  fallen: Fallen,
  at: string,
  ctx: AlertContext,
): LineChart | undefined {
  const { finding, reason } = change;
  const isOver = reason === 'back' || reason === 'revised';
  const { grain, segment, offset } = fallen.series;
  const last = newestAt(grain, offset, at);
  const range = { first: shift(last, 1 - LENGTH[grain]), last };
  const known = new Map(
    shownOf({ app, finding }, fallen.series, range, ctx).map((one) => [one.cohort.first, one]),
  );
  if (known.size < 2) return undefined;
  const all = cohortsOf(range);
  const cohorts = all.slice(all.findIndex(({ first }) => known.has(first)));
  const text = textFor(ctx.locale);
  const format = formatter(ctx.locale);
  const label = format.offset(grain, offset);
  const title = text.alerts.chartTitle({ label, segment: text.digest.segment[segment] });
  const since = format.day(finding.since);
  const ranges = cohorts.map(({ first }) => {
    const one = known.get(first);
    return one?.usual ? rangeOf(one.usual, one.size) : null;
  });
  const from = format.shortPeriod(cohorts[0] ?? last);
  const to = format.shortPeriod(last);
  const figure = figureWords(fallen, ctx.locale);
  const spoken = { title, app: ctx.app(app), from, to, figure };
  // Days inside the range are part of a fall found over several days, but not of one that is over.
  const isMarked = (cohort: Period, index: number) => {
    const one = known.get(cohort.first);
    if (!one || cohort.last < finding.since) return false;
    return !isOver || one.rate < (ranges[index]?.[0] ?? 0);
  };
  return {
    kind: 'line',
    title,
    subtitle: `${ctx.app(app)} · ${from} – ${to}`,
    alt: isOver ? text.alerts.overAlt(spoken) : text.alerts.chartAlt({ ...spoken, since }),
    locale: ctx.locale,
    labels: cohorts.map((cohort) => format.shortPeriod(cohort)),
    series: [
      {
        name: label,
        role: 'now',
        values: cohorts.map(({ first }) => known.get(first)?.rate ?? null),
      },
    ],
    band: {
      name: text.alerts.band,
      low: ranges.map((one) => one?.[0] ?? null),
      high: ranges.map((one) => one?.[1] ?? null),
    },
    marked: {
      name: isOver ? text.alerts.below : text.alerts.marked({ since }),
      at: cohorts.flatMap((cohort, index) => (isMarked(cohort, index) ? [index] : [])),
    },
  };
}

function cohortsOf({ first, last }: { first: Period; last: Period }): Period[] {
  return Array.from({ length: LENGTH[first.grain] }, (_, by) => shift(first, by)).filter(
    (one) => one.first <= last.first,
  );
}
