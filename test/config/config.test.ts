/** Environment and file → configuration: what is understood, and every fault told at once. */
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { adapters } from '../../adapters/index.ts';
import { type Config, readConfig } from '../../src/config/index.ts';
import { AppError } from '../../src/core/errors.ts';
import { defineAdapter } from '../../src/ports/adapter.ts';

const DEFAULT_FILE = 'retention.config.yaml';

type Env = Readonly<Record<string, string | undefined>>;

const ONE_APP = { WECHAT_APPID: 'wx123', WECHAT_APPSECRET: 'hush' };
const SLACK = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 'signed' };
const TEAMS = { TEAMS_APP_ID: 'app', TEAMS_APP_PASSWORD: 'pass', TEAMS_TENANT_ID: 'tenant' };

function read(env: Env, yaml?: string): Config {
  return readConfig(env, adapters, (path) => (path === DEFAULT_FILE ? yaml : undefined));
}

/** An app reached the usual way. */
const usual = (appid: string, name: string, secret: string) => ({
  appid,
  name,
  access: { transport: 'https', token: { secret } },
  missingSize: 'none',
});

function faultsOf(env: Env, yaml?: string): readonly string[] {
  try {
    read(env, yaml);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'config_invalid') throw error;
    const { faults } = error.params as { faults: readonly string[] };
    for (const fault of faults) expect(error.message).toContain(`  - ${fault}`);
    return faults;
  }
  return [];
}

describe('the environment alone', () => {
  test('two variables are enough; the rest has defaults', () => {
    const { schedules, ...rest } = read(ONE_APP);
    expect(rest).toEqual({
      apps: [usual('wx123', 'wx123', 'hush')],
      adapters: [],
      operators: undefined,
      areOperatorsImplied: true,
      permissions: {},
      calendar: { country: 'CN', holidays: [], workdays: [], years: [] },
      alerts: { sensitivity: 'normal', rules: [], channels: undefined },
      zone: 'Asia/Shanghai',
      onUnknownDelivery: 'repost',
      wechatUrl: undefined,
      limits: { inFlight: 32, inFlightPerApp: 2, perSecond: 200, perSecondPerApp: 10 },
      database: 'data/retention.db',
      catchUpMs: 86_400_000,
      keepRawDays: 400,
      commandsPerMinute: 30,
      host: '0.0.0.0',
      port: 3000,
      publicUrl: undefined,
      quickchartUrl: undefined,
      locale: 'en',
      logLevel: 'info',
      plainSecrets: [],
    });
    expect(schedules.map(({ key: _, ...one }) => one)).toEqual(
      [
        ['day', '30 9 * * *'],
        ['week', '30 9 * * 1'],
        ['month', '30 9 1 * *'],
      ].map(([grain, cron]) => ({
        grain,
        cron,
        at: '09:30',
        zone: 'Asia/Shanghai',
        apps: 'all',
        channels: 'all',
      })),
    );
    expect(new Set(schedules.map(({ key }) => key)).size).toBe(3);
  });

  test('every variable finds its place', () => {
    const config = read({
      ...ONE_APP,
      ...SLACK,
      WECHAT_APP_NAME: '小店',
      WECHAT_API_URL: 'http://127.0.0.1:1234/proxy',
      WECHAT_IN_FLIGHT: '8',
      WECHAT_IN_FLIGHT_PER_APP: '1',
      WECHAT_PER_SECOND: '50',
      WECHAT_PER_SECOND_PER_APP: '5',
      DATABASE_URL: 'sqlite:/var/lib/retention.db',
      CATCH_UP: '90m',
      KEEP_RAW_DAYS: '30',
      COMMANDS_PER_MINUTE: '5',
      METRICS_TOKEN: 'scrape',
      SLACK_CHANNEL: 'C0123ABCD',
      HOST: '::1',
      PORT: '8080',
      PUBLIC_URL: 'https://retention.example.com',
      QUICKCHART_URL: 'http://quickchart:3400',
      TIME_ZONE: 'Europe/Paris',
      LOCALE: 'zh-CN',
      LOG_LEVEL: 'silent',
      ON_UNKNOWN_DELIVERY: 'report',
    });
    expect(config).toMatchObject({
      apps: [usual('wx123', '小店', 'hush')],
      limits: { inFlight: 8, inFlightPerApp: 1, perSecond: 50, perSecondPerApp: 5 },
      wechatUrl: 'http://127.0.0.1:1234/proxy',
      database: '/var/lib/retention.db',
      catchUpMs: 5_400_000,
      keepRawDays: 30,
      commandsPerMinute: 5,
      metricsToken: 'scrape',
      host: '::1',
      port: 8080,
      publicUrl: 'https://retention.example.com',
      quickchartUrl: 'http://quickchart:3400',
      locale: 'zh-CN',
      logLevel: 'silent',
      zone: 'Europe/Paris',
      onUnknownDelivery: 'report',
    });
    expect(config.schedules.every(({ zone }) => zone === 'Europe/Paris')).toBe(true);
    expect(config.adapters).toHaveLength(1);
    expect(config.adapters[0]).toMatchObject({
      settings: SLACK,
      targets: [{ name: 'slack', id: 'C0123ABCD', locale: 'zh-CN' }],
    });
  });

  test('an empty variable is an unset one', () => {
    const empty = Object.fromEntries(
      ['PORT', 'LOCALE', 'PUBLIC_URL', 'SLACK_BOT_TOKEN', 'SLACK_CHANNEL', 'TEAMS_APP_ID'].map(
        (name) => [name, ''],
      ),
    );
    expect(read({ ...ONE_APP, ...empty })).toEqual(read(ONE_APP));
    expect(faultsOf({ ...ONE_APP, WECHAT_APPSECRET: '' })[0]).toContain('WECHAT_APPSECRET');
  });

  test('ids and secrets are opaque', () => {
    const [app] = read({ WECHAT_APPID: ' x y ', WECHAT_APPSECRET: `\${NOT_A_VARIABLE}` }).apps;
    expect(app).toEqual(usual(' x y ', ' x y ', `\${NOT_A_VARIABLE}`));
  });

  test('an adapter is on when its first variable is set, and needs no channel', () => {
    const { adapters: on } = read({ ...ONE_APP, ...TEAMS });
    expect(on.map(({ adapter, targets }) => [adapter.name, targets])).toEqual([['teams', []]]);
    expect(read({ ...ONE_APP, SLACK_SIGNING_SECRET: 'x', TEAMS_TENANT_ID: 'y' }).adapters).toEqual(
      [],
    );
  });
});

