/** Figures, deltas, verdicts and notes on triangles computed by hand. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Cohort, Segment } from '../../src/core/cohort.ts';
import { type Comparison, compare, judged } from '../../src/core/comparison.ts';
import { distance, type Grain, OFFSETS, periodOf, shift } from '../../src/core/period.ts';
import { fullTriangle, triangleOf } from './triangles.ts';

const SATURDAY = periodOf('day', '2026-11-21');
const WEEK = periodOf('week', '2026-11-16');
const MONTH = periodOf('month', '2026-10-01');

function figure(comparison: Comparison, segment: 'new' | 'active', offset: number) {
  const found = comparison.segments
    .find((one) => one.segment === segment)
    ?.offsets.find((one) => one.offset === offset);
  if (!found) throw new Error(`no figure for ${segment} ${offset}`);
  return found;
}

/** D1 of Friday 20 November, against Thursday's and the Friday's before. */
function dayAfter(now: Counts, weekBefore: Counts = {}, dayBefore: Counts = {}) {
  const triangle = triangleOf('day', {
    '2026-11-20': { new: now },
    '2026-11-19': { new: dayBefore },
    '2026-11-13': { new: weekBefore },
  });
  return figure(compare('wx1', SATURDAY, triangle), 'new', 1);
}

type Counts = Readonly<Record<number, number>>;

