/** From a fall to its end: what is told once, and what is remembered in between. */
import { describe, expect, test } from 'vitest';
import type { AlertMemory } from '../../../src/core/alerts/alert.ts';
import type { Cohort, Triangle } from '../../../src/core/cohort.ts';
import { addDays } from '../../../src/core/period.ts';
import { live } from '../../bench/alerts/runs.ts';
import { type World, worldOf } from '../../doubles/worlds.ts';

const FIRST = '2026-03-02';
const from = addDays(FIRST, 150);
const step: World = {
  world: 1,
  users: 3000,
  first: FIRST,
  days: 240,
  seed: 4,
  drop: { share: 0.2, by: 'cohort', from, to: addDays(from, 29) },
};
const kinds = (told: readonly { kind: string }[]) => told.map(({ kind }) => kind);

describe('a fall of thirty days', () => {
  test.each([
    ['world 1, 500 users', { ...step, users: 500, seed: 11 }],
    ['world 1, 3,000 users', { ...step, seed: 12 }],
    ['world 2, 500 users', { ...step, world: 2, users: 500, seed: 13 }],
    ['world 2, 3,000 users', { ...step, world: 2, seed: 14 }],
    ['by return days', { ...step, drop: { ...step.drop, by: 'return' }, seed: 15 }],
  ] as [string, World][])('opens once, and ends once: %s', (_name, world) => {
    const { told, memory } = live({
      triangle: worldOf(world),
      first: addDays(from, -20),
      last: addDays(from, 55),
    });
    const own = kinds(told.filter(({ segment }) => segment === 'new'));
    expect(own.filter((kind) => kind !== 'worse')).toEqual(['drop', 'recovered']);
    expect(own.length).toBeLessThanOrEqual(3);
    expect(memory?.open).toEqual([]);
  });

  test('is told the same through a restart on any of its mornings', () => {
    const triangle = worldOf(step);
    const life = { triangle, first: addDays(from, -20), last: addDays(from, 45) };
    const whole = live(life);
    for (const day of [-3, 1, 2, 9, 29, 33]) {
      const before = live({ ...life, last: addDays(from, day) });
      const memory = JSON.parse(JSON.stringify(before.memory)) as AlertMemory;
      const after = live({ ...life, first: addDays(from, day + 1), memory });
      expect([...before.told, ...after.told]).toEqual(whole.told);
      expect(after.memory).toEqual(whole.memory);
    }
  });

  test('names the day it began, and the users behind it', () => {
    const { memory } = live({
      triangle: worldOf(step),
      first: addDays(from, -20),
      last: addDays(from, 8),
    });
    const [finding] = memory?.open ?? [];
    expect(finding?.segment).toBe('new');
    expect(Math.abs(Date.parse(finding?.since ?? '') - Date.parse(from))).toBeLessThanOrEqual(
      2 * 86_400_000,
    );
    expect(finding?.depth).toBeLessThan(-0.1);
    expect(finding?.people).toBeGreaterThan(3000);
    expect(finding?.cells.map(({ score }) => score)).toEqual(
      finding?.cells.map(({ score }) => score).toSorted((a, b) => a - b),
    );
  });
});

test('a fall that lasts becomes the new normal, and then nothing is told any more', () => {
  const world: World = { ...step, days: 330, drop: { share: 0.2, by: 'cohort', from }, seed: 21 };
  const { told, memory } = live({
    triangle: worldOf(world),
    first: addDays(from, -20),
    last: addDays(from, 120),
  });
  const own = told.filter(({ segment }) => segment === 'new');
  expect(own.map(({ reason }) => reason)).toEqual(['fell', 'new-normal']);
  expect(memory?.normal).toHaveLength(1);
  expect(memory?.excluded).toEqual([]);
});

test('a fall that grows deeper is told to be worse, once', () => {
  const mild = worldOf({ ...step, drop: { share: 0.2, by: 'cohort', from }, seed: 31 });
  const deep = worldOf({ ...step, drop: { share: 0.5, by: 'cohort', from }, seed: 31 });
  const later = addDays(from, 12);
  const triangle = new Map(
    [...mild].map(([date, one]) => [date, date < later ? one : (deep.get(date) ?? one)]),
  );
  const { told } = live({ triangle, first: addDays(from, -20), last: addDays(from, 24) });
  expect(kinds(told.filter(({ segment }) => segment === 'new'))).toEqual(['drop', 'worse']);
});

test('a fall that WeChat takes back is retracted', () => {
  const right = worldOf({ ...step, drop: undefined, seed: 41 });
  const wrong = new Map([...right].map(([date, one]) => [date, isIn(date) ? halved(one) : one]));
  const first = live({ triangle: wrong, first: addDays(from, -20), last: addDays(from, 3) });
  expect(kinds(first.told)).toEqual(['drop']);
  const then = live({
    triangle: right,
    first: addDays(from, 4),
    last: addDays(from, 20),
    memory: first.memory,
  });
  expect(kinds(then.told)).toEqual(['retracted']);
  expect(then.memory?.excluded).toEqual([]);
});

test('a rule of the configuration tells what the usual decision leaves alone', () => {
  const triangle: Triangle = worldOf({ ...step, drop: undefined, seed: 51 });
  const life = { triangle, first: addDays(from, -20), last: addDays(from, 20) };
  expect(live(life).told).toEqual([]);
  const rule = { segment: 'new', offset: 1, grain: 'day', below: 0.4 } as const;
  const { told, memory } = live({ ...life, settings: { sensitivity: 'normal', rules: [rule] } });
  expect(kinds(told)).toEqual(['drop']);
  expect(memory?.open[0]?.rule).toEqual(rule);
  const tooLow = { ...rule, below: 0.1 };
  expect(live({ ...life, settings: { sensitivity: 'normal', rules: [tooLow] } }).told).toEqual([]);
});

function isIn(date: string): boolean {
  return date >= from && date <= addDays(from, 2);
}

function halved(cohort: Cohort): Cohort {
  const half = (counts: ReadonlyMap<number, number>) =>
    new Map([...counts].map(([offset, people]) => [offset, offset === 0 ? people : people >> 1]));
  return { ...cohort, counts: { new: half(cohort.counts.new), active: cohort.counts.active } };
}
