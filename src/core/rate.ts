/** The one rate there is: people who came back, over people there were. */
import type { Cohort, Segment } from './cohort.ts';

/** Undefined when either is missing, the size is zero, or they contradict each other. */
export function rateAt(cohort: Cohort | undefined, segment: Segment, offset: number) {
  const size = cohort?.counts[segment].get(0);
  const retained = cohort?.counts[segment].get(offset);
  if (!size || retained === undefined || retained > size) return undefined;
  return { size, retained, rate: retained / size };
}
