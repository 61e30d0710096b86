/** `doctor`: one line for each thing looked at, in order, what is wrong with it and the fix. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { CHANNEL } from '../doubles/teams-activities.ts';
import { APP } from '../pipeline/rig.ts';
import { ALONE, type DoctorRig, openDoctorRig } from './doctor-rig.ts';

let rig: DoctorRig;
beforeAll(async () => {
  rig = await openDoctorRig();
});
afterEach(() => rig.reset());
afterAll(() => rig.close());

const growth = () => ({ name: 'growth', slack: rig.workspace.channels['reports'] });
const board = { name: 'board', teams: CHANNEL.id };

/** Of two channels nobody knows which one it is for. */
const NO_OPERATORS =
  '! Configuration  no channel for failures is named: what concerns no single chat stands in the log alone → Name one in the configuration file, as operators.';

describe('all is well', () => {
  test('a line for each thing, in order, aligned', async () => {
    const { code, lines } = await rig.text({ channels: [board, growth()] });
    expect(lines).toEqual([
      '✓ Configuration  apps: 1, channels: 2, schedules: 3',
      `✓ Database       ${join(rig.folder, 'retention.db')} can be read and written`,
      '✓ 晨读时光       Access token: granted',
      '✓ 晨读时光       IP whitelist: WeChat accepts this server’s address',
      '✓ 晨读时光       Daily figures: permitted (https)',
      '✓ 晨读时光       Weekly figures: permitted (https)',
      '✓ 晨读时光       Monthly figures: permitted (https)',
      '✓ 晨读时光       Yesterday, Sat, Nov 21: ready',
      '✓ 晨读时光       Calls left today: 99,999 daily · 99,999 weekly · 99,999 monthly, of 100,000 each',
      '✓ slack          Slack workspace Acme as reporter',
      '✓ slack          Commands arrive over HTTP, at /slack/events of your public address',
      '✓ slack          Scopes: the app has all it uses',
      '✓ growth         the bot is in #reports',
      '✓ teams          Microsoft Teams app app of tenant tenant',
      '! board          the app is not installed there yet; digests begin once it is',
      NO_OPERATORS,
    ]);
    expect(code).toBe(0);
  });

  test('in Chinese where LOCALE says so, without stray spaces', async () => {
    const { code, lines } = await rig.text({ channels: [growth()], env: { LOCALE: 'zh-CN' } });
    expect(code).toBe(0);
    expect(lines[0]).toBe('✓ 配置      小程序 1 个，频道 1 个，计划 3 个');
    expect(lines[2]).toBe('✓ 晨读时光  access token：已获取');
    for (const line of lines) expect(line).not.toMatch(/[，。：] /);
  });

  test('as JSON, and nothing else', async () => {
    const { code, ok, checks } = await rig.json({ channels: [growth()] });
    expect([code, ok]).toEqual([0, true]);
    expect(
      checks.map(({ name, subject, grain }) => [name, subject, grain].join(' ').trim()),
    ).toEqual([
      'configuration',
      'store',
      `token ${APP}`,
      `ip-whitelist ${APP}`,
      `permission ${APP} day`,
      `permission ${APP} week`,
      `permission ${APP} month`,
      `readiness ${APP}`,
      `quota ${APP}`,
      'chat slack',
      'chat slack',
      'scopes slack',
      'channel growth',
      'chat teams',
    ]);
    for (const check of checks) expect(check).toMatchObject({ status: 'ok', fix: '' });
  });

  test('and nothing that WeChat answered is kept', async () => {
    const before = rig.wechat.calls.length;
    await rig.text(ALONE);
    const { code } = await rig.text(ALONE);
    const days = rig.wechat.calls.slice(before).filter(({ endpoint }) => endpoint === 'day');
    expect(code).toBe(0);
    expect(days.map(({ begin }) => begin)).toEqual(['20261121', '20261121']);
  });
});