describe('the file', () => {
  const EXAMPLE = `
apps:                                   # appid and secret required; the rest has defaults
  - { appid: wx123, name: 小店, secret: "\${SHOP_SECRET}" }
channels:
  - { name: growth, slack: C0123ABCD, locale: en }
  - { name: board, teams: "19:abc@thread.tacv2", locale: zh-CN }   # waits for the install, and says so
schedules:                              # default: all apps, all channels, 09:30 Asia/Shanghai
  - { grain: daily, at: "09:30", zone: Asia/Shanghai, apps: [wx123], channels: [growth, board] }
  - { grain: weekly, cron: "0 10 * * 1", zone: Europe/Paris, channels: [board] }
operators: growth                       # where failures are told
access:                                 # default: members of the chats that the bot is in
  query: { channels: [growth, board] }
  subscribe: { channels: [growth], users: [U0123ABCD] }
`;

  test('of the documentation means what it says', () => {
    const config = read({ ...SLACK, ...TEAMS, SHOP_SECRET: 'from the shop' }, EXAMPLE);
    expect(config.apps).toEqual([usual('wx123', '小店', 'from the shop')]);
    expect(config.adapters.map(({ adapter, targets }) => [adapter.name, targets])).toEqual([
      ['slack', [{ name: 'growth', adapter: 'slack', id: 'C0123ABCD', locale: 'en' }]],
      ['teams', [{ name: 'board', adapter: 'teams', id: '19:abc@thread.tacv2', locale: 'zh-CN' }]],
    ]);
    expect(config.schedules.map(({ key: _, ...one }) => one)).toEqual([
      {
        grain: 'day',
        cron: '30 9 * * *',
        at: '09:30',
        zone: 'Asia/Shanghai',
        apps: ['wx123'],
        channels: ['growth', 'board'],
      },
      {
        grain: 'week',
        cron: '0 10 * * 1',
        at: undefined,
        zone: 'Europe/Paris',
        apps: 'all',
        channels: ['board'],
      },
    ]);
    expect(config.operators).toBe('growth');
    expect(config.permissions).toEqual({
      query: { channels: ['growth', 'board'], users: undefined },
      subscribe: { channels: ['growth'], users: ['U0123ABCD'] },
    });
  });

  test('is retention.config.yaml unless RETENTION_CONFIG names another', () => {
    const files: Readonly<Record<string, string>> = {
      [DEFAULT_FILE]: 'apps: [{ appid: wx1, secret: a }]',
      'other.yaml': 'apps: [{ appid: wx2, secret: b }]',
    };
    const appOf = (env: Env) => readConfig(env, adapters, (path) => files[path]).apps[0]?.appid;
    expect(appOf({})).toBe('wx1');
    expect(appOf({ RETENTION_CONFIG: '' })).toBe('wx1');
    expect(appOf({ RETENTION_CONFIG: 'other.yaml' })).toBe('wx2');
    expect(appOf({ RETENTION_CONFIG: 'other.yaml', ...ONE_APP })).toBe('wx2');
  });

  test('without apps leaves them to the environment', () => {
    const config = read({ ...ONE_APP, ...SLACK }, 'channels: [{ name: growth, slack: C1 }]');
    expect(config.apps[0]?.appid).toBe('wx123');
    expect(config.adapters[0]?.targets).toMatchObject([{ name: 'growth', locale: 'en' }]);
  });

  test('empty, or all comments, is as good as none', () => {
    expect(read(ONE_APP, '')).toEqual(read(ONE_APP));
    expect(read(ONE_APP, '# nothing yet\n')).toEqual(read(ONE_APP));
  });

  test('failures are told in the only channel there is, in a named one, or else in none', () => {
    const toldIn = (yaml: string) => read({ ...ONE_APP, ...SLACK }, yaml).operators;
    const two = 'channels: [{ name: growth, slack: C1 }, { name: board, slack: C2 }]';
    expect(toldIn('channels: [{ name: growth, slack: C1 }]')).toBe('growth');
    expect(toldIn(two)).toBeUndefined();
    expect(toldIn(`${two}\noperators: board`)).toBe('board');
  });

  test('a channel in the file and in SLACK_CHANNEL is one channel; others add up', () => {
    const names = (env: Env, yaml: string) =>
      read({ ...ONE_APP, ...SLACK, ...env }, yaml).adapters[0]?.targets.map(({ name }) => name);
    const yaml = 'channels: [{ name: growth, slack: C1 }]';
    expect(names({ SLACK_CHANNEL: 'C1' }, yaml)).toEqual(['growth']);
    expect(names({ SLACK_CHANNEL: 'C2' }, yaml)).toEqual(['growth', 'slack']);
  });

  test('variables are filled in anywhere, and nothing within them again', () => {
    const env = { A: 'wx', B: '123', S: `\${A}"}: [`, Z: 'Europe/Paris' };
    const config = read(
      env,
      `apps: [{ appid: "\${A}\${B}", secret: "\${S}" }]\nschedules: [{ grain: daily, zone: "\${Z}" }]`,
    );
    expect(config.apps[0]).toMatchObject({
      appid: 'wx123',
      access: { token: { secret: `\${A}"}: [` } },
    });
    expect(config.schedules[0]?.zone).toBe('Europe/Paris');
  });

  test.each([
    ['"9:05"', '5 9 * * *', '09:05'],
    ['"09:30"', '30 9 * * *', '09:30'],
    ['23:59', '59 23 * * *', '23:59'],
    ['"0:00"', '0 0 * * *', '00:00'],
  ])('at: %s fires at %s', (at, cron, printed) => {
    const [one] = read(ONE_APP, `schedules: [{ grain: daily, at: ${at} }]`).schedules;
    expect(one).toMatchObject({ cron, at: printed });
  });

  test('no schedule at all is a choice', () => {
    expect(read(ONE_APP, 'schedules: []').schedules).toEqual([]);
  });
});