describe('deltas', () => {
  test('of D1: against the day before and the same weekday a week earlier', () => {
    const one = dayAfter({ 0: 1000, 1: 300 }, { 0: 800, 1: 280 }, { 0: 1000, 1: 320 });
    expect(one).toMatchObject({
      offset: 1,
      cohort: { grain: 'day', first: '2026-11-20', last: '2026-11-20' },
      size: 1000,
      retained: 300,
      rate: 0.3,
      verdict: 'down',
    });
    expectInterval(one.interval, 0.272406842477, 0.3291238609172);
    expect(one.sameWeekday).toMatchObject({
      cohort: { first: '2026-11-13', last: '2026-11-13' },
      size: 800,
      retained: 280,
      rate: 0.35,
    });
    expect(one.sameWeekday?.points).toBeCloseTo(-0.05, 14);
    expect(one.sameWeekday?.relative).toBeCloseTo(-1 / 7, 14);
    expectInterval(one.sameWeekday?.interval, -0.0935532682878, -0.00653577907);
    expect(one.previous).toMatchObject({ cohort: { first: '2026-11-19' }, rate: 0.32 });
    expect(one.previous?.points).toBeCloseTo(-0.02, 14);
    expect(one.previous?.relative).toBeCloseTo(-0.0625, 14);
    expectInterval(one.previous?.interval, -0.060432648169, 0.0205226571759);
  });

  test('of D7 and D30: their own cohorts, compared at the same offset', () => {
    const comparison = compare(
      'wx1',
      SATURDAY,
      triangleOf('day', {
        '2026-11-14': { active: { 0: 1000, 1: 999, 7: 150 } },
        '2026-11-13': { active: { 0: 1000, 1: 1, 7: 160 } },
        '2026-11-07': { active: { 0: 500, 7: 50, 14: 400 } },
        '2026-10-22': { active: { 0: 2000, 7: 1, 30: 200 } },
        '2026-10-21': { active: { 0: 1500, 30: 180 } },
        '2026-10-15': { active: { 0: 2000, 30: 150 } },
      }),
    );
    const seven = figure(comparison, 'active', 7);
    expect(seven).toMatchObject({ size: 1000, retained: 150, rate: 0.15, verdict: 'up' });
    expect(seven.cohort.first).toBe('2026-11-14');
    expect(seven.previous?.points).toBeCloseTo(-0.01, 14);
    expect(seven.sameWeekday).toMatchObject({ cohort: { first: '2026-11-07' }, rate: 0.1 });
    expect(seven.sameWeekday?.points).toBeCloseTo(0.05, 14);
    const thirty = figure(comparison, 'active', 30);
    expect(thirty).toMatchObject({ size: 2000, retained: 200, rate: 0.1, verdict: 'up' });
    expect(thirty.cohort.first).toBe('2026-10-22');
    expect(thirty.previous).toMatchObject({ cohort: { first: '2026-10-21' }, rate: 0.12 });
    expect(thirty.sameWeekday).toMatchObject({ cohort: { first: '2026-10-15' }, rate: 0.075 });
    expect(thirty.sameWeekday?.relative).toBeCloseTo(1 / 3, 14);
    expectInterval(thirty.sameWeekday?.interval, 0.0074873541917, 0.0425890119378);
  });

  test('of weeks: against the week before alone', () => {
    const comparison = compare(
      'wx1',
      WEEK,
      triangleOf('week', {
        '2026-11-16': { new: { 0: 5100 } },
        '2026-11-09': { new: { 0: 5000, 1: 700 } },
        '2026-11-02': { new: { 0: 5000, 1: 600, 2: 400 } },
      }),
    );
    const one = figure(comparison, 'new', 1);
    expect(one).toMatchObject({
      cohort: { grain: 'week', first: '2026-11-09', last: '2026-11-15' },
      rate: 0.14,
      sameWeekday: null,
      verdict: 'up',
    });
    expect(one.previous).toMatchObject({ cohort: { first: '2026-11-02', last: '2026-11-08' } });
    expect(one.previous?.points).toBeCloseTo(0.02, 14);
    expectInterval(one.previous?.interval, 0.0068180676399, 0.0331865038527);
    expect(judged(one)).toBe(one.previous);
    expect(figure(comparison, 'new', 2)).toMatchObject({ rate: 0.08, previous: null });
    expect(comparison.segments.map(({ size }) => size)).toEqual([5100, null]);
  });

  test('of months: across the end of a year', () => {
    const january = periodOf('month', '2027-01-15');
    const comparison = compare(
      'wx1',
      january,
      triangleOf('month', {
        '2026-12-01': { new: { 0: 6000, 1: 2000 } },
        '2026-11-01': { new: { 0: 6000, 1: 2100 } },
      }),
    );
    const one = figure(comparison, 'new', 1);
    expect(one.cohort).toEqual({ grain: 'month', first: '2026-12-01', last: '2026-12-31' });
    expect(one.previous?.cohort).toEqual({
      grain: 'month',
      first: '2026-11-01',
      last: '2026-11-30',
    });
    expect(one.previous?.points).toBeCloseTo(-1 / 60, 14);
    expect(one).toMatchObject({ sameWeekday: null, verdict: 'no clear change' });
    expect(comparison.segments[0]?.offsets).toHaveLength(1);
  });

  test('relative change is withheld where the rate before was zero', () => {
    const { sameWeekday, verdict } = dayAfter({ 0: 1000, 1: 100 }, { 0: 1000, 1: 0 });
    expect(sameWeekday).toMatchObject({ rate: 0, points: 0.1, relative: null });
    expect(verdict).toBe('up');
  });

  test('are antisymmetric in points and agree with the verdict, whatever the counts', () => {
    const sample = fc
      .integer({ min: 1, max: 1_000_000 })
      .chain((size) => fc.tuple(fc.constant(size), fc.integer({ min: 0, max: size })));
    fc.assert(
      fc.property(sample, sample, ([n1, x1], [n0, x0]) => {
        const there = dayAfter({ 0: n1, 1: x1 }, { 0: n0, 1: x0 });
        const back = dayAfter({ 0: n0, 1: x0 }, { 0: n1, 1: x1 });
        expect(there.sameWeekday?.points).toBe(0 - (back.sameWeekday?.points ?? Number.NaN));
        const mirrored = { up: 'down', down: 'up' } as Readonly<Record<string, string>>;
        expect(back.verdict).toBe(mirrored[there.verdict] ?? there.verdict);
        if (there.verdict === 'up') expect(there.sameWeekday?.points).toBeGreaterThan(0);
        if (there.verdict === 'down') expect(there.sameWeekday?.points).toBeLessThan(0);
      }),
    );
  });
});

