/** HTTPS: the datacube endpoints with an access token. */
import { type AccessToken, type TokenIssuer, withToken } from '../access-token.ts';
import { datesOf, PATHS, type Question } from '../endpoints.ts';
import { request, type Wire } from '../http.ts';
import { quotaOf } from '../quota.ts';
import type { Transport } from './transport.ts';

export interface HttpsOptions extends Wire {
  readonly baseUrl: string;
  readonly tokens: AccessToken;
  readonly tokenFrom: TokenIssuer['from'];
  /** The AppSecret, where there is one: an answer might repeat it. */
  readonly secret?: string | undefined;
}

export function httpsTransport(options: HttpsOptions): Transport {
  const { tokens, tokenFrom, secret } = options;
  return {
    name: 'https',
    ask: (question, signal) => withToken(tokens, (token) => call(question, token, signal), signal),
    token: { tokens, from: tokenFrom },
    quota: (grain, signal) => quotaOf(PATHS.retention[grain], options, signal),
  };

  function call({ subject, period }: Question, token: string, signal: AbortSignal) {
    const { begin, end } = datesOf(period);
    return request(
      {
        ...options,
        call: 'data',
        path: PATHS[subject][period.grain],
        query: { access_token: token },
        body: { begin_date: begin, end_date: end },
        hide: [token, ...(secret ? [secret] : [])],
      },
      signal,
    );
  }
}
