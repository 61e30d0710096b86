/** What a digest shows, as its delivery keeps it; another version of the bot may have written it. */
import { z } from 'zod';
import { SEGMENTS } from '../core/cohort.ts';
import { GRAINS } from '../core/period.ts';
import type { Revision, ShownFigure } from '../core/revision.ts';
import type { Posted } from '../ports/channel.ts';
import type { Shown } from '../ports/stores.ts';

export interface ShownColumns {
  readonly app: string;
  readonly grain: string;
  readonly first: string;
  readonly as_of: string;
  /** The part that nothing is looked up by, as JSON; times as ISO instants. */
  readonly shown: string;
}

const segment = z.enum(SEGMENTS);
const rate = z.number().nullable();
const instant = z.iso.datetime().transform((at) => new Date(at));

const rest = z.object({
  period: z.iso.date(),
  figures: z.array(
    z.object({ segment, offset: z.number(), rate }) satisfies z.ZodType<ShownFigure>,
  ),
  schedule: z.object({ at: instant, zone: z.string().refine(isZone) }).optional(),
  revisions: z.array(
    z.object({
      at: instant,
      changes: z.array(z.object({ segment, offset: z.number(), from: rate, to: rate })),
    }) satisfies z.ZodType<Revision>,
  ),
});

const columns = z.object({
  app: z.string(),
  grain: z.enum(GRAINS),
  first: z.iso.date(),
  as_of: instant,
});

export function columnsOf(shown: Shown | undefined): ShownColumns | Record<string, never> {
  if (!shown) return {};
  const { app, grain, first, asOf, schedule, ...others } = shown;
  const kept = { ...(schedule && { schedule }), ...others };
  return { app, grain, first, as_of: asOf.toISOString(), shown: JSON.stringify(kept) };
}

/** Undefined where it isn't understood any more, or not yet: such a digest stays as it is. */
export function shownOf(row: ShownColumns): Shown | undefined {
  const own = columns.safeParse(row).data;
  const kept = rest.safeParse(jsonOf(row.shown)).data;
  if (!own || !kept) return undefined;
  const { as_of: asOf, ...key } = own;
  return { ...key, ...kept, asOf, schedule: kept.schedule };
}

const posted = z.record(z.string(), z.string());

/** What names the message in its chat; undefined where it isn't understood. */
export function postedOf(text: string): Posted | undefined {
  return posted.safeParse(jsonOf(text)).data;
}

/** Undefined where it is none. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }) !== undefined;
  } catch {
    return false;
  }
}
