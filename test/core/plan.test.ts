/** What is asked of WeChat, morning by morning, over simulated months. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDays,
  type Grain,
  matureOffsets,
  newestComplete,
  OFFSETS,
  type Period,
  periodOf,
  shift,
} from '../../src/core/period.ts';
import {
  FIRST_WINDOW,
  HISTORY_WINDOW,
  isBeyondHistory,
  type LastAsk,
  worthAsking,
} from '../../src/core/plan.ts';

/** Remembers what the store would: for each cohort, how far the calendar had come when it was asked. */
function memory(grain: Grain, outcome: LastAsk['outcome'] = 'answered') {
  const asked = new Map<string, LastAsk>();
  return {
    asked,
    /** Asks what is worth it on a Beijing morning; says which cohorts that were. */
    morning(date: string, window = FIRST_WINDOW[grain]): Period[] {
      const newest = newestComplete(grain, new Date(`${date}T09:30:00+08:00`));
      const cohorts = worthAsking(newest, asked, window);
      for (const { first } of cohorts) asked.set(first, { through: newest.last, outcome });
      return cohorts;
    },
  };
}

function mornings(from: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => addDays(from, index));
}

test('a first run asks for 38 days, 6 weeks and 3 months, the newest first', () => {
  const date = '2026-11-22';
  const days = memory('day').morning(date);
  expect(days).toHaveLength(38);
  expect([days[0]?.first, days.at(-1)?.first]).toEqual(['2026-11-21', '2026-10-15']);
  const weeks = memory('week').morning(date);
  expect(weeks).toHaveLength(6);
  expect([weeks[0]?.first, weeks.at(-1)?.first]).toEqual(['2026-11-09', '2026-10-05']);
  const months = memory('month').morning(date);
  expect(months.map(({ first }) => first)).toEqual(['2026-10-01', '2026-09-01', '2026-08-01']);
});

describe('in steady state', () => {
  test('every morning asks the ten days whose next offset has matured, through leap day and year end', () => {
    const { morning } = memory('day');
    morning('2023-12-01');
    for (const date of mornings('2023-12-02', 120)) {
      const yesterday = addDays(date, -1);
      expect(morning(date).map(({ first }) => first)).toEqual(
        OFFSETS.day.map((offset) => addDays(yesterday, -offset)),
      );
      expect(morning(date)).toEqual([]);
    }
  });

  test('Monday asks for five weeks, other days for none, through a year of 53 weeks', () => {
    const { morning } = memory('week');
    morning('2026-11-02');
    for (const date of mornings('2026-11-03', 120)) {
      const isMonday = new Date(`${date}T00:00:00Z`).getUTCDay() === 1;
      const newest = periodOf('week', addDays(date, -7));
      expect(morning(date)).toEqual(
        isMonday ? OFFSETS.week.map((offset) => shift(newest, -offset)) : [],
      );
      expect(morning(date)).toEqual([]);
    }
  });

  test('the 1st asks for two months, other days for none', () => {
    const { morning } = memory('month');
    morning('2023-11-15');
    for (const date of mornings('2023-11-16', 150)) {
      const newest = shift(periodOf('month', date), -1);
      expect(morning(date)).toEqual(date.endsWith('-01') ? [newest, shift(newest, -1)] : []);
      expect(morning(date)).toEqual([]);
    }
  });
});

test('after days of downtime every offset that matured meanwhile is caught up, and nothing else', () => {
  const { morning, asked } = memory('day');
  morning('2026-09-01');
  morning('2026-09-02');
  const before = new Map(asked);
  const cohorts = morning('2026-09-07');
  const newest = periodOf('day', '2026-09-06');
  for (const cohort of mornings('2026-07-26', 43).map((date) => periodOf('day', date))) {
    const through = before.get(cohort.first)?.through;
    const hasMatured = matureOffsets(cohort, newest).some(
      (offset) => through === undefined || shift(cohort, offset).last > through,
    );
    expect(cohorts.some(({ first }) => first === cohort.first)).toBe(hasMatured);
  }
  expect(morning('2026-09-07')).toEqual([]);
});

