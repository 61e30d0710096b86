/** Calls left today on one interface, as WeChat counts them. */
import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import type { Quota } from '../ports/retention-source.ts';
import { type AccessToken, withToken } from './access-token.ts';
import { request, type Wire } from './http.ts';

export interface QuotaOptions extends Wire {
  readonly baseUrl: string;
  readonly tokens: AccessToken;
}

const answered = z.object({
  quota: z.object({ daily_limit: z.number(), remain: z.number() }),
});

/** https://developers.weixin.qq.com/doc/service/api/apimanage/api_getapiquota; can't be asked by Cloud call. */
export async function quotaOf(
  cgiPath: string,
  options: QuotaOptions,
  signal: AbortSignal,
): Promise<Quota> {
  const { app, tokens } = options;
  const ask = (token: string) =>
    request(
      {
        ...options,
        call: 'data',
        path: '/cgi-bin/openapi/quota/get',
        query: { access_token: token },
        body: { cgi_path: cgiPath },
        hide: [token],
      },
      signal,
    );
  const { json } = await withToken(tokens, ask, signal);
  const parsed = answered.safeParse(json);
  if (!parsed.success) throw new AppError('wechat_malformed', { app, detail: 'no quota' });
  const { daily_limit: limit, remain } = parsed.data.quota;
  return { limit, remain };
}
