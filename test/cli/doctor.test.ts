/** `doctor` at the command line: its lines and its JSON are told even where there is no configuration to work with. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openShell } from './cli.ts';

const shell = openShell({
  WECHAT_APPID: 'wx1',
  WECHAT_APPSECRET: 'sesame-sesame',
  // Nobody listens there.
  WECHAT_API_URL: 'http://127.0.0.1:1',
  LOG_LEVEL: 'silent',
});
afterAll(() => shell.remove());

test('a configuration that can’t be used: exit 2, each fault on a line of stdout', async () => {
  const env = { PORT: 'x', TIME_ZONE: 'Nowhere', SLACK_BOT_TOKEN: 'xoxb-hidden' };
  const { code, stdout, stderr } = await shell.run(['doctor'], env);
  expect([code, stderr]).toEqual([2, '']);
  const lines = stdout.trimEnd().split('\n');
  expect(lines).toHaveLength(3);
  for (const name of ['PORT', 'TIME_ZONE', 'SLACK_APP_TOKEN / SLACK_SIGNING_SECRET'])
    expect(stdout).toMatch(new RegExp(`^✗ Configuration {2}${name} `, 'm'));
  expect(stdout).not.toContain('xoxb-hidden');
});

test('the same as JSON, and in Chinese', async () => {
  const { code, stdout } = await shell.run(['doctor', '--json'], { PORT: 'x', LOCALE: 'zh-CN' });
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toEqual({
    ok: false,
    checks: [
      {
        name: 'configuration',
        subject: '',
        status: 'fault',
        message: expect.stringMatching(/^PORT .*整数。$/),
        fix: '',
      },
    ],
  });
});

test('a database that can’t be opened: exit 1, and the rest is tried all the same', async () => {
  mkdirSync(join(shell.folder, 'a-folder'));
  const env = { DATABASE_URL: 'sqlite:a-folder' };
  const { code, stdout, stderr } = await shell.run(['doctor', '--json'], env);
  expect([code, stderr]).toEqual([1, '']);
  const { ok, checks } = JSON.parse(stdout) as { ok: boolean; checks: { [key: string]: string }[] };
  expect(ok).toBe(false);
  expect(checks.map(({ name, status }) => `${name} ${status}`)).toEqual([
    'configuration ok',
    'store fault',
    'token fault',
    'chat note',
  ]);
  expect(stdout).not.toContain('sesame');
});