test('however long and often the bot was down, no offset of a cohort ever asked is left behind', () => {
  fc.assert(
    fc.property(
      fc.constantFrom<Grain>('day', 'week', 'month'),
      fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 30 }),
      (grain, pauses) => {
        const { morning, asked } = memory(grain);
        let date = '2026-01-05';
        morning(date);
        for (const pause of pauses) {
          date = addDays(date, pause);
          morning(date);
          const newest = newestComplete(grain, new Date(`${date}T09:30:00+08:00`));
          for (const [first, { through }] of asked)
            for (const offset of matureOffsets(periodOf(grain, first), newest))
              expect(shift(periodOf(grain, first), offset).last <= through).toBe(true);
        }
      },
    ),
    { numRuns: 50 },
  );
});

test.each(['answered', 'empty', 'refused'] as const)(
  'a cohort that was %s is asked again only on the mornings when another of its offsets matures',
  (outcome) => {
    const { morning } = memory('day', outcome);
    morning('2026-11-01');
    const cohort = '2026-10-31';
    const askedOn = mornings('2026-11-02', 60).filter((date) =>
      morning(date).some(({ first }) => first === cohort),
    );
    expect(askedOn).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 14, 30].map((offset) => addDays(cohort, offset + 1)),
    );
  },
);

test('history asks for what is missing from it alone, and only once', () => {
  const { morning } = memory('day');
  morning('2026-11-22');
  const history = morning('2026-11-22', HISTORY_WINDOW.day);
  expect(history).toHaveLength(120 - 38);
  expect(history[0]?.first).toBe('2026-10-14');
  expect(morning('2026-11-22', HISTORY_WINDOW.day)).toEqual([]);
  // A tick's smaller window does not forget what history fetched.
  expect(morning('2026-11-23')).toHaveLength(10);
});

test('a look back in time asks nothing of what was asked later', () => {
  const { morning } = memory('day');
  morning('2026-11-22');
  const cohorts = morning('2026-11-10');
  expect(cohorts.every(({ first }) => first < '2026-10-15')).toBe(true);
});

describe('history ends', () => {
  const times = (count: number, outcome: LastAsk['outcome']) =>
    Array.from({ length: count }, () => outcome);

  test.each<[string, LastAsk['outcome'][], boolean]>([
    ['not before anything was asked', [], false],
    ['not at four refusals', times(4, 'refused'), false],
    ['at five refusals, the first cohorts asked included', times(5, 'refused'), true],
    ['at five refusals after answers', [...times(90, 'answered'), ...times(5, 'refused')], true],
    ['not at refusals with an answer behind them', [...times(9, 'refused'), 'answered'], false],
    ['not at refusals broken by an empty answer', [...times(4, 'refused'), 'empty'], false],
    ['not at a quiet month of 29 days', [...times(9, 'answered'), ...times(29, 'empty')], false],
    ['at 30 empty answers', [...times(9, 'answered'), ...times(30, 'empty')], true],
    ['at 30 empty or refused in any order', times(15, 'empty').flatMap(alternate), true],
    ['not at 29 of them', times(15, 'empty').flatMap(alternate).slice(1), false],
  ])('%s', (_, outcomes, ends) => {
    expect(isBeyondHistory(outcomes)).toBe(ends);
  });

  const outcomes = fc.array(fc.constantFrom<LastAsk['outcome']>('answered', 'empty', 'refused'), {
    maxLength: 60,
    size: 'max',
  });

  test('never at an answer with people in it, and never for what came before one', () => {
    fc.assert(
      fc.property(outcomes, outcomes, (before, after) => {
        expect(isBeyondHistory([...before, 'answered'])).toBe(false);
        expect(isBeyondHistory([...before, 'answered', ...after])).toBe(isBeyondHistory(after));
      }),
    );
  });

  test('and once over stays over, while nothing but refusals follow', () => {
    fc.assert(
      fc.property(outcomes, fc.nat({ max: 40 }), (before, more) => {
        const beyond = [...before, ...times(5, 'refused')];
        expect(isBeyondHistory([...beyond, ...times(more, 'refused')])).toBe(true);
        const zeros = [...before, ...times(30, 'empty')];
        expect(isBeyondHistory([...zeros, ...times(more, 'empty')])).toBe(true);
      }),
    );
  });

  function alternate(): LastAsk['outcome'][] {
    return ['empty', 'refused'];
  }
});
