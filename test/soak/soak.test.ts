/** A sample of the soak: four days of the whole bot; of memory four days tell nothing, so only the verdict is tested. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chance } from '../doubles/chance.ts';
import { leftAfterYears } from './kept.ts';
import { type Day, live } from './life.ts';
import { table } from './table.ts';
import { PRUNED, slopeOf, unaccounted, verdicts } from './verdict.ts';

describe('four days of the whole bot', () => {
  const DAYS = 4;
  const folder = mkdtempSync(join(tmpdir(), 'retention-soak-'));
  const path = join(folder, 'soak.db');
  const days: Day[] = [];
  let left: Record<string, number>;
  beforeAll(async () => {
    // In two lives, as the full run goes on where it was cut short.
    const after = (day: Day) => days.push(day);
    await live({ path, from: 1, to: 3, minutes: 30, after });
    await live({ path, from: DAYS, to: DAYS, minutes: 30, after });
    left = await leftAfterYears(path, DAYS);
  }, 240_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('go through everything that leaves rows behind', () => {
    expect(days.map(({ day }) => day)).toEqual([1, 2, 3, 4]);
    for (const name of ['alert_findings', 'alert_messages', 'alert_votes', 'alert_mutes', 'audit'])
      expect([name, days.at(-1)?.rows[name]]).not.toEqual([name, 0]);
    expect(days.at(-1)?.rows['subscriptions']).toBeGreaterThan(1);
    expect(days[2]?.commands).toBeGreaterThanOrEqual(60);
    expect(days[2]?.posts).toBeGreaterThan(30);
    expect(days[2]?.edits).toBeGreaterThan(0);
  });

  it('leave no table that neither a rule nor a reason bounds', () => {
    expect(unaccounted(days.at(-1)?.rows ?? {})).toEqual([]);
    expect(unaccounted({ answers: 1, gossip: 2 })).toEqual(['gossip']);
  });

  it('leave next to nothing in tables with a rule, once their time is over', () => {
    const rows = PRUNED.map((name) => [name, left[name]] as const);
    // An alert that is open, the messages it stands in, and when the database was alive last.
    for (const [name, count] of rows) expect([name, (count ?? 0) <= 12]).toEqual([name, true]);
    expect(left['figures']).toBe(days.at(-1)?.rows['figures']);
  });

  it('are told in a table', () => {
    const told = table(days, [], left);
    expect(told).toMatch(/^\| deliveries \| a rule \|/m);
    expect(told).toMatch(/^\| figures \| kept for ever \|/m);
    expect(told).not.toContain('NOTHING');
  });
});

describe('the verdict', () => {
  const draw = chance(5);
  const soak = (grows: number, runs = ['one']): Day[] =>
    Array.from({ length: 30 }, (_, index) => {
      const run = Math.floor((index * runs.length) / 30);
      const heapMb = 40 - 5 * run + grows * index + 0.5 * draw.normal();
      const flat = { externalMb: 9, rssMb: 300 + draw.normal(), handles: 5 };
      const told = { fileMb: 3, seconds: 1, commands: 20, posts: 16, edits: 1, calls: 50 };
      const rows = { answers: Math.min(400, 40 * index) };
      return { day: index + 1, run: runs[run] ?? '', heapMb, codeMb: 9, rows, ...flat, ...told };
    });
  const isFlat = (days: Day[], what: string) =>
    verdicts(days).find((one) => one.what.startsWith(what))?.isFlat;

  it('calls noise flat, also where a restart began with less', () => {
    expect(isFlat(soak(0), 'heap')).toBe(true);
    expect(isFlat(soak(0, ['one', 'two']), 'heap')).toBe(true);
  });

  it('sees a leak through noise and restarts', () => {
    expect(isFlat(soak(0.3), 'heap')).toBe(false);
    expect(isFlat(soak(0.3, ['one', 'two']), 'heap')).toBe(false);
    expect(slopeOf(soak(0.3, ['one', 'two']), ({ heapMb }) => heapMb).value).toBeCloseTo(0.3, 1);
  });

  it('says of a few days that they tell nothing', () => {
    expect(isFlat(soak(0).slice(0, 12), 'heap')).toBeUndefined();
    expect(isFlat(soak(0).slice(0, 14), 'heap')).toBe(true);
  });

  it('sees answers that are never removed', () => {
    expect(isFlat(soak(0), 'answers')).toBe(true);
    const growing = soak(0).map((one) => ({ ...one, rows: { answers: 40 * one.day } }));
    expect(isFlat(growing, 'answers')).toBe(false);
  });
});
