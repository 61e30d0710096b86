/** RetentionSource over HTTPS: the three datacube endpoints with an access token. */
import type { Snapshot } from '../core/cohort.ts';
import type { Grain, Period } from '../core/period.ts';
import type { RetentionSource } from '../ports/retention-source.ts';
import { accessToken, type Credentials, withToken } from './access-token.ts';
import { post } from './http.ts';
import { patiently } from './patience.ts';
import { snapshotFrom } from './schema.ts';

export interface HttpsSourceOptions extends Credentials {
  /** 0 ≤ random < 1; spreads repeated calls. */
  readonly random?: (() => number) | undefined;
}

const PATHS: Record<Grain, string> = {
  day: '/datacube/getweanalysisappiddailyretaininfo',
  week: '/datacube/getweanalysisappidweeklyretaininfo',
  month: '/datacube/getweanalysisappidmonthlyretaininfo',
};

export function httpsSource(options: HttpsSourceOptions): RetentionSource {
  const { app, secret, clock, random = Math.random } = options;
  const tokens = accessToken(options);
  return {
    app,
    fetch: (period, signal) => patiently(() => ask(period, signal), { clock, random }, signal),
  };

  async function ask(period: Period, signal: AbortSignal): Promise<Snapshot> {
    const answer = await withToken(tokens, (token) => call(period, token, signal), signal);
    return snapshotFrom(app, period, answer);
  }

  function call({ grain, first, last }: Period, token: string, signal: AbortSignal) {
    return post(
      {
        ...options,
        call: 'data',
        path: PATHS[grain],
        query: { access_token: token },
        body: { begin_date: compact(first), end_date: compact(last) },
        hide: [token, secret],
      },
      signal,
    );
  }
}

/** WeChat's own form of a date: 20170313. */
function compact(date: string): string {
  return date.replaceAll('-', '');
}
