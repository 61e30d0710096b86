/** WeChat's retention answer → Snapshot: parsed at the door, trusted inside. */
import { z } from 'zod';
import type { Counts, Segment, Snapshot } from '../core/cohort.ts';
import { AppError } from '../core/errors.ts';
import { OFFSETS, type Period } from '../core/period.ts';
import type { Answer } from './answer.ts';

/** Numbers came as strings from some gateways. */
export const count = z.union([
  z.int().nonnegative(),
  z.string().trim().regex(/^\d+$/).transform(Number).pipe(z.int()),
]);

const figure = z
  .object({ key: z.unknown(), value: count.nullish() })
  .transform(({ key, value }) => ({ offset: offsetIn(key), value: value ?? undefined }));

/** The documentation's tables call these lists "Object", so one alone is taken too; an entry without a value says nothing. */
const figures = z
  .union([
    z.array(figure),
    figure.refine((one) => one.offset !== undefined).transform((one) => [one]),
  ])
  .nullish()
  .transform((list) => list ?? undefined);

export const refDate = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((date) => (date ? String(date).replaceAll(/\D/g, '') : undefined));

/** HTTPS answers in snake_case, a cloud call in camelCase. */
const retention = z
  .object({
    ref_date: refDate,
    refDate,
    visit_uv_new: figures,
    visitUvNew: figures,
    visit_uv: figures,
    visitUv: figures,
  })
  .transform((wire) => ({
    refDate: wire.ref_date ?? wire.refDate,
    figures: {
      new: wire.visit_uv_new ?? wire.visitUvNew,
      active: wire.visit_uv ?? wire.visitUv,
    } satisfies Record<Segment, unknown>,
  }));

type Figures = z.output<typeof figures>;

/** @throws AppError `wechat_malformed` when the answer isn't one about this period, or counts what can't be people. */
export function snapshotFrom(app: string, period: Period, answer: Answer): Snapshot {
  const malformed = (detail: string) => new AppError('wechat_malformed', { app, detail });
  const parsed = retention.safeParse(answer.json);
  if (!parsed.success) throw malformed(faultsOf(parsed.error));
  const { refDate, figures } = parsed.data;
  if (!refDate && !figures.new && !figures.active) throw malformed('no ref_date, no figures');
  if (refDate && !isAbout(period, refDate))
    throw malformed(`ref_date ${refDate.slice(0, 16)} ≠ ${period.first.replaceAll('-', '')}`);
  return {
    period,
    counts: {
      new: countsOf(figures.new, period, () => malformed('visit_uv_new: key × 2')),
      active: countsOf(figures.active, period, () => malformed('visit_uv: key × 2')),
    },
    raw: answer.text,
  };
}

/** Offsets that the grain doesn't have stay in `raw` alone. */
function countsOf(figures: Figures, period: Period, ambiguous: () => AppError): Counts {
  const counts = new Map<number, number>();
  for (const { offset, value } of figures ?? []) {
    if (value === undefined || !OFFSETS[period.grain].includes(offset)) continue;
    if ((counts.get(offset) ?? value) !== value) throw ambiguous();
    counts.set(offset, value);
  }
  return counts;
}

/** `ref_date`, digits only: 20170313 of a day, 2017030620170312 of a week, 201702 of a month. */
export function isAbout({ grain, first }: Period, refDate: string): boolean {
  const digits = first.replaceAll('-', '');
  switch (grain) {
    case 'day':
      return refDate === digits;
    case 'week':
      return refDate.startsWith(digits);
    case 'month':
      return refDate.startsWith(digits.slice(0, 6));
  }
}

function offsetIn(key: unknown): number {
  const isNumeric = typeof key === 'number' || (typeof key === 'string' && key.trim() !== '');
  return isNumeric ? Number(key) : Number.NaN;
}

/** Where and what, without the values: "visit_uv.0.value: invalid_union". */
function faultsOf(error: z.ZodError): string {
  return error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.join('.')}: ${issue.code}`)
    .join(', ');
}