describe('ways to WeChat', () => {
  const access = (env: Env, yaml?: string) => read(env, yaml).apps.map((app) => app.access);
  const bare = { WECHAT_APPID: 'wx123' };

  test.each<[string, Env, object]>([
    [
      'a token server needs no AppSecret',
      { ...bare, WECHAT_TOKEN_URL: 'https://t/{appid}', WECHAT_TOKEN_BEARER: 'b' },
      { transport: 'https', token: { tokenUrl: 'https://t/{appid}', tokenBearer: 'b' } },
    ],
    [
      'it goes before the AppSecret',
      { ...ONE_APP, WECHAT_TOKEN_URL: 'https://t/' },
      { transport: 'https', token: { tokenUrl: 'https://t/', tokenBearer: undefined } },
    ],
    [
      'a cloud function has a name of its own where none is set',
      { ...ONE_APP, WECHAT_TRANSPORT: 'cloud-function', WECHAT_CLOUD_ENV: 'prod-1' },
      {
        transport: 'cloud-function',
        token: { secret: 'hush' },
        cloudEnv: 'prod-1',
        cloudFunction: 'retention',
      },
    ],
    [
      'cloud hosting needs the AppID alone',
      { ...bare, WECHAT_TRANSPORT: 'cloud-run' },
      { transport: 'cloud-run' },
    ],
    [
      'so does a Cloud call',
      { ...bare, WECHAT_TRANSPORT: 'cloud-call' },
      { transport: 'cloud-call' },
    ],
  ])('%s', (_, env, expected) => {
    expect(access(env)).toEqual([expected]);
  });

  test('each app of the file has its own; what it leaves out the environment says', () => {
    const yaml = `
apps:
  - { appid: wx1, secret: a }
  - { appid: wx2, tokenUrl: "https://own/", tokenBearer: own }
  - { appid: wx3, secret: c, transport: cloud-function, cloudEnv: other, cloudFunction: figures, missingSize: none }
  - { appid: wx4, transport: cloud-run }
`;
    const env = { WECHAT_CLOUD_ENV: 'unused', WECHAT_MISSING_SIZE: 'visit-trend' };
    const { apps } = read(env, yaml);
    expect(apps.map((app) => app.access)).toEqual([
      { transport: 'https', token: { secret: 'a' } },
      { transport: 'https', token: { tokenUrl: 'https://own/', tokenBearer: 'own' } },
      {
        transport: 'cloud-function',
        token: { secret: 'c' },
        cloudEnv: 'other',
        cloudFunction: 'figures',
      },
      { transport: 'cloud-run' },
    ]);
    expect(apps.map(({ missingSize }) => missingSize)).toEqual([
      'visit-trend',
      'visit-trend',
      'none',
      'visit-trend',
    ]);
  });

  test('a token server of the environment serves every app of the file', () => {
    const env = { WECHAT_TOKEN_URL: 'https://t/', WECHAT_TOKEN_BEARER: 'b' };
    const token = { tokenUrl: 'https://t/', tokenBearer: 'b' };
    expect(access(env, 'apps: [{ appid: wx1 }, { appid: wx2 }]')).toEqual([
      { transport: 'https', token },
      { transport: 'https', token },
    ]);
  });

  test('a bearer token goes to no other server than the one it was set with', () => {
    const env = { WECHAT_TOKEN_URL: 'https://t/', WECHAT_TOKEN_BEARER: 'company' };
    const yaml = 'apps: [{ appid: wx1, tokenUrl: "https://elsewhere/" }]';
    expect(access(env, yaml)).toEqual([
      { transport: 'https', token: { tokenUrl: 'https://elsewhere/', tokenBearer: undefined } },
    ]);
  });

  test.each<[string, Env, string | undefined, RegExp]>([
    [
      'no such way',
      { ...ONE_APP, WECHAT_TRANSPORT: 'ftp' },
      undefined,
      /^WECHAT_TRANSPORT is not valid: it must be https, cloud-function, cloud-call or cloud-run/,
    ],
    [
      'no cloud environment',
      { ...ONE_APP, WECHAT_TRANSPORT: 'cloud-function' },
      undefined,
      /^WECHAT_CLOUD_ENV is missing/,
    ],
    [
      'no cloud environment in the file',
      {},
      'apps: [{ appid: wx1, secret: a, transport: cloud-function }]',
      /^apps\[0\]\.cloudEnv is missing/,
    ],
    ['no AppSecret', { ...bare }, undefined, /^WECHAT_APPSECRET is missing/],
    [
      'a token server that is no address',
      { ...bare, WECHAT_TOKEN_URL: 'tokens', WECHAT_APPSECRET: 'x' },
      undefined,
      /^WECHAT_TOKEN_URL is not valid: it must be an absolute http/,
    ],
    [
      'a size the function may not ask for',
      {
        ...ONE_APP,
        WECHAT_TRANSPORT: 'cloud-function',
        WECHAT_CLOUD_ENV: 'e',
        WECHAT_MISSING_SIZE: 'visit-trend',
      },
      undefined,
      /^WECHAT_MISSING_SIZE is visit-trend, which the cloud function may not ask for/,
    ],
    [
      'no such size',
      { ...ONE_APP, WECHAT_MISSING_SIZE: 'guess' },
      undefined,
      /^WECHAT_MISSING_SIZE is not valid: it must be none or visit-trend/,
    ],
    [
      'no limit',
      { ...ONE_APP, WECHAT_IN_FLIGHT: '0' },
      undefined,
      /^WECHAT_IN_FLIGHT is not valid: it must be a whole number from 1/,
    ],
    [
      'two apps in one container',
      {},
      'apps: [{ appid: wx1, transport: cloud-run }, { appid: wx2, transport: cloud-call }]',
      /^Of wx1, wx2 only one may have transport cloud-call or cloud-run/,
    ],
  ])('%s is one fault', (_, env, yaml, pattern) => {
    expect(faultsOf(env, yaml)).toEqual([expect.stringMatching(pattern)]);
  });
});

