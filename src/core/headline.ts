/** The offsets a reader is told first. */
import type { OffsetFigure } from './comparison.ts';
import type { Grain } from './period.ts';

/** The offsets a digest prints; the chart shows the rest. */
export const HEADLINE: Record<Grain, readonly number[]> = {
  day: [1, 7, 30],
  week: [1, 2, 3, 4],
  month: [1],
};

export function headline(offsets: readonly OffsetFigure[], grain: Grain): OffsetFigure[] {
  return offsets.filter(({ offset }) => HEADLINE[grain].includes(offset));
}
