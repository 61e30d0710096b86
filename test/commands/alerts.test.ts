/** `alerts` as another program runs it: the real process, on a store whose falls are known. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { USUAL_ALERTS } from '../../src/core/alerts/alert.ts';
import type { AlertRow, Backtest } from '../../src/core/alerts/rows.ts';
import { NO_CALENDAR } from '../../src/core/calendar.ts';
import { addDays } from '../../src/core/period.ts';
import { morningOf, replay } from '../../src/pipeline/replay.ts';
import { openStores } from '../../src/store/index.ts';
import type { Shell } from '../cli/cli.ts';
import { APPS, databaseOf, FALL, TO, toldShell } from './told-store.ts';

const NOW = addDays(FALL, 15);
const asOf = (date: string) => ['--as-of', `${date}T10:00:00+08:00`];

let shell: Shell;
beforeAll(async () => {
  shell = await toldShell();
}, 120_000);
afterAll(() => shell.remove());

async function rows(...args: string[]): Promise<AlertRow[]> {
  const { code, stdout } = await shell.run(['alerts', '--json', ...args]);
  expect(code).toBe(0);
  return JSON.parse(stdout) as AlertRow[];
}

describe('at a moment', () => {
  test('it is an array of what was open then, by the ids and mornings of a backtest', async () => {
    const found = await rows(...asOf(NOW));
    expect(new Set(found.map(({ app }) => app))).toEqual(new Set([APPS.worse, APPS.over]));
    const dates = ['--from', FALL, '--to', NOW, '--json'];
    const tested = JSON.parse((await shell.run(['backtest', ...dates])).stdout) as Backtest;
    const drops = tested.alerts.filter(({ kind }) => kind === 'drop');
    for (const { app, message, at, kind } of found) {
      expect(kind).toBe('drop');
      expect(drops).toContainEqual(expect.objectContaining({ app, message, at }));
    }
  });

  test('it is empty before anything fell, and before there was anything to look at', async () => {
    expect(await rows(...asOf(FALL))).toEqual([]);
    expect(await rows(...asOf('2020-01-01'))).toEqual([]);
  });

  test('it is of one app where one is named', async () => {
    const found = await rows('--app', APPS.over, ...asOf(NOW));
    expect(new Set(found.map(({ app }) => app))).toEqual(new Set([APPS.over]));
  });

  test('for people it is a line for each, which says that nobody was told', async () => {
    const { code, stdout } = await shell.run(['alerts', '--app', APPS.over, ...asOf(NOW)]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^New users of wx-over, since .*\(replayed; the bot has not told it\)\n$/u,
    );
    const none = await shell.run(['alerts', '--app', APPS.quiet, ...asOf(NOW)]);
    expect([none.code, none.stdout]).toEqual([0, 'No alert is open.\n']);
  });
});

test('without a moment it is what the bot remembers, and writes nothing', async () => {
  const stores = await openStores(databaseOf(shell));
  const bot = { stores, calendar: NO_CALENDAR };
  const mornings = { from: addDays(NOW, -40), to: NOW, settings: USUAL_ALERTS };
  const { signal } = new AbortController();
  for await (const { date, apps } of replay(bot, [APPS.over], { ...mornings, signal })) {
    const memory = apps[0]?.memory;
    if (date !== NOW || !memory) continue;
    await stores.alerts.prepare([{ app: APPS.over, version: 0, memory }], [], morningOf(NOW));
  }
  const kept = await stores.alerts.get(APPS.over);
  const told = await rows('--app', APPS.over);
  expect(told).toMatchObject([{ app: APPS.over, kind: 'drop' }, ...told.slice(1)]);
  expect(await rows('--app', APPS.over, ...asOf(NOW))).toEqual(told);
  expect(await rows('--app', APPS.over, ...asOf(TO))).toEqual([]);
  expect(await stores.alerts.get(APPS.over)).toEqual(kept);
  await stores.close();
  const { stdout } = await shell.run(['alerts', '--app', APPS.over]);
  expect(stdout).toMatch(/^New users of wx-over, since /u);
  expect(stdout).not.toContain('replayed');
});

test.each([
  ['a day for a moment', ['--as-of', '2026-07-10']],
  ['an app that is not configured', ['--app', 'wx-none']],
  ['a word too many', ['now']],
])('%s: exit 2, a sentence on stderr, nothing on stdout', async (_, wrong) => {
  const { code, stdout, stderr } = await shell.run(['alerts', '--json', ...wrong]);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/\S/u);
});
