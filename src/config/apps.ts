/** The Mini Programs of the configuration, from the file or from the environment. */
import type { Access, MissingSize } from '../ports/access.ts';
import { type AppKey, readAccess } from './access.ts';
import { type Faults, readFields } from './fields.ts';
import { type AppFields, appSchema } from './file.ts';
import type { Settings } from './settings.ts';

export interface ConfiguredApp {
  readonly appid: string;
  readonly name: string;
  readonly access: Access;
  readonly missingSize: MissingSize;
}

export interface AppOptions extends Faults {
  /** `apps` of the file, as written; undefined where it has none. */
  readonly file: readonly unknown[] | undefined;
  /** The environment's settings, those that are valid: what an app of the file leaves out. */
  readonly env: Settings;
}

/** `appids` holds those of faulty apps too: what refers to them is no second fault. */
export function readApps({ file, env, ...told }: AppOptions): {
  apps: ConfiguredApp[];
  appids: string[];
} {
  const { words, faults } = told;
  const known = Object.keys(appSchema.shape);
  const given = file
    ? file.map((item, index) => {
        const key = `apps[${index}]`;
        const fields = readFields(appSchema, item, { key, known }, told);
        return { fields, keyOf: (name: AppKey) => `${key}.${name}` };
      })
    : [{ fields: appFromEnv(env, told), keyOf: (name: AppKey) => VARIABLES[name] }];
  if (file?.length === 0) faults.push(words.noApp);
  const appids: string[] = [];
  for (const { fields } of given) {
    const { appid } = fields;
    if (appid === undefined) continue;
    if (appids.includes(appid)) faults.push(words.twice({ key: 'apps', value: appid }));
    else appids.push(appid);
  }
  const apps = given.flatMap(({ fields, keyOf }): ConfiguredApp[] => {
    const { appid, name } = fields;
    // Without an AppID in the environment there is no app, and nothing more to say of it.
    if (!file && !appid) return [];
    const missingSize = fields.missingSize ?? env.WECHAT_MISSING_SIZE ?? 'none';
    const access = readAccess(fields, env, { ...told, keyOf, isFile: file !== undefined });
    // The function's permissions are the three retention interfaces.
    if (access?.transport === 'cloud-function' && missingSize === 'visit-trend')
      faults.push(words.noTrend({ key: keyOf('missingSize') }));
    return appid && access ? [{ appid, name: name ?? appid, access, missingSize }] : [];
  });
  const inside = apps.filter(({ access }) => access.transport.match(/^cloud-(call|run)$/));
  // A container or a function speaks for the Mini Program it belongs to: a second one would get its figures.
  if (inside.length > 1)
    faults.push(words.oneInside({ apps: inside.map(({ appid }) => appid).join(', ') }));
  return { apps, appids };
}

const VARIABLES: Record<AppKey, string> = {
  secret: 'WECHAT_APPSECRET',
  cloudEnv: 'WECHAT_CLOUD_ENV',
  missingSize: 'WECHAT_MISSING_SIZE',
};

function appFromEnv(env: Settings, { words, faults }: Faults): AppFields {
  const { WECHAT_APPID: appid, WECHAT_APPSECRET: secret, WECHAT_APP_NAME: name } = env;
  if (!appid && !secret) faults.push(words.noApp);
  else if (!appid) faults.push(words.missing({ name: 'WECHAT_APPID' }));
  return { appid, secret, name };
}
