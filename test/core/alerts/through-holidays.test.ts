/** Falls that meet a week of holidays, or grow: what is told, over several worlds. */
import { describe, expect, test } from 'vitest';
import { addDays } from '../../../src/core/period.ts';
import { live } from '../../bench/alerts/runs.ts';
import { NATIONAL_DAY, type World, worldOf } from '../../doubles/worlds.ts';

const FIRST = '2026-04-20';
const SEEDS = [1, 2, 3, 4, 5, 6];

const kindsOf = (told: readonly { kind: string; segment: string }[]) =>
  told.filter(({ segment }) => segment === 'new').map(({ kind }) => kind);

describe('a fall that lasts through National Day', () => {
  test.each(SEEDS.flatMap((seed) => [500, 3000].map((users) => [users, seed] as const)))(
    'is one fall: %i users, seed %i',
    (users, seed) => {
      const from = '2026-09-17';
      const world: World = {
        world: 3,
        users,
        first: FIRST,
        days: 215,
        seed,
        drop: { share: 0.2, by: 'cohort', from },
      };
      const { told } = live({
        triangle: worldOf(world),
        first: addDays(from, -14),
        last: addDays(from, 32),
        calendar: NATIONAL_DAY,
      });
      expect(kindsOf(told).filter((kind) => kind !== 'worse')).toEqual(['drop']);
    },
  );
});

test.each(SEEDS)(
  'a fall that grows from a fifth to a half is told to be worse once: seed %i',
  (seed) => {
    const from = '2026-07-10';
    const world = { world: 1, users: 3000, first: FIRST, days: 130, seed } as const;
    const mild = worldOf({ ...world, drop: { share: 0.2, by: 'cohort', from } });
    const deep = worldOf({ ...world, drop: { share: 0.5, by: 'cohort', from } });
    const later = addDays(from, 12);
    const triangle = new Map(
      [...mild].map(([date, one]) => [date, date < later ? one : (deep.get(date) ?? one)]),
    );
    const { told } = live({ triangle, first: addDays(from, -14), last: addDays(from, 30) });
    expect(kindsOf(told)).toEqual(['drop', 'worse']);
  },
);
