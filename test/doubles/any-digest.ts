/** Digests as no core would write them: every part empty, endless or hostile. */
import fc from 'fast-check';
import type { Action, Chart, Digest, Figure, Section } from '../../src/core/digest.ts';

/** Without the mark of a cut, so that a test can look for it. */
const anyText: fc.Arbitrary<string> = fc
  .oneof(
    { weight: 4, arbitrary: fc.string({ maxLength: 60 }) },
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({
      unit: fc.constantFrom('店', '🛍️', '<', '&', '`', '*', '\n', ' ', 'ا', '\u202E', '\u0007'),
      maxLength: 300,
    }),
    fc
      .tuple(fc.constantFrom('x', '店', '&', '*', '\\', '"', '\u0001', '👨‍👩‍👧'), fc.nat(3000))
      .map(([one, times]) => one.repeat(times)),
    fc.constantFrom('', '   ', '\ud83d', '<!channel>', '<!here> @here', '*Shop*', '<@U1>'),
  )
  .map((text) => text.replaceAll('…', '.'));

const figure: fc.Arbitrary<Figure> = fc.record({
  label: anyText,
  rate: anyText,
  basis: anyText,
  change: anyText,
  interval: anyText,
  verdict: fc.record({
    word: anyText,
    tone: fc.constantFrom('good' as const, 'bad' as const, 'neutral' as const, 'unknown' as const),
  }),
});

const rate = fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { freq: 8 });
const titled = {
  title: anyText,
  subtitle: anyText,
  alt: anyText,
  locale: fc.constant('en' as const),
};
const anyChart: fc.Arbitrary<Chart> = fc.oneof(
  fc.record({
    ...titled,
    kind: fc.constant('line' as const),
    band: fc.option(
      fc.record({
        name: fc.oneof(fc.string({ maxLength: 8 }), anyText),
        low: fc.array(rate, { maxLength: 25, size: 'max' }),
        high: fc.array(rate, { maxLength: 25, size: 'max' }),
      }),
      { nil: undefined },
    ),
    marked: fc.option(
      fc.record({ name: anyText, at: fc.array(fc.integer({ min: -2, max: 40 })) }),
      { nil: undefined },
    ),
    labels: fc.array(fc.oneof(fc.string({ maxLength: 8 }), anyText), { maxLength: 25 }),
    series: fc.array(
      fc.record({
        name: fc.oneof(fc.string({ maxLength: 8 }), anyText),
        role: fc.constantFrom('now' as const, 'before' as const),
        values: fc.array(rate, { maxLength: 25, size: 'max' }),
      }),
      { maxLength: 7 },
    ),
  }),
  fc.record({
    ...titled,
    kind: fc.constant('heat' as const),
    columns: fc.array(anyText, { maxLength: 12 }),
    rows: fc.array(fc.record({ name: anyText, values: fc.array(rate) }), { maxLength: 20 }),
  }),
);

const anyTable: fc.Arbitrary<Section> = fc
  .record({ heading: anyText, columns: fc.array(anyText, { maxLength: 25 }) })
  .chain(({ heading, columns }) =>
    fc
      .array(fc.array(anyText, { minLength: columns.length, maxLength: columns.length }), {
        maxLength: 20,
      })
      .map((rows) => ({ kind: 'table' as const, heading, columns, rows })),
  );

const anySection: fc.Arbitrary<Section> = fc.oneof(
  fc.record({
    kind: fc.constant('figures' as const),
    heading: anyText,
    size: anyText,
    figures: fc.array(figure, { maxLength: 12 }),
  }),
  fc.record({
    kind: fc.constant('list' as const),
    heading: anyText,
    // Fifty apps, and far more.
    items: fc.array(anyText, { maxLength: 150 }),
  }),
  anyTable,
  fc.record({ kind: fc.constant('text' as const), text: anyText }),
  fc.record({ kind: fc.constant('chart' as const), chart: anyChart }),
);

const anyAction: fc.Arbitrary<Action> = fc.record({
  label: anyText,
  does: fc.constantFrom('show' as const, 'tell' as const, 'share' as const, 'form' as const),
  command: anyText,
  isCurrent: fc.boolean(),
});

export const anyDigest: fc.Arbitrary<Digest> = fc.record({
  locale: fc.constantFrom('en' as const, 'zh-CN' as const),
  title: anyText,
  summary: anyText,
  banner: anyText,
  sections: fc.array(anySection, { maxLength: 60 }),
  footer: anyText,
  scheduledFor: fc.option(
    fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
    { nil: undefined },
  ),
  actions: fc.array(fc.array(anyAction, { maxLength: 30 }), { maxLength: 6 }),
});
