/** The report's contract to the letter, as a schema that refuses anything else. */
import { z } from 'zod';

const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const dates = z.strictObject({ first: date, last: date });
const people = z.int().nonnegative();
const fraction = z.number().min(0).max(1);
const difference = z.number().min(-1).max(1);

const shape = {
  cohort: dates,
  size: people,
  retained: people,
  rate: fraction,
  points: difference,
  relative: z.number().nullable(),
  interval: z.tuple([difference, difference]),
};
const delta = z.strictObject(shape);
const baseline = z.strictObject({
  ...shape,
  retained: z.number().nonnegative(),
  cohorts: z.int().min(6),
  phi: z.number().min(1),
  newNormalSince: date.nullable(),
});

export const reportSchema = z.strictObject({
  app: z.string().min(1),
  grain: z.enum(['day', 'week', 'month']),
  asOf: z.iso.datetime(),
  period: dates,
  segments: z.array(
    z.strictObject({
      segment: z.enum(['new', 'active']),
      size: people.nullable(),
      offsets: z.array(
        z.strictObject({
          offset: z.int().positive(),
          cohort: dates,
          size: people.nullable(),
          retained: people.nullable(),
          rate: fraction.nullable(),
          interval: z.tuple([fraction, fraction]).nullable(),
          previous: delta.nullable(),
          sameWeekday: delta.nullable(),
          baseline: baseline.nullable(),
          verdict: z.enum(['up', 'down', 'no clear change', 'too few users', 'no cohort']),
        }),
      ),
    }),
  ),
  notes: z.array(z.string().min(1)),
});
