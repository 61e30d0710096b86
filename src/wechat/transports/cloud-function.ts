/** The Cloud call from outside: the function deployed in the customer's cloud, driven through WeChat's HTTP API. */
import { AppError } from '../../core/errors.ts';
import { withToken } from '../access-token.ts';
import { type Answer, readAnswer } from '../answer.ts';
import { datesOf, type Question } from '../endpoints.ts';
import { request } from '../http.ts';
import { logFailure } from '../log-failure.ts';
import { quotaOf } from '../quota.ts';
import type { HttpsOptions } from './https.ts';
import type { Transport } from './transport.ts';

export interface CloudFunctionOptions extends HttpsOptions {
  readonly cloudEnv: string;
  readonly cloudFunction: string;
}

const INVOKE = '/tcb/invokecloudfunction';

/**
 * One cohort a call, as WeChat cuts a call off after five seconds.
 * https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/cloudbase/batch/invokecloudfunction.html
 */
export function cloudFunctionTransport(options: CloudFunctionOptions): Transport {
  const { app, log, tokens, tokenFrom, secret, cloudEnv, cloudFunction } = options;
  return {
    name: 'cloud-function',
    ask: (question, signal) => withToken(tokens, (token) => call(question, token, signal), signal),
    token: { tokens, from: tokenFrom },
    quota: (_, signal) => quotaOf(INVOKE, options, signal),
  };

  async function call({ subject, period }: Question, token: string, signal: AbortSignal) {
    // Its permissions are the three retention interfaces, no more.
    if (subject !== 'retention') throw new AppError('no_trend', { app });
    const { begin, end } = datesOf(period);
    const hide = [token, ...(secret ? [secret] : [])];
    const envelope = await request(
      {
        ...options,
        call: 'data',
        path: INVOKE,
        query: { access_token: token, env: cloudEnv, name: cloudFunction },
        body: { period: period.grain, beginDate: begin, endDate: end },
        hide,
      },
      signal,
    );
    return returned(envelope, hide);
  }

  /** What the function returned, as a JSON text inside the answer. */
  function returned({ json }: Answer, hide: readonly string[]): Answer {
    const text = json['resp_data'];
    try {
      if (typeof text === 'string')
        return readAnswer(text, { app, call: 'cloud', path: INVOKE, status: 200, hide });
      throw new AppError('wechat_malformed', { app, detail: 'no resp_data' });
    } catch (error) {
      if (error instanceof AppError) logFailure(log, { app, path: INVOKE }, error);
      throw error;
    }
  }
}