describe('verdicts', () => {
  test.each<[string, Counts, Counts, string]>([
    ['an interval above zero', { 0: 1000, 1: 350 }, { 0: 1000, 1: 300 }, 'up'],
    ['an interval below zero', { 0: 1000, 1: 300 }, { 0: 1000, 1: 350 }, 'down'],
    ['an interval around zero', { 0: 1000, 1: 300 }, { 0: 1000, 1: 310 }, 'no clear change'],
    ['equal rates', { 0: 1000, 1: 300 }, { 0: 500, 1: 150 }, 'no clear change'],
    ['fewer than five expected to return', { 0: 10, 1: 9 }, { 0: 1000, 1: 400 }, 'too few users'],
    [
      'fewer than five expected to stay away',
      { 0: 1000, 1: 999 },
      { 0: 1000, 1: 998 },
      'too few users',
    ],
    ['nobody returned at all', { 0: 1000, 1: 0 }, { 0: 1000, 1: 0 }, 'too few users'],
    ['nobody returned, many before', { 0: 1000, 1: 0 }, { 0: 1000, 1: 100 }, 'down'],
    ['no cohort a week before', { 0: 1000, 1: 300 }, {}, 'no cohort'],
    ['a cohort of zero a week before', { 0: 1000, 1: 300 }, { 0: 0, 1: 0 }, 'no cohort'],
    ['a contradiction a week before', { 0: 1000, 1: 300 }, { 0: 100, 1: 101 }, 'no cohort'],
    ['a cohort of zero', { 0: 0, 1: 0 }, { 0: 1000, 1: 300 }, 'no cohort'],
    ['no size', { 1: 300 }, { 0: 1000, 1: 300 }, 'no cohort'],
    ['no figure at the offset', { 0: 1000 }, { 0: 1000, 1: 300 }, 'no cohort'],
    ['more returned than there were', { 0: 100, 1: 101 }, { 0: 1000, 1: 300 }, 'no cohort'],
    ['all returned', { 0: 100, 1: 100 }, { 0: 1000, 1: 300 }, 'up'],
  ])('%s', (_, now, before, verdict) => {
    expect(dayAfter(now, before).verdict).toBe(verdict);
  });

  test('of a day come from the same weekday, not from the day before', () => {
    const one = dayAfter({ 0: 1000, 1: 300 }, { 0: 1000, 1: 300 }, { 0: 1000, 1: 500 });
    expect(one.previous?.points).toBeLessThan(0);
    expect(one.verdict).toBe('no clear change');
    expect(judged(one)).toBe(one.sameWeekday);
  });

  test('of a day are withheld when only the day before is known', () => {
    const one = dayAfter({ 0: 1000, 1: 300 }, {}, { 0: 1000, 1: 500 });
    expect(one).toMatchObject({ rate: 0.3, sameWeekday: null, verdict: 'no cohort' });
    expect(one.previous).not.toBeNull();
  });
});

describe('what is missing stays missing', () => {
  test.each<[string, Counts, object]>([
    ['no answer at the offset', { 0: 1000 }, { size: 1000, retained: null }],
    ['no size', { 1: 300 }, { size: null, retained: 300 }],
    ['a size of zero', { 0: 0, 1: 300 }, { size: 0, retained: 300 }],
    ['a size and a return of zero', { 0: 0, 1: 0 }, { size: 0, retained: 0 }],
    ['a contradiction', { 0: 100, 1: 101 }, { size: 100, retained: 101 }],
    ['nothing', {}, { size: null, retained: null }],
  ])('%s: the counts as they are, no rate, no interval, no delta', (_, counts, expected) => {
    expect(dayAfter(counts, { 0: 1000, 1: 300 }, { 0: 1000, 1: 300 })).toMatchObject({
      ...expected,
      rate: null,
      interval: null,
      previous: null,
      sameWeekday: null,
    });
  });

  test('a true zero is a rate of zero, not a gap', () => {
    expect(dayAfter({ 0: 1000, 1: 0 })).toMatchObject({ retained: 0, rate: 0 });
  });

  test('an older cohort never stands in for the one the calendar names', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<Grain>('day', 'week', 'month'),
        fc.nat({ max: 40 }),
        (grain, gap) => {
          const newest = periodOf(grain, '2026-11-21');
          const triangle = new Map(fullTriangle(newest, 60));
          const lost = shift(newest, -gap);
          triangle.delete(lost.first);
          const { segments } = compare('wx1', newest, triangle);
          expect(segments.map(({ size }) => size === null)).toEqual([gap === 0, gap === 0]);
          for (const one of segments.flatMap(({ offsets }) => offsets)) {
            expect(one.cohort).toEqual(shift(newest, -one.offset));
            expect(one.rate === null).toBe(one.offset === gap);
            const bases = [one.previous, one.sameWeekday].filter((delta) => delta !== null);
            const apart = bases.map(({ cohort }) => distance(cohort, one.cohort));
            expect([[], [1], [7], [1, 7]]).toContainEqual(apart);
            expect(bases.map(({ cohort }) => cohort.first)).not.toContain(lost.first);
          }
        },
      ),
    );
  });
});