describe('who may do what', () => {
  const on = { ...ONE_APP, ...SLACK };
  const withAccess = (access: string) => `
channels: [{ name: growth, slack: C1 }]
access: ${access}`;

  test('lists name channels, or ids of the platforms, and users by their ids', () => {
    const channels = '[growth, C1, C0123ABCD, "19:abc@thread.tacv2", "slack:C9"]';
    const { permissions } = read(on, withAccess(`{ mute: { channels: ${channels}, users: [] } }`));
    expect(permissions).toEqual({
      mute: {
        channels: ['growth', 'C1', 'C0123ABCD', '19:abc@thread.tacv2', 'slack:C9'],
        users: [],
      },
    });
    expect(read(on, withAccess('{ query: { channels: [] } }')).permissions).toEqual({
      query: { channels: [], users: undefined },
    });
  });

  test.each<[string, string, RegExp]>([
    ['words instead of keys', 'everybody', /^access is not valid: it must be keys/],
    ['nothing', '', /^access is not valid: it must be keys/],
    [
      'another permission',
      '{ delete: { users: [U1] } }',
      /^access\.delete is not a known key\. Known here: query, subscribe, mute\.$/,
    ],
    [
      'another key',
      '{ query: { users: [U1], roles: [x] } }',
      /^access\.query\.roles is not a known key\. Known here: channels, users\.$/,
    ],
    ['a permission without lists', '{ query: {} }', /^access\.query lists neither channels nor/],
    ['a permission without anything', '{ query: }', /^access\.query is not valid: it must be keys/],
    [
      'one user',
      '{ query: { users: U1 } }',
      /^access\.query\.users is not valid: it must be a list/,
    ],
    [
      'a channel that is none',
      '{ subscribe: { channels: [growht] } }',
      /^access\.subscribe\.channels names growht, which is not configured\. Known: growth\.$/,
    ],
  ])('%s is one fault', (_, access, pattern) => {
    expect(faultsOf(on, withAccess(access))).toEqual([expect.stringMatching(pattern)]);
  });

  test('a channel that is faulty itself is no second fault', () => {
    const yaml =
      'channels: [{ name: growth, slack: 7 }]\naccess: { query: { channels: [growth] } }';
    expect(faultsOf(on, yaml)).toEqual([expect.stringMatching(/^channels\[0\]\.slack/)]);
  });
});

