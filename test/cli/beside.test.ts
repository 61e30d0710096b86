/** A start has its SQLite file for itself; every other command works beside it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openShell, type Running, type Shell } from './cli.ts';

const APP = {
  WECHAT_APPID: 'wx1',
  WECHAT_APPSECRET: 'sesame-sesame',
  WECHAT_API_URL: 'http://127.0.0.1:9',
};

// Several processes, one after the other, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let shell: Shell;
let bot: Running;
beforeEach(async () => {
  shell = openShell({ HOST: '127.0.0.1', PORT: '0', ...APP });
  bot = shell.start(['start']);
  await bot.said(/"listening"/);
});
afterEach(async () => {
  bot.kill('SIGKILL');
  await bot.ended;
  shell.remove();
});

describe('beside a start', () => {
  test('another one is refused in one sentence, until the first is killed', async () => {
    const { code, stdout, stderr } = await shell.run(['start']);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toBe(
      'Another bot is running on the database data/retention.db. Stop that one first; every other command works beside it. Several at once need PostgreSQL (DATABASE_URL).\n',
    );
    bot.kill('SIGKILL');
    await bot.ended;
    bot = shell.start(['start']);
    await bot.said(/"listening"/);
  });

  test('a copy is made, not made twice, and replaced when told to', async () => {
    const first = await shell.run(['backup', 'copy.db']);
    expect([first.code, first.stderr]).toEqual([0, '']);
    expect(first.stdout).toMatch(/^Written and verified: copy\.db \(\d+\.\d MB\)\n$/);
    expect(existsSync(join(shell.folder, 'copy.db'))).toBe(true);
    const second = await shell.run(['backup', 'copy.db']);
    expect([second.code, second.stdout]).toEqual([1, '']);
    expect(second.stderr).toContain('copy.db is there already.');
    expect((await shell.run(['backup', 'copy.db', '--force'])).code).toBe(0);
  });

  test('every other command finds the database open to it, several at once', async () => {
    const commands = [
      ...[['report', 'daily', '--offline'], ['status'], ['audit'], ['alerts']],
      ...[['backtest', '--from', '2026-10-01', '--to', '2026-10-31'], ['doctor']],
    ];
    const ends = await Promise.all(commands.map((words) => shell.run(words)));
    const told = ends.map(({ code, stdout, stderr }, index) => ({
      command: commands[index]?.join(' '),
      isUsage: code === 2,
      fault: /Another bot|locked|busy|can no longer be (read|written)/.exec(stdout + stderr)?.[0],
    }));
    expect(told.filter(({ isUsage, fault }) => isUsage || fault)).toEqual([]);
    expect(ends[1]?.code).toBe(0);
    expect(ends[2]?.code).toBe(0);
  });
});

test('PostgreSQL is told to have tools of its own', async () => {
  const { code, stderr } = await shell.run(['backup', 'copy.db'], {
    DATABASE_URL: 'postgres://bot:sesame-sesame@127.0.0.1:9/retention',
  });
  expect(code).toBe(1);
  expect(stderr).toContain('pg_dump');
  expect(stderr).not.toContain('sesame');
});
