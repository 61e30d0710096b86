/** Environment and YAML: a configuration, or every fault in readable words that repeat no secret. */
import fc from 'fast-check';
import { stringify } from 'yaml';
import { adapters } from '../../../adapters/index.ts';
import { readConfig } from '../../../src/config/index.ts';
import { AppError } from '../../../src/core/errors.ts';
import { editedJson, editedText } from '../mutations.ts';
import { type FuzzTarget, must, mustBeWorded, opened } from '../target.ts';

const SECRET = 'planted-AppSecret-0f1e2d';
const ENV: Readonly<Record<string, string>> = {
  WECHAT_APPID: 'wx123',
  WECHAT_APPSECRET: SECRET,
  WECHAT_IN_FLIGHT: '8',
  WECHAT_TRANSPORT: 'https',
  DATABASE_URL: 'sqlite:data/retention.db',
  CATCH_UP: '90m',
  KEEP_RAW_DAYS: '30',
  COMMANDS_PER_MINUTE: '5',
  SLACK_BOT_TOKEN: 'xoxb-1',
  SLACK_SIGNING_SECRET: 'signed',
  SLACK_CHANNEL: 'C0123ABCD',
  TEAMS_APP_ID: 'app',
  TEAMS_APP_PASSWORD: 'password',
  TEAMS_TENANT_ID: 'tenant',
  PORT: '8080',
  PUBLIC_URL: 'https://retention.example.com',
  TIME_ZONE: 'Europe/Paris',
  LOCALE: 'en',
  LOG_LEVEL: 'info',
  ON_UNKNOWN_DELIVERY: 'report',
  REPORTS: 'C0REPORTS',
};
const FILE = {
  apps: [
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the configuration file's own form of a variable
    { appid: 'wx123', name: '小店', secret: '${WECHAT_APPSECRET}' },
    {
      appid: 'wx456',
      transport: 'https',
      tokenUrl: 'https://tokens.example.com/{appid}',
      tokenBearer: SECRET,
    },
    {
      appid: 'wx789',
      transport: 'cloud-function',
      secret: SECRET,
      cloudEnv: 'prod-1',
      missingSize: 'visit-trend',
    },
  ],
  channels: [
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the configuration file's own form of a variable
    { name: 'growth', slack: '${REPORTS}', locale: 'zh-CN' },
    { name: 'ops', slack: 'C0OPS' },
    { name: 'team', teams: '19:growth@thread.tacv2' },
    { name: 'hook', workflow: 'https://prod-1.westeurope.logic.azure.com/workflows/1?sig=s3cr3t' },
  ],
  schedules: [
    { grain: 'daily', at: '09:30', zone: 'Asia/Shanghai', channels: ['growth'] },
    { grain: 'weekly', cron: '30 9 * * 1', apps: ['wx123'] },
  ],
  operators: 'ops',
  access: {
    query: { channels: ['growth'] },
    subscribe: { channels: ['growth'], users: ['U012ABCDEF'] },
  },
  alerts: {
    sensitivity: 'high',
    channels: ['ops'],
    rules: [{ app: 'wx123', grain: 'daily', segment: 'new', offset: 1, below: 0.2 }],
  },
  calendar: { country: 'CN', holidays: ['2027-01-01'], workdays: [], years: [2027] },
};

const yaml = fc.oneof(
  { weight: 5, arbitrary: editedJson(fc.constant<unknown>(FILE)).map((file) => textOf(file)) },
  { weight: 3, arbitrary: editedText(fc.constant(stringify(FILE))) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 100 }) },
);
/** The same with some settings in files, as containers hand out secrets. */
const SECRETS = ['WECHAT_APPSECRET', 'SLACK_BOT_TOKEN', 'TEAMS_APP_PASSWORD', 'LOCALE', 'PORT'];
const inFiles = fc.subarray(SECRETS).map((names): unknown => ({
  ...Object.fromEntries(Object.entries(ENV).filter(([name]) => !names.includes(name))),
  ...Object.fromEntries(names.map((name) => [`${name}_FILE`, `/run/secrets/${name}`])),
}));
const secretFiles = fc.record({
  texts: editedJson(
    fc.constant<unknown>(Object.fromEntries(SECRETS.map((name) => [name, `${ENV[name]}\n`]))),
    2,
  ),
  isBroken: fc.boolean(),
});
const env = fc.record({
  yaml,
  env: fc.oneof(
    { weight: 3, arbitrary: editedJson(fc.constant<unknown>(ENV), 2) },
    { weight: 2, arbitrary: editedJson(inFiles, 2) },
  ),
  files: secretFiles,
});

/** Some edits leave what YAML can't hold. */
function textOf(file: unknown): string {
  return stringify(JSON.parse(JSON.stringify(file ?? null)) as unknown) ?? '';
}

/** A process has texts in its environment, or nothing. */
function texts(json: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(typeof json === 'object' && json !== null ? json : {}).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : (JSON.stringify(value) ?? ''),
    ]),
  );
}

export const config: FuzzTarget = {
  name: 'configuration',
  sample: 250,
  atOnce: 1,
  open: async () =>
    opened(env, ({ yaml: file, env: edited, files }) => {
      const given = texts(edited);
      const kept = new Map(Object.entries(texts(files.texts)));
      const readFile = (path: string) => {
        if (path === 'retention.config.yaml') return file;
        const name = path.replace('/run/secrets/', '');
        if (files.isBroken && !kept.has(name)) throw new Error(`EACCES: ${SECRET}`);
        return kept.get(name);
      };
      try {
        const read = readConfig(given, adapters, readFile);
        must(
          read.apps.every(({ appid, name }) => appid !== '' && name !== ''),
          'a nameless app',
        );
        must(Number.isFinite(read.catchUpMs) && read.catchUpMs > 0, 'no window to catch up');
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'config_invalid') throw error;
        const { faults } = error.params as { faults: readonly string[] };
        must(faults.length > 0, 'invalid without a fault');
        for (const fault of faults) {
          mustBeTold(fault);
          must(!fault.includes(SECRET), `a fault repeats a secret: ${fault}`);
        }
      }
    }),
};

/** What the reader wrote may be quoted, "undefined" too. */
function mustBeTold(fault: string): void {
  must(!fault.includes('[object '), `not worded: ${fault}`);
  mustBeWorded(fault.replaceAll(/undefined|NaN/g, 'quoted'));
}
