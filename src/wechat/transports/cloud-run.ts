/** A container on WeChat's cloud hosting: the same paths without a token, which its sidecar adds. */
import { datesOf, PATHS } from '../endpoints.ts';
import { request, type Wire } from '../http.ts';
import type { Transport } from './transport.ts';

export interface CloudRunOptions extends Wire {
  readonly baseUrl: string;
}

/**
 * Plain HTTP, inside the container: the sidecar listens for it and speaks HTTPS from there on.
 * https://developers.weixin.qq.com/miniprogram/dev/wxcloudrun/src/guide/weixin/open.html
 */
export const CLOUD_RUN_URL = 'http://api.weixin.qq.com';

export function cloudRunTransport(options: CloudRunOptions): Transport {
  return {
    name: 'cloud-run',
    token: undefined,
    quota: undefined,
    ask({ subject, period }, signal) {
      const { begin, end } = datesOf(period);
      return request(
        {
          ...options,
          call: 'cloud-run',
          path: PATHS[subject][period.grain],
          body: { begin_date: begin, end_date: end },
          hide: [],
        },
        signal,
      );
    },
  };
}