describe('the configuration', () => {
  const env = { PORT: 'x', TIME_ZONE: 'Nowhere' };

  test('every fault is a line, and nothing else is tried', async () => {
    const before = rig.wechat.calls.length;
    const { code, lines } = await rig.text({ env });
    expect(code).toBe(2);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^✗ Configuration {2}PORT is not valid/);
    expect(lines[1]).toMatch(/^✗ Configuration {2}TIME_ZONE is not valid/);
    expect(rig.wechat.calls.length).toBe(before);
  });

  test('is told as JSON too, in its own language', async () => {
    const { code, ok, checks } = await rig.json({ env: { ...env, LOCALE: 'zh-CN' } });
    expect([code, ok]).toEqual([2, false]);
    expect(checks).toHaveLength(2);
    for (const check of checks)
      expect(check).toMatchObject({ name: 'configuration', subject: '', status: 'fault', fix: '' });
    expect(checks[0]?.message).toMatch(/^PORT .*[\u4e00-\u9fff]/);
  });
});

describe('the database', () => {
  test('that cannot be opened is a fault; everything else is still tried', async () => {
    const path = join(rig.folder, 'a-folder');
    mkdirSync(path);
    const { code, lines } = await rig.text({
      channels: [growth(), board],
      env: { DATABASE_URL: `sqlite:${path}` },
    });
    expect(code).toBe(1);
    expect(lines[0]).toMatch(/^✓ Configuration/);
    expect(lines[1]).toMatch(/^✗ Database {7}The database .*a-folder could not be opened.* → /);
    expect(lines.filter((line) => line.startsWith('✗'))).toHaveLength(1);
    expect(lines).toContain('✓ growth         the bot is in #reports');
    // Where the app is installed stands in that database.
    expect(lines).toContain('! board          cannot be checked without the database');
  });

  test('that is something else is not touched', async () => {
    const path = join(rig.folder, 'notes.txt');
    const content = 'certainly not a database, but long enough to be taken for one';
    writeFileSync(path, content);
    const { code, checks } = await rig.json({
      ...ALONE,
      env: { ...ALONE.env, DATABASE_URL: `sqlite:${path}` },
    });
    expect(code).toBe(1);
    expect(checks[1]).toMatchObject({ name: 'store', status: 'fault' });
    expect(readFileSync(path, 'utf8')).toBe(content);
  });
});

describe('the chats', () => {
  test('a channel that does not exist: the others are still told', async () => {
    const { code, lines } = await rig.text({
      channels: [{ name: 'gone', slack: 'C0NOPE' }, growth()],
    });
    expect(code).toBe(1);
    expect(lines[12]).toMatch(/^✗ gone {11}Slack knows no channel gone \(C0NOPE\) .* → /);
    expect(lines[13]).toBe('✓ growth         the bot is in #reports');
  });

  test('a channel that Slack does not let it see is a note', async () => {
    const body = { ok: false, error: 'missing_scope', needed: 'groups:read', provided: 'x' };
    rig.workspace.fail('conversations.info', { kind: 'answered', body });
    const { code, lines } = await rig.text({ channels: [{ name: 'private', slack: 'C0PRIVATE' }] });
    expect(code).toBe(0);
    expect(lines[12]).toMatch(/^! private {8}cannot be checked: .* groups:read/);
  });

  test('a token that is refused is blamed once, not every channel for it', async () => {
    rig.workspace.fail('auth.test', { kind: 'refused', error: 'invalid_auth' });
    const { code, checks } = await rig.json({ channels: [growth()] });
    expect(code).toBe(1);
    expect(checks.filter(({ status }) => status === 'fault')).toMatchObject([
      { name: 'chat', subject: 'slack', fix: expect.stringContaining('SLACK_BOT_TOKEN') },
    ]);
    expect(checks.map(({ subject }) => subject)).not.toContain('growth');
  });

  test('none set up is a note', async () => {
    const { code, lines } = await rig.text(ALONE);
    expect(code).toBe(0);
    expect(lines.at(-1)).toMatch(/^! Chats {10}none is set up.* → Set SLACK_BOT_TOKEN/);
  });
});

test('names of others break no line and move no cursor', async () => {
  const name = '晨读\u001b[2J\n时光';
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the configuration file's own form of a variable
  const { lines } = await rig.text({ ...ALONE, apps: [{ appid: APP, name, secret: '${A}' }] });
  expect(lines).toHaveLength(10);
  expect(lines[2]).toMatch(/^✓ 晨读 \[2J 时光/);
});