describe('what an adapter misses', () => {
  const needy = defineAdapter({
    name: 'needy',
    settings: z.object({
      NEEDY_TOKEN: z.string(),
      NEEDY_SOCKET: z.string().optional(),
      NEEDY_SECRET: z.string({ error: 'text' }).min(5, { error: 'text' }).optional(),
    }),
    enabledBy: 'NEEDY_TOKEN',
    channelFrom: undefined,
    channelBy: 'id',
    missing: ({ NEEDY_SOCKET, NEEDY_SECRET }) =>
      NEEDY_SOCKET || NEEDY_SECRET ? [] : ['NEEDY_SECRET'],
    manifest: undefined,
    open: () => Promise.reject(new Error('never opened')),
  });
  const faults = (env: Env) => {
    try {
      readConfig({ ...ONE_APP, ...env }, [needy], () => undefined);
      return [];
    } catch (error) {
      return (error as AppError<'config_invalid'>).params.faults;
    }
  };

  test.each<[string, Env, readonly RegExp[]]>([
    ['one of two', { NEEDY_TOKEN: 'x' }, [/^NEEDY_SECRET is missing/]],
    ['nothing, where the other is there', { NEEDY_TOKEN: 'x', NEEDY_SOCKET: 'y' }, []],
    ['nothing, where it is off', {}, []],
    [
      'nothing besides what is there and not valid',
      { NEEDY_TOKEN: 'x', NEEDY_SECRET: 'z' },
      [/^NEEDY_SECRET is not valid/],
    ],
  ])('is told by its name: %s', (_, env, patterns) => {
    expect(faults(env)).toEqual(patterns.map((pattern) => expect.stringMatching(pattern)));
  });
});

