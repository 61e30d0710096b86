/** The visit trend's answer → the sizes of a period: a second look where the retention answer lacks them. */
import { z } from 'zod';
import { isBlank, SEGMENTS, type Snapshot, type Trend } from '../core/cohort.ts';
import type { Period } from '../core/period.ts';
import type { Answer } from './answer.ts';
import { count, isAbout, refDate } from './schema.ts';

const row = z
  .object({
    ref_date: refDate,
    refDate,
    visit_uv_new: count.nullish(),
    visitUvNew: count.nullish(),
    visit_uv: count.nullish(),
    visitUv: count.nullish(),
  })
  .transform((wire) => ({
    refDate: wire.ref_date ?? wire.refDate,
    new: wire.visit_uv_new ?? wire.visitUvNew,
    active: wire.visit_uv ?? wire.visitUv,
  }));

const trend = z.object({ list: z.array(row) });

/**
 * Whether people came back of a cohort that is told to be nobody (key 0 absent or zero, a later key
 * not), or nothing but zeros is told, which is what the newest such cohort looks like.
 */
export function lacksSize({ counts }: Snapshot): boolean {
  return (
    isBlank(counts) ||
    SEGMENTS.some(
      (segment) =>
        !counts[segment].get(0) &&
        [...counts[segment]].some(([offset, people]) => offset > 0 && people > 0),
    )
  );
}

/** Undefined where the answer has no row of this period: the size stays missing then. */
export function trendFrom(period: Period, { json, text }: Answer): Trend | undefined {
  const { data } = trend.safeParse(json);
  const one = data?.list.find(({ refDate: date }) => date !== undefined && isAbout(period, date));
  if (!one) return undefined;
  const sizes = SEGMENTS.flatMap((segment) => (one[segment] ? [[segment, one[segment]]] : []));
  return { sizes: Object.fromEntries(sizes), raw: text };
}