describe('notes', () => {
  test.each([
    ['day', SATURDAY],
    ['week', WEEK],
    ['month', MONTH],
  ] as const)('a whole triangle of %ss needs none, a first run included', (grain, newest) => {
    const window = { day: 38, week: 6, month: 3 }[grain];
    expect(compare('wx1', newest, fullTriangle(newest, window)).notes).toEqual([]);
  });

  test('nothing at all: every cohort is named once, the newest first', () => {
    const { notes } = compare('wx1', WEEK, new Map());
    expect(notes).toEqual([
      { kind: 'no-answer', cohorts: [0, 1, 2, 3, 4, 5].map((back) => shift(WEEK, -back)) },
    ]);
  });

  test('while the newest period is missing, cohorts that wait for it alone are not blamed', () => {
    const yesterday = shift(SATURDAY, -1);
    const { notes } = compare('wx1', SATURDAY, fullTriangle(yesterday, 60));
    expect(notes).toEqual([{ kind: 'no-answer', cohorts: [SATURDAY] }]);
  });

  test('a figure that should be there and is not is named, its cohort answered or not', () => {
    const triangle = new Map(fullTriangle(SATURDAY, 60));
    triangle.set('2026-10-22', {
      period: periodOf('day', '2026-10-22'),
      counts: {
        new: new Map([[0, 100]]),
        active: new Map([
          [0, 300],
          [30, 10],
        ]),
      },
    });
    const { notes } = compare('wx1', SATURDAY, triangle);
    expect(notes).toEqual([{ kind: 'no-answer', cohorts: [periodOf('day', '2026-10-22')] }]);
  });

  test('a cohort that figures are only judged by is named too', () => {
    const triangle = new Map(fullTriangle(SATURDAY, 60));
    triangle.delete('2026-10-15');
    const comparison = compare('wx1', SATURDAY, triangle);
    expect(figure(comparison, 'new', 30)).toMatchObject({
      sameWeekday: null,
      verdict: 'no cohort',
    });
    expect(comparison.notes).toEqual([
      { kind: 'no-answer', cohorts: [periodOf('day', '2026-10-15')] },
    ]);
  });

  /** A whole triangle, but for these cohorts. */
  const triangleBut = (cohorts: Parameters<typeof triangleOf>[1]) =>
    new Map([...fullTriangle(SATURDAY, 60), ...triangleOf('day', cohorts)]);
  const notesOn = (cohorts: Parameters<typeof triangleOf>[1]) =>
    compare('wx1', SATURDAY, triangleBut(cohorts)).notes;
  const day = (date: string) => periodOf('day', date);

  test('people who return to a cohort of zero, or of no size, are told of by segment', () => {
    expect(
      notesOn({
        '2026-11-20': { new: { 0: 0, 1: 7 }, active: { 0: 8000, 1: 20 } },
        '2026-11-14': { new: { 7: 7 }, active: { 0: 8000, 7: 8001 } },
      }),
    ).toEqual([
      { kind: 'no-size', segment: 'new', cohorts: [day('2026-11-20'), day('2026-11-14')] },
      { kind: 'contradiction', segment: 'active', cohorts: [day('2026-11-14')] },
    ]);
  });

  describe('on sizes of the visit trend', () => {
    const size = (date: string, people: Counts, ...trendSizes: Segment[]) => {
      const triangle = triangleBut({
        [date]: { new: people, active: { 0: 9000, 1: 3000, 7: 900 } },
      });
      const cohort = triangle.get(date);
      if (!cohort) throw new Error(`no cohort ${date}`);
      return triangle.set(date, { ...cohort, trendSizes: new Set(trendSizes) });
    };

    test('rates rest on them, and that is said once with its cohorts', () => {
      const comparison = compare('wx1', SATURDAY, size('2026-11-20', { 0: 1000, 1: 300 }, 'new'));
      expect(figure(comparison, 'new', 1)).toMatchObject({ size: 1000, retained: 300, rate: 0.3 });
      expect(figure(comparison, 'new', 1).verdict).not.toBe('no cohort');
      expect(comparison.notes).toEqual([
        { kind: 'trend-size', segment: 'new', cohorts: [day('2026-11-20')] },
      ]);
    });

    test('too small for those who returned: still no rate, and both are said', () => {
      const comparison = compare('wx1', SATURDAY, size('2026-11-20', { 0: 200, 1: 300 }, 'new'));
      expect(figure(comparison, 'new', 1)).toMatchObject({ rate: null, verdict: 'no cohort' });
      expect(comparison.notes.map(({ kind }) => kind)).toEqual(['contradiction', 'trend-size']);
    });

    test('of the newest period, its size alone rests on it', () => {
      const { notes, segments } = compare('wx1', SATURDAY, size('2026-11-21', { 0: 70 }, 'new'));
      expect(segments[0]?.size).toBe(70);
      expect(notes).toEqual([{ kind: 'trend-size', segment: 'new', cohorts: [SATURDAY] }]);
    });

    test('of a cohort that nothing in the digest rests on, nothing is said', () => {
      const { notes } = compare('wx1', SATURDAY, size('2026-11-05', { 0: 70, 1: 30 }, 'new'));
      expect(notes).toEqual([]);
    });
  });

  describe('on figures that cannot both be true', () => {
    test.each<[string, string, Counts, Counts]>([
      ['fewer active users return', '2026-11-20', { 0: 1000, 1: 300 }, { 0: 9000, 1: 299 }],
      ['fewer active users came', '2026-11-14', { 0: 1000, 7: 300 }, { 0: 999, 7: 300 }],
      ['of a cohort figures are judged by', '2026-10-15', { 0: 900, 30: 3 }, { 0: 9000, 30: 2 }],
    ])('fewer active users than new ones among them: %s', (_, date, ofNew, ofActive) => {
      const cohorts = { [date]: { new: ofNew, active: ofActive } };
      expect(notesOn(cohorts).filter(({ kind }) => kind !== 'more-than-came')).toEqual([
        { kind: 'fewer-active-than-new', cohorts: [day(date)] },
      ]);
      const comparison = compare('wx1', SATURDAY, triangleBut(cohorts));
      for (const { offsets } of comparison.segments)
        for (const one of offsets) expect(one.rate, `${one.offset}`).not.toBeNull();
    });

    test('more returned in a period than came in it', () => {
      const cohorts = { '2026-11-21': { new: { 0: 1000 }, active: { 0: 1100 } } };
      expect(notesOn(cohorts)).toEqual([
        { kind: 'more-than-came', cohorts: [day('2026-11-20'), day('2026-11-19')] },
      ]);
      const comparison = compare('wx1', SATURDAY, triangleBut(cohorts));
      expect(figure(comparison, 'active', 1).rate).not.toBeNull();
    });

    test('as many returned as came: no fault', () => {
      const returned = fullTriangle(SATURDAY, 60).get('2026-11-20')?.counts.active.get(1) ?? 0;
      const cohorts = { '2026-11-21': { new: { 0: 1000 }, active: { 0: returned } } };
      expect(notesOn(cohorts)).toEqual([]);
    });

    test('a size of zero or none is one that WeChat left out, and says nothing against others', () => {
      const zero = { '2026-11-21': { new: { 0: 0 }, active: { 0: 0 } } };
      // People of earlier days came on it, so it is the size that is missing.
      expect(notesOn(zero).map(({ kind }) => kind)).toEqual(['no-size', 'no-size']);
      const none = { '2026-11-14': { new: { 7: 7 }, active: { 7: 100 } } };
      expect(notesOn(none).map(({ kind }) => kind)).toEqual(['no-size', 'no-size']);
    });
  });

  test('nobody came and nobody returned: no fault', () => {
    const newest = periodOf('month', '2026-10-01');
    const zeros = { new: { 0: 0, 1: 0 }, active: { 0: 0, 1: 0 } };
    const triangle = triangleOf('month', {
      '2026-10-01': { new: { 0: 0 }, active: { 0: 0 } },
      '2026-09-01': zeros,
      '2026-08-01': zeros,
    });
    expect(compare('wx1', newest, triangle).notes).toEqual([]);
  });
});

