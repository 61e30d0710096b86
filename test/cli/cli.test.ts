/** The command line itself: help, usage, exit codes, and what it says when it can't begin. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { openShell } from './cli.ts';

const APP = { WECHAT_APPID: 'wx1', WECHAT_APPSECRET: 'sesame-sesame' };
const shells: ReturnType<typeof openShell>[] = [];

function shellWith(settings: Readonly<Record<string, string>> = APP) {
  const shell = openShell(settings);
  shells.push(shell);
  return shell;
}

const shared = openShell(APP);
afterEach(() => {
  for (const shell of shells.splice(0)) shell.remove();
});
afterAll(() => shared.remove());

/** What looks at the bot as it is has no other "now". */
const NOW = ['start', 'demo', 'status', 'audit', 'backup', 'restored', 'migrate', 'manifest'];
const COMMANDS = [...NOW, 'report', 'send', 'backfill', 'alerts', 'backtest', 'doctor'];

describe('help', () => {
  test('lists every command', async () => {
    const { code, stdout, stderr } = await shared.run(['--help']);
    expect([code, stderr]).toEqual([0, '']);
    for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^ {2}${command}\\b`, 'm'));
  });

  test.each(COMMANDS)('%s has its own, and needs no configuration for it', async (command) => {
    const { code, stdout, stderr } = await shellWith({ PORT: 'x' }).run([command, '--help']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`retention-bot ${command}`);
    if (NOW.includes(command)) expect(stdout).not.toContain('--as-of');
    else expect(stdout).toContain('--as-of');
  });
});

describe('usage', () => {
  test.each([
    ['no command', []],
    ['an unknown command', ['reprot', 'daily']],
    ['an unknown option', ['report', 'daily', '--jsno']],
    ['no grain', ['report']],
    ['an unknown grain', ['report', 'hourly']],
    ['a grain called as a part of every object is', ['report', 'toString']],
    ['another of these', ['send', 'constructor']],
    ['too many arguments', ['report', 'daily', 'weekly']],
    ['an option without its value', ['report', 'daily', '--as-of']],
    ['a date without a time', ['report', 'daily', '--as-of', '2026-11-22']],
    ['a day that does not exist', ['report', 'daily', '--as-of', '2026-02-30T09:30:00+08:00']],
    ['a month that does not exist', ['report', 'daily', '--as-of', '2026-13-01T09:30:00Z']],
    ['an hour that does not exist', ['report', 'daily', '--as-of', '2026-11-22T25:30']],
    ['words for a moment', ['report', 'daily', '--as-of', 'yesterday']],
    ['a number that is none', ['backfill', '--days', '-1']],
    ['an app that is not configured', ['report', 'daily', '--app', 'wx2', '--offline', '--json']],
    ['nowhere to send to', ['send', 'daily']],
    ['a channel that is not configured', ['send', 'daily', '--channel', 'nope']],
  ])('%s: exit 2, a sentence on stderr, nothing on stdout', async (_, args) => {
    const { code, stdout, stderr } = await shared.run(args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/\S/);
    expect(stderr).not.toMatch(/^ +at .*:\d+:\d+/m);
  });
});

describe('usage, told after what is wrong with it,', () => {
  test.each([
    ['of the whole', ['reprot', 'daily'], 'Usage: retention-bot [options] [command]'],
    ['of the command', ['report', 'hourly'], 'Usage: retention-bot report [options] <grain>'],
    ['of its option', ['doctor', '--as-of', 'now'], 'Usage: retention-bot doctor [options]'],
  ])('is that %s', async (_, args, expected) => {
    const { code, stdout, stderr } = await shared.run(args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^error: /);
    expect(stderr).toContain(expected);
  });
});

describe('send', () => {
  const TEAMS = { TEAMS_APP_ID: 'a', TEAMS_APP_PASSWORD: 'sesame', TEAMS_TENANT_ID: 't' };

  test('to a channel that is not configured names those that are', async () => {
    const shell = shellWith(TEAMS);
    writeFileSync(
      join(shell.folder, 'retention.config.yaml'),
      'apps: [{ appid: wx1, secret: sesame-sesame }]\nchannels: [{ name: board, teams: "19:a" }, { name: growth, teams: "19:b" }]\n',
    );
    const { code, stderr } = await shell.run(['send', 'daily', '--channel', 'nope']);
    expect(code).toBe(2);
    expect(stderr).toContain('No channel nope is configured. Configured: board, growth.');
  });

  test('with Teams alone and nobody subscribed says how Teams can be reached', async () => {
    const { code, stderr } = await shellWith({ ...APP, ...TEAMS }).run(['send', 'daily']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/SLACK_CHANNEL.*configuration file.*Teams.*retention subscribe/);
  });
});

describe('a configuration that can’t be used', () => {
  test('exits 2 and tells every fault, before anything else', async () => {
    const shell = shellWith({ PORT: 'x', TIME_ZONE: 'Nowhere', SLACK_BOT_TOKEN: 'xoxb-hidden' });
    for (const args of [['report', 'daily'], ['start'], ['backfill'], ['send', 'daily']]) {
      const { code, stdout, stderr } = await shell.run(args);
      expect([code, stdout]).toEqual([2, '']);
      for (const name of ['PORT', 'TIME_ZONE', 'SLACK_SIGNING_SECRET', 'WECHAT_APPID'])
        expect(stderr).toContain(name);
      expect(stderr).not.toContain('xoxb-hidden');
    }
  });

  test('is told in Chinese where LOCALE says so', async () => {
    const { code, stderr } = await shellWith({ LOCALE: 'zh-CN' }).run(['report', 'daily']);
    expect(code).toBe(2);
    expect(stderr).toContain('没有配置小程序');
  });

  test('is told in the language of the file that LOCALE_FILE names', async () => {
    const shell = shellWith({ LOCALE_FILE: 'language' });
    writeFileSync(join(shell.folder, 'language'), 'zh-CN\n');
    const [help, failed] = [await shell.run(['--help']), await shell.run(['report', 'daily'])];
    expect(help.stdout).toContain('列出谁更改了什么');
    expect(failed.stderr).toContain('没有配置小程序');
  });

  test.each([
    ['is missing', undefined],
    ['is a folder', 'folder'],
  ])('because the file it names %s', async (_, kind) => {
    const shell = shellWith({ ...APP, RETENTION_CONFIG: 'mine.yaml' });
    if (kind) mkdirSync(join(shell.folder, 'mine.yaml'));
    const { code, stderr } = await shell.run(['report', 'daily']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/mine\.yaml cannot be read/);
  });

  test.each(['!sesame-sesame x', '*sesame-sesame', '"sesame-sesame'])(
    'because of YAML that needs quotes (%s) does not repeat the secret written there',
    async (written) => {
      const shell = shellWith({});
      writeFileSync(
        join(shell.folder, 'retention.config.yaml'),
        `apps:\n  - appid: wx1\n    colour: red\n    secret: ${written}\n`,
      );
      const { code, stdout, stderr } = await shell.run(['report', 'daily', '--offline']);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toContain('The configuration is not valid');
      expect(stderr).not.toContain('sesame');
    },
  );
});

describe('.env', () => {
  test('in the current folder is read; the environment goes before it', async () => {
    const shell = shellWith({ WECHAT_APPID: 'wx-environment' });
    writeFileSync(
      join(shell.folder, '.env'),
      'WECHAT_APPID=wx-file\nWECHAT_APPSECRET=sesame-sesame\nPORT=\n',
    );
    const { code, stdout } = await shell.run(['report', 'daily', '--offline', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([{ app: 'wx-environment' }]);
  });
});

describe('the database', () => {
  test('is made where DATABASE_URL says, folders included', async () => {
    const shell = shellWith({ ...APP, DATABASE_URL: 'sqlite:deep/down/x.db' });
    for (const _ of [1, 2])
      expect((await shell.run(['report', 'daily', '--offline', '--json'])).code).toBe(0);
  });

  test.each([
    ['lies under a file', 'file/x.db'],
    ['is a folder', 'folder'],
    ['is something else', 'file'],
  ])('that %s: exit 1 and a sentence', async (_, path) => {
    const shell = shellWith({ ...APP, DATABASE_URL: `sqlite:${path}` });
    mkdirSync(join(shell.folder, 'folder'));
    writeFileSync(join(shell.folder, 'file'), 'certainly not a database, but long enough');
    const { code, stdout, stderr } = await shell.run(['report', 'daily', '--offline', '--json']);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(`The database ${path} could not be opened`);
    expect(stderr).not.toMatch(/^ +at .*:\d+:\d+/m);
  });
});
