/** Access tokens from WeChat itself, by AppID and AppSecret. */
import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import type { TokenIssuer } from './access-token.ts';
import { request, type Wire } from './http.ts';

export interface StableTokenOptions extends Wire {
  readonly secret: string;
  readonly baseUrl: string;
}

const granted = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().catch(0),
});

/**
 * Uses `stable_token`, never `cgi-bin/token`: that one would kill the token of the customer's own backend.
 * https://developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken
 */
export function stableToken(options: StableTokenOptions): TokenIssuer {
  const { app, secret } = options;
  return {
    from: 'wechat',
    canForce: true,
    async issue(forced, signal) {
      const { json } = await request(
        {
          ...options,
          call: 'token',
          path: '/cgi-bin/stable_token',
          body: {
            grant_type: 'client_credential',
            appid: app,
            secret,
            force_refresh: forced,
          },
          hide: [secret],
        },
        signal,
      );
      const parsed = granted.safeParse(json);
      if (!parsed.success)
        throw new AppError('wechat_malformed', { app, detail: 'no access_token' });
      return { token: parsed.data.access_token, expiresIn: parsed.data.expires_in };
    },
  };
}
