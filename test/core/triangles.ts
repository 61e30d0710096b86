/** Triangles written down by hand. */
import type { Cohort, Triangle } from '../../src/core/cohort.ts';
import { type Grain, matureOffsets, type Period, periodOf, shift } from '../../src/core/period.ts';

type Written = Readonly<Record<number, number>>;

/** People by offset, by segment, by a date of the cohort. */
export function triangleOf(
  grain: Grain,
  cohorts: Readonly<Record<string, { readonly new?: Written; readonly active?: Written }>>,
): Triangle {
  const entries = Object.entries(cohorts).map(([date, counts]): [string, Cohort] => {
    const period = periodOf(grain, date);
    return [
      period.first,
      { period, counts: { new: read(counts.new), active: read(counts.active) } },
    ];
  });
  return new Map(entries);
}

function read(written: Written = {}): Map<number, number> {
  return new Map(Object.entries(written).map(([offset, people]) => [Number(offset), people]));
}

/** Every mature figure of the cohorts from `newest` back, from figures that differ from cell to cell. */
export function fullTriangle(newest: Period, cohorts: number): Triangle {
  return new Map(
    Array.from({ length: cohorts }, (_, back): [string, Cohort] => {
      const period = shift(newest, -back);
      const counts = (size: number) =>
        new Map(
          matureOffsets(period, newest).map((offset) => [
            offset,
            offset === 0 ? size : Math.round((size * 0.4) / (offset + 1)) + ((back * 7) % 5),
          ]),
        );
      return [
        period.first,
        { period, counts: { new: counts(2000 + back), active: counts(9000 - back) } },
      ];
    }),
  );
}