describe('whatever WeChat answers', () => {
  const people = fc.option(fc.oneof(fc.nat({ max: 9 }), fc.nat()), { nil: undefined });
  const counts = (grain: Grain) =>
    fc.array(people, { minLength: OFFSETS[grain].length, maxLength: OFFSETS[grain].length }).map(
      (values) =>
        new Map(
          OFFSETS[grain].flatMap((k, at) => {
            const value = values[at];
            return value === undefined ? [] : [[k, value] as const];
          }),
        ),
    );
  /** Any figures at any offset of any cohort, sizes of the visit trend among them. */
  const answers = fc.constantFrom(SATURDAY, WEEK, MONTH).chain((newest) => {
    const cohort = fc.record({
      back: fc.nat({ max: 40 }),
      new: counts(newest.grain),
      active: counts(newest.grain),
      trendSizes: fc.option(fc.uniqueArray(fc.constantFrom<Segment>('new', 'active')), {
        nil: undefined,
      }),
    });
    return fc.array(cohort, { maxLength: 40, size: 'max' }).map((cohorts) => ({
      newest,
      triangle: new Map(
        cohorts.map(({ back, trendSizes, ...both }): [string, Cohort] => {
          const period = shift(newest, -back);
          return [
            period.first,
            { period, counts: both, trendSizes: trendSizes && new Set(trendSizes) },
          ];
        }),
      ),
    }));
  });

  test('notes never throw, name each kind once per segment and only cohorts of the digest', () => {
    fc.assert(
      fc.property(answers, ({ newest, triangle }) => {
        const { notes } = compare('wx1', newest, triangle);
        const kinds = notes.map((note) => `${note.kind} ${'segment' in note ? note.segment : ''}`);
        expect(new Set(kinds).size).toBe(kinds.length);
        for (const note of notes) {
          const cohorts = 'cohorts' in note ? note.cohorts : [];
          expect(cohorts.length).toBeGreaterThan(0);
          const backs = cohorts.map((cohort) => distance(cohort, newest));
          expect(backs).toEqual([...new Set(backs)].sort((a, b) => a - b));
          expect(Math.max(...backs)).toBeLessThan({ day: 38, week: 6, month: 3 }[newest.grain]);
        }
      }),
    );
  });

  test('a rate lies between 0 and 1, and is there wherever it can be computed', () => {
    fc.assert(
      fc.property(answers, ({ newest, triangle }) => {
        for (const { segment, offsets } of compare('wx1', newest, triangle).segments)
          for (const { cohort, offset, rate } of offsets) {
            const known = triangle.get(cohort.first)?.counts[segment];
            const [size = 0, retained] = [known?.get(0), known?.get(offset)];
            const isComputable = size > 0 && retained !== undefined && retained <= size;
            expect(rate).toBe(isComputable ? retained / size : null);
            expect(rate ?? 0).toBeGreaterThanOrEqual(0);
            expect(rate ?? 0).toBeLessThanOrEqual(1);
          }
      }),
    );
  });

  test('a rate that is missing has a note on its cohort', () => {
    fc.assert(
      fc.property(answers, ({ newest, triangle }) => {
        const { segments, notes } = compare('wx1', newest, triangle);
        fc.pre(triangle.has(newest.first));
        const named = new Set(
          notes.flatMap((note) =>
            'cohorts' in note ? note.cohorts.map(({ first }) => first) : [],
          ),
        );
        for (const { cohort, rate, retained } of segments.flatMap(({ offsets }) => offsets))
          if (rate === null && retained !== 0) expect(named).toContain(cohort.first);
      }),
    );
  });
});

test('every offset above zero of each grain is there, new users first', () => {
  for (const newest of [SATURDAY, WEEK, MONTH]) {
    const { segments, app, period } = compare('wx1', newest, new Map());
    expect([app, period]).toEqual(['wx1', newest]);
    expect(segments.map(({ segment }) => segment)).toEqual(['new', 'active']);
    for (const { offsets } of segments)
      expect(offsets.map(({ offset }) => offset)).toEqual(OFFSETS[newest.grain].slice(1));
  }
});

function expectInterval(
  interval: readonly [number, number] | null | undefined,
  low: number,
  high: number,
) {
  expect(interval?.[0]).toBeCloseTo(low, 12);
  expect(interval?.[1]).toBeCloseTo(high, 12);
}