describe('a channel behind a workflow', () => {
  const URL_OF_IT = 'https://prod-1.example.com:443/workflows/1/invoke?sig=hunter2hunter2';
  const yaml = (...values: string[]) =>
    `channels: [${values.map((value, index) => `{ name: w${index}, workflow: ${JSON.stringify(value)} }`).join(', ')}]`;

  test('turns its adapter on by itself, and is known by a hash of its URL', () => {
    const { adapters } = read({ ...ONE_APP, FLOW: URL_OF_IT }, yaml(`\${FLOW}`));
    expect(adapters.map(({ adapter, targets }) => [adapter.name, targets])).toEqual([
      [
        'workflow',
        [
          {
            name: 'w0',
            adapter: 'workflow',
            id: expect.stringMatching(/^[0-9a-f]{16}$/),
            secret: URL_OF_IT.replace(':443', ''),
            locale: 'en',
          },
        ],
      ],
    ]);
    expect(read({ ...ONE_APP, ...SLACK }).adapters.map(({ adapter }) => adapter.name)).toEqual([
      'slack',
    ]);
  });

  test('is the same one however its URL is written, and another with another signature', () => {
    const idOf = (url: string) => read(ONE_APP, yaml(url)).adapters[0]?.targets[0]?.id;
    expect(idOf(URL_OF_IT.replace(':443', ''))).toBe(idOf(URL_OF_IT));
    expect(idOf(`${URL_OF_IT}x`)).not.toBe(idOf(URL_OF_IT));
  });

  test('may stand on this machine, which needs no TLS', () => {
    for (const url of ['http://127.0.0.1:8080/x', 'http://localhost/x', 'http://[::1]:1/x'])
      expect(read(ONE_APP, yaml(url)).adapters[0]?.targets[0]?.secret).toBe(url);
  });

  test.each([
    ['no URL', 'hunter2hunter2'],
    ['one without TLS', URL_OF_IT.replace('https', 'http')],
    ['one with a user name', 'https://hunter2hunter2:x@example.com/'],
    ['a file', 'file:///hunter2hunter2'],
    ['nothing', ''],
  ])('is refused where it is %s, which is not repeated', (_, value) => {
    const faults = faultsOf(ONE_APP, yaml(value));
    expect(faults).toEqual([
      'channels[0].workflow is not valid: it must be an https URL, without a user name in it.',
    ]);
  });

  test('named twice is named by its first name, not by its URL', () => {
    expect(faultsOf(ONE_APP, yaml(URL_OF_IT, URL_OF_IT))).toEqual([
      'channels[1]: the URL of w0 is named twice. Remove or rename one of the two.',
    ]);
  });
});

