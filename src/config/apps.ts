/** The Mini Programs of the configuration, from the file or from the environment. */
import { type Faults, readFields } from './fields.ts';
import { appSchema } from './file.ts';

export interface ConfiguredApp {
  readonly appid: string;
  readonly name: string;
  readonly secret: string;
}

export interface AppOptions extends Faults {
  /** `apps` of the file, as written; undefined where it has none. */
  readonly file: readonly unknown[] | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** `appids` holds those of faulty apps too: what refers to them is no second fault. */
export function readApps({ file, env, ...told }: AppOptions): {
  apps: ConfiguredApp[];
  appids: string[];
} {
  const { words, faults } = told;
  const known = Object.keys(appSchema.shape);
  const given = file
    ? file.map((item, index) => readFields(appSchema, item, { key: `apps[${index}]`, known }, told))
    : [appFromEnv(env, told)];
  if (file?.length === 0) faults.push(words.noApp);
  const appids: string[] = [];
  for (const { appid } of given) {
    if (appid === undefined) continue;
    if (appids.includes(appid)) faults.push(words.twice({ key: 'apps', value: appid }));
    else appids.push(appid);
  }
  const apps = given.flatMap(({ appid, secret, name }) =>
    appid && secret ? [{ appid, secret, name: name ?? appid }] : [],
  );
  return { apps, appids };
}

function appFromEnv(env: AppOptions['env'], { words, faults }: Faults) {
  const { WECHAT_APPID: appid, WECHAT_APPSECRET: secret, WECHAT_APP_NAME: name } = env;
  if (!appid && !secret) faults.push(words.noApp);
  else if (!appid) faults.push(words.missing({ name: 'WECHAT_APPID' }));
  else if (!secret) faults.push(words.missing({ name: 'WECHAT_APPSECRET' }));
  return { appid, secret, name };
}
