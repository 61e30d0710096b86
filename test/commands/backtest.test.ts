/** `backtest` as another program runs it: the real process, on a store whose falls are known. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AlertRow, Backtest } from '../../src/core/alerts/rows.ts';
import { addDays } from '../../src/core/period.ts';
import { morningOf } from '../../src/pipeline/replay.ts';
import type { Outcome, Shell } from '../cli/cli.ts';
import { APPS, databaseOf, FALL, REVISED, TO, toldShell } from './told-store.ts';

const FROM = '2026-07-01';
const args = (...more: string[]) => ['backtest', '--from', FROM, '--to', TO, ...more];

let shell: Shell;
let outcome: Outcome;
let result: Backtest;
let [before, after] = ['', ''];
beforeAll(async () => {
  shell = await toldShell();
  before = hashOf(databaseOf(shell));
  outcome = await shell.run(args('--json'));
  after = hashOf(databaseOf(shell));
  result = JSON.parse(outcome.stdout) as Backtest;
}, 120_000);
afterAll(() => shell.remove());

const rowsOf = (app: string) => result.alerts.filter((row) => row.app === app);
/** In the order in which they were told. */
const kindsOf = (app: string) => [...new Set(rowsOf(app).map(({ kind }) => kind))];
const openingsOf = (app: string) =>
  new Set(rowsOf(app).flatMap(({ kind, message }) => (kind === 'drop' ? [message] : [])));

describe('what it prints', () => {
  test('is JSON of the documented shape and nothing else, with exit code 0', () => {
    expect(outcome.code).toBe(0);
    expect(result).toMatchObject({ from: FROM, to: TO });
    expect(Object.keys(result).sort()).toEqual(
      ['alerts', 'blind', 'from', 'judged', 'series', 'to'].sort(),
    );
    for (const row of result.alerts) expect(Object.keys(row).sort()).toEqual(ROW);
    for (const one of result.blind)
      expect(Object.keys(one)).toEqual(
        expect.arrayContaining(['app', 'segment', 'offset', 'smallestDrop']),
      );
  });

  test('counts the days of all 18 daily series of four apps', () => {
    const days = (Date.parse(TO) - Date.parse(FROM)) / 86_400_000 + 1;
    expect(result.series).toBe(4 * 18);
    expect(result.judged).toBe(4 * 18 * days);
  });

  test('is a row for each figure, each of a morning and with an interval around what was expected', () => {
    for (const { at, rate, expected, interval, size, score, kind, cohort } of result.alerts) {
      expect(morningOf(at.slice(0, 10)).toISOString()).toBe(at);
      expect(interval[0]).toBeLessThan(expected);
      expect(interval[1]).toBeGreaterThan(expected);
      expect(size).toBeGreaterThan(0);
      expect(cohort.first <= cohort.last && cohort.last < at.slice(0, 10)).toBe(true);
      if (kind === 'drop') expect(rate < expected && score < 0).toBe(true);
    }
  });

  test('says what each series can see', () => {
    const d1 = result.blind.filter((one) => one.segment === 'new' && one.offset === 1);
    const daily = d1.filter(({ grain }) => grain === 'day');
    expect(new Set(daily.map(({ app }) => app))).toEqual(new Set(Object.values(APPS)));
    for (const { smallestDrop } of daily) expect(smallestDrop).toBeLessThan(0.2);
    for (const { grain, smallestDrop } of d1) if (grain !== 'day') expect(smallestDrop).toBeNull();
  });
});

describe('what it finds', () => {
  test('is nothing where nothing fell', () => {
    expect(rowsOf(APPS.quiet)).toEqual([]);
  });

  test.each([
    ['that ends is told once, and that it is over', APPS.over, ['drop', 'recovered']],
    ['that deepens is told to be worse', APPS.worse, ['drop', 'worse']],
    ['that WeChat takes back is retracted', APPS.revised, ['drop', 'retracted']],
  ])('of a fall %s', (_, app, kinds) => {
    expect(kindsOf(app)).toEqual(kinds);
    expect(openingsOf(app).size).toBe(1);
    const [first] = rowsOf(app);
    expect(first).toMatchObject({ app, segment: 'new', grain: 'day' });
    expect(first && first.at > FALL && first.at < addDays(FALL, 9)).toBe(true);
  });

  test('is retracted on the morning after the revision, not with hindsight', () => {
    const ats = (kind: AlertRow['kind']) =>
      new Set(
        rowsOf(APPS.revised)
          .filter((row) => row.kind === kind)
          .map(({ at }) => at),
      );
    expect([...ats('retracted')]).toEqual([morningOf(REVISED).toISOString()]);
    const [told = ''] = ats('drop');
    expect(told < morningOf(REVISED).toISOString()).toBe(true);
  });
});

test('it changes nothing in the store, and tells the same again', async () => {
  expect(after).toBe(before);
  const again = await shell.run(args('--json', '--app', APPS.over));
  const alone = JSON.parse(again.stdout) as Backtest;
  expect(new Set(alone.alerts.map(({ app }) => app))).toEqual(new Set([APPS.over]));
  expect((await shell.run(args('--json', '--app', APPS.over))).stdout).toBe(again.stdout);
});

test('what was known at a moment is all it knows', async () => {
  const asOf = `${addDays(REVISED, -1)}T10:00:00+08:00`;
  const { code, stdout, stderr } = await shell.run(
    args('--json', '--app', APPS.revised, '--as-of', asOf),
  );
  const known = JSON.parse(stdout) as Backtest;
  expect([code, known.to]).toEqual([0, addDays(REVISED, -1)]);
  expect(stderr).toContain(`--to ${TO} has had no morning yet`);
  expect(new Set(known.alerts.map(({ kind }) => kind))).toEqual(new Set(['drop']));
});

test('for people it is a table of each message, and what no rule can see', async () => {
  const { code, stdout } = await shell.run(args('--app', APPS.over));
  expect(code).toBe(0);
  expect(stdout).toMatch(/^2 messages from /u);
  expect(stdout).toMatch(/ {2}fell: New users of wx-over, since .*\n {4}D\d/u);
  expect(stdout).toMatch(/new D1 of wx-over: a fall smaller than \d/u);
});

test.each([
  ['dates the wrong way round', ['--from', TO, '--to', FROM]],
  ['no such day', ['--from', '2026-02-30', '--to', TO]],
  ['a word for a day', ['--from', 'yesterday', '--to', TO]],
  ['no end', ['--from', FROM]],
  ['days to come', ['--from', '2999-01-01', '--to', '2999-01-02']],
  ['an app that is not configured', ['--from', FROM, '--to', TO, '--app', 'wx-none']],
])('%s: exit 2, a sentence on stderr, nothing on stdout', async (_, wrong) => {
  const { code, stdout, stderr } = await shell.run(['backtest', ...wrong, '--json']);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/\S/u);
  expect(stderr).not.toMatch(/^ +at .*:\d+:\d+/mu);
});

const ROW = [
  ...['app', 'at', 'cohort', 'expected', 'grain', 'interval', 'kind', 'message'],
  ...['offset', 'rate', 'reason', 'score', 'segment', 'size'],
];

function hashOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