describe('faults', () => {
  test('a secret is not repeated where the parser stumbles over it', () => {
    const yaml = 'apps:\n  - appid: wx1\n    tokenBearer: >planted-AppSecret-0f1e2d>\n';
    expect(faultsOf({}, yaml)).toEqual([
      'retention.config.yaml is not valid YAML: Block scalar header includes extra characters at line 3, column 19',
    ]);
  });

  test('a secret that stands in the file itself is not repeated from another place of it', () => {
    const yaml = `apps: [{ appid: wx1, secret: planted-AppSecret }]\noperators: planted-AppSecret`;
    expect(faultsOf({}, yaml).join()).toContain('operators names apps[0].secret, which');
  });

  test('a secret of the environment is told by its name, wherever it stands', () => {
    const secret = 'planted-AppSecret-0f1e2d';
    const faults = faultsOf({ WECHAT_APPSECRET: secret }, `operators: ${secret}`);
    expect(faults.join()).toContain('operators names $' + '{WECHAT_APPSECRET}, which');
  });

  test('a variable is told as it was written, wherever it stands by mistake: it may be a secret', () => {
    const [secret, written] = ['planted-AppSecret-0f1e2d', '$' + '{SECRET}'];
    const faults = faultsOf(
      { SECRET: secret, SLACK_BOT_TOKEN: 'xoxb', SLACK_SIGNING_SECRET: 's' },
      `
apps:
  - { appid: "\${SECRET}", secret: a }
channels:
  - { name: growth, slack: C1 }
schedules:
  - { grain: daily, apps: ["wx9 \${SECRET}"], cron: "0 9 * * mon-\${SECRET}" }
operators: "\${SECRET}"
`,
    );
    expect(faults).toEqual([
      `schedules[0].apps names wx9 ${written}, which is not configured. Known: ${written}.`,
      'schedules[0].cron is not a cron line of five fields: CronPattern: configuration entry 5 contains illegal characters.',
      `operators names ${written}, which is not configured. Known: growth.`,
    ]);
  });

  test('all of them come in one message, each with its name', () => {
    const faults = faultsOf(
      {
        PORT: 'many',
        TIME_ZONE: 'Mars/Olympus',
        WECHAT_API_URL: 'api.weixin.qq.com',
        DATABASE_URL: 'mysql://x',
        LOG_LEVEL: 'loud',
        SLACK_BOT_TOKEN: 'xoxb',
        SLACK_API_URL: 'slack',
        WECHAT_APPID: 'wx1',
      },
      `
apps:
  - { appid: wx1, secret: a }
  - { appid: wx1, secret: "\${NOWHERE}", colour: red }
  - { appid: 7 }
channels:
  - { name: growth, slack: C1, locale: fr }
  - { name: growth, slack: C1 }
  - { name: both, slack: C2, teams: "19:x" }
  - { name: board, teams: "19:y" }
  - { name: odd, irc: "#x" }
  - { slack: 12 }
schedules:
  - { grain: hourly, at: "25:00", apps: [wx9], channels: [nobody, growth] }
  - { grain: daily, at: "09:30", cron: "0 9 * * *", zone: "+08:00" }
  - { grain: weekly, cron: "0 9 * *" }
  - { grain: weekly, cron: "61 9 * * *", apps: wx1 }
  - daily
operators: nobody
colour: red
`,
    );
    const expected = [
      /^PORT is not valid: it must be a whole number/,
      /^TIME_ZONE is not valid: it must be an IANA time zone/,
      /^WECHAT_API_URL is not valid: it must be an absolute http/,
      /^DATABASE_URL is not valid: it must be sqlite:/,
      /^LOG_LEVEL is not valid: it must be debug, info/,
      /^SLACK_APP_TOKEN \/ SLACK_SIGNING_SECRET is missing/,
      /^SLACK_API_URL is not valid: it must be an absolute http/,
      /^apps\[1\]\.secret refers to the variable NOWHERE/,
      /^apps\[1\]\.colour is not a known key. Known here: appid, name, secret, transport, tokenUrl, tokenBearer, cloudEnv, cloudFunction, missingSize\.$/,
      /^apps: wx1 is named twice/,
      /^apps\[2\]\.appid is not valid: it must be a text/,
      /^apps\[2\]\.secret is missing. Add it to the configuration file/,
      /^channels\[0\]\.locale is not valid: it must be en or zh-CN/,
      /^channels\[1\]: growth is named twice/,
      /^channels\[1\]: C1 is named twice/,
      /^channels\[2\] must have exactly one of: slack, teams/,
      /^channels\[3\] is a teams channel, but TEAMS_APP_ID is not set/,
      /^channels\[4\]\.irc is not a known key. Known here: name, locale, slack, teams, workflow\.$/,
      /^channels\[4\] must have exactly one of: slack, teams/,
      /^channels\[5\]\.name is missing/,
      /^channels\[5\]\.slack is not valid: it must be a text/,
      /^schedules\[0\]\.grain is not valid: it must be daily, weekly or monthly/,
      /^schedules\[0\]\.at is not valid: it must be a time of day/,
      /^schedules\[0\]\.apps names wx9, which is not configured. Known: wx1/,
      /^schedules\[0\]\.channels names nobody, which is not configured. Known: growth, both, board, odd\.$/,
      /^schedules\[1\] has both at and cron/,
      /^schedules\[1\]\.zone is not valid: it must be an IANA time zone/,
      /^schedules\[2\]\.cron is not a cron line of five fields/,
      /^schedules\[3\]\.cron is not a cron line of five fields/,
      /^schedules\[3\]\.apps is not valid: it must be a list/,
      /^schedules\[4\] is not valid: it must be keys with their values/,
      /^operators names nobody, which is not configured/,
      /^colour is not a known key. Known here: apps, channels, schedules, operators, access, alerts, calendar\.$/,
    ];
    for (const pattern of expected)
      expect(
        faults.filter((fault) => pattern.test(fault)),
        String(pattern),
      ).toHaveLength(1);
    expect(faults).toHaveLength(expected.length);
  });

  test.each<[string, Env, string | undefined, RegExp]>([
    ['nothing at all', {}, undefined, /^No Mini Program is configured. Set WECHAT_APPID and/],
    ['no apps in the file', {}, 'apps: []', /^No Mini Program is configured/],
    [
      'an app without its secret',
      { WECHAT_APPID: 'wx1' },
      undefined,
      /^WECHAT_APPSECRET is missing/,
    ],
    ['a secret without its app', { WECHAT_APPSECRET: 'x' }, undefined, /^WECHAT_APPID is missing/],
    ['apps that are no list', {}, 'apps: { appid: wx1 }', /^apps is not valid: it must be a list/],
    ['a key without value', ONE_APP, 'channels:', /^channels is not valid: it must be a list/],
    [
      'a file that is a list',
      ONE_APP,
      '- a',
      /^retention.config.yaml is not valid: it must be keys/,
    ],
    ['a file that is a word', ONE_APP, 'hello', /^retention.config.yaml is not valid/],
    ['a file that is no YAML', {}, 'apps: [', /^retention.config.yaml is not valid YAML: /],
    ['a key written twice', ONE_APP, 'operators: a\noperators: b', /not valid YAML: Map keys must/],
    [
      'a channel of an adapter that is off',
      { ...ONE_APP, SLACK_CHANNEL: 'C1' },
      undefined,
      /^SLACK_CHANNEL is a slack channel, but SLACK_BOT_TOKEN is not set/,
    ],
    [
      'half of Teams',
      { ...ONE_APP, TEAMS_APP_ID: 'x', TEAMS_TENANT_ID: 'y' },
      undefined,
      /^TEAMS_APP_PASSWORD is missing/,
    ],
    [
      'a variable that is empty',
      { ...ONE_APP, V: '' },
      `operators: "\${V}"`,
      /^operators refers to the variable V, which is not set/,
    ],
    [
      'a way with doubt that is none',
      { ...ONE_APP, ON_UNKNOWN_DELIVERY: 'hope' },
      undefined,
      /^ON_UNKNOWN_DELIVERY is not valid: it must be repost or report/,
    ],
    ['a port beyond all ports', { ...ONE_APP, PORT: '65536' }, undefined, /^PORT is not valid/],
    ['a port in another notation', { ...ONE_APP, PORT: '0x50' }, undefined, /^PORT is not valid/],
    [
      'a zone that is an offset',
      { ...ONE_APP, TIME_ZONE: '+08:00' },
      undefined,
      /^TIME_ZONE is not valid/,
    ],
    [
      'a database without a file',
      { ...ONE_APP, DATABASE_URL: 'sqlite:' },
      undefined,
      /^DATABASE_URL is not valid/,
    ],
    [
      'another language',
      { ...ONE_APP, LOCALE: 'fr' },
      undefined,
      /^LOCALE is not valid: it must be en or zh-CN/,
    ],
    [
      'a URL that is not of the web',
      { ...ONE_APP, PUBLIC_URL: 'ftp://x' },
      undefined,
      /^PUBLIC_URL is not valid/,
    ],
    [
      'a cron line that is never due',
      ONE_APP,
      'schedules: [{ grain: daily, cron: "0 0 31 2 *" }]',
      /^schedules\[0\].cron never fires: no date matches 0 0 31 2 \*\. Correct/,
    ],
    [
      'a cron line by name',
      ONE_APP,
      'schedules: [{ grain: daily, cron: "@daily" }]',
      /^schedules\[0\].cron is not/,
    ],
  ])('%s', (_, env, yaml, pattern) => {
    const faults = faultsOf(env, yaml);
    expect(faults[0]).toMatch(pattern);
    for (const fault of faults.slice(1)) expect(fault).toMatch(/^operators names/);
  });

  test('a file that is named but not there, or can’t be read, is told with its path', () => {
    const unreadable = () => {
      throw new Error('EISDIR');
    };
    for (const readFile of [() => undefined, unreadable])
      expect(() =>
        readConfig({ ...ONE_APP, RETENTION_CONFIG: 'my.yaml' }, adapters, readFile),
      ).toThrow(/my\.yaml cannot be read/);
    expect(() => readConfig(ONE_APP, adapters, unreadable)).toThrow(
      /retention\.config\.yaml cannot be read/,
    );
  });

  test('what refers to a faulty app or channel is no second fault', () => {
    const faults = faultsOf(
      { ...SLACK, WECHAT_APPID: 'wx1' },
      'channels: [{ name: growth, slack: 7 }]\nschedules: [{ grain: daily, apps: [wx1], channels: [growth] }]\noperators: growth',
    );
    expect(faults).toHaveLength(2);
    expect(faults.join()).toMatch(/WECHAT_APPSECRET is missing.*channels\[0\]\.slack/);
  });

  test('are told in Chinese where the locale says so', () => {
    const [fault] = faultsOf({ LOCALE: 'zh-CN', WECHAT_APPID: 'wx1' });
    expect(fault).toBe('缺少 WECHAT_APPSECRET。请在环境变量或 .env 中设置；.env.example 有说明。');
  });

  test('never show a secret', () => {
    const secret = 'hunter2hunter2';
    const yamls = [
      `apps: [{ appid: wx1, secret: *${secret} }]`,
      `apps: [{ appid: wx1, secret: !${secret} x, extra: 1 }]`,
      `apps: [{ appid: wx1, secret: "${secret} }]`,
      `apps: [{ appid: wx1, secret: ${secret}, secret: ${secret} }]`,
      `apps: [{ appid: wx1, secret: [${secret}] }]`,
      `apps: [{ appid: wx1, appid: 3, secret: ${secret}: ${secret} }]`,
      `apps: [{ appid: 1, secret: "\${S}" }]`,
      `apps: [{ appid: wx1, secret: @${secret} }]`,
      `apps:\n  - appid: wx1\n    secret: ${secret}\n   name: x`,
    ];
    for (const yaml of yamls) {
      const faults = faultsOf({ S: secret, ...TEAMS, TEAMS_APP_PASSWORD: secret, PORT: 'x' }, yaml);
      expect(faults.length, yaml).toBeGreaterThan(0);
      expect(faults.join('\n'), yaml).not.toContain(secret);
    }
  });
});

test('settings have no fault of their own: defaults and adapters’ schemas are sound', () => {
  for (const { settings } of adapters)
    for (const [name, field] of Object.entries(settings.shape)) {
      expect(name).toMatch(/^[A-Z][A-Z_]+$/);
      expect(field).toBeInstanceOf(z.ZodType);
    }
});
