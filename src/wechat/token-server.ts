/** Access tokens from a server of the customer's own, which may be a third-party platform's. */
import { z } from 'zod';
import { AppError, type Retry } from '../core/errors.ts';
import type { TokenIssuer } from './access-token.ts';
import { request, type Wire } from './http.ts';

export interface TokenServerOptions extends Wire {
  /** `{appid}` in it is replaced by the app's; where there is none it is added as a parameter. */
  readonly tokenUrl: string;
  /** Sent as `Authorization: Bearer …`. */
  readonly tokenBearer?: string | undefined;
}

/** WeChat's own form, or a platform's: it calls an app's token `authorizer_access_token`. */
const granted = z
  .object({
    access_token: z.string().min(1).nullish().catch(undefined),
    authorizer_access_token: z.string().min(1).nullish().catch(undefined),
    expires_in: z.coerce.number().catch(0),
  })
  .transform((json) => ({
    token: json.access_token ?? json.authorizer_access_token,
    expiresIn: json.expires_in,
  }));

/** Asked by GET. It alone decides when there is a new token, so none is ever forced. */
export function tokenServer(options: TokenServerOptions): TokenIssuer {
  const { app, tokenUrl, tokenBearer } = options;
  const { origin, pathname, query } = addressOf(tokenUrl, app);
  return {
    from: 'token-server',
    canForce: false,
    async issue(_, signal) {
      const { json } = await request(
        {
          ...options,
          call: 'token',
          baseUrl: origin,
          path: pathname,
          alias: 'token server',
          query,
          ...(tokenBearer && { headers: { authorization: `Bearer ${tokenBearer}` } }),
          hide: [...(tokenBearer ? [tokenBearer] : []), ...secretsIn(query, app)],
        },
        signal,
      ).catch((error: unknown) => {
        throw ours(error, app);
      });
      const { token, expiresIn } = granted.parse(json);
      if (token) return { token, expiresIn };
      throw failed(app, 'no access_token', 'never');
    },
  };
}

function addressOf(tokenUrl: string, app: string) {
  const url = new URL(tokenUrl.replaceAll('{appid}', encodeURIComponent(app)));
  if (!tokenUrl.includes('{appid}') && !url.searchParams.has('appid'))
    url.searchParams.set('appid', app);
  const { origin, pathname, searchParams } = url;
  return { origin, pathname, query: searchParams };
}

/** What the address carries may be a key; what is short would be found inside ordinary words. */
function secretsIn(query: URLSearchParams, app: string): string[] {
  return [...query.values()].filter((value) => value.length >= 6 && value !== app);
}

/** WeChat's errcodes pass, should the server hand them on; all else is its own doing, not WeChat's. */
function ours(error: unknown, app: string): unknown {
  if (!(error instanceof AppError)) return error;
  const params = error.params as object;
  const detail = 'detail' in params ? String(params.detail) : '';
  switch (error.code) {
    case 'wechat_busy':
      return /^HTTP/.test(detail) ? failed(app, detail, 'later') : error;
    case 'wechat_unreachable':
      return failed(app, detail, 'later');
    case 'wechat_malformed':
      return failed(app, detail, /^HTTP 4/.test(detail) ? 'never' : error.retry);
    default:
      return error;
  }
}

function failed(app: string, detail: string, retry: Retry): AppError {
  return new AppError('token_server_failed', { app, detail }, { retry });
}
