/** How an app is reached: its own keys, else the environment's settings for all apps. */
import type { Access, TokenAccess } from '../ports/access.ts';
import type { Faults } from './fields.ts';
import type { AppFields } from './file.ts';
import type { Settings } from './settings.ts';

/** Keys of an app that a fault may be about. */
export type AppKey = 'secret' | 'cloudEnv' | 'missingSize';

interface Told extends Faults {
  /** What the reader calls a key: "apps[0].secret" or "WECHAT_APPSECRET". */
  keyOf(name: AppKey): string;
  readonly isFile: boolean;
}

/** Undefined, and told why, where something is missing. */
export function readAccess(
  app: AppFields,
  env: Settings,
  { words, faults, keyOf, isFile }: Told,
): Access | undefined {
  const transport = app.transport ?? env.WECHAT_TRANSPORT ?? 'https';
  if (transport === 'cloud-call' || transport === 'cloud-run') return { transport };
  const missing = (name: AppKey) => {
    const key = keyOf(name);
    faults.push(isFile ? words.missingKey({ key }) : words.missing({ name: key }));
  };
  const token = tokenOf(app, env);
  if (!token) missing('secret');
  if (transport === 'https') return token && { transport, token };
  const cloudEnv = app.cloudEnv ?? env.WECHAT_CLOUD_ENV;
  const cloudFunction = app.cloudFunction ?? env.WECHAT_CLOUD_FUNCTION;
  if (!cloudEnv) missing('cloudEnv');
  return token && cloudEnv && cloudFunction
    ? { transport, token, cloudEnv, cloudFunction }
    : undefined;
}

/** A token server is asked instead of WeChat, wherever there is one. */
function tokenOf(app: AppFields, env: Settings): TokenAccess | undefined {
  // A bearer token goes to the server it was set with, and to no other.
  if (app.tokenUrl) return { tokenUrl: app.tokenUrl, tokenBearer: app.tokenBearer };
  const { WECHAT_TOKEN_URL: tokenUrl, WECHAT_TOKEN_BEARER } = env;
  if (tokenUrl) return { tokenUrl, tokenBearer: app.tokenBearer ?? WECHAT_TOKEN_BEARER };
  return app.secret ? { secret: app.secret } : undefined;
}
