/** Settings that stand in files of their own: `NAME_FILE`. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { adapters } from '../../adapters/index.ts';
import { readConfig, readEnvironment } from '../../src/config/index.ts';
import { AppError } from '../../src/core/errors.ts';

type Files = Readonly<Record<string, string | Error>>;

const reader = (files: Files) => (path: string) => {
  const content = files[path];
  if (content instanceof Error) throw content;
  return content;
};
const read = (env: Readonly<Record<string, string>>, files: Files = {}) =>
  readConfig(env, adapters, reader(files));

function faultsOf(env: Readonly<Record<string, string>>, files: Files = {}): readonly string[] {
  try {
    read(env, files);
  } catch (error) {
    if (error instanceof AppError && error.code === 'config_invalid')
      return (error.params as { faults: readonly string[] }).faults;
    throw error;
  }
  return [];
}

const APP = { WECHAT_APPID: 'wx1' };
const secretOf = (config: ReturnType<typeof readConfig>) => config.apps[0]?.access;
const withSecret = (secret: string) => ({ transport: 'https', token: { secret } });

describe('a file in place of a variable', () => {
  test('is read, without the newline an editor ends it with', () => {
    for (const ending of ['', '\n', '\r\n', '\n\n'])
      expect(
        secretOf(read({ ...APP, WECHAT_APPSECRET_FILE: '/s' }, { '/s': `hush hush${ending}` })),
      ).toEqual(withSecret('hush hush'));
  });

  test('gives any secret back as it was written', () => {
    const secret = fc.string({ minLength: 1 }).filter((text) => !/[\r\n]$|^\uFEFF/.test(text));
    fc.assert(
      fc.property(secret, (text) => {
        const config = read({ ...APP, WECHAT_APPSECRET_FILE: '/s' }, { '/s': `${text}\n` });
        expect(secretOf(config)).toEqual(withSecret(text));
      }),
    );
  });

  test('turns an adapter on, and holds its secrets and the database’s password', () => {
    const { adapters: on, database } = read(
      {
        ...APP,
        WECHAT_APPSECRET: 'hush',
        SLACK_BOT_TOKEN_FILE: '/bot',
        SLACK_SIGNING_SECRET_FILE: '/signing',
        DATABASE_URL_FILE: '/db',
      },
      { '/bot': 'xoxb-1\n', '/signing': 'sign\n', '/db': 'postgres://bot:pw@db/retention\n' },
    );
    expect(on.map(({ adapter, settings }) => [adapter.name, settings])).toEqual([
      ['slack', { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 'sign' }],
    ]);
    expect(database).toBe('postgres://bot:pw@db/retention');
  });

  test('also tells a variable that only the configuration file knows', () => {
    const yaml = `apps: [{ appid: wx1, secret: "\${SHOP_SECRET}" }]`;
    const files = { 'retention.config.yaml': yaml, '/shop': 'hush\n' };
    expect(secretOf(read({ SHOP_SECRET_FILE: '/shop' }, files))).toEqual(withSecret('hush'));
  });

  test('may say the language in which faults are told', () => {
    expect(faultsOf({ LOCALE_FILE: '/l', WECHAT_APPID: 'wx1' }, { '/l': 'zh-CN' })).toEqual([
      expect.stringContaining('缺少 WECHAT_APPSECRET'),
    ]);
  });

  test('is read for a manifest, too', () => {
    const env = { TEAMS_APP_ID_FILE: '/id', TEAMS_TENANT_ID: 't' };
    expect(readEnvironment(env, adapters, reader({ '/id': 'abc\n' }))).toMatchObject({
      TEAMS_APP_ID: 'abc',
      TEAMS_TENANT_ID: 't',
    });
    expect(() => readEnvironment(env, adapters, reader({}))).toThrow('TEAMS_APP_ID_FILE names /id');
  });

  test('of anything else is left alone', () => {
    const env = { ...APP, WECHAT_APPSECRET: 'hush', MAKE_FILE: '/nowhere' };
    expect(secretOf(read(env))).toEqual(withSecret('hush'));
    expect(readEnvironment(env, adapters, reader({}))).toEqual(env);
  });
});

describe('a fault is told once, with the variable and the path', () => {
  test.each<[string, Readonly<Record<string, string>>, Files, string]>([
    ['both are set', { WECHAT_APPSECRET: 'a', WECHAT_APPSECRET_FILE: '/s' }, { '/s': 'b' }, 'both'],
    ['there is none', { WECHAT_APPSECRET_FILE: '/s' }, {}, 'names /s, which cannot be read'],
    ['it is no path', { WECHAT_APPSECRET_FILE: 'hush' }, {}, 'never the value itself'],
    ['it is shut', { WECHAT_APPSECRET_FILE: '/s' }, { '/s': new Error('EACCES') }, 'rights'],
    ['it is empty', { WECHAT_APPSECRET_FILE: '/s' }, { '/s': '\n' }, 'names /s, which is empty'],
  ])('where %s', (_, env, files, words) => {
    const faults = faultsOf({ ...APP, ...env }, files);
    expect(faults).toEqual([expect.stringContaining(words)]);
    expect(faults[0]).not.toContain('hush');
    expect(faults[0]).toContain('WECHAT_APPSECRET_FILE');
  });

  test('where the configuration file refers to it', () => {
    const yaml = `apps: [{ appid: wx1, secret: "\${SHOP_SECRET}" }]`;
    for (const name of ['SHOP_SECRET', 'WECHAT_APPSECRET']) {
      const files = { 'retention.config.yaml': yaml.replace('SHOP_SECRET', name) };
      expect(faultsOf({ [`${name}_FILE`]: '/gone' }, files)).toEqual([
        expect.stringContaining(`${name}_FILE names /gone, which cannot be read`),
      ]);
    }
  });

  test('where it switches a chat on that a channel is in', () => {
    const slack = { SLACK_BOT_TOKEN_FILE: '/gone', SLACK_SIGNING_SECRET: 's', SLACK_CHANNEL: 'C1' };
    expect(faultsOf({ ...APP, WECHAT_APPSECRET: 'a', ...slack })).toEqual([
      expect.stringContaining('SLACK_BOT_TOKEN_FILE names /gone, which cannot be read'),
    ]);
  });

  test('and an empty variable beside the file is none', () => {
    const env = { ...APP, WECHAT_APPSECRET: '', WECHAT_APPSECRET_FILE: '/s' };
    expect(secretOf(read(env, { '/s': 'hush' }))).toEqual(withSecret('hush'));
  });
});

test('a key that could be guessed signs nothing', () => {
  const env = { ...APP, WECHAT_APPSECRET: 'hush' };
  expect(faultsOf({ ...env, SIGNING_KEY: 'a-short-one' })).toEqual([
    expect.stringContaining('SIGNING_KEY is not valid: it must be a text of at least 16'),
  ]);
  expect(read({ ...env, SIGNING_KEY: '0123456789abcdef' }).signingKey).toBe('0123456789abcdef');
});
