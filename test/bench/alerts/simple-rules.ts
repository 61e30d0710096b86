/** What is usually done instead, to stand beside the alarm. */
import { SEGMENTS, type Triangle } from '../../../src/core/cohort.ts';
import { OFFSETS } from '../../../src/core/period.ts';
import { rateAt } from '../../../src/core/rate.ts';
import { MAD_TO_SD, mad, median } from '../../../src/core/statistics.ts';

export type SimpleRule = (rate: (back: number) => number | undefined) => boolean;

/** A fifth less than the day before. */
export const vsYesterday: SimpleRule = (rate) => {
  const [now, before] = [rate(0), rate(1)];
  return now !== undefined && !!before && now / before - 1 <= -0.2;
};

/** Two of three days two deviations and two points below the median of eight same weekdays. */
export const sameWeekday: SimpleRule = (rate) =>
  isLow(rate, 0) && (isLow(rate, 1) || isLow(rate, 2));

function isLow(rate: (back: number) => number | undefined, back: number): boolean {
  const now = rate(back);
  const before = [1, 2, 3, 4, 5, 6, 7, 8].flatMap((weeks) => rate(back + weeks * 7) ?? []);
  if (now === undefined || before.length < 6) return false;
  const centre = median(before);
  return now < centre - 2 * MAD_TO_SD * mad(before) && centre - now >= 0.02;
}

/** The rates of each series, by days since the first cohort. */
export function ratesOf(triangle: Triangle) {
  return SEGMENTS.flatMap((segment) =>
    OFFSETS.day
      .filter((offset) => offset > 0)
      .map((offset) => ({
        offset,
        rates: [...triangle.values()].map((cohort) => rateAt(cohort, segment, offset)?.rate),
      })),
  );
}

/** Whether any series says so when a day is the newest complete one: one message at most. */
export function isTold(rule: SimpleRule, series: ReturnType<typeof ratesOf>, day: number): boolean {
  return series.some(({ offset, rates }) => rule((back) => rates[day - offset - back]));
}
